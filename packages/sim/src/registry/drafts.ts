/** Drafts of objects on their way into the store. */
import type { UnstructuredObject } from '@binnacle/kube/api';
import { equalJson } from './json.ts';
import type { DeleteRequest } from './store-requests.ts';
import type { OpenMetadata } from './strategy.ts';

/** What a dry run would create has no version yet. */
export const withoutEmptyVersion = (object: UnstructuredObject): UnstructuredObject => {
  if (object.metadata.resourceVersion !== '') return object;
  const { resourceVersion: _none, ...metadata } = object.metadata;
  return { ...object, metadata };
};

/** A field as it was. */
export const copyField = (draft: UnstructuredObject, current: UnstructuredObject, field: string) => {
  if (current[field] === undefined) delete draft[field];
  else draft[field] = current[field];
};

/** An object removed at once is answered as it was, without marks of a deletion that never waited. */
export const withoutDeletion = (draft: UnstructuredObject, current: UnstructuredObject): UnstructuredObject =>
  current.metadata.deletionTimestamp === undefined ? { ...draft, metadata: { ...current.metadata } } : draft;

/** Finalizers by what is to become of dependents. */
export const withPropagation = (
  finalizers: readonly string[],
  policy: DeleteRequest['propagationPolicy'],
): string[] => {
  if (policy === undefined) return [...finalizers];
  const kept = finalizers.filter((f) => f !== 'orphan' && f !== 'foregroundDeletion');
  if (policy === 'Orphan') kept.push('orphan');
  if (policy === 'Foreground') kept.push('foregroundDeletion');
  return kept;
};

const OPEN_METADATA: readonly OpenMetadata[] = ['labels', 'annotations', 'finalizers', 'ownerReferences'];

/** Metadata as it is, but for the fields that a write of the status may change. */
export const withOpenMetadata = (
  current: UnstructuredObject,
  { metadata }: UnstructuredObject,
  open: readonly OpenMetadata[] = OPEN_METADATA,
): UnstructuredObject['metadata'] => {
  const merged = { ...current.metadata };
  for (const field of open)
    if (metadata[field] === undefined) delete merged[field];
    else Object.assign(merged, { [field]: metadata[field] });
  return merged;
};

/** Owners that are named twice are named once, and whoever did so is told. */
export const mergeOwners = (meta: UnstructuredObject['metadata'], warn: ((text: string) => void) | undefined): void => {
  const owners = meta.ownerReferences;
  if (!Array.isArray(owners) || owners.length < 2) return;
  const isAgain = (owner: unknown, i: number) => owners.slice(0, i).some((other) => equalJson(other, owner));
  const again = owners.filter(isAgain);
  if (again.length === 0) return;
  meta.ownerReferences = owners.filter((owner, i) => !isAgain(owner, i));
  warn?.(
    `.metadata.ownerReferences contains duplicate entries; API server dedups owner references in 1.20+, and may reject such requests as early as 1.24; please fix your requests; duplicate UID(s) observed: ${again.map(({ uid }) => uid).join(', ')}`,
  );
};

/** Cheap, for the many writes that bring back what was read. */
export const isSameMetadata = (object: UnstructuredObject, current: UnstructuredObject): boolean =>
  OPEN_METADATA.every((field) => object.metadata[field] === current.metadata[field]);

/** Metadata with the fields that are the server's: what clients send for these is ignored. */
export const keepServerFields = (
  meta: UnstructuredObject['metadata'],
  current: UnstructuredObject,
): UnstructuredObject['metadata'] => {
  const kept = current.metadata;
  const merged: UnstructuredObject['metadata'] = { ...meta, name: kept.name };
  for (const field of [
    'namespace',
    'uid',
    'creationTimestamp',
    'deletionTimestamp',
    'deletionGracePeriodSeconds',
    'generation',
  ] as const) {
    const value = kept[field];
    if (value === undefined) delete merged[field];
    else Object.assign(merged, { [field]: value });
  }
  return merged;
};
