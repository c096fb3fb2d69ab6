/** Istio's proxy in a Pod: a container of its own, or an init container that stays. */
import type { Container, Pod } from '@binnacle/kube/api';

/** What its status says of it. */
export interface ProxyStatus {
  name: string;
  ready?: boolean;
  state?: { running?: { startedAt?: string } };
}

const isProxy = ({ name }: { name: string }): boolean => name === 'istio-proxy';

export const proxyContainerOf = ({ spec }: Pick<Pod, 'spec'>): Container | undefined =>
  [...(spec.containers ?? []), ...(spec.initContainers ?? [])].find(isProxy);

export const proxyStatusOf = (pod: Pick<Pod, 'status'>): ProxyStatus | undefined => {
  const status = pod.status as { containerStatuses?: ProxyStatus[]; initContainerStatuses?: ProxyStatus[] } | undefined;
  return [...(status?.containerStatuses ?? []), ...(status?.initContainerStatuses ?? [])].find(isProxy);
};

/** `1.24.2` from `docker.io/istio/proxyv2:1.24.2-distroless`. */
export const versionOfImage = (image: string | undefined): string | undefined =>
  /:v?(\d+\.\d+(\.\d+)?)/.exec(image ?? '')?.[1];
