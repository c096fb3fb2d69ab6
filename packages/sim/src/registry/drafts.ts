/** Drafts of objects on their way into the store. */
import type { UnstructuredObject } from '@binnacle/kube/api';
import type { DeleteRequest } from './store-requests.ts';

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
    'generateName',
  ] as const) {
    const value = kept[field];
    if (value === undefined) delete merged[field];
    else Object.assign(merged, { [field]: value });
  }
  return merged;
};
