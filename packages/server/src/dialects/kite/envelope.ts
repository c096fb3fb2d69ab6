import { Type } from 'typebox';
import type { ApiError } from '@binnacle/kube/api';
import type { Answer, FailureContext } from '../../http/row.ts';

/** The words of contract 003 for what went well. */
export interface Told {
  code: number;
  message: string;
  data: unknown;
}

/** An answer with the contract's own code and message, C1–C7. */
export const told = (code: number, message: string, data: unknown): Answer => ({
  type: 'data',
  status: code,
  data: { code, message, data } satisfies Told,
});

/** Rows wrap their own answers, since each has a message of its own. */
export const success = (data: unknown): unknown => data;

export const failure = (error: ApiError, context: FailureContext): unknown => ({
  code: statusOf(error, context),
  message: error.message,
  data: null,
});

export const schemas = {
  success: Type.Object({
    code: Type.Integer({ minimum: 200, maximum: 299 }),
    message: Type.String(),
    data: Type.Unsafe({}),
  }),
  failure: Type.Object({
    code: Type.Integer({ minimum: 400, maximum: 599 }),
    message: Type.String(),
    data: Type.Null(),
  }),
};

/**
 * The status of an error is its own, but for what C3 and C4 call a failed validation: a name that is taken, and a
 * kubeconfig that leads to no cluster.
 */
export const statusOf = ({ reason, code }: ApiError, { operation }: FailureContext): number => {
  const saves = operation?.id === 'clusters.create' || operation?.id === 'clusters.update';
  if (saves && (reason === 'AlreadyExists' || reason === 'ClusterUnreachable')) return 400;
  return code;
};
