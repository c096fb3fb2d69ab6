import type { Endpoint, EndpointSlice, KubeObject, Service } from '@binnacle/kube/api';
import type { DescribedService } from '../../services/observe/index.ts';
import type { Fields } from './fields.ts';
import { scoreFields } from './health-codecs.ts';
import { identity, metadataOf } from './metadata.ts';

export const portFields = ({ spec }: Service): Fields[] =>
  (spec.ports ?? []).map(({ name, port, targetPort, protocol, nodePort }) => ({
    name: name ?? null,
    port,
    target_port: String(targetPort ?? port),
    protocol: protocol ?? 'TCP',
    node_port: nodePort ?? null,
  }));

const ingressOf = ({ status }: Service): Fields[] =>
  (status?.loadBalancer?.ingress ?? []).map(({ ip, hostname }) => ({ ip: ip ?? null, hostname: hostname ?? null }));

/** An item of `services/list`, without its age. */
export const serviceItem = (object: KubeObject): Fields => {
  const service = object as Service;
  const { metadata, spec } = service;
  const ingress = ingressOf(service);
  return {
    name: metadata.name,
    namespace: metadata.namespace,
    type: spec.type ?? 'ClusterIP',
    cluster_ip: spec.clusterIP ?? null,
    external_ips: spec.externalIPs ?? [],
    ports: portFields(service),
    selector: spec.selector ?? {},
    creation_timestamp: metadata.creationTimestamp ?? null,
    labels: metadata.labels ?? {},
    session_affinity: spec.sessionAffinity ?? 'None',
    ...(ingress.length === 0 ? {} : { load_balancer_ingress: ingress }),
  };
};

const isReady = ({ conditions }: Endpoint): boolean => conditions?.ready !== false;

const addressFields = ({ addresses, hostname, nodeName, targetRef }: Endpoint): Fields[] =>
  addresses.map((ip) => ({
    ip,
    hostname: hostname ?? null,
    node_name: nodeName ?? null,
    target:
      targetRef === undefined ? null : { kind: targetRef.kind, name: targetRef.name, namespace: targetRef.namespace },
  }));

const endpointFields = ({ name, namespace }: Service['metadata'], slices: readonly EndpointSlice[]): Fields => {
  const subsets = slices.map((slice) => ({
    addresses: (slice.endpoints ?? []).filter(isReady).flatMap(addressFields),
    not_ready_addresses: (slice.endpoints ?? []).filter((one) => !isReady(one)).flatMap(addressFields),
    ports: (slice.ports ?? []).map((port) => ({
      name: port.name ?? null,
      port: port.port ?? null,
      protocol: port.protocol ?? 'TCP',
    })),
  }));
  const ready = subsets.reduce((sum, { addresses }) => sum + addresses.length, 0);
  const notReady = subsets.reduce((sum, { not_ready_addresses: addresses }) => sum + addresses.length, 0);
  return {
    name,
    namespace,
    subsets,
    ready_addresses_count: ready,
    not_ready_addresses_count: notReady,
    total_addresses_count: ready + notReady,
  };
};

/** `connected`: requests are answered by every endpoint, `partial`: by some, `disconnected`: by none. */
const connectivity = (endpoints: Fields | undefined): string => {
  if (endpoints === undefined) return 'unknown';
  if (endpoints['ready_addresses_count'] === 0) return 'disconnected';
  return endpoints['not_ready_addresses_count'] === 0 ? 'connected' : 'partial';
};

/** `services/detail`. */
export const serviceDetail = (described: DescribedService, now: number): Fields => {
  const { value: service, slices, findings, missing } = described;
  const { metadata, spec } = service;
  const endpoints = slices && endpointFields(metadata, slices);
  const ingress = ingressOf(service);
  return {
    ...identity(service, now),
    service_type: spec.type ?? 'ClusterIP',
    cluster_ip: spec.clusterIP ?? null,
    cluster_ips: spec.clusterIPs ?? [],
    selector: spec.selector ?? {},
    ports: portFields(service),
    endpoints: endpoints ?? null,
    external_access: {
      type: spec.type ?? 'ClusterIP',
      external_ips: spec.externalIPs ?? [],
      load_balancer_ip: spec.loadBalancerIP ?? (ingress[0]?.['ip'] as string | null | undefined) ?? null,
      load_balancer_ingress: ingress,
      external_name: spec.externalName ?? null,
    },
    session_affinity: spec.sessionAffinity ?? 'None',
    ...scoreFields(findings),
    connectivity_status: connectivity(endpoints),
    metadata: metadataOf(described, now, missing),
  };
};
