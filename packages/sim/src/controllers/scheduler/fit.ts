import type { Node, Pod, Taint, Toleration } from '../../local/objects.ts';
import { podRequests, toAmounts, type Amounts } from '../../policy/pod-resources.ts';
import { matchesNodeTerm } from '../node-selector.ts';

/** A node with what its pods have asked for so far. */
export interface Candidate {
  node: Node;
  requested: Amounts;
  pods: number;
  hostPorts: ReadonlySet<string>;
}

/** Why a node cannot take a pod. `final` reasons would stay even if other pods were evicted. */
export interface Misfit {
  reasons: string[];
  final: boolean;
}

export const tolerates = (toleration: Toleration, taint: Taint): boolean => {
  if (toleration.effect !== undefined && toleration.effect !== '' && toleration.effect !== taint.effect) return false;
  if (toleration.operator === 'Exists') return (toleration.key ?? '') === '' || toleration.key === taint.key;
  return toleration.key === taint.key && (toleration.value ?? '') === (taint.value ?? '');
};

/** Whether the pod's node selector and required node affinity accept the node. */
export const isWanted = ({ spec }: Pod, node: Node): boolean => {
  const required = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  return (
    Object.entries(spec.nodeSelector ?? {}).every(([key, value]) => node.metadata.labels?.[key] === value) &&
    (required === undefined || required.nodeSelectorTerms.some((term) => matchesNodeTerm(term, node)))
  );
};

const unschedulableTaint: Taint = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' };

/** `protocol/port` of every host port. */
export const hostPortsOf = ({ spec }: Pod): string[] =>
  spec.containers.flatMap(({ ports = [] }) =>
    ports.filter(({ hostPort }) => hostPort).map(({ protocol = 'TCP', hostPort }) => `${protocol}/${hostPort}`),
  );

const isTolerated = ({ spec }: Pod, taint: Taint): boolean =>
  (spec.tolerations ?? []).some((toleration) => tolerates(toleration, taint));

/** The first taint that keeps the pod off the node. */
export const blockingTaint = (pod: Pod, node: Node): Taint | undefined =>
  node.spec?.taints?.find(
    (taint) => (taint.effect === 'NoSchedule' || taint.effect === 'NoExecute') && !isTolerated(pod, taint),
  );

/** How many taints would rather not have the pod. */
export const countUnwanted = (pod: Pod, node: Node): number =>
  (node.spec?.taints ?? []).filter((taint) => taint.effect === 'PreferNoSchedule' && !isTolerated(pod, taint)).length;

/** Undefined when the pod fits; else the first filter's reasons, spelled as kube-scheduler's plugins spell them. */
export const findMisfit = (pod: Pod, { node, requested, pods, hostPorts }: Candidate): Misfit | undefined => {
  if (node.spec?.unschedulable && !isTolerated(pod, unschedulableTaint)) {
    return { reasons: ['node(s) were unschedulable'], final: true };
  }
  if (blockingTaint(pod, node) !== undefined) return { reasons: ['node(s) had untolerated taint(s)'], final: true };
  if (!isWanted(pod, node)) return { reasons: ["node(s) didn't match Pod's node affinity/selector"], final: true };
  if (hostPortsOf(pod).some((port) => hostPorts.has(port))) {
    return { reasons: ["node(s) didn't have free ports for the requested pod ports"], final: false };
  }
  return findShortage(pod, { node, requested, pods });
};

const findShortage = (pod: Pod, { node, requested, pods }: Omit<Candidate, 'hostPorts'>): Misfit | undefined => {
  const allocatable = toAmounts(node.status?.allocatable);
  const reasons: string[] = [];
  let final = false;
  if (pods + 1 > (allocatable['pods'] ?? 0)) reasons.push('Too many pods');
  for (const [name, amount] of Object.entries(podRequests(pod.spec))) {
    const limit = allocatable[name] ?? 0;
    if (amount === 0 || amount <= limit - (requested[name] ?? 0)) continue;
    reasons.push(`Insufficient ${name}`);
    final ||= amount > limit;
  }
  return reasons.length === 0 ? undefined : { reasons, final };
};

/** `2 Insufficient cpu, 1 Too many pods`. */
export const histogram = (reasons: readonly string[]): string => {
  const counts = new Map<string, number>();
  for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return [...counts]
    .map(([reason, count]) => `${count} ${reason}`)
    .sort()
    .join(', ');
};

/** kube-scheduler's whole explanation; `preemption` says why that could not help, and is empty when it could. */
export const explainMisfits = (misfits: readonly Misfit[], preemption: string): string => {
  if (misfits.length === 0) return 'no nodes available to schedule pods';
  const why = histogram(misfits.flatMap(({ reasons }) => reasons));
  const start = `0/${misfits.length} nodes are available: ${why}.`;
  return preemption === '' ? start : `${start} no new claims to deallocate, preemption: ${preemption}`;
};

/** Free share of the scarcer of cpu and memory after the pod is placed, 0 to 1: higher is better. */
export const scoreNode = (pod: Pod, { node, requested }: Candidate): number => {
  const allocatable = toAmounts(node.status?.allocatable);
  const wanted = podRequests(pod.spec);
  const free = ['cpu', 'memory'].map((name) => {
    const limit = allocatable[name] ?? 0;
    return limit === 0 ? 0 : 1 - ((requested[name] ?? 0) + (wanted[name] ?? 0)) / limit;
  });
  return Math.min(...free);
};
