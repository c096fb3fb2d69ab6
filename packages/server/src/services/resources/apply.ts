import { isNotFound } from '@binnacle/kube/api';
import type { UnstructuredObject } from '@binnacle/kube/api';
import type { Clock } from '@binnacle/kube/clock';
import { Type } from 'typebox';
import type { CallContext, Operation } from '../operation.ts';
import { clusterOperation } from './cluster-operation.ts';
import { withoutManagedFields } from './get.ts';
import { ObjectFields, toKey } from './inputs.ts';
import { ObjectField, toObject } from './sent-object.ts';
import { untilSeen } from './settle.ts';
import type { ApplyInput, ApplyOutput, DiffInput, DiffOutput } from './types.ts';
import { fieldManager } from './write.ts';

/**
 * Server-side apply. Fields that another manager owns are a Conflict with a cause for each (`FieldManagerConflict`), unless
 * forced.
 */
export const createApplyOperation = (clock: Clock): Operation<ApplyInput, ApplyOutput> =>
  clusterOperation({
    id: 'resources.apply',
    summary: 'Create one object or change the fields that are stated',
    effect: 'write',
    access: 'operator',
    input: Type.Object({
      ...ObjectFields,
      object: ObjectField,
      force: Type.Optional(Type.Boolean()),
      fieldManager: Type.Optional(Type.String({ minLength: 1, maxLength: 128 })),
      dryRun: Type.Optional(Type.Boolean()),
    }),
    run: async (input, context) => {
      const before = await liveObject(input, context);
      const object = withoutManagedFields(await applied(input, context));
      if (input.dryRun !== true) await untilSeen(input, object.metadata, { context, clock });
      const isSame = before?.metadata.resourceVersion === object.metadata.resourceVersion;
      return { object, outcome: before === undefined ? 'created' : isSame ? 'unchanged' : 'configured' };
    },
  });

/** What a write would do: asked of the API server, which checks and fills in as it would in earnest, and keeps nothing. */
export const createDiffOperation = (): Operation<DiffInput, DiffOutput> =>
  clusterOperation({
    id: 'resources.diff',
    summary: 'What a write would change in one object',
    effect: 'read',
    access: 'operator',
    verb: 'diff',
    input: Type.Object({
      ...ObjectFields,
      object: ObjectField,
      mode: Type.Union([Type.Literal('apply'), Type.Literal('create'), Type.Literal('replace')]),
      force: Type.Optional(Type.Boolean()),
      fieldManager: Type.Optional(Type.String({ minLength: 1, maxLength: 128 })),
    }),
    run: async ({ mode, ...input }, context) => {
      const { cluster, signal } = context;
      const live = await liveObject(input, context);
      const write = { dryRun: true, fieldManager, fieldValidation: 'Strict', signal } as const;
      const ask = () => {
        if (mode === 'apply') return applied({ ...input, dryRun: true }, context);
        const object = toObject(input);
        if (mode === 'create') return cluster.client.create(input.kind, object, write);
        const { resourceVersion = live?.metadata.resourceVersion } = object.metadata;
        const metadata = { ...object.metadata, ...(resourceVersion === undefined ? {} : { resourceVersion }) };
        return cluster.client.update(input.kind, { ...object, metadata }, write);
      };
      const result = withoutManagedFields(await ask());
      return { ...(live === undefined ? {} : { live: withoutManagedFields(live) }), result };
    },
  });

const liveObject = async (
  input: Pick<ApplyInput, 'kind' | 'namespace' | 'name'>,
  { cluster, signal }: CallContext,
): Promise<UnstructuredObject | undefined> => {
  try {
    return await cluster.client.get(input.kind, toKey(input), signal);
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
};

const applied = (input: ApplyInput, { cluster, signal }: CallContext): Promise<UnstructuredObject> => {
  const { force = false, dryRun = false } = input;
  const { managedFields: _server, ...metadata } = toObject(input).metadata as UnstructuredObject['metadata'] & {
    managedFields?: unknown;
  };
  return cluster.client.patch(input.kind, toKey(input), {
    type: 'apply',
    body: { ...toObject(input), metadata },
    force,
    dryRun,
    fieldManager: input.fieldManager ?? fieldManager,
    fieldValidation: 'Strict',
    signal,
  });
};
