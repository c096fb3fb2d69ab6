import { Type } from 'typebox';
import type { ApiError, StatusReason } from '@binnacle/kube/api';
import type { FailureContext } from '../../http/row.ts';
import type { ProductReason } from '../../services/operation.ts';
import { refusalOf, type RolloutRefusal } from '../../services/rollouts/index.ts';

/** Contract 000, "响应格式". */
export const success = (data: unknown): unknown => ({ data });

export const failure = (error: ApiError, context: FailureContext): unknown => ({
  trace_id: context.traceId,
  message: error.message,
  code: codeOf(error, context),
});

export const schemas = {
  success: Type.Object({ data: Type.Unsafe({}) }),
  failure: Type.Object({ trace_id: Type.String(), message: Type.String(), code: Type.String() }),
};

/** Contract 000, "常用错误码", and peers §4 for those that it leaves out. */
const refusals: Record<RolloutRefusal, string> = {
  RolloutNotPromotable: 'ROLLOUT_NOT_PROMOTABLE',
  WorkloadRefMissing: 'WORKLOAD_REF_MISSING',
  WorkloadRefInvalid: 'WORKLOAD_REF_INVALID',
  UnsupportedWorkloadKind: 'UNSUPPORTED_WORKLOAD_KIND',
  UnsupportedRollbackKind: 'UNSUPPORTED_ROLLBACK_KIND',
  StableRevisionNotFound: 'STABLE_REVISION_NOT_FOUND',
  StableReplicaSetNotFound: 'STABLE_REPLICASET_NOT_FOUND',
  InvalidStableTemplate: 'INVALID_STABLE_TEMPLATE',
  ContainerNotFound: 'CONTAINER_NOT_FOUND',
};

/** A watch that cannot start is unavailable, whatever the reason, unless the caller is to blame. */
const cannotStart = ({ code }: ApiError, { operation }: FailureContext): boolean =>
  operation?.id === 'rollouts.watch' && (code >= 500 || code === 404);

export const statusOf = (error: ApiError, context: FailureContext): number =>
  cannotStart(error, context) ? 503 : error.code;

export const codeOf = (error: ApiError, context: FailureContext): string => {
  if (cannotStart(error, context)) return 'WATCH_STREAM_UNAVAILABLE';
  const refusal = refusalOf(error);
  return refusal === undefined ? codeOfReason(error) : refusals[refusal];
};

/** Every reason is listed: a new one must be placed here before it compiles. */
const codeOfReason = (error: ApiError): string => {
  const reason = error.reason as StatusReason | ProductReason;
  switch (reason) {
    case 'BadRequest':
    case 'Invalid':
    case 'ConfirmationRequired':
    case 'NotAcceptable':
    case 'RequestEntityTooLarge':
    case 'UnsupportedMediaType':
      return 'BAD_REQUEST';
    case 'MethodNotAllowed':
      return 'METHOD_NOT_ALLOWED';
    case 'Unauthorized':
    case 'TokenExpired':
    case 'TooManyAttempts':
      return 'UNAUTHORIZED';
    case 'Forbidden':
      return 'FORBIDDEN';
    case 'NotFound':
    case 'NamespaceNotFound':
    case 'IstioNotInstalled':
      return 'NOT_FOUND';
    case 'ClusterNotFound':
      return 'CLUSTER_NOT_FOUND';
    case 'AlreadyExists':
    case 'Conflict':
    case 'Gone':
    case 'Expired':
      return 'CONFLICT';
    case 'ClusterUnreachable':
    case 'ServiceUnavailable':
    case 'ServerTimeout':
    case 'Timeout':
      return 'CLUSTER_UNAVAILABLE';
    case 'TooManyRequests':
      return 'TOO_MANY_REQUESTS';
    case 'NotImplemented':
      return 'NOT_IMPLEMENTED';
    case 'InternalError':
      return 'INTERNAL_ERROR';
    default:
      return unknownReason(reason, error);
  }
};

/** A reason that only some API server's extension knows: its HTTP status says whose fault it was. */
const unknownReason = (_reason: never, error: ApiError): string =>
  error.code < 500 ? 'BAD_REQUEST' : 'INTERNAL_ERROR';
