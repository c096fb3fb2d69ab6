import { isDeepStrictEqual } from 'node:util';
import type { EventRecorder } from '../../local/events.ts';
import { refs } from '../../local/objects.ts';
import { annotated, volumeAnnotations as marks } from '../../local/volumes.ts';
import type { PersistentVolume, PersistentVolumeClaim } from '../../local/volumes.ts';
import type { LocalClient } from '../../types.ts';

/** The steps in which a claim and a volume become one; each is repeated until it is done. */
export const createBinding = (client: LocalClient, events: EventRecorder) => {
  const setPhase = async (volume: PersistentVolume, phase: string, message?: string): Promise<PersistentVolume> => {
    const { message: _before, ...held } = volume.status ?? {};
    if (held.phase === phase && volume.status?.message === message) return volume;
    const status = { ...held, phase, ...(message === undefined ? {} : { message }) };
    return client.updateStatus<PersistentVolume>(refs.persistentVolumes, { ...volume, status });
  };

  const reserve = async (volume: PersistentVolume, { metadata }: PersistentVolumeClaim): Promise<PersistentVolume> => {
    if (volume.spec.claimRef?.uid === metadata.uid) return volume;
    const wasFree = volume.spec.claimRef === undefined;
    const claimRef = {
      kind: 'PersistentVolumeClaim',
      namespace: metadata.namespace ?? '',
      name: metadata.name,
      ...(metadata.uid === undefined ? {} : { uid: metadata.uid }),
      apiVersion: 'v1',
      ...(metadata.resourceVersion === undefined ? {} : { resourceVersion: metadata.resourceVersion }),
    };
    const next = { ...volume, spec: { ...volume.spec, claimRef } };
    return client.update(
      refs.persistentVolumes,
      wasFree ? annotated(next, { [marks.boundByController]: 'yes' }) : next,
    );
  };

  const attach = async (
    claim: PersistentVolumeClaim,
    { metadata: { name } }: PersistentVolume,
  ): Promise<PersistentVolumeClaim> => {
    const isDone = claim.metadata.annotations?.[marks.bindCompleted] !== undefined;
    if (isDone && claim.spec.volumeName === name) return claim;
    return client.update(refs.persistentVolumeClaims, {
      ...annotated(claim, {
        [marks.bindCompleted]: 'yes',
        ...(claim.spec.volumeName ? {} : { [marks.boundByController]: 'yes' }),
      }),
      spec: { ...claim.spec, volumeName: name },
    });
  };

  return {
    setPhase,
    reserve,
    bind: async (free: PersistentVolume, unbound: PersistentVolumeClaim): Promise<void> => {
      const volume = await setPhase(await reserve(free, unbound), 'Bound');
      const claim = await attach(unbound, volume);
      // A bound claim's capacity is what it was given; growing it is not the binder's.
      const isBound = claim.status?.phase === 'Bound';
      const status = {
        ...claim.status,
        phase: 'Bound',
        ...(volume.spec.accessModes === undefined ? {} : { accessModes: volume.spec.accessModes }),
        ...(isBound || volume.spec.capacity === undefined ? {} : { capacity: volume.spec.capacity }),
      };
      if (!isDeepStrictEqual(status, claim.status))
        await client.updateStatus(refs.persistentVolumeClaims, { ...claim, status });
    },
    lose: async (claim: PersistentVolumeClaim, reason: string, message: string): Promise<void> => {
      if (claim.status?.phase === 'Lost') return;
      await client.updateStatus(refs.persistentVolumeClaims, { ...claim, status: { phase: 'Lost' } });
      events.record({ about: claim, type: 'Warning', reason, message });
    },
  };
};

export type Binding = ReturnType<typeof createBinding>;
