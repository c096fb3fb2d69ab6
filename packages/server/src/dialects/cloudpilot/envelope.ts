import { Type } from 'typebox';
import type { ApiError, StatusReason } from '@binnacle/kube/api';
import type { FailureContext } from '../../http/row.ts';
import type { ProductReason } from '../../services/operation.ts';

/** Contract 002, "统一响应格式". */
export const success = (data: unknown): unknown => ({ code: 200, message: '操作成功', data });

/** Contract 002, "错误处理". */
export const failure = (error: ApiError, context: FailureContext): unknown => {
  const code = statusOf(error, context);
  return {
    code,
    message: messages.get(code) ?? (code < 500 ? '请求参数错误' : '服务器内部错误'),
    data: { error_type: errorTypeOf(error), details: error.message },
  };
};

export const schemas = {
  success: Type.Object({ code: Type.Literal(200), message: Type.String(), data: Type.Unsafe({}) }),
  failure: Type.Object({
    code: Type.Integer({ minimum: 400, maximum: 599 }),
    message: Type.String(),
    data: Type.Object({ error_type: Type.String(), details: Type.String() }),
  }),
};

/** The document's own words for its codes, and ours, in the same tone, for the others. */
const messages: ReadonlyMap<number, string> = new Map([
  [400, '请求参数错误'],
  [401, '未认证'],
  [403, '权限不足'],
  [404, '资源不存在'],
  [405, '请求方法不支持'],
  [409, '资源冲突'],
  [429, '请求过于频繁'],
  [500, '服务器内部错误'],
  [503, '服务不可用'],
]);

/** Source: contracts/README.md, 002: "a duplicate name is 400". */
export const statusOf = ({ reason, code }: ApiError, { operation }: FailureContext): number =>
  reason === 'AlreadyExists' && operation?.id === 'clusters.create' ? 400 : code;

/** `error_type`. Every reason is listed: a new one must be placed here before it compiles. */
const errorTypeOf = (error: ApiError): string => {
  const reason = error.reason as StatusReason | ProductReason;
  switch (reason) {
    case 'BadRequest':
    case 'Invalid':
    case 'AlreadyExists':
    case 'ConfirmationRequired':
    case 'MethodNotAllowed':
    case 'NotAcceptable':
    case 'RequestEntityTooLarge':
    case 'UnsupportedMediaType':
      return 'ValidationError';
    case 'Unauthorized':
    case 'TokenExpired':
    case 'TooManyAttempts':
      return 'AuthenticationError';
    case 'Forbidden':
      return 'PermissionDenied';
    case 'NotFound':
    case 'NamespaceNotFound':
      return 'NotFound';
    case 'ClusterNotFound':
      return 'ClusterNotFound';
    case 'IstioNotInstalled':
      return 'IstioNotInstalled';
    case 'Conflict':
    case 'Gone':
    case 'Expired':
      return 'Conflict';
    case 'ClusterUnreachable':
    case 'ServiceUnavailable':
    case 'ServerTimeout':
    case 'Timeout':
    case 'TooManyRequests':
      return 'ServiceUnavailable';
    case 'NotImplemented':
      return 'NotImplemented';
    case 'InternalError':
      return 'InternalError';
    default:
      return unknownReason(reason, error);
  }
};

/** A reason that only some API server's extension knows: its HTTP status says whose fault it was. */
const unknownReason = (_reason: never, error: ApiError): string =>
  error.code < 500 ? 'ValidationError' : 'InternalError';
