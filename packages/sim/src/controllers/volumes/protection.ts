import { isConflict, isNotFound, type KubeObject, type ResourceRef } from '@binnacle/kube/api';
import { createController } from '@binnacle/kube/controller';
import type { Informers } from '../../local/informers.ts';
import { keyOf, refs, splitKey, type Pod } from '../../local/objects.ts';
import { claimsOf, type PersistentVolume, type PersistentVolumeClaim } from '../../local/volumes.ts';
import type { ControllerContext } from '../../types.ts';
import { claimUsersOf } from './free-volumes.ts';

/** Lets claims and volumes that are being deleted go once nobody uses them. */
export const startStorageProtection = ({ client, clock }: ControllerContext, informers: Informers): (() => void) => {
  const pods = informers.of<Pod>(refs.pods);
  const users = claimUsersOf(pods);

  const createProtection = <T extends KubeObject>(
    ref: ResourceRef,
    { finalizer, isUsed }: { finalizer: string; isUsed: (object: T) => boolean },
  ) => {
    const controller = createController({
      name: finalizer,
      clock,
      reconcile: async (key) => {
        const object = client.get<T>(ref, splitKey(key));
        if (object?.metadata.deletionTimestamp === undefined) return;
        const held = object.metadata.finalizers ?? [];
        if (!held.includes(finalizer) || isUsed(object)) return;
        const finalizers = held.filter((other) => other !== finalizer);
        try {
          await client.update(ref, { ...object, metadata: { ...object.metadata, finalizers } });
        } catch (error) {
          if (isNotFound(error)) return;
          if (!isConflict(error)) throw error;
          controller.enqueue(key);
        }
      },
    });
    informers.of<T>(ref).subscribe(({ type, object }) => {
      if (type !== 'DELETED' && object.metadata.deletionTimestamp !== undefined) controller.enqueue(keyOf(object));
    });
    return controller;
  };

  const claims = createProtection<PersistentVolumeClaim>(refs.persistentVolumeClaims, {
    finalizer: 'kubernetes.io/pvc-protection',
    isUsed: (claim) => users.of(keyOf(claim)).some(({ spec }) => Boolean(spec.nodeName)),
  });
  const volumes = createProtection<PersistentVolume>(refs.persistentVolumes, {
    finalizer: 'kubernetes.io/pv-protection',
    isUsed: ({ status }) => status?.phase === 'Bound',
  });
  pods.subscribe(({ type, object }) => {
    if (type === 'DELETED') for (const claim of claimsOf(object)) claims.enqueue(claim);
  });
  return () => {
    claims.close();
    volumes.close();
  };
};
