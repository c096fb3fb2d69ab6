import { quantityToNumber } from '@binnacle/kube/api';
import type { Container, Pod } from '../../local/objects.ts';

export interface ResourceFieldRef {
  containerName?: string;
  resource: string;
  divisor?: string;
}

const quoted = (map: Readonly<Record<string, string>> | undefined): string =>
  Object.entries(map ?? {})
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}=${JSON.stringify(value)}`)
    .join('\n');

/** A field of the Pod as the downward API gives it. */
export const fieldValue = (pod: Pod, path: string): string => {
  const { metadata, spec, status } = pod;
  const keyed = /^metadata\.(labels|annotations)\['(.+)'\]$/.exec(path);
  if (keyed !== null) return metadata[keyed[1] as 'labels' | 'annotations']?.[keyed[2] ?? ''] ?? '';
  switch (path) {
    case 'metadata.name':
      return metadata.name;
    case 'metadata.namespace':
      return metadata.namespace ?? '';
    case 'metadata.uid':
      return metadata.uid ?? '';
    case 'metadata.labels':
      return quoted(metadata.labels);
    case 'metadata.annotations':
      return quoted(metadata.annotations);
    case 'spec.nodeName':
      return spec.nodeName ?? '';
    case 'spec.serviceAccountName':
      return spec.serviceAccountName ?? '';
    case 'status.hostIP':
    case 'status.hostIPs':
      return status?.hostIP ?? '';
    case 'status.podIP':
    case 'status.podIPs':
      return status?.podIP ?? '';
    default:
      return '';
  }
};

/** A request or limit of a container, divided and rounded up. */
export const resourceFieldValue = (
  pod: Pod,
  own: Container,
  { containerName, resource, divisor }: ResourceFieldRef,
): string => {
  const container = pod.spec.containers.find(({ name }) => name === containerName) ?? own;
  const [part = '', name = ''] = resource.split('.');
  const amount = container.resources?.[part as 'requests' | 'limits']?.[name];
  if (amount === undefined) return '0';
  const by = divisor === undefined || divisor === '0' ? 1 : quantityToNumber(divisor);
  return String(Math.ceil(quantityToNumber(amount) / by));
};
