/** Between errors and their wire form. Source: apimachinery `api/errors`, `NewGenericServerResponse`. */
import { ApiError, isApiError, qualifiedResource } from './errors.ts';
import type { ResourceName, Status, StatusReason } from './errors.ts';

/** The wire form. An error that is no ApiError is an InternalError with its message. */
export const toStatus = (error: unknown): Status => {
  const known = isApiError(error)
    ? error
    : new ApiError(
        'InternalError',
        500,
        `Internal error occurred: ${error instanceof Error ? error.message : String(error)}`,
      );
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: known.message,
    ...(known.reason === '' ? {} : { reason: known.reason }),
    ...(known.details === undefined ? {} : { details: known.details }),
    code: known.code,
  };
};

/** The error a Status stands for. A Status with no reason (older servers, proxies) gets the one its code stands for. */
export const fromStatus = (status: Partial<Status>, httpCode = 500): ApiError => {
  const code = status.code ?? httpCode;
  const reason = status.reason === undefined || status.reason === '' ? reasonOfCode(code) : status.reason;
  const message =
    status.message === undefined || status.message === '' ? (MESSAGES[reason] ?? `HTTP ${code}`) : status.message;
  return new ApiError(reason, code, message, status.details === undefined ? {} : { details: status.details });
};

/** True for a failure Status and nothing else: a successful DELETE answers a Status too. */
export const isFailureStatus = (body: unknown): body is Status =>
  typeof body === 'object' &&
  body !== null &&
  'kind' in body &&
  body.kind === 'Status' &&
  'status' in body &&
  body.status === 'Failure';

const MESSAGES: Readonly<Record<string, string>> = {
  Conflict: 'the server reported a conflict',
  AlreadyExists: 'the server reported a conflict',
  NotFound: 'the server could not find the requested resource',
  BadRequest: 'the server rejected our request for an unknown reason',
  Unauthorized: 'the server has asked for the client to provide credentials',
  NotAcceptable: 'the server was unable to respond with a content type that the client supports',
  MethodNotAllowed: 'the server does not allow this method on the requested resource',
  Invalid: 'the server rejected our request due to an error in our request',
  ServiceUnavailable: 'the server is currently unable to handle the request',
  Timeout: 'the server was unable to return a response in the time allotted, but may still be processing the request',
  TooManyRequests: 'the server has received too many requests and has asked us to try again later',
};

const REASONS: Readonly<Record<number, StatusReason>> = {
  400: 'BadRequest',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'NotFound',
  405: 'MethodNotAllowed',
  406: 'NotAcceptable',
  409: 'Conflict',
  410: 'Gone',
  413: 'RequestEntityTooLarge',
  415: 'UnsupportedMediaType',
  422: 'Invalid',
  429: 'TooManyRequests',
  501: 'NotImplemented',
  503: 'ServiceUnavailable',
  504: 'Timeout',
};

const reasonOfCode = (code: number): StatusReason => REASONS[code] ?? (code < 500 ? 'BadRequest' : 'InternalError');

/** An HTTP failure whose body is no Status: a proxy, a load balancer, a crashed server. `body` is quoted, shortened. */
export const fromHttpFailure = (
  code: number,
  request: { method: string; ref?: ResourceName; name?: string; body?: string; retryAfterSeconds?: number },
): ApiError => {
  const body = (request.body ?? '').trim().slice(0, 500);
  const reason = code === 409 && request.method === 'POST' ? 'AlreadyExists' : reasonOfCode(code);
  const kept = (code === 403 || code === 415 || code === 406) && body !== '' ? body : undefined;
  const text =
    kept ??
    MESSAGES[reason] ??
    (code >= 500
      ? `an error on the server (${JSON.stringify(body === '' ? 'unknown' : body)}) has prevented the request from succeeding`
      : `the server responded with the status code ${code} but did not return more information`);
  const subject =
    request.ref === undefined
      ? ''
      : ` (${request.method.toLowerCase()} ${qualifiedResource(request.ref)}${request.name === undefined ? '' : ` ${request.name}`})`;
  return new ApiError(reason, code, `${text}${subject}`, {
    details: {
      ...(request.name === undefined ? {} : { name: request.name }),
      ...(request.ref === undefined || request.ref.group === '' ? {} : { group: request.ref.group }),
      ...(request.ref === undefined ? {} : { kind: request.ref.plural }),
      causes: [{ reason: 'UnexpectedServerResponse', message: body === '' ? 'unknown' : body }],
      ...(request.retryAfterSeconds === undefined ? {} : { retryAfterSeconds: request.retryAfterSeconds }),
    },
  });
};
