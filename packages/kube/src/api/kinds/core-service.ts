/** Services and Endpoints. Source: Kubernetes API reference, core v1. */
import { fromLabels } from '../label-selector.ts';
import type { LabelMatcher } from '../label-selector.ts';
import type { Kind } from '../kind.ts';
import type { KubeObject, UnstructuredObject } from '../object.ts';
import { age, columnsOf, firstText, firstThree, labelsText, selectorColumn } from './columns.ts';
import type { Loose } from './columns.ts';
import type { IntOrString } from './pod-spec.ts';

export interface ServicePort {
  name?: string;
  protocol?: 'TCP' | 'UDP' | 'SCTP';
  appProtocol?: string;
  port: number;
  targetPort?: IntOrString;
  nodePort?: number;
}

export interface Service extends KubeObject {
  spec: {
    type?: 'ClusterIP' | 'NodePort' | 'LoadBalancer' | 'ExternalName';
    selector?: Record<string, string>;
    ports?: ServicePort[];
    /** `None` for headless services. */
    clusterIP?: string;
    clusterIPs?: string[];
    externalIPs?: string[];
    externalName?: string;
    ipFamilies?: string[];
    ipFamilyPolicy?: string;
    internalTrafficPolicy?: string;
    externalTrafficPolicy?: string;
    sessionAffinity?: string;
    publishNotReadyAddresses?: boolean;
    loadBalancerIP?: string;
    allocateLoadBalancerNodePorts?: boolean;
  };
  status?: { loadBalancer?: { ingress?: { ip?: string; hostname?: string }[] } };
}

export interface ObjectReference {
  apiVersion?: string;
  kind?: string;
  namespace?: string;
  name?: string;
  uid?: string;
  resourceVersion?: string;
  fieldPath?: string;
}

export interface EndpointAddress {
  ip: string;
  hostname?: string;
  nodeName?: string;
  targetRef?: ObjectReference;
}

export interface Endpoints extends KubeObject {
  subsets?: {
    addresses?: EndpointAddress[];
    notReadyAddresses?: EndpointAddress[];
    ports?: { name?: string; port: number; protocol?: string; appProtocol?: string }[];
  }[];
}

const service = columnsOf<Service>();

/** Addresses of a load balancer, sorted, each once. */
export const loadBalancerText = (ingress: { ip?: string; hostname?: string }[] | undefined): string =>
  [...new Set((ingress ?? []).map((i) => firstText(i.ip, i.hostname)).filter((text) => text !== ''))].sort().join(',');

const externalIpText = (o: Loose<Service>): string => {
  const own = (o.spec?.externalIPs ?? []).join(',');
  switch (o.spec?.type) {
    case 'ClusterIP':
    case 'NodePort':
      return firstText(own, '<none>');
    case 'LoadBalancer': {
      const balancer = loadBalancerText(o.status?.loadBalancer?.ingress);
      return firstText([balancer, own].filter((text) => text !== '').join(','), '<pending>');
    }
    case 'ExternalName':
      return o.spec.externalName ?? '';
    default:
      return '<unknown>';
  }
};

const portsText = (ports: Loose<ServicePort>[] | undefined): string =>
  (ports ?? []).map((p) => `${p.port}${p.nodePort ? `:${p.nodePort}` : ''}/${p.protocol ?? 'TCP'}`).join(',');

/** A Service with no selector picks nothing: its endpoints are made by someone else. */
const plainSelector = (object: UnstructuredObject): LabelMatcher | undefined => {
  const selector = (object as Loose<Service>).spec?.selector ?? {};
  return Object.keys(selector).length === 0 ? undefined : fromLabels(selector as Record<string, string>);
};

export const serviceKind: Kind = {
  group: '',
  version: 'v1',
  plural: 'services',
  kind: 'Service',
  singular: 'service',
  shortNames: ['svc'],
  categories: ['all'],
  namespaced: true,
  capabilities: ['selectsPods'],
  selectableFields: ['spec.clusterIP', 'spec.type'],
  podSelector: plainSelector,
  columns: [
    service.text('Type', (o) => o.spec?.type ?? ''),
    service.text('Cluster-IP', (o) => firstText(o.spec?.clusterIPs?.[0], '<none>')),
    service.text('External-IP', externalIpText),
    service.text('Port(s)', (o) => firstText(portsText(o.spec?.ports), '<none>')),
    age,
    selectorColumn((o) => labelsText((o as Loose<Service>).spec?.selector)),
  ],
};

const endpoints = columnsOf<Endpoints>();

const hostPort = (ip: string, port: number | undefined): string =>
  ip.includes(':') ? `[${ip}]:${port}` : `${ip}:${port}`;

const addressTexts = (o: Loose<Endpoints>): string[] =>
  (o.subsets ?? []).flatMap(({ addresses = [], ports = [] }) =>
    ports.length === 0
      ? addresses.map((a) => a.ip ?? '')
      : ports.flatMap((p) => addresses.map((a) => hostPort(a.ip ?? '', p.port))),
  );

export const endpointsKind: Kind = {
  group: '',
  version: 'v1',
  plural: 'endpoints',
  kind: 'Endpoints',
  singular: 'endpoints',
  shortNames: ['ep'],
  categories: [],
  namespaced: true,
  capabilities: [],
  columns: [
    endpoints.text('Endpoints', (o) => firstThree(addressTexts(o), (o.subsets ?? []).length === 0 ? '<none>' : '')),
    age,
  ],
};
