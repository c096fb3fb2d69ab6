import type { ObjectKey, ResourceRef, UnstructuredObject } from '@binnacle/kube/api';
import type { Clock, Rng } from '@binnacle/kube/clock';
import type { Store } from '../storage/index.ts';

/** What one resource's store offers the others. */
interface Writer {
  create(
    namespace: string | undefined,
    object: UnstructuredObject,
    options: { fieldManager: string },
  ): { object: UnstructuredObject };
  update(
    key: ObjectKey,
    object: UnstructuredObject,
    options: { fieldManager: string; subresource?: string },
  ): { object: UnstructuredObject };
}

/** What the parts of one registry share. */
export interface RegistryContext {
  store: Store;
  clock: Clock;
  rng: Rng;
  find(ref: Pick<ResourceRef, 'group' | 'version' | 'plural'>): Writer | undefined;
}
