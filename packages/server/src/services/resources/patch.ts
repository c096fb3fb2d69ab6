import type { Clock } from '@binnacle/kube/clock';
import { Type } from 'typebox';
import type { Operation } from '../operation.ts';
import { clusterOperation } from './cluster-operation.ts';
import { withoutManagedFields } from './get.ts';
import { ObjectFields, toKey } from './inputs.ts';
import { untilSeen } from './settle.ts';
import type { PatchInput, WriteOutput } from './types.ts';
import { fieldManager } from './write.ts';

/** Changes some fields of an object and leaves all others to whoever writes them. */
export const createPatchOperation = (clock: Clock): Operation<PatchInput, WriteOutput> =>
  clusterOperation({
    id: 'resources.patch',
    summary: 'Change some fields of one object',
    effect: 'write',
    access: 'operator',
    verb: 'update',
    input: Type.Object({
      ...ObjectFields,
      patch: Type.Unsafe<PatchInput['patch']>({ type: ['object', 'array'] }),
      dryRun: Type.Optional(Type.Boolean()),
    }),
    run: async ({ patch, dryRun = false, ...input }, context) => {
      const { cluster, signal } = context;
      const type = Array.isArray(patch) ? 'json' : 'merge';
      const options = { type, body: patch, dryRun, fieldManager, signal } as const;
      const object = await cluster.client.patch(input.kind, toKey(input), options);
      if (!dryRun) await untilSeen(input, object.metadata, { context, clock });
      return { object: withoutManagedFields(object) };
    },
  });
