/** The storage.k8s.io group. Source: Kubernetes API reference, storage.k8s.io/v1. */
import type { Kind } from '../kind.ts';
import type { KubeObject } from '../object.ts';
import { age, asString, columnsOf } from './columns.ts';

export interface StorageClass extends KubeObject {
  provisioner: string;
  parameters?: Record<string, string>;
  reclaimPolicy?: string;
  volumeBindingMode?: string;
  allowVolumeExpansion?: boolean;
}

const DEFAULT_ANNOTATIONS = [
  'storageclass.kubernetes.io/is-default-class',
  'storageclass.beta.kubernetes.io/is-default-class',
];

const storageClass = columnsOf<StorageClass>();

export const storageClassKind: Kind = {
  group: 'storage.k8s.io',
  version: 'v1',
  plural: 'storageclasses',
  kind: 'StorageClass',
  singular: 'storageclass',
  shortNames: ['sc'],
  categories: [],
  namespaced: false,
  capabilities: [],
  shownName: ({ metadata }) => {
    const isDefault = DEFAULT_ANNOTATIONS.some((name) => metadata.annotations?.[name] === 'true');
    return isDefault ? `${metadata.name} (default)` : metadata.name;
  },
  columns: [
    storageClass.text('Provisioner', (o) => o.provisioner ?? ''),
    storageClass.text('ReclaimPolicy', (o) => o.reclaimPolicy ?? 'Delete'),
    storageClass.text('VolumeBindingMode', (o) => o.volumeBindingMode ?? 'Immediate'),
    asString(storageClass.flag('AllowVolumeExpansion', (o) => o.allowVolumeExpansion ?? false)),
    age,
  ],
};

export const storageKinds: readonly Kind[] = [storageClassKind];
