import type { KubeObject } from '@binnacle/kube/api';
import type { Informers } from '../../local/informers.ts';
import { refs, type Node, type Pod } from '../../local/objects.ts';
import { findMisfit, type Candidate, type Misfit } from './fit.ts';
import { createNodeUsage } from './node-usage.ts';
import { createPodAffinity, findAffinityMisfit, type AffinityNeeds } from './pod-affinity.ts';
import { without } from './preemption.ts';
import { scoreNodes } from './scoring.ts';
import { findSpreadMisfit, spreadNeeds, type SpreadNeed } from './spread.ts';
import { createTallies } from './tallies.ts';
import type { ClaimNeeds, VolumeBinding } from './volume-binding.ts';

/** What one Pod needs beside room, found out once for all nodes. */
export interface Needs {
  claims: ClaimNeeds;
  spread: readonly SpreadNeed[];
  affinity: AffinityNeeds;
}

/** What the scheduler knows of nodes and the Pods on them, and how it judges a node for a Pod. */
export const createPlacement = (informers: Informers, volumes: VolumeBinding) => {
  const usage = createNodeUsage();
  const tallies = createTallies(usage.all);
  const affinity = createPodAffinity(informers.of<KubeObject>(refs.namespaces), tallies);

  return {
    usage,
    /** Keeps counts true to a change of a Pod. True when it made room. */
    follow: (pod: Pod, isGone: boolean): { freed: boolean; placed: boolean } => {
      const { before, after } = usage.follow(pod, isGone);
      if (before === undefined && after === undefined) return { freed: false, placed: false };
      tallies.change(before, after);
      if (before === undefined && after !== undefined) affinity.guard(after, 1);
      if (before !== undefined && after === undefined) affinity.guard(before, -1);
      return { freed: after === undefined, placed: before === undefined };
    },
    needsOf: (pod: Pod, nodes: readonly Node[], claims: ClaimNeeds): Needs => ({
      claims,
      spread: spreadNeeds(pod, 'DoNotSchedule', { nodes, tallies }),
      affinity: affinity.needsOf(pod, nodes),
    }),
    /** Undefined when the Pod fits on the node once the Pods `gone` have left; filters run in upstream's order. */
    judge: (
      pod: Pod,
      candidate: Candidate,
      { claims, spread, affinity: near, gone = [] }: Needs & { gone?: readonly Pod[] },
    ): Misfit | undefined => {
      const { node } = candidate;
      const left = gone.length === 0 ? candidate : without(candidate, usage.podsOn(node.metadata.name), gone);
      return (
        findMisfit(pod, left) ??
        volumes.findMisfit(claims, node) ??
        findSpreadMisfit(spread, node, gone) ??
        findAffinityMisfit(near, node, gone)
      );
    },
    score: (pod: Pod, candidates: readonly Candidate[], nodes: readonly Node[]): number[] =>
      scoreNodes(pod, candidates, {
        spread: spreadNeeds(pod, 'ScheduleAnyway', { nodes, tallies }),
        siblings: usage.siblings,
        podPreference: affinity.preference(pod, nodes),
      }),
  };
};

export type Placement = ReturnType<typeof createPlacement>;
