import type { KubeObject } from '@binnacle/kube/api';
import type { Informer } from '../local/informers.ts';
import {
  controllerOf,
  isPodActive,
  keyOf,
  refs,
  selects,
  toControllerRef,
  type LabelSelector,
  type Pod,
} from '../local/objects.ts';
import type { LocalClient } from '../types.ts';

/** An object whose pods are selected by labels and held by owner references. */
export interface PodOwner extends KubeObject {
  spec: { selector: LabelSelector };
}

/** Takes matching orphans in and lets go of pods whose labels no longer match. `isMember` narrows what is taken in. */
export const claimPods = async (
  { client, pods }: { client: LocalClient; pods: Informer<Pod> },
  owner: PodOwner,
  isMember: (pod: Pod) => boolean = () => true,
): Promise<void> => {
  const setOwners = (pod: Pod, ownerReferences: Pod['metadata']['ownerReferences']) =>
    client.update(refs.pods, { ...pod, metadata: { ...pod.metadata, ownerReferences } });
  const uid = owner.metadata.uid ?? '';
  const isMatch = (pod: Pod) => selects(owner.spec.selector, pod.metadata.labels) && isMember(pod);
  for (const pod of pods.controlledBy(uid)) {
    if (isMatch(pod) || pod.metadata.deletionTimestamp !== undefined) continue;
    await setOwners(
      pod,
      pod.metadata.ownerReferences?.filter((reference) => reference.uid !== uid),
    );
  }
  for (const pod of pods.orphansIn(owner.metadata.namespace ?? '')) {
    if (!isPodActive(pod) || !isMatch(pod)) continue;
    await setOwners(pod, [...(pod.metadata.ownerReferences ?? []), toControllerRef(owner)]);
  }
};

/** Enqueues the owner of each pod that changes: the one it has, the one it had, and who may take an orphan in. */
export const followPods = <T extends PodOwner>(
  pods: Informer<Pod>,
  { kind, owners, enqueue }: { kind: string; owners: Pick<Informer<T>, 'inNamespace'>; enqueue: (key: string) => void },
): void => {
  pods.subscribe(({ object, previous }) => {
    const namespace = object.metadata.namespace ?? '';
    const owner = controllerOf(object);
    if (owner?.kind === kind) enqueue(`${namespace}/${owner.name}`);
    const before = previous === undefined ? undefined : controllerOf(previous);
    if (before?.kind === kind && before.uid !== owner?.uid) enqueue(`${namespace}/${before.name}`);
    if (owner !== undefined) return;
    for (const candidate of owners.inNamespace(namespace)) {
      if (selects(candidate.spec.selector, object.metadata.labels)) enqueue(keyOf(candidate));
    }
  });
};
