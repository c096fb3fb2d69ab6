/**
 * Istio's configuration, where a cluster has it. Source: istio.io/api, networking and security; columns as its resource
 * definitions state them. Versions: `v1` since Istio 1.22; older ones serve `v1beta1` with the same fields.
 */
import type { Column, Kind } from '../kind.ts';
import type { KubeObject } from '../object.ts';
import { age, columnsOf } from './columns.ts';

export interface IstioTls {
  mode?: string;
  credentialName?: string;
  hosts?: string[];
  httpsRedirect?: boolean;
}

export interface IstioServer {
  port?: { number?: number; name?: string; protocol?: string };
  hosts?: string[];
  tls?: IstioTls;
  defaultEndpoint?: string;
}

export interface IstioGateway extends KubeObject {
  spec?: { selector?: Record<string, string>; servers?: IstioServer[] };
  status?: Record<string, unknown>;
}

export interface IstioDestination {
  host?: string;
  subset?: string;
  port?: { number?: number };
}

export interface IstioRoute {
  destination?: IstioDestination;
  weight?: number;
}

export interface IstioHttpRoute {
  name?: string;
  match?: Record<string, unknown>[];
  route?: IstioRoute[];
  redirect?: Record<string, unknown>;
  rewrite?: Record<string, unknown>;
  delegate?: { name?: string; namespace?: string };
  directResponse?: Record<string, unknown>;
  timeout?: string;
  retries?: Record<string, unknown>;
  fault?: Record<string, unknown>;
  mirror?: IstioDestination;
  mirrors?: { destination?: IstioDestination }[];
}

export interface IstioPlainRoute {
  match?: Record<string, unknown>[];
  route?: IstioRoute[];
}

export interface IstioVirtualService extends KubeObject {
  spec?: {
    hosts?: string[];
    gateways?: string[];
    http?: IstioHttpRoute[];
    tcp?: IstioPlainRoute[];
    tls?: IstioPlainRoute[];
    exportTo?: string[];
  };
  status?: Record<string, unknown>;
}

export interface IstioTrafficPolicy {
  loadBalancer?: Record<string, unknown>;
  connectionPool?: Record<string, unknown>;
  outlierDetection?: Record<string, unknown>;
  tls?: { mode?: string };
  portLevelSettings?: Record<string, unknown>[];
}

export interface IstioSubset {
  name?: string;
  labels?: Record<string, string>;
  trafficPolicy?: IstioTrafficPolicy;
}

export interface IstioDestinationRule extends KubeObject {
  spec?: { host?: string; trafficPolicy?: IstioTrafficPolicy; subsets?: IstioSubset[]; exportTo?: string[] };
  status?: Record<string, unknown>;
}

export interface IstioServiceEntry extends KubeObject {
  spec?: { hosts?: string[]; location?: string; resolution?: string };
}

export interface IstioPeerAuthentication extends KubeObject {
  spec?: { selector?: { matchLabels?: Record<string, string> }; mtls?: { mode?: string } };
}

const listOf = (values: readonly (string | undefined)[] | undefined): string =>
  values === undefined || values.length === 0 ? '' : JSON.stringify(values);

const kindOf = (group: 'networking' | 'security', names: [kind: string, plural: string, ...short: string[]]) => {
  const [kind, plural, ...shortNames] = names;
  return (columns: readonly Column[]): Kind => ({
    group: `${group}.istio.io`,
    version: 'v1',
    plural,
    kind,
    singular: kind.toLowerCase(),
    shortNames,
    categories: ['istio-io', `${group}-istio-io`],
    namespaced: true,
    capabilities: [],
    columns: [...columns, age],
  });
};

const virtualService = columnsOf<IstioVirtualService>();
const destinationRule = columnsOf<IstioDestinationRule>();
const serviceEntry = columnsOf<IstioServiceEntry>();
const peerAuthentication = columnsOf<IstioPeerAuthentication>();

export const istioGatewayKind = kindOf('networking', ['Gateway', 'gateways', 'gw'])([]);
export const istioVirtualServiceKind = kindOf('networking', ['VirtualService', 'virtualservices', 'vs'])([
  virtualService.text('Gateways', ({ spec }) => listOf(spec?.gateways)),
  virtualService.text('Hosts', ({ spec }) => listOf(spec?.hosts)),
]);
export const istioDestinationRuleKind = kindOf('networking', ['DestinationRule', 'destinationrules', 'dr'])([
  destinationRule.text('Host', ({ spec }) => spec?.host ?? ''),
]);
export const istioServiceEntryKind = kindOf('networking', ['ServiceEntry', 'serviceentries', 'se'])([
  serviceEntry.text('Hosts', ({ spec }) => listOf(spec?.hosts)),
  serviceEntry.text('Location', ({ spec }) => spec?.location ?? ''),
  serviceEntry.text('Resolution', ({ spec }) => spec?.resolution ?? ''),
]);
export const istioPeerAuthenticationKind = kindOf('security', ['PeerAuthentication', 'peerauthentications', 'pa'])([
  peerAuthentication.text('Mode', ({ spec }) => spec?.mtls?.mode ?? ''),
]);

export const istioKinds: readonly Kind[] = [
  istioGatewayKind,
  istioVirtualServiceKind,
  istioDestinationRuleKind,
  istioServiceEntryKind,
  istioPeerAuthenticationKind,
];
