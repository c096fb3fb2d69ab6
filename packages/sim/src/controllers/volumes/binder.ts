import { isConflict, isNotFound } from '@binnacle/kube/api';
import { createController } from '@binnacle/kube/controller';
import { createEventRecorder } from '../../local/events.ts';
import type { Informers } from '../../local/informers.ts';
import { fromTime, keyOf, refs, splitKey, type Pod } from '../../local/objects.ts';
import { annotated, volumeAnnotations as marks } from '../../local/volumes.ts';
import type { PersistentVolume, PersistentVolumeClaim, StorageClass } from '../../local/volumes.ts';
import type { ControllerContext } from '../../types.ts';
import { createBinding } from './binding.ts';
import { claimUsersOf, freeVolumesOf } from './free-volumes.ts';
import { findVolume, isMeantFor, mismatchOf } from './matching.ts';
import { reclaimVolume } from './reclaim.ts';

/** What waits is looked at again. Source: kube-controller-manager `--pvclaimbinder-sync-period`. */
const resyncMs = 15_000;

const defaultAnnotation = 'storageclass.kubernetes.io/is-default-class';

/** Binds claims to volumes, asks provisioners for more, and says what becomes of volumes whose claim is gone. */
export const startVolumeBinder = (context: ControllerContext, informers: Informers): (() => void) => {
  const { client, clock } = context;
  const events = createEventRecorder(context, { component: 'persistentvolume-controller' });
  const volumes = informers.of<PersistentVolume>(refs.persistentVolumes);
  const claims = informers.of<PersistentVolumeClaim>(refs.persistentVolumeClaims);
  const classes = informers.of<StorageClass>(refs.storageClasses);
  const free = freeVolumesOf(volumes);
  const users = claimUsersOf(informers.of<Pod>(refs.pods));
  const binding = createBinding(client, events);

  const volumeOf = (name: string) => client.get<PersistentVolume>(refs.persistentVolumes, { name });
  const classOf = (name: string) => client.get<StorageClass>(refs.storageClasses, { name });
  const tell = (about: PersistentVolumeClaim, type: 'Normal' | 'Warning', [reason, message]: [string, string]) =>
    events.record({ about, type, reason, message });

  const defaultClass = (): string | undefined =>
    classes
      .all()
      .filter(({ metadata }) => metadata.annotations?.[defaultAnnotation] === 'true')
      .sort((a, b) => fromTime(b.metadata.creationTimestamp) - fromTime(a.metadata.creationTimestamp))[0]?.metadata
      .name;

  /** Asks the class's provisioner, which is a program of its own, by a mark on the claim. */
  const provision = async (claim: PersistentVolumeClaim) => {
    const name = claim.spec.storageClassName ?? '';
    const provisioner = classOf(name)?.provisioner;
    if (provisioner === undefined)
      return tell(claim, 'Warning', [
        'ProvisioningFailed',
        `storageclass.storage.k8s.io ${JSON.stringify(name)} not found`,
      ]);
    if (provisioner.startsWith('kubernetes.io/'))
      return tell(claim, 'Warning', ['ProvisioningFailed', `no volume plugin matched name: ${provisioner}`]);
    if (claim.metadata.annotations?.[marks.provisioner] !== provisioner)
      await client.update(
        refs.persistentVolumeClaims,
        annotated(claim, { [marks.provisioner]: provisioner, [marks.betaProvisioner]: provisioner }),
      );
    tell(claim, 'Normal', [
      'ExternalProvisioning',
      `Waiting for a volume to be created either by the external provisioner '${provisioner}' or manually by the system administrator. If volume creation is delayed, please verify that the provisioner is running and correctly registered.`,
    ]);
  };

  /** A claim of a class that waits for its first Pod is not bound before the scheduler has chosen a node. */
  const isDelayed = ({ spec, metadata }: PersistentVolumeClaim) =>
    classOf(spec.storageClassName ?? '')?.volumeBindingMode === 'WaitForFirstConsumer' &&
    metadata.annotations?.[marks.selectedNode] === undefined;

  const tellDelayed = (claim: PersistentVolumeClaim) => {
    const waiting = users.of(keyOf(claim)).filter(({ spec }) => !spec.nodeName);
    if (waiting.length === 0)
      return tell(claim, 'Normal', ['WaitForFirstConsumer', 'waiting for first consumer to be created before binding']);
    const names = waiting.map(({ metadata }) => metadata.name).sort();
    const message = `waiting for pod${names.length > 1 ? 's' : ''} ${names.join(',')} to be scheduled`;
    return tell(claim, 'Normal', ['WaitForPodScheduled', message]);
  };

  const findAnyVolume = async (claim: PersistentVolumeClaim) => {
    const delayed = isDelayed(claim);
    const candidates = free.for(claim);
    const found = findVolume(claim, delayed ? candidates.filter((volume) => isMeantFor(volume, claim)) : candidates);
    if (found !== undefined) return binding.bind(found, claim);
    const fallback = claim.spec.storageClassName === undefined ? defaultClass() : undefined;
    if (fallback !== undefined)
      return client.update(refs.persistentVolumeClaims, {
        ...claim,
        spec: { ...claim.spec, storageClassName: fallback },
      });
    if (delayed) return tellDelayed(claim);
    if ((claim.spec.storageClassName ?? '') !== '') return provision(claim);
    return tell(claim, 'Normal', [
      'FailedBinding',
      'no persistent volumes available for this claim and no storage class is set',
    ]);
  };

  /** The claim names the volume that it wants. */
  const takeNamedVolume = async (claim: PersistentVolumeClaim) => {
    const volume = volumeOf(claim.spec.volumeName ?? '');
    if (volume === undefined) return;
    if (volume.spec.claimRef !== undefined) {
      if (isMeantFor(volume, claim)) return binding.bind(volume, claim);
      const message = `volume ${JSON.stringify(volume.metadata.name)} already bound to a different claim.`;
      return tell(claim, 'Warning', ['FailedBinding', message]);
    }
    const mismatch = mismatchOf(volume, claim);
    if (mismatch === undefined) return binding.bind(volume, claim);
    const message = `Cannot bind to requested volume ${JSON.stringify(volume.metadata.name)}: ${mismatch}`;
    return tell(claim, 'Warning', ['VolumeMismatch', message]);
  };

  const keepBound = async (claim: PersistentVolumeClaim) => {
    const volume = volumeOf(claim.spec.volumeName ?? '');
    if (volume === undefined)
      return binding.lose(claim, 'ClaimLost', 'Bound claim has lost its PersistentVolume. Data on the volume is lost!');
    if (volume.spec.claimRef === undefined || volume.spec.claimRef.uid === claim.metadata.uid)
      return binding.bind(volume, claim);
    return binding.lose(
      claim,
      'ClaimMisbound',
      'Two claims are bound to the same volume, this one is bound incorrectly',
    );
  };

  const syncClaim = async (claim: PersistentVolumeClaim): Promise<boolean> => {
    if (claim.metadata.annotations?.[marks.bindCompleted] !== undefined) {
      await keepBound(claim);
      return false;
    }
    await (claim.spec.volumeName ? takeNamedVolume(claim) : findAnyVolume(claim));
    return (
      client.get<PersistentVolumeClaim>(refs.persistentVolumeClaims, splitKey(keyOf(claim)))?.status?.phase !== 'Bound'
    );
  };

  const claimController = createController({
    name: 'persistentvolume-binder',
    clock,
    reconcile: async (key) => {
      const claim = client.get<PersistentVolumeClaim>(refs.persistentVolumeClaims, splitKey(key));
      if (claim === undefined || claim.metadata.deletionTimestamp !== undefined) return;
      try {
        if (await syncClaim(claim)) return { requeueAfterMs: resyncMs };
      } catch (error) {
        if (!isConflict(error) && !isNotFound(error)) throw error;
        claimController.enqueue(key);
      }
      return undefined;
    },
  });

  const syncVolume = async (volume: PersistentVolume) => {
    const { claimRef } = volume.spec;
    if (claimRef === undefined || (claimRef.uid ?? '') === '') return binding.setPhase(volume, 'Available');
    const key = { namespace: claimRef.namespace, name: claimRef.name };
    const claim = client.get<PersistentVolumeClaim>(refs.persistentVolumeClaims, key);
    if (claim?.metadata.uid === claimRef.uid) {
      if (claim?.spec.volumeName === volume.metadata.name) return binding.setPhase(volume, 'Bound');
      if (!claim?.spec.volumeName) return claimController.enqueue(`${key.namespace}/${key.name}`);
    }
    const phase = volume.status?.phase;
    const released = phase === 'Released' || phase === 'Failed' ? volume : await binding.setPhase(volume, 'Released');
    if (phase !== 'Failed' && volume.metadata.deletionTimestamp === undefined)
      await reclaimVolume({ client, events, setPhase: binding.setPhase }, released);
  };

  const volumeController = createController({
    name: 'persistentvolume',
    clock,
    reconcile: async (name) => {
      const volume = volumeOf(name);
      if (volume === undefined) return;
      try {
        await syncVolume(volume);
      } catch (error) {
        if (!isConflict(error) && !isNotFound(error)) throw error;
        volumeController.enqueue(name);
      }
    },
  });

  claims.subscribe(({ type, object }) => {
    if (type !== 'DELETED') claimController.enqueue(keyOf(object));
    if (object.spec.volumeName) volumeController.enqueue(object.spec.volumeName);
  });
  volumes.subscribe(({ type, object }) => {
    const { claimRef } = object.spec;
    if (claimRef !== undefined) claimController.enqueue(`${claimRef.namespace}/${claimRef.name}`);
    if (type !== 'DELETED') volumeController.enqueue(object.metadata.name);
  });
  return () => {
    claimController.close();
    volumeController.close();
  };
};
