import type { ObjectKey, UnstructuredObject } from '@binnacle/kube/api';
import type { Clock } from '@binnacle/kube/clock';
import { Type } from 'typebox';
import type { Operation } from '../operation.ts';
import { clusterOperation } from './cluster-operation.ts';
import { withoutManagedFields } from './get.ts';
import { ObjectFields } from './inputs.ts';
import { retryOnConflict } from './retry-on-conflict.ts';
import { ObjectField, toObject } from './sent-object.ts';
import { untilSeen } from './settle.ts';
import type { CreateInput, UpdateInput, WriteOutput } from './types.ts';

/** How the writes of the product are named in managedFields. */
export const fieldManager = 'binnacle';

export const createCreateOperation = (clock: Clock): Operation<CreateInput, WriteOutput> =>
  clusterOperation({
    id: 'resources.create',
    summary: 'Create one object',
    effect: 'write',
    access: 'operator',
    input: Type.Object({
      kind: ObjectFields.kind,
      namespace: ObjectFields.namespace,
      object: ObjectField,
      dryRun: Type.Optional(Type.Boolean()),
    }),
    run: async ({ dryRun = false, ...sent }, context) => {
      const { cluster, signal } = context;
      const created = await cluster.client.create(sent.kind, toObject(sent), { dryRun, fieldManager, signal });
      if (!dryRun) await untilSeen({ ...sent, ...keyOf(created) }, created.metadata, { context, clock });
      return { object: withoutManagedFields(created) };
    },
  });

/**
 * With a resourceVersion in the object, a change made since is a Conflict; without one, the last writer wins. What is not
 * there is never created, though some kinds allow that.
 */
export const createUpdateOperation = (clock: Clock): Operation<UpdateInput, WriteOutput> =>
  clusterOperation({
    id: 'resources.update',
    summary: 'Replace one object',
    effect: 'write',
    access: 'operator',
    input: Type.Object({ ...ObjectFields, object: ObjectField, dryRun: Type.Optional(Type.Boolean()) }),
    run: async ({ dryRun = false, ...sent }, context) => {
      const { cluster, signal } = context;
      const object = toObject(sent);
      const write = (metadata: UnstructuredObject['metadata']) =>
        cluster.client.update(sent.kind, { ...object, metadata }, { dryRun, fieldManager, signal });
      const readAndWrite = async () => {
        const { resourceVersion } = (await cluster.client.get(sent.kind, keyOf(object), signal)).metadata;
        return write({ ...object.metadata, ...(resourceVersion === undefined ? {} : { resourceVersion }) });
      };
      const { resourceVersion = '' } = object.metadata;
      const updated = await (resourceVersion === '' ? retryOnConflict(readAndWrite) : write(object.metadata));
      if (!dryRun) await untilSeen({ ...sent, ...keyOf(updated) }, updated.metadata, { context, clock });
      return { object: withoutManagedFields(updated) };
    },
  });

const keyOf = ({ metadata: { namespace, name } }: UnstructuredObject): ObjectKey =>
  namespace === undefined ? { name } : { namespace, name };
