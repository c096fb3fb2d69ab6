import { Type } from 'typebox';
import type { Clock } from '@binnacle/kube/clock';
import type { Operation } from '../operation.ts';
import {
  clusterOperation,
  createGetOperation,
  createListOperation,
  type GetOutput,
  type ListOutput,
} from '../resources/index.ts';
import { RolloutFields } from './operation.ts';
import { servedRolloutKind } from './served.ts';
import type { RolloutInput } from './types.ts';

/** rollouts.list */
export interface RolloutListInput {
  namespaces: readonly string[];
  offset: number;
  limit: number;
}

/** Both give a Rollout in the version that the cluster serves: `toRollout` reads it. */
export interface ReadOperations {
  get: Operation<RolloutInput, GetOutput>;
  list: Operation<RolloutListInput, ListOutput>;
}

const whole = Type.Integer({ minimum: 0 });

/** As any kind is read, in the version that the cluster serves. */
export const createReadOperations = (clock: Clock): ReadOperations => {
  const get = createGetOperation(clock);
  const list = createListOperation();
  return {
    get: clusterOperation({
      id: 'rollouts.get',
      summary: 'One Rollout',
      effect: 'read',
      access: 'viewer',
      input: Type.Object(RolloutFields),
      run: async (input, context) => get.run({ ...input, kind: await servedRolloutKind(context) }, context),
    }),
    list: clusterOperation({
      id: 'rollouts.list',
      summary: 'The Rollouts of a namespace, from the watch cache',
      effect: 'read',
      access: 'viewer',
      narrows: true,
      input: Type.Object({
        namespaces: Type.Array(Type.String({ minLength: 1, maxLength: 253 }), { minItems: 1 }),
        offset: whole,
        limit: whole,
      }),
      run: async (input, context) => list.run({ ...input, kind: await servedRolloutKind(context) }, context),
    }),
  };
};
