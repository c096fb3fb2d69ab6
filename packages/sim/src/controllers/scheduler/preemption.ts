/** Pods that make room for more important ones. Source: kube-scheduler plugin DefaultPreemption. */
import { fromTime, selects, type Pod } from '../../local/objects.ts';
import { podRequests } from '../../policy/pod-resources.ts';
import type { Budget } from '../disruption/expected.ts';
import { hostPortsOf, type Candidate, type Misfit } from './fit.ts';

export const priorityOf = ({ spec }: Pod): number => spec.priority ?? 0;

/** More important first: by priority, then by age. */
const byImportance = (a: Pod, b: Pod): number =>
  priorityOf(b) - priorityOf(a) || fromTime(a.status?.startTime) - fromTime(b.status?.startTime);

/** A node without some of its Pods. */
export const without = (candidate: Candidate, pods: readonly Pod[], gone: readonly Pod[]): Candidate => {
  const requested: Record<string, number> = { ...candidate.requested };
  for (const { spec } of gone)
    for (const [name, amount] of Object.entries(podRequests(spec))) requested[name] = (requested[name] ?? 0) - amount;
  const staying = pods.filter((pod) => !gone.includes(pod));
  return {
    ...candidate,
    requested,
    pods: candidate.pods - gone.length,
    hostPorts: new Set(staying.flatMap(hostPortsOf)),
  };
};

export interface Victims {
  candidate: Candidate;
  pods: Pod[];
  /** How many of them a budget would rather keep. */
  violations: number;
}

/** The Pods whose eviction a budget does not allow, as far as the budgets go. */
const violatingOf = (pods: readonly Pod[], budgets: readonly Budget[]): Set<Pod> => {
  const left = new Map(budgets.map((budget) => [budget, budget.status?.disruptionsAllowed ?? 0]));
  const violating = new Set<Pod>();
  for (const pod of pods)
    for (const [budget, allowed] of left) {
      const { selector } = budget.spec;
      const isHeld =
        budget.metadata.namespace === pod.metadata.namespace &&
        selector !== undefined &&
        selects(selector, pod.metadata.labels);
      if (!isHeld || budget.status?.disruptedPods?.[pod.metadata.name] !== undefined) continue;
      left.set(budget, allowed - 1);
      if (allowed <= 0) violating.add(pod);
    }
  return violating;
};

/**
 * The fewest and least important Pods of a node that must go for the Pod to fit, or why nothing helps. `misfit` judges the node without the Pods given.
 */
export const findVictims = (
  pod: Pod,
  { candidate, pods, budgets }: { candidate: Candidate; pods: readonly Pod[]; budgets: readonly Budget[] },
  misfit: (gone: readonly Pod[]) => Misfit | undefined,
): Victims | { reasons: string[] } => {
  const lower = pods.filter((other) => priorityOf(other) < priorityOf(pod)).sort(byImportance);
  if (lower.length === 0) return { reasons: ['No preemption victims found for incoming pod'] };
  const obstacle = misfit(lower);
  if (obstacle !== undefined) return { reasons: obstacle.reasons };
  const violating = violatingOf(lower, budgets);
  let gone: Pod[] = lower;
  // Those that a budget holds are spared first, then the more important ones.
  for (const spared of [...lower.filter((p) => violating.has(p)), ...lower.filter((p) => !violating.has(p))]) {
    const rest = gone.filter((other) => other !== spared);
    if (misfit(rest) === undefined) gone = rest;
  }
  return { candidate, pods: gone, violations: gone.filter((other) => violating.has(other)).length };
};

const sumOf = (pods: readonly Pod[]): number => pods.reduce((sum, pod) => sum + priorityOf(pod) + 2 ** 31, 0);
const highestOf = (pods: readonly Pod[]): number =>
  pods.reduce((most, pod) => Math.max(most, priorityOf(pod)), -Infinity);
const startOf = (pods: readonly Pod[]): number =>
  pods
    .filter((pod) => priorityOf(pod) === highestOf(pods))
    .reduce((earliest, pod) => Math.min(earliest, fromTime(pod.status?.startTime)), Infinity);

/** The node where the least is lost. */
export const leastLoss = (choices: readonly Victims[]): Victims | undefined =>
  [...choices].sort(
    (a, b) =>
      a.violations - b.violations ||
      highestOf(a.pods) - highestOf(b.pods) ||
      sumOf(a.pods) - sumOf(b.pods) ||
      a.pods.length - b.pods.length ||
      startOf(b.pods) - startOf(a.pods),
  )[0];
