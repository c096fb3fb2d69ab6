/** Pods with claims: where their volumes are, or can be made. Source: kube-scheduler plugin VolumeBinding. */
import type { Informers } from '../../local/informers.ts';
import { refs, splitKey, type Node, type Pod } from '../../local/objects.ts';
import { annotated, claimsOf, volumeAnnotations as marks } from '../../local/volumes.ts';
import type { PersistentVolume, PersistentVolumeClaim, StorageClass } from '../../local/volumes.ts';
import type { LocalClient } from '../../types.ts';
import { createBinding } from '../volumes/binding.ts';
import { freeVolumesOf } from '../volumes/free-volumes.ts';
import { findVolume, isReachable } from '../volumes/matching.ts';
import type { EventRecorder } from '../../local/events.ts';
import type { Misfit } from './fit.ts';

/** A Pod's claims: those with a volume, and those that get one where the Pod goes. */
export interface ClaimNeeds {
  bound: PersistentVolumeClaim[];
  waiting: PersistentVolumeClaim[];
}

/** Classes whose volumes are made by hand. */
const byHand = 'kubernetes.io/no-provisioner';

export const createVolumeBinding = (client: LocalClient, informers: Informers, events: EventRecorder) => {
  const free = freeVolumesOf(informers.of<PersistentVolume>(refs.persistentVolumes));
  const binding = createBinding(client, events);
  const claimOf = (key: string) => client.get<PersistentVolumeClaim>(refs.persistentVolumeClaims, splitKey(key));
  const classOf = ({ spec }: PersistentVolumeClaim) =>
    client.get<StorageClass>(refs.storageClasses, { name: spec.storageClassName ?? '' });
  const isBound = ({ metadata, spec }: PersistentVolumeClaim) =>
    Boolean(spec.volumeName) && metadata.annotations?.[marks.bindCompleted] !== undefined;

  /** Why no node can take the Pod, or what its claims need. */
  const needsOf = (pod: Pod): ClaimNeeds | string => {
    const needs: ClaimNeeds = { bound: [], waiting: [] };
    for (const key of claimsOf(pod)) {
      const claim = claimOf(key);
      const name = JSON.stringify(splitKey(key).name);
      if (claim === undefined) return `persistentvolumeclaim ${name} not found`;
      if (claim.status?.phase === 'Lost')
        return `persistentvolumeclaim ${name} bound to non-existent persistentvolume ${JSON.stringify(claim.spec.volumeName ?? '')}`;
      if (claim.metadata.deletionTimestamp !== undefined) return `persistentvolumeclaim ${name} is being deleted`;
      if (isBound(claim)) needs.bound.push(claim);
      else if (classOf(claim)?.volumeBindingMode === 'WaitForFirstConsumer') needs.waiting.push(claim);
      else return 'pod has unbound immediate PersistentVolumeClaims';
    }
    return needs;
  };

  const canProvision = (claim: PersistentVolumeClaim, node: Node): boolean => {
    const selected = claim.metadata.annotations?.[marks.selectedNode];
    return classOf(claim)?.provisioner !== byHand && (selected === undefined || selected === node.metadata.name);
  };

  const findMisfit = ({ bound, waiting }: ClaimNeeds, node: Node): Misfit | undefined => {
    const volumes = bound.map(({ spec }) =>
      client.get<PersistentVolume>(refs.persistentVolumes, { name: spec.volumeName ?? '' }),
    );
    if (volumes.includes(undefined))
      return { reasons: ['node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)'], final: true };
    if (volumes.some((volume) => volume !== undefined && !isReachable(volume, node)))
      return { reasons: ["node(s) didn't match PersistentVolume's node affinity"], final: true };
    const taken = new Set<PersistentVolume>();
    for (const claim of waiting) {
      const candidates = free.for(claim).filter((volume) => !taken.has(volume));
      const volume = findVolume(claim, candidates, node);
      if (volume !== undefined) taken.add(volume);
      else if (!canProvision(claim, node))
        return { reasons: ["node(s) didn't find available persistent volumes to bind"], final: true };
    }
    return undefined;
  };

  return {
    needsOf,
    findMisfit,
    /** Has the volumes bound or made on the chosen node. True when there is nothing to wait for. */
    prepare: async ({ waiting }: ClaimNeeds, node: Node): Promise<boolean> => {
      for (const claim of waiting) {
        const volume = findVolume(claim, free.for(claim), node);
        if (volume !== undefined) await binding.reserve(volume, claim);
        else if (claim.metadata.annotations?.[marks.selectedNode] === undefined)
          await client.update(
            refs.persistentVolumeClaims,
            annotated(claim, { [marks.selectedNode]: node.metadata.name }),
          );
      }
      return waiting.length === 0;
    },
  };
};

export type VolumeBinding = ReturnType<typeof createVolumeBinding>;
