/** What happens to volumes and claims on their way in. Source: kube-apiserver `plugin/pkg/admission/storage`. */
import { compareQuantities, forbidden } from '@binnacle/kube/api';
import type { UnstructuredObject } from '@binnacle/kube/api';
import type { RegistryContext } from '../context.ts';
import { ensureObject, objectAt, textAt } from '../json.ts';
import type { Resource } from '../resources.ts';

const CLASSES = 'storage.k8s.io/storageclasses';
const BETA_CLASS = 'volume.beta.kubernetes.io/storage-class';
const DEFAULT_CLASS = [
  'storageclass.kubernetes.io/is-default-class',
  'storageclass.beta.kubernetes.io/is-default-class',
];

/** The newest of the classes that say they are the default. */
const defaultClass = ({ store }: RegistryContext): string | undefined =>
  store
    .range(CLASSES, '')
    .map(({ object }) => object.metadata)
    .filter(({ annotations }) => DEFAULT_CLASS.some((name) => annotations?.[name] === 'true'))
    .sort(
      (a, b) => (b.creationTimestamp ?? '').localeCompare(a.creationTimestamp ?? '') || a.name.localeCompare(b.name),
    )[0]?.name;

const finalizers: Readonly<Record<string, string>> = {
  '/persistentvolumes': 'kubernetes.io/pv-protection',
  '/persistentvolumeclaims': 'kubernetes.io/pvc-protection',
};

/** A new claim gets the default class; both are protected while they are in use. */
export const admitStorage = (context: RegistryContext, resource: Resource, draft: UnstructuredObject): void => {
  const finalizer = finalizers[resource.bucket];
  if (finalizer === undefined) return;
  if (resource.bucket === '/persistentvolumeclaims') {
    const spec = ensureObject(draft, 'spec');
    if (spec.storageClassName === undefined && draft.metadata.annotations?.[BETA_CLASS] === undefined) {
      const name = defaultClass(context);
      if (name !== undefined) spec.storageClassName = name;
    }
  }
  const held = draft.metadata.finalizers ?? [];
  if (!held.includes(finalizer)) draft.metadata.finalizers = [...held, finalizer];
};

const sizeOf = (object: UnstructuredObject): string =>
  textAt(object, 'spec', 'resources', 'requests', 'storage') || '0';

/** Throws Forbidden when a claim grows that may not. */
export const checkResize = (
  { store }: RegistryContext,
  resource: Resource,
  { object, current }: { object: UnstructuredObject; current: UnstructuredObject },
): void => {
  if (compareQuantities(sizeOf(object), sizeOf(current)) <= 0) return;
  const refuse = (why: string) => forbidden(resource, object.metadata.name, why);
  if (textAt(current, 'status', 'phase') !== 'Bound')
    throw refuse('Only bound persistent volume claims can be expanded');
  const name = textAt(object, 'spec', 'storageClassName');
  const found = name === '' ? undefined : store.get(CLASSES, name)?.object;
  if (name !== textAt(current, 'spec', 'storageClassName') || objectAt(found).allowVolumeExpansion !== true)
    throw refuse(
      'only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize',
    );
};
