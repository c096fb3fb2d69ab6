import type { UnstructuredObject } from '@binnacle/kube/api';
import type { Clock } from '@binnacle/kube/clock';
import { Type } from 'typebox';
import type { Operation } from '../operation.ts';
import { clusterOperation } from './cluster-operation.ts';
import { ObjectFields, toKey } from './inputs.ts';
import { syncedCache } from './synced-cache.ts';
import type { GetInput, GetOutput, ObjectInput, WatchOneOutput } from './types.ts';

/** From the cache while it is synced, else from the API server: the answer is never older than its freshness says. */
export const createGetOperation = (clock: Clock): Operation<GetInput, GetOutput> =>
  clusterOperation({
    id: 'resources.get',
    summary: 'One object as JSON',
    effect: 'read',
    access: 'viewer',
    input: Type.Object({ ...ObjectFields, managedFields: Type.Optional(Type.Boolean()) }),
    run: async ({ managedFields, ...input }, { cluster, signal }) => {
      const { kind } = input;
      const key = toKey(input);
      const cache = managedFields ? undefined : cluster.runningCache(kind);
      const freshness = cache?.freshness();
      const row = freshness?.state === 'synced' ? cache?.get(key.namespace ?? '', key.name) : undefined;
      if (freshness !== undefined && row !== undefined) return { bytes: row.bytes, freshness };
      // The cache may lag by an instant behind a create, so that only the API server says that there is no such object.
      const object = await cluster.client.get(kind, key, signal);
      return {
        bytes: Buffer.from(JSON.stringify(managedFields ? object : withoutManagedFields(object))),
        freshness: { state: 'synced', since: clock.now() },
      };
    },
  });

export const createWatchOneOperation = (): Operation<ObjectInput, WatchOneOutput> =>
  clusterOperation({
    id: 'resources.watchOne',
    summary: 'One object, kept up to date',
    effect: 'read',
    access: 'viewer',
    verb: 'get',
    input: Type.Object(ObjectFields),
    run: async (input, context) => {
      const { namespace = '', name } = toKey(input);
      const cache = await syncedCache(input.kind, context);
      return {
        current: () => cache.get(namespace, name),
        freshness: () => cache.freshness(),
        onChange: (listener) =>
          cache.subscribe({
            change: ({ row }) => {
              if (row.name === name && row.namespace === namespace) listener();
            },
            freshness: listener,
          }),
      };
    },
  });

export const withoutManagedFields = (object: UnstructuredObject): UnstructuredObject => {
  const { managedFields, ...metadata } = object.metadata;
  return managedFields === undefined ? object : { ...object, metadata };
};
