/** Objects that a webhook has to convert before they are read. Nothing waits where there is no such webhook. */
import type { ObjectKey } from '@binnacle/kube/api';
import { entryAt } from '../registry/index.ts';
import type { PageRequest } from '../registry/index.ts';
import { CompactedError } from '../storage/index.ts';
import type { ResourceCall } from './call.ts';

/** Resolves when the object can be read in the version that is asked for. */
export const readableAt = async ({ context: { registry }, info: { resource } }: ResourceCall, key: ObjectKey) => {
  if (resource.custom?.conversion === undefined) return;
  await registry.readable(resource, () => {
    const entry = entryAt(registry.store, resource, key);
    return entry === undefined ? [] : [entry];
  });
};

/** Resolves when all that a page is chosen from can be read in the version that is asked for. */
export const readableAll = async (
  { context: { registry }, info: { resource } }: ResourceCall,
  { namespace, revision }: Pick<PageRequest, 'namespace' | 'revision'>,
) => {
  if (resource.custom?.conversion === undefined) return;
  const prefix = resource.namespaced && namespace !== undefined && namespace !== '' ? `${namespace}/` : '';
  await registry.readable(resource, () => {
    try {
      return registry.store.range(resource.bucket, prefix, revision === undefined ? {} : { revision });
    } catch (error) {
      // Whoever reads the page is told.
      if (error instanceof CompactedError) return [];
      throw error;
    }
  });
};
