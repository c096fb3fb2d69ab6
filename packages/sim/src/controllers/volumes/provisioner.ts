import { compareQuantities, isAlreadyExists, isConflict, isNotFound } from '@binnacle/kube/api';
import { createController } from '@binnacle/kube/controller';
import { createEventRecorder } from '../../local/events.ts';
import type { Informers } from '../../local/informers.ts';
import { keyOf, refs, splitKey } from '../../local/objects.ts';
import { volumeAnnotations as marks } from '../../local/volumes.ts';
import type { PersistentVolume, PersistentVolumeClaim, StorageClass } from '../../local/volumes.ts';
import type { ControllerContext } from '../../types.ts';

/** The provisioner that local clusters have. Source: github.com/rancher/local-path-provisioner. */
const provisioner = 'rancher.io/local-path';

/** Makes a directory of a node a volume for each claim that asks, grows it, and takes it away in the end. */
export const startLocalProvisioner = (context: ControllerContext, informers: Informers): (() => void) => {
  const { client, clock } = context;
  const events = createEventRecorder(context, { component: `${provisioner}_local-path-provisioner` });
  const claims = informers.of<PersistentVolumeClaim>(refs.persistentVolumeClaims);
  const volumes = informers.of<PersistentVolume>(refs.persistentVolumes);

  const toVolume = (
    claim: PersistentVolumeClaim,
    { metadata, reclaimPolicy = 'Delete' }: StorageClass,
  ): PersistentVolume => {
    const { namespace = '', name, uid = '', resourceVersion = '', annotations } = claim.metadata;
    const node = annotations?.[marks.selectedNode];
    const volumeName = `pvc-${uid}`;
    return {
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata: {
        name: volumeName,
        annotations: {
          ...(node === undefined ? {} : { 'local.path.provisioner/selected-node': node }),
          [marks.provisionedBy]: provisioner,
        },
      },
      spec: {
        accessModes: claim.spec.accessModes ?? [],
        capacity: { storage: claim.spec.resources?.requests?.['storage'] ?? '0' },
        claimRef: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace, name, uid, resourceVersion },
        hostPath: {
          path: `/var/local-path-provisioner/${volumeName}_${namespace}_${name}`,
          type: 'DirectoryOrCreate',
        },
        ...(node === undefined ? {} : { nodeAffinity: { required: { nodeSelectorTerms: [onNode(node)] } } }),
        persistentVolumeReclaimPolicy: reclaimPolicy,
        storageClassName: metadata.name,
        volumeMode: claim.spec.volumeMode ?? 'Filesystem',
      },
    };
  };

  const onNode = (node: string) => ({
    matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: [node] }],
  });

  const provision = async (claim: PersistentVolumeClaim, storageClass: StorageClass) => {
    const tell = (reason: string, message: string) => events.record({ about: claim, reason, message });
    tell('Provisioning', `External provisioner is provisioning volume for claim ${JSON.stringify(keyOf(claim))}`);
    const volume = toVolume(claim, storageClass);
    await client.create(refs.persistentVolumes, volume).catch((error: unknown) => {
      if (!isAlreadyExists(error)) throw error;
    });
    tell('ProvisioningSucceeded', `Successfully provisioned volume ${volume.metadata.name}`);
  };

  /** Grows the volume, then the claim: a directory is as large as it is asked to be. */
  const expand = async (claim: PersistentVolumeClaim) => {
    const wanted = claim.spec.resources?.requests?.['storage'] ?? '0';
    const volume = client.get<PersistentVolume>(refs.persistentVolumes, { name: claim.spec.volumeName ?? '' });
    if (volume?.metadata.annotations?.[marks.provisionedBy] !== provisioner) return;
    if (compareQuantities(claim.status?.capacity?.['storage'] ?? '0', wanted) >= 0) return;
    events.record({
      about: claim,
      reason: 'Resizing',
      message: `External resizer is resizing volume ${volume.metadata.name}`,
    });
    await client.update(refs.persistentVolumes, {
      ...volume,
      spec: { ...volume.spec, capacity: { ...volume.spec.capacity, storage: wanted } },
    });
    const capacity = { ...claim.status?.capacity, storage: wanted };
    await client.updateStatus(refs.persistentVolumeClaims, { ...claim, status: { ...claim.status, capacity } });
    events.record({ about: claim, reason: 'VolumeResizeSuccessful', message: 'Resize volume succeeded' });
  };

  const claimController = createController({
    name: 'local-provisioner',
    clock,
    reconcile: async (key) => {
      const claim = client.get<PersistentVolumeClaim>(refs.persistentVolumeClaims, splitKey(key));
      if (claim === undefined || claim.metadata.deletionTimestamp !== undefined) return;
      const name = claim.spec.storageClassName ?? '';
      const storageClass = client.get<StorageClass>(refs.storageClasses, { name });
      const asks = claim.metadata.annotations?.[marks.provisioner] === provisioner;
      try {
        if (claim.status?.phase === 'Bound') await expand(claim);
        else if (asks && !claim.spec.volumeName && storageClass !== undefined) await provision(claim, storageClass);
      } catch (error) {
        if (!isConflict(error) && !isNotFound(error)) throw error;
        claimController.enqueue(key);
      }
    },
  });

  const volumeController = createController({
    name: 'local-provisioner-deletion',
    clock,
    reconcile: async (name) => {
      const volume = client.get<PersistentVolume>(refs.persistentVolumes, { name });
      if (volume?.status?.phase !== 'Released' || volume.metadata.deletionTimestamp !== undefined) return;
      const isOwn = volume.metadata.annotations?.[marks.provisionedBy] === provisioner;
      if (isOwn && volume.spec.persistentVolumeReclaimPolicy === 'Delete')
        await client.delete(refs.persistentVolumes, { name });
    },
  });

  claims.subscribe(({ type, object }) => {
    if (type !== 'DELETED') claimController.enqueue(keyOf(object));
  });
  volumes.subscribe(({ type, object }) => {
    if (type !== 'DELETED') volumeController.enqueue(object.metadata.name);
  });
  return () => {
    claimController.close();
    volumeController.close();
  };
};
