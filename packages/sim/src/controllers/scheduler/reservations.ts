import type { Pod } from '../../local/objects.ts';
import { podRequests } from '../../policy/pod-resources.ts';
import type { Candidate } from './fit.ts';
import { priorityOf } from './preemption.ts';

/** Room that is kept on a node for a Pod that will go there: its victims are leaving, or its volumes are being made. */
export const createReservations = () => {
  const byNode = new Map<string, Map<string, Pod>>();
  const nodeOf = new Map<string, string>();

  const release = (key: string) => {
    byNode.get(nodeOf.get(key) ?? '')?.delete(key);
    nodeOf.delete(key);
  };

  return {
    nodeOf: (key: string) => nodeOf.get(key),
    release,
    reserve: (key: string, node: string, pod: Pod): void => {
      release(key);
      nodeOf.set(key, node);
      let onNode = byNode.get(node);
      if (onNode === undefined) byNode.set(node, (onNode = new Map<string, Pod>()));
      onNode.set(key, pod);
    },
    /** The node as a Pod sees it: what is kept for Pods that are at least as important is not there. */
    seenBy: (pod: Pod, key: string, candidate: Candidate): Candidate => {
      const kept = byNode.get(candidate.node.metadata.name);
      if (kept === undefined || kept.size === 0) return candidate;
      const requested: Record<string, number> = { ...candidate.requested };
      let { pods } = candidate;
      for (const [other, reserved] of kept) {
        if (other === key || priorityOf(reserved) < priorityOf(pod)) continue;
        pods += 1;
        for (const [name, amount] of Object.entries(podRequests(reserved.spec)))
          requested[name] = (requested[name] ?? 0) + amount;
      }
      return { ...candidate, requested, pods };
    },
  };
};
