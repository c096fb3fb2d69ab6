import { isNotFound } from '@binnacle/kube/api';
import type { EventRecorder } from '../../local/events.ts';
import type { Informer } from '../../local/informers.ts';
import type { Pod } from '../../local/objects.ts';
import type { ControllerContext } from '../../types.ts';
import { condemnPod } from '../condemn-pod.ts';
import type { Budget } from '../disruption/expected.ts';
import { histogram, type Candidate, type Misfit } from './fit.ts';
import type { Needs, Placement } from './placement.ts';
import { findVictims, leastLoss, priorityOf, type Victims } from './preemption.ts';

/** Nodes that are tried. Source: kube-scheduler `minCandidateNodesAbsolute`. */
const most = 100;

export interface Attempt {
  pod: Pod;
  needs: Needs;
  /** Every node, with why it does not do. */
  refused: readonly { candidate: Candidate; misfit: Misfit }[];
}

/** What came of it: the node that is being cleared, or why nothing helps. */
export type Outcome = { node: string } | { why: string };

const unhelpful = 'Preemption is not helpful for scheduling';

/** Clears room for important Pods. */
export const createEvictor = (
  context: ControllerContext,
  { placement, budgets, events }: { placement: Placement; budgets: Informer<Budget>; events: EventRecorder },
) => {
  const evict = async (victim: Pod, pod: Pod, node: string) => {
    try {
      await condemnPod(context, victim, {
        reason: 'PreemptionByScheduler',
        message: 'default-scheduler: preempting to accommodate a higher priority pod',
      });
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
    const message = `Preempted by pod ${pod.metadata.uid} on node ${node}`;
    events.record({ about: victim, reason: 'Preempted', message });
  };

  const choose = ({ pod, needs, refused }: Attempt): { best: Victims | undefined; reasons: string[] } => {
    const all = budgets.all();
    const reasons: string[] = [];
    const choices: Victims[] = [];
    for (const { candidate, misfit } of refused) {
      if (misfit.final || choices.length >= most) {
        reasons.push(unhelpful);
        continue;
      }
      const pods = placement.usage.podsOn(candidate.node.metadata.name);
      const found = findVictims(pod, { candidate, pods, budgets: all }, (gone) =>
        placement.judge(pod, candidate, { ...needs, gone }),
      );
      if ('pods' in found) choices.push(found);
      else reasons.push(...found.reasons);
    }
    return { best: leastLoss(choices), reasons };
  };

  return async (attempt: Attempt): Promise<Outcome> => {
    const { pod, refused } = attempt;
    if (pod.spec.preemptionPolicy === 'Never') return { why: 'not eligible due to preemptionPolicy=Never.' };
    const nominated = pod.status?.nominatedNodeName;
    const isClearing = (other: Pod) =>
      other.metadata.deletionTimestamp !== undefined && priorityOf(other) < priorityOf(pod);
    if (nominated !== undefined && placement.usage.podsOn(nominated).some(isClearing))
      return { why: 'not eligible due to a terminating pod on the nominated node.' };
    const { best, reasons } = choose(attempt);
    if (best === undefined) return { why: `0/${refused.length} nodes are available: ${histogram(reasons)}.` };
    const node = best.candidate.node.metadata.name;
    for (const victim of best.pods) await evict(victim, pod, node);
    return { node };
  };
};
