/** The coordination.k8s.io group. Source: Kubernetes API reference, coordination.k8s.io/v1. */
import type { Kind } from '../kind.ts';
import type { KubeObject } from '../object.ts';
import { age, columnsOf } from './columns.ts';

export interface Lease extends KubeObject {
  spec?: {
    holderIdentity?: string;
    leaseDurationSeconds?: number;
    /** RFC 3339 with microseconds. */
    acquireTime?: string;
    /** RFC 3339 with microseconds. */
    renewTime?: string;
    leaseTransitions?: number;
  };
}

const lease = columnsOf<Lease>();

export const leaseKind: Kind = {
  group: 'coordination.k8s.io',
  version: 'v1',
  plural: 'leases',
  kind: 'Lease',
  singular: 'lease',
  shortNames: [],
  categories: [],
  namespaced: true,
  capabilities: [],
  columns: [lease.text('Holder', (o) => o.spec?.holderIdentity ?? ''), age],
};

export const coordinationKinds: readonly Kind[] = [leaseKind];
