import { serviceKind, type KubeObject, type ResourceRef, type UnstructuredObject } from '@binnacle/kube/api';
import { isForbidden, isNotFound } from '@binnacle/kube/api';
import type { KubeClient } from '@binnacle/kube/client';

/** Somewhere a Prometheus may be. */
export interface Candidate {
  /** What is said of it: `service monitoring/prometheus-server`. */
  label: string;
  /** Through the API server; absent for an address outside of the cluster. */
  service?: { namespace: string; name: string; port: number; scheme: 'http' | 'https' };
  /** Path before `/api/v1`; empty or beginning with a slash. */
  prefix: string;
  /** How it is called without the API server. */
  url: string;
  /** The address means the same from everywhere: it may be called from outside of the cluster. */
  isPublic: boolean;
}

/** Names that the usual charts and manifests give the Service. */
const wellKnownNames = [
  'prometheus-server',
  'prometheus-operated',
  'prometheus-k8s',
  'kube-prometheus-stack-prometheus',
  'prometheus-kube-prometheus-prometheus',
  'prometheus',
  'prometheus-service',
  'prometheus-prometheus-server',
];
/** Labels that they give it. */
const wellKnownLabels = [
  'operated-prometheus=true',
  'app.kubernetes.io/name in (prometheus,kube-prometheus-stack-prometheus)',
  'app in (prometheus,prometheus-server,kube-prometheus-stack-prometheus)',
];
/** Where they are looked for by somebody who may not list Services everywhere. */
const wellKnownNamespaces = ['monitoring', 'prometheus', 'observability', 'kube-system', 'istio-system', 'default'];
/** What carries the same labels, or Prometheus in its name, and is another thing. */
const others = /alertmanager|exporter|pushgateway|operator$|adapter|kube-state-metrics|grafana|blackbox/;

const prometheusKind: ResourceRef = {
  group: 'monitoring.coreos.com',
  version: 'v1',
  plural: 'prometheuses',
  namespaced: true,
};

const mostPerList = 50;
const mostCandidates = 20;

export interface CandidateSearch {
  client: KubeClient;
  signal: AbortSignal;
  onStep: (step: string) => void;
}

/** Candidates, the likeliest first: what the operator's resources say, then labels, then names. */
export const findCandidates = async (search: CandidateSearch): Promise<Candidate[]> => {
  const { onStep } = search;
  onStep('reading the Prometheus operator’s resources');
  const operated = await list(search, prometheusKind, {});
  onStep('looking for Services by label and name');
  const services = (await listEverywhere(search)) ?? (await listWellKnown(search));
  const found = [
    ...operated.flatMap((object) => fromOperator(object)),
    ...services.filter(({ metadata }) => !others.test(metadata.name)).flatMap((service) => fromService(service)),
  ];
  const seen = new Set<string>();
  return found.filter(({ url }) => !seen.has(url) && seen.add(url)).slice(0, mostCandidates);
};

/** Undefined when Services may not be listed in all namespaces. */
const listEverywhere = async (search: CandidateSearch): Promise<UnstructuredObject[] | undefined> => {
  const queries = [
    ...wellKnownLabels.map((labelSelector) => ({ labelSelector })),
    ...wellKnownNames.map((name) => ({ fieldSelector: `metadata.name=${name}` })),
  ];
  try {
    const found: UnstructuredObject[] = [];
    for (const query of queries) {
      const { items } = await search.client.list(serviceKind, { ...query, limit: mostPerList, signal: search.signal });
      found.push(...items);
    }
    return found;
  } catch (error) {
    if (isForbidden(error)) return undefined;
    throw error;
  }
};

const listWellKnown = async (search: CandidateSearch): Promise<UnstructuredObject[]> => {
  search.onStep('Services may not be listed everywhere: looking in the usual namespaces');
  const found: UnstructuredObject[] = [];
  for (const namespace of wellKnownNamespaces) {
    const services = await list(search, serviceKind, { namespace });
    found.push(...services.filter(({ metadata }) => wellKnownNames.includes(metadata.name)));
  }
  return found;
};

/** Empty where there is nothing of the kind, or nothing that may be read. */
const list = async (
  { client, signal }: CandidateSearch,
  kind: ResourceRef,
  query: { namespace?: string },
): Promise<UnstructuredObject[]> => {
  try {
    return (await client.list(kind, { ...query, limit: mostPerList * 10, signal })).items;
  } catch (error) {
    if (isForbidden(error) || isNotFound(error)) return [];
    throw error;
  }
};

interface OperatorSpec {
  routePrefix?: string;
  portName?: string;
  externalUrl?: string;
}

/** The operator makes a Service `prometheus-operated` in the namespace of each Prometheus. */
const fromOperator = (object: KubeObject & { spec?: unknown }): Candidate[] => {
  const { namespace = '', name } = object.metadata;
  const { routePrefix = '', externalUrl } = (object.spec ?? {}) as OperatorSpec;
  const prefix = routePrefix.replace(/\/+$/, '');
  const label = `Prometheus ${namespace}/${name}`;
  const service = { namespace, name: 'prometheus-operated', port: 9090, scheme: 'http' } as const;
  const own: Candidate = { label, service, prefix, url: clusterUrl(service, prefix), isPublic: false };
  if (externalUrl === undefined || !URL.canParse(externalUrl)) return [own];
  const url = externalUrl.replace(/\/+$/, '');
  return [own, { label: `${label} (externalUrl)`, prefix: '', url, isPublic: true }];
};

interface ServiceShape {
  spec?: { ports?: { name?: string; port: number; protocol?: string }[] };
  status?: { loadBalancer?: { ingress?: { ip?: string; hostname?: string }[] } };
}

const portNames = ['web', 'http-web', 'http', 'prometheus', 'server', 'https', 'https-web'];

const fromService = (object: UnstructuredObject): Candidate[] => {
  const { namespace = '', name } = object.metadata;
  const { spec, status } = object as unknown as ServiceShape;
  const ports = (spec?.ports ?? []).filter(({ protocol = 'TCP' }) => protocol === 'TCP');
  const port =
    ports.find((one) => portNames.includes(one.name ?? '')) ?? ports.find((one) => one.port === 9090) ?? ports[0];
  if (port === undefined) return [];
  const scheme = port.port === 443 || /^https/.test(port.name ?? '') ? 'https' : 'http';
  const service = { namespace, name, port: port.port, scheme } as const;
  const label = `Service ${namespace}/${name}`;
  const own: Candidate = { label, service, prefix: '', url: clusterUrl(service, ''), isPublic: false };
  const outside = (status?.loadBalancer?.ingress ?? []).flatMap(({ ip, hostname }): Candidate[] => {
    const host = hostname ?? (ip?.includes(':') ? `[${ip}]` : ip);
    const url = `${scheme}://${host}:${port.port}`;
    return host === undefined || !URL.canParse(url)
      ? []
      : [{ label: `${label} (load balancer)`, prefix: '', url, isPublic: true }];
  });
  return [own, ...outside];
};

const clusterUrl = ({ namespace, name, port, scheme }: NonNullable<Candidate['service']>, prefix: string): string =>
  `${scheme}://${name}.${namespace}.svc.cluster.local:${port}${prefix}`;
