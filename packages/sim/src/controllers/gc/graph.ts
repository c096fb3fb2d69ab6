import type { KubeObject, OwnerReference, ResourceRef } from '@binnacle/kube/api';

/** One object in the graph of owners and dependents. */
export interface GraphNode {
  ref: ResourceRef;
  namespace: string | undefined;
  name: string;
  uid: string;
  owners: readonly OwnerReference[];
  finalizers: readonly string[];
  isDeleting: boolean;
}

/** Who owns whom, by uid, over all kinds. */
export interface OwnerGraph {
  get(uid: string): GraphNode | undefined;
  /** Objects that name this uid as an owner. */
  dependentsOf(uid: string): readonly GraphNode[];
  put(ref: ResourceRef, object: KubeObject): GraphNode;
  remove(uid: string): void;
}

export const createOwnerGraph = (): OwnerGraph => {
  const nodes = new Map<string, GraphNode>();
  const dependents = new Map<string, Set<string>>();

  const unlink = (node: GraphNode) => {
    for (const owner of node.owners) {
      const set = dependents.get(owner.uid);
      if (set?.delete(node.uid) && set.size === 0) dependents.delete(owner.uid);
    }
  };

  return {
    get: (uid) => nodes.get(uid),
    dependentsOf: (uid) => [...(dependents.get(uid) ?? [])].flatMap((one) => nodes.get(one) ?? []),
    put: (ref, { metadata }) => {
      const uid = metadata.uid ?? '';
      const node: GraphNode = {
        ref,
        namespace: metadata.namespace,
        name: metadata.name,
        uid,
        owners: metadata.ownerReferences ?? [],
        finalizers: metadata.finalizers ?? [],
        isDeleting: metadata.deletionTimestamp !== undefined,
      };
      const before = nodes.get(uid);
      if (before !== undefined) unlink(before);
      for (const owner of node.owners) {
        const set = dependents.get(owner.uid) ?? new Set();
        dependents.set(owner.uid, set.add(uid));
      }
      nodes.set(uid, node);
      return node;
    },
    remove: (uid) => {
      const node = nodes.get(uid);
      if (node === undefined) return;
      unlink(node);
      nodes.delete(uid);
    },
  };
};
