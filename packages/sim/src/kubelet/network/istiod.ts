/** What istiod says of itself over HTTP. Source: istio, pilot/pkg/xds/debug.go, `/debug/syncz`. */
import type { ControllerContext, ProgramRequest } from '../../types.ts';
import { refs, type Pod } from '../../local/objects.ts';
import { toNumber } from '../identity.ts';
import { behaviourOf } from '../images.ts';

const proxyName = 'istio-proxy';
const types = ['cluster', 'listener', 'route', 'endpoint'] as const;

const isRunning = ({ status }: Pod): boolean => {
  const all = [...(status?.containerStatuses ?? []), ...(status?.initContainerStatuses ?? [])];
  return all.some(({ name, state }) => name === proxyName && state.running !== undefined);
};

const nonceOf = (pod: Pod, type: string, push: number): string =>
  `${type}-${toNumber(`${pod.metadata.uid ?? ''}${type}${push}`).toString(16)}`;

const statusOf = (pod: Pod) => {
  const proxy = [...pod.spec.containers, ...(pod.spec.initContainers ?? [])].find(({ name }) => name === proxyName);
  const image = proxy?.image ?? '';
  const { takesConfiguration } = behaviourOf(image);
  const nonces = types.flatMap((type) => {
    const sent = nonceOf(pod, type, takesConfiguration ? 0 : 1);
    return [
      [`${type}_sent`, sent],
      [`${type}_acked`, nonceOf(pod, type, 0)],
    ];
  });
  return {
    cluster_id: 'Kubernetes',
    proxy: `${pod.metadata.name}.${pod.metadata.namespace ?? ''}`,
    istio_version: /:v?(\d+\.\d+\.\d+)/.exec(image)?.[1] ?? '',
    ...(Object.fromEntries(nonces) as Record<string, string>),
  };
};

const isReady = ({ status }: Pod): boolean =>
  status?.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True') ?? false;

/** The answer to a request for how far the proxies are that are connected to this istiod; undefined for any other. */
export const answerIstiod = (
  own: Pod,
  { path, isLocal }: Pick<ProgramRequest, 'path'> & { isLocal: boolean },
  { client }: Pick<ControllerContext, 'client'>,
): { status: number; text: string } | undefined => {
  const [route] = path.split('?');
  if (route !== '/debug/syncz') return undefined;
  // Without a token it speaks to its own host only.
  if (!isLocal) return { status: 401, text: '' };
  const pods = client.list<Pod>(refs.pods);
  const peers = pods
    .filter(({ metadata }) => metadata.namespace === own.metadata.namespace && metadata.labels?.['app'] === 'istiod')
    .filter(isReady)
    .sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
  const place = peers.findIndex(({ metadata }) => metadata.uid === own.metadata.uid);
  // Each proxy is connected to one of them.
  const connected = pods
    .filter(isRunning)
    .filter(({ metadata }) => toNumber(metadata.uid ?? '') % peers.length === place);
  return { status: 200, text: JSON.stringify(connected.map(statusOf)) };
};
