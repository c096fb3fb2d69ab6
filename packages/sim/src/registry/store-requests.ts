/** What the generic store is asked, and what it answers. */
import type { ObjectKey, UnstructuredObject } from '@binnacle/kube/api';
import type { Entry, Store } from '../storage/index.ts';
import type { ManagerOptions } from './managers.ts';
import type { Resource } from './resources.ts';
import type { Strategy } from './strategy.ts';

export interface VerbOptions extends ManagerOptions {
  dryRun?: boolean;
  /** Asked about the object as it would be stored, before it is; throws to refuse. */
  admit?: (object: UnstructuredObject) => void;
  /** Told what is allowed, and unwise. */
  warn?: (text: string) => void;
  /** In place of the strategy's: what the group through which it came asks of a new object. */
  validate?: Strategy['validate'];
}

export interface DeleteRequest extends VerbOptions {
  gracePeriodSeconds?: number;
  propagationPolicy?: 'Orphan' | 'Background' | 'Foreground';
  preconditions?: { uid?: string; resourceVersion?: string };
}

/** What a write did. `removed`: the object is gone, `object` is its last state. */
export interface Outcome {
  object: UnstructuredObject;
  entry?: Entry;
  created?: boolean;
  removed?: boolean;
}

export interface UpdateRequest extends VerbOptions {
  subresource?: string;
  /** The change came by PUT or patch without a resourceVersion: last write wins. */
  unconditional?: boolean;
}

/** `namespace/name`, or `name`. */
export const keyOf = (resource: Pick<Resource, 'namespaced'>, key: ObjectKey): string =>
  resource.namespaced ? `${key.namespace ?? ''}/${key.name}` : key.name;

/** What `keyOf` has made a key of. */
export const toKey = (resource: Pick<Resource, 'namespaced'>, key: string): ObjectKey => {
  if (!resource.namespaced) return { name: key };
  const slash = key.indexOf('/');
  return { namespace: key.slice(0, slash), name: key.slice(slash + 1) };
};

/** What is stored under a key, as it is stored. */
export const entryAt = (
  store: Store,
  resource: Pick<Resource, 'bucket' | 'namespaced'>,
  key: ObjectKey,
): Entry | undefined => store.get(resource.bucket, keyOf(resource, key));
