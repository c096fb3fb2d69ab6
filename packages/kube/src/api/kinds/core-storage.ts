/** Volumes and claims in the core group. Source: Kubernetes API reference, core v1. */
import type { Kind } from '../kind.ts';
import type { KubeObject } from '../object.ts';
import { age, columnsOf, firstText, wide } from './columns.ts';
import type { ObjectReference } from './core-service.ts';
import type { ResourceList, ResourceRequirements } from './pod-spec.ts';

export interface PersistentVolume extends KubeObject {
  spec: {
    capacity?: ResourceList;
    accessModes?: string[];
    persistentVolumeReclaimPolicy?: string;
    claimRef?: ObjectReference;
    storageClassName?: string;
    volumeAttributesClassName?: string;
    volumeMode?: string;
  };
  status?: { phase?: string; reason?: string; message?: string };
}

export interface PersistentVolumeClaim extends KubeObject {
  spec: {
    accessModes?: string[];
    resources?: ResourceRequirements;
    volumeName?: string;
    storageClassName?: string;
    volumeAttributesClassName?: string;
    volumeMode?: string;
  };
  status?: { phase?: string; accessModes?: string[]; capacity?: ResourceList };
}

const CLASS_ANNOTATION = 'volume.beta.kubernetes.io/storage-class';

const SHORT_MODES: readonly (readonly [string, string])[] = [
  ['ReadWriteOnce', 'RWO'],
  ['ReadOnlyMany', 'ROX'],
  ['ReadWriteMany', 'RWX'],
  ['ReadWriteOncePod', 'RWOP'],
];

/** `RWO,ROX`, always in this order. */
const modesText = (modes: readonly (string | undefined)[] | undefined): string =>
  SHORT_MODES.filter(([mode]) => modes?.includes(mode) === true)
    .map(([, short]) => short)
    .join(',');

const core = { group: '', version: 'v1', categories: [], capabilities: [] } as const;
const volume = columnsOf<PersistentVolume>();
const claim = columnsOf<PersistentVolumeClaim>();

export const persistentVolumeKind: Kind = {
  ...core,
  plural: 'persistentvolumes',
  kind: 'PersistentVolume',
  singular: 'persistentvolume',
  shortNames: ['pv'],
  namespaced: false,
  columns: [
    volume.text('Capacity', (o) => o.spec?.capacity?.['storage'] ?? '0'),
    volume.text('Access Modes', (o) => modesText(o.spec?.accessModes)),
    volume.text('Reclaim Policy', (o) => o.spec?.persistentVolumeReclaimPolicy ?? ''),
    volume.text('Status', (o) =>
      o.metadata?.deletionTimestamp === undefined ? (o.status?.phase ?? '') : 'Terminating',
    ),
    volume.text('Claim', (o) =>
      o.spec?.claimRef === undefined ? '' : `${o.spec.claimRef.namespace ?? ''}/${o.spec.claimRef.name ?? ''}`,
    ),
    volume.text('StorageClass', (o) =>
      firstText(o.metadata?.annotations?.[CLASS_ANNOTATION], o.spec?.storageClassName),
    ),
    volume.text('VolumeAttributesClass', (o) => o.spec?.volumeAttributesClassName ?? '<unset>'),
    volume.text('Reason', (o) => o.status?.reason ?? ''),
    age,
    wide(volume.text('VolumeMode', (o) => o.spec?.volumeMode ?? '<unset>')),
  ],
};

export const persistentVolumeClaimKind: Kind = {
  ...core,
  plural: 'persistentvolumeclaims',
  kind: 'PersistentVolumeClaim',
  singular: 'persistentvolumeclaim',
  shortNames: ['pvc'],
  namespaced: true,
  columns: [
    claim.text('Status', (o) =>
      o.metadata?.deletionTimestamp === undefined ? (o.status?.phase ?? '') : 'Terminating',
    ),
    claim.text('Volume', (o) => o.spec?.volumeName ?? ''),
    claim.text('Capacity', (o) => (o.spec?.volumeName ? (o.status?.capacity?.['storage'] ?? '0') : '')),
    claim.text('Access Modes', (o) => (o.spec?.volumeName ? modesText(o.status?.accessModes) : '')),
    claim.text('StorageClass', (o) => firstText(o.metadata?.annotations?.[CLASS_ANNOTATION], o.spec?.storageClassName)),
    claim.text('VolumeAttributesClass', (o) => o.spec?.volumeAttributesClassName ?? '<unset>'),
    age,
    wide(claim.text('VolumeMode', (o) => o.spec?.volumeMode ?? '<unset>')),
  ],
};
