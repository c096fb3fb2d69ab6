/** The discovery.k8s.io group. Source: Kubernetes API reference, discovery.k8s.io/v1. */
import type { Kind } from '../kind.ts';
import type { KubeObject } from '../object.ts';
import { age, columnsOf, firstThree } from './columns.ts';
import type { ObjectReference } from './core-service.ts';

export interface Endpoint {
  addresses: string[];
  conditions?: { ready?: boolean; serving?: boolean; terminating?: boolean };
  hostname?: string;
  nodeName?: string;
  zone?: string;
  targetRef?: ObjectReference;
}

export interface EndpointSlice extends KubeObject {
  addressType: 'IPv4' | 'IPv6' | 'FQDN';
  endpoints: Endpoint[] | null;
  ports?: { name?: string; port?: number; protocol?: string; appProtocol?: string }[] | null;
}

const slice = columnsOf<EndpointSlice>();

export const endpointSliceKind: Kind = {
  group: 'discovery.k8s.io',
  version: 'v1',
  plural: 'endpointslices',
  kind: 'EndpointSlice',
  singular: 'endpointslice',
  shortNames: [],
  categories: [],
  namespaced: true,
  capabilities: [],
  columns: [
    slice.text('AddressType', (o) => o.addressType ?? ''),
    slice.text('Ports', (o) =>
      firstThree(
        (o.ports ?? []).map((p) => (p.port === undefined ? (p.name ?? '*') : String(p.port))),
        '<unset>',
      ),
    ),
    slice.text('Endpoints', (o) =>
      firstThree(
        (o.endpoints ?? []).flatMap((e) => e.addresses ?? []),
        '<unset>',
      ),
    ),
    age,
  ],
};

export const discoveryKinds: readonly Kind[] = [endpointSliceKind];
