import { Type } from 'typebox';
import type { Operation } from '../operation.ts';

export interface BatchedRequest {
  method: 'GET' | 'POST';
  path: string;
  parameters: Record<string, unknown>;
}
export interface BatchInput {
  requests: readonly BatchedRequest[];
}

/** Requests that one batch may hold. */
export const mostBatched = 20;

/** Asks for nothing by itself: each request in it is checked and answered as if it had come alone. */
export const createBatchOperation = (): Operation<BatchInput, BatchInput> => ({
  id: 'requests.batch',
  summary: 'Several requests in one, answered side by side',
  effect: 'read',
  scope: 'global',
  access: 'user',
  input: Type.Object({
    requests: Type.Array(
      Type.Object({
        method: Type.Union([Type.Literal('GET'), Type.Literal('POST')]),
        path: Type.String({ minLength: 1, maxLength: 2_048 }),
        parameters: Type.Record(Type.String(), Type.Unknown()),
      }),
      { minItems: 1, maxItems: mostBatched },
    ),
  }),
  run: (input) => Promise.resolve(input),
});
