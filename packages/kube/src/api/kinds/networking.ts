/** The networking.k8s.io group. Source: Kubernetes API reference, networking.k8s.io/v1. */
import { fromLabelSelector } from '../label-selector.ts';
import type { LabelSelector } from '../label-selector.ts';
import type { Kind } from '../kind.ts';
import type { KubeObject } from '../object.ts';
import { age, columnsOf, selectorText } from './columns.ts';
import type { Loose } from './columns.ts';
import { loadBalancerText } from './core-service.ts';

export interface IngressBackend {
  service?: { name: string; port?: { name?: string; number?: number } };
  resource?: { apiGroup?: string; kind: string; name: string };
}

export interface IngressRule {
  host?: string;
  http?: { paths: { path?: string; pathType: string; backend: IngressBackend }[] };
}

export interface Ingress extends KubeObject {
  spec: {
    ingressClassName?: string;
    defaultBackend?: IngressBackend;
    rules?: IngressRule[];
    tls?: { hosts?: string[]; secretName?: string }[];
  };
  status?: { loadBalancer?: { ingress?: { ip?: string; hostname?: string }[] } };
}

export interface IngressClass extends KubeObject {
  spec?: {
    controller?: string;
    parameters?: { apiGroup?: string; kind: string; name: string; namespace?: string; scope?: string };
  };
}

export interface NetworkPolicy extends KubeObject {
  spec: { podSelector: LabelSelector; policyTypes?: string[]; ingress?: unknown[]; egress?: unknown[] };
}

const networking = { group: 'networking.k8s.io', version: 'v1', categories: [], capabilities: [] } as const;
const ingress = columnsOf<Ingress>();
const ingressClass = columnsOf<IngressClass>();
const policy = columnsOf<NetworkPolicy>();

/** The first three hosts; rules without a host count, but are not shown. */
const hostsText = (rules: readonly Loose<IngressRule>[]): string => {
  const hosts: string[] = [];
  let more = false;
  for (const { host = '' } of rules) {
    more ||= hosts.length === 3;
    if (!more && host !== '') hosts.push(host);
  }
  if (hosts.length === 0) return '*';
  return more ? `${hosts.join(',')} + ${rules.length - 3} more...` : hosts.join(',');
};

export const ingressKind: Kind = {
  ...networking,
  plural: 'ingresses',
  kind: 'Ingress',
  singular: 'ingress',
  shortNames: ['ing'],
  namespaced: true,
  columns: [
    ingress.text('Class', (o) => o.spec?.ingressClassName ?? '<none>'),
    ingress.text('Hosts', (o) => hostsText(o.spec?.rules ?? [])),
    ingress.text('Address', (o) => loadBalancerText(o.status?.loadBalancer?.ingress)),
    ingress.text('Ports', (o) => ((o.spec?.tls ?? []).length === 0 ? '80' : '80, 443')),
    age,
  ],
};

export const ingressClassKind: Kind = {
  ...networking,
  plural: 'ingressclasses',
  kind: 'IngressClass',
  singular: 'ingressclass',
  shortNames: [],
  namespaced: false,
  columns: [
    ingressClass.text('Controller', (o) => o.spec?.controller ?? ''),
    ingressClass.text('Parameters', (o) => {
      const parameters = o.spec?.parameters;
      if (parameters === undefined) return '<none>';
      const group = parameters.apiGroup === undefined ? '' : `.${parameters.apiGroup}`;
      return `${parameters.kind ?? ''}${group}/${parameters.name ?? ''}`;
    }),
    age,
  ],
};

export const networkPolicyKind: Kind = {
  ...networking,
  plural: 'networkpolicies',
  kind: 'NetworkPolicy',
  singular: 'networkpolicy',
  shortNames: ['netpol'],
  namespaced: true,
  capabilities: ['selectsPods'],
  podSelector: (o) => fromLabelSelector(((o as Loose<NetworkPolicy>).spec?.podSelector ?? {}) as LabelSelector),
  columns: [policy.text('Pod-Selector', (o) => selectorText(o.spec?.podSelector)), age],
};

export const networkingKinds: readonly Kind[] = [ingressClassKind, ingressKind, networkPolicyKind];
