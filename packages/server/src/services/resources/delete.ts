import type { Clock } from '@binnacle/kube/clock';
import { Type } from 'typebox';
import type { Operation } from '../operation.ts';
import { clusterOperation } from './cluster-operation.ts';
import { withoutManagedFields } from './get.ts';
import { ObjectFields, toKey } from './inputs.ts';
import { untilSeen } from './settle.ts';
import type { DeleteInput, DeleteOutput } from './types.ts';

export const createDeleteOperation = (clock: Clock): Operation<DeleteInput, DeleteOutput> =>
  clusterOperation({
    id: 'resources.delete',
    summary: 'Delete one object',
    effect: 'write',
    access: 'operator',
    input: Type.Object({
      ...ObjectFields,
      gracePeriodSeconds: Type.Optional(Type.Integer({ minimum: 0, maximum: 2 ** 31 - 1 })),
      propagationPolicy: Type.Optional(
        Type.Union([Type.Literal('Orphan'), Type.Literal('Background'), Type.Literal('Foreground')]),
      ),
    }),
    run: async ({ gracePeriodSeconds, propagationPolicy, ...input }, context) => {
      const { cluster, signal } = context;
      const object = await cluster.client.delete(input.kind, toKey(input), {
        ...(gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds }),
        ...(propagationPolicy === undefined ? {} : { propagationPolicy }),
        signal,
      });
      // The answer is a Status where nothing is left, and the object where something still holds it.
      const { details } = object as { details?: { uid?: string } };
      const { uid = details?.uid, resourceVersion } = object.metadata;
      await untilSeen(input, { uid, resourceVersion, isRemoved: true }, { context, clock });
      return { object: withoutManagedFields(object) };
    },
  });
