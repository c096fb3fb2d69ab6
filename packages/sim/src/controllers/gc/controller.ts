import { isNotFound, type OwnerReference, type ResourceRef } from '@binnacle/kube/api';
import { createController } from '@binnacle/kube/controller';
import type { ControllerContext } from '../../types.ts';
import { createOwnerGraph, type GraphNode } from './graph.ts';

const foreground = 'foregroundDeletion';
const orphan = 'orphan';

const waitsForDependents = (node: GraphNode): boolean => node.isDeleting && node.finalizers.includes(foreground);

/** Kinds that own nothing and are owned by nothing, and change often. Source: garbage collector `DefaultIgnoredResources`. */
const ignored = new Set(['/events', 'events.k8s.io/events']);

/**
 * Garbage collection by uid over all kinds: dependents of owners that are gone are deleted; foreground deletion waits
 * for dependents that block it; orphan deletion frees them first.
 */
export const startGarbageCollector = ({ client, clock }: ControllerContext): (() => void) => {
  const graph = createOwnerGraph();
  const knownKinds = new Set<string>();

  const latest = (node: GraphNode) => {
    const object = client.get(node.ref, {
      ...(node.namespace === undefined ? {} : { namespace: node.namespace }),
      name: node.name,
    });
    return object?.metadata.uid === node.uid ? object : undefined;
  };

  const updateMeta = async (node: GraphNode, change: { owners?: OwnerReference[]; finalizers?: string[] }) => {
    const object = latest(node);
    if (object === undefined) return;
    const metadata = { ...object.metadata };
    if (change.owners !== undefined) metadata.ownerReferences = change.owners;
    if (change.finalizers !== undefined) metadata.finalizers = change.finalizers;
    if (metadata.ownerReferences?.length === 0) delete metadata.ownerReferences;
    if (metadata.finalizers?.length === 0) delete metadata.finalizers;
    await client.update(node.ref, { ...object, metadata });
  };

  const dropFinalizer = (node: GraphNode, finalizer: string) =>
    updateMeta(node, { finalizers: node.finalizers.filter((one) => one !== finalizer) });

  const orphanDependents = async (node: GraphNode) => {
    for (const dependent of graph.dependentsOf(node.uid)) {
      await updateMeta(dependent, { owners: dependent.owners.filter(({ uid }) => uid !== node.uid) });
    }
    await dropFinalizer(node, orphan);
  };

  const finishForeground = async (node: GraphNode) => {
    const blocking = graph
      .dependentsOf(node.uid)
      .filter(({ owners }) => owners.some(({ uid, blockOwnerDeletion }) => uid === node.uid && blockOwnerDeletion));
    if (blocking.length === 0) return dropFinalizer(node, foreground);
    for (const dependent of blocking) if (!dependent.isDeleting) controller.enqueue(dependent.uid);
  };

  /** An owner of an unknown kind is left alone: absence cannot be proved. One in another namespace does not count. */
  const stateOf = (owner: OwnerReference, node: GraphNode): 'solid' | 'dangling' | 'waiting' => {
    const held = graph.get(owner.uid);
    if (held === undefined) return knownKinds.has(owner.kind) ? 'dangling' : 'solid';
    if (held.namespace !== undefined && held.namespace !== node.namespace) return 'dangling';
    return waitsForDependents(held) ? 'waiting' : 'solid';
  };

  const collect = async (node: GraphNode) => {
    const states = node.owners.map((owner) => ({ owner, state: stateOf(owner, node) }));
    if (states.every(({ state }) => state === 'solid')) return;
    const solid = states.filter(({ state }) => state === 'solid').map(({ owner }) => owner);
    if (solid.length > 0) return updateMeta(node, { owners: solid });
    const isWaitedFor = states.some(({ state }) => state === 'waiting');
    const policy = node.finalizers.includes(orphan)
      ? 'Orphan'
      : node.finalizers.includes(foreground) || (isWaitedFor && graph.dependentsOf(node.uid).length > 0)
        ? 'Foreground'
        : 'Background';
    await client
      .delete(
        node.ref,
        { ...(node.namespace === undefined ? {} : { namespace: node.namespace }), name: node.name },
        { propagationPolicy: policy, preconditions: { uid: node.uid } },
      )
      .catch((error: unknown) => {
        if (!isNotFound(error)) throw error;
      });
  };

  const controller = createController({
    name: 'garbage-collector',
    clock,
    concurrency: 8,
    reconcile: async (uid) => {
      const node = graph.get(uid);
      if (node === undefined) return;
      if (node.isDeleting && node.finalizers.includes(orphan)) return orphanDependents(node);
      if (waitsForDependents(node)) return finishForeground(node);
      if (!node.isDeleting && node.owners.length > 0) return collect(node);
    },
  });

  const follow = (ref: ResourceRef) =>
    client.watch(ref, ({ type, object }) => {
      const uid = object.metadata.uid ?? '';
      if (type === 'DELETED') {
        const owners = graph.get(uid)?.owners ?? [];
        graph.remove(uid);
        for (const dependent of graph.dependentsOf(uid)) controller.enqueue(dependent.uid);
        for (const owner of owners) {
          const held = graph.get(owner.uid);
          if (held !== undefined && waitsForDependents(held)) controller.enqueue(held.uid);
        }
        return;
      }
      const node = graph.put(ref, object);
      const isOfInterest = node.isDeleting
        ? node.finalizers.length > 0
        : node.owners.some((owner) => stateOf(owner, node) !== 'solid');
      if (isOfInterest) controller.enqueue(uid);
    });
  const followed = new Map<string, () => void>();
  /** Follows the kinds that are served now, each in one version. */
  const followKinds = () => {
    const kinds = new Map(
      client.kinds().flatMap((ref) => {
        const name = `${ref.group}/${ref.plural}`;
        return ignored.has(name) ? [] : [[name, ref] as const];
      }),
    );
    knownKinds.clear();
    for (const { kind } of kinds.values()) knownKinds.add(kind);
    for (const [name, stop] of followed) {
      if (kinds.has(name)) continue;
      stop();
      followed.delete(name);
    }
    for (const [name, ref] of kinds) if (!followed.has(name)) followed.set(name, follow(ref));
  };
  followKinds();
  const stopKinds = client.watchKinds(followKinds);
  return () => {
    stopKinds();
    for (const stop of followed.values()) stop();
    controller.close();
  };
};
