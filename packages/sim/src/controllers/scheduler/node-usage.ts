import { controllerOf, type Node, type Pod } from '../../local/objects.ts';
import { podRequests } from '../../policy/pod-resources.ts';
import { hostPortsOf, type Candidate } from './fit.ts';

interface Usage {
  requested: Record<string, number>;
  pods: Map<string, Pod>;
  /** How many of them each controller has here, by its uid. */
  byOwner: Map<string, number>;
  hostPorts: Set<string>;
}

/** What the Pods of each node have asked for: sums that a change of one Pod changes. */
export interface NodeUsage {
  /** Keeps the sums true to a Pod. Answers the Pod as it was counted before and as it is now. */
  follow(pod: Pod, isGone: boolean): { before: Pod | undefined; after: Pod | undefined };
  candidate(node: Node): Candidate;
  podsOn(node: string): readonly Pod[];
  /** Pods of one controller on a node. */
  siblings(node: string, owner: string | undefined): number;
  all(): Iterable<Pod>;
}

export const createNodeUsage = (): NodeUsage => {
  const byNode = new Map<string, Usage>();
  const held = new Map<string, Pod>();

  const account = (pod: Pod, sign: 1 | -1) => {
    const nodeName = pod.spec.nodeName ?? '';
    const uid = pod.metadata.uid ?? '';
    let node = byNode.get(nodeName);
    if (node === undefined) {
      node = { requested: {}, pods: new Map(), byOwner: new Map(), hostPorts: new Set() };
      byNode.set(nodeName, node);
    }
    for (const [name, amount] of Object.entries(podRequests(pod.spec)))
      node.requested[name] = (node.requested[name] ?? 0) + sign * amount;
    for (const port of hostPortsOf(pod)) {
      if (sign === 1) node.hostPorts.add(port);
      else node.hostPorts.delete(port);
    }
    if (sign === 1) node.pods.set(uid, pod);
    else node.pods.delete(uid);
    const owner = controllerOf(pod)?.uid ?? '';
    const ofOwner = (node.byOwner.get(owner) ?? 0) + sign;
    if (ofOwner > 0) node.byOwner.set(owner, ofOwner);
    else node.byOwner.delete(owner);
  };

  return {
    follow: (pod, isGone) => {
      const uid = pod.metadata.uid ?? '';
      const before = held.get(uid);
      const finished = pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';
      const after = !isGone && !finished && pod.spec.nodeName ? pod : undefined;
      // What a placed Pod asks for cannot change, unless it is resized.
      if (before?.metadata.generation !== after?.metadata.generation || before === undefined || after === undefined) {
        if (before !== undefined) account(before, -1);
        if (after !== undefined) account(after, 1);
      } else byNode.get(after.spec.nodeName ?? '')?.pods.set(uid, after);
      if (after === undefined) held.delete(uid);
      else held.set(uid, after);
      return { before, after };
    },
    candidate: (node) => {
      const used = byNode.get(node.metadata.name);
      return {
        node,
        requested: used?.requested ?? {},
        pods: used?.pods.size ?? 0,
        hostPorts: used?.hostPorts ?? new Set(),
      };
    },
    podsOn: (node) => [...(byNode.get(node)?.pods.values() ?? [])],
    siblings: (node, owner) => (owner === undefined ? 0 : (byNode.get(node)?.byOwner.get(owner) ?? 0)),
    all: () => held.values(),
  };
};
