import { istioServiceEntryKind, serviceKind } from '@binnacle/kube/api';
import { hostTerm } from './terms.ts';
import type { Subject, World } from './types.ts';

/** The domain of a cluster's Services unless somebody chose another. */
const clusterDomain = 'svc.cluster.local';

/** Where mesh-wide settings live unless somebody chose another. */
export const rootNamespace = 'istio-system';

export const serviceHost = (namespace: string, name: string): string => `${name}.${namespace}.${clusterDomain}`;

/** A host as Istio reads it: a name with no dot is a Service of the namespace; anything else stands as it is. */
export const fullHost = (host: string, namespace: string): string =>
  host.includes('.') || host === '*' ? host : serviceHost(namespace, host);

/** `*.example.com` and `*.com` for `www.example.com`. */
const wildcardsOf = (host: string): string[] => {
  const labels = host.split('.');
  return labels.slice(1).map((_label, index) => `*.${labels.slice(index + 1).join('.')}`);
};

/** The Service that a full host names. */
export const serviceOf = (world: World, host: string): Subject | undefined =>
  world.find(serviceKind, hostTerm(host))[0];

/** True for a host that the mesh knows, and where it cannot be known. */
export const isKnownHost = (world: World, host: string): boolean =>
  host.startsWith('*') ||
  !world.knows(serviceKind) ||
  serviceOf(world, host) !== undefined ||
  [host, ...wildcardsOf(host)].some((name) => world.find(istioServiceEntryKind, hostTerm(name)).length > 0);
