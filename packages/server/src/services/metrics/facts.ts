import { isConditionTrue, quantityToNumber, type Pod } from '@binnacle/kube/api';
import type { Row } from '@binnacle/kube/watch';
import type { NodeMetrics, Usage } from './types.ts';

/** What of a Pod is counted. */
export interface PodFacts {
  node: string;
  phase: string;
  /** Absent where a container states none. */
  requests: Partial<Usage>;
  limits: Partial<Usage>;
}

/** What of a Node is counted. */
export type NodeFacts = Pick<NodeMetrics, 'ready' | 'storage' | 'conditions' | 'taints' | 'addresses'> & {
  allocatable: Usage;
  pods: number;
};

/** Read once per version of an object: rows are replaced, never changed. */
const remembered = <T>(read: (object: never) => T): ((row: Row) => T) => {
  const known = new WeakMap<Row, T>();
  return (row) => {
    let facts = known.get(row);
    if (facts === undefined) {
      facts = read(JSON.parse(row.bytes.toString('utf8')) as never);
      known.set(row, facts);
    }
    return facts;
  };
};

type Resources = Record<string, string> | undefined;

const total = (parts: readonly Resources[], resource: 'cpu' | 'memory'): number | undefined => {
  const stated = parts.flatMap((part) => (part?.[resource] === undefined ? [] : [quantityToNumber(part[resource])]));
  return stated.length === 0 ? undefined : stated.reduce((sum, value) => sum + value, 0);
};

const totals = (parts: readonly Resources[]): Partial<Usage> => {
  const [cpu, memory] = [total(parts, 'cpu'), total(parts, 'memory')];
  return { ...(cpu === undefined ? {} : { cpu }), ...(memory === undefined ? {} : { memory }) };
};

export const podFacts = remembered(({ spec, status }: Pod): PodFacts => {
  const resources = spec.containers.map(
    (container) => container.resources as { requests?: Resources; limits?: Resources } | undefined,
  );
  return {
    node: spec.nodeName ?? '',
    phase: (status as { phase?: string } | undefined)?.phase ?? 'Unknown',
    requests: totals(resources.map((part) => part?.requests)),
    limits: totals(resources.map((part) => part?.limits)),
  };
});

interface WireNode {
  spec?: { taints?: { key: string; value?: string; effect: string }[] };
  status?: {
    allocatable?: Record<string, string>;
    conditions?: { type: string; status: string; reason?: string; message?: string }[];
    addresses?: { type: string; address: string }[];
  };
}

export const nodeFacts = remembered(({ spec, status }: WireNode): NodeFacts => {
  const quantity = (resource: string) => quantityToNumber(status?.allocatable?.[resource] ?? '0');
  const conditions = (status?.conditions ?? []).map(({ type, status: state, reason, message }) => ({
    type,
    status: state,
    ...(reason === undefined ? {} : { reason }),
    ...(message === undefined ? {} : { message }),
  }));
  return {
    ready: isConditionTrue(conditions, 'Ready'),
    allocatable: { cpu: quantity('cpu'), memory: quantity('memory') },
    storage: quantity('ephemeral-storage'),
    pods: quantity('pods'),
    conditions,
    taints: spec?.taints ?? [],
    addresses: status?.addresses ?? [],
  };
});

export const phaseOf = remembered(({ status }: { status?: { phase?: string } }): string => status?.phase ?? 'Unknown');
