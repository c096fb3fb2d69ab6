import type { TSchema } from 'typebox';
import { Type } from 'typebox';
import type { CallContext, Operation } from '../operation.ts';
import { clusterOperation } from '../resources/index.ts';
import type { RolloutActionOutput, RolloutInput } from './types.ts';

export const RolloutFields = {
  namespace: Type.String({ minLength: 1, maxLength: 253 }),
  name: Type.String({ minLength: 1, maxLength: 253 }),
};

interface Spelled {
  id: string;
  summary: string;
  fields?: Record<string, TSchema>;
}

/** An operation that changes a Rollout or its workload. */
export const rolloutAction = <I extends RolloutInput>(
  { id, summary, fields = {} }: Spelled,
  run: (input: I, context: CallContext) => Promise<RolloutActionOutput>,
): Operation<I, RolloutActionOutput> =>
  clusterOperation<I, RolloutActionOutput>({
    id,
    summary,
    effect: 'write',
    access: 'operator',
    input: Type.Object({ ...RolloutFields, ...fields }),
    run,
  });

/** An operation that reads what belongs to a Rollout. */
export const rolloutQuery = <O>(
  { id, summary }: Spelled,
  run: (input: RolloutInput, context: CallContext) => Promise<O>,
): Operation<RolloutInput, O> =>
  clusterOperation<RolloutInput, O>({
    id,
    summary,
    effect: 'read',
    access: 'viewer',
    input: Type.Object(RolloutFields),
    run,
  });
