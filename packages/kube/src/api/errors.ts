/**
 * The one error class. Reasons are Kubernetes StatusReasons plus, in the layers above, a short product list.
 * Made only by the constructors below, tested only by the predicates.
 * Source: Kubernetes API reference, Status; apimachinery `metav1.StatusReason`.
 */
import type { ResourceRef } from './kind.ts';

export type StatusReason =
  | 'BadRequest'
  | 'Unauthorized'
  | 'Forbidden'
  | 'NotFound'
  | 'AlreadyExists'
  | 'Conflict'
  | 'Gone'
  | 'Expired'
  | 'Invalid'
  | 'ServerTimeout'
  | 'Timeout'
  | 'TooManyRequests'
  | 'MethodNotAllowed'
  | 'NotAcceptable'
  | 'RequestEntityTooLarge'
  | 'UnsupportedMediaType'
  | 'InternalError'
  | 'ServiceUnavailable'
  | 'NotImplemented';

export interface StatusCause {
  reason?: string;
  message?: string;
  field?: string;
}

export interface StatusDetails {
  name?: string;
  group?: string;
  kind?: string;
  uid?: string;
  causes?: StatusCause[];
  retryAfterSeconds?: number;
}

/** The wire form of an outcome. */
export interface Status {
  kind: 'Status';
  apiVersion: 'v1';
  metadata: Record<string, unknown>;
  status: 'Success' | 'Failure';
  message?: string;
  reason?: string;
  details?: StatusDetails;
  /** HTTP status. */
  code: number;
}

/** What an ApiError is made of; code is the HTTP status. */
type ApiErrorArguments<R> = [
  reason: R,
  code: number,
  message: string,
  options?: { details?: StatusDetails | undefined; cause?: unknown },
];

export class ApiError<R extends string = string> extends Error {
  readonly reason: R;
  /** HTTP status. */
  readonly code: number;
  readonly details: StatusDetails | undefined;

  constructor(...[reason, code, message, options = {}]: ApiErrorArguments<R>) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'ApiError';
    this.reason = reason;
    this.code = code;
    this.details = options.details;
  }
}

/** What an error names: the resource, not the kind (`pods`, `deployments.apps`). */
export type ResourceName = Pick<ResourceRef, 'group' | 'plural'>;

/** `pods`, `deployments.apps`. */
export const qualifiedResource = (ref: ResourceName): string =>
  ref.group === '' ? ref.plural : `${ref.plural}.${ref.group}`;

const detailsOf = (ref: ResourceName, name: string): StatusDetails => ({
  ...(name === '' ? {} : { name }),
  ...(ref.group === '' ? {} : { group: ref.group }),
  ...(ref.plural === '' ? {} : { kind: ref.plural }),
});

/** The request cannot be understood; the message says which part. */
export const badRequest = (message: string, cause?: unknown): ApiError<'BadRequest'> =>
  new ApiError('BadRequest', 400, message, { cause });

export const unauthorized = (message = 'Unauthorized'): ApiError<'Unauthorized'> =>
  new ApiError('Unauthorized', 401, message);

/** An empty name means the resource as a whole, an empty plural no resource at all (a path such as `/metrics`). */
export const forbidden = (ref: ResourceName, name: string, why: string): ApiError<'Forbidden'> => {
  const subject =
    ref.plural === '' ? '' : name === '' ? `${qualifiedResource(ref)} is ` : `${qualifiedResource(ref)} "${name}" is `;
  return new ApiError('Forbidden', 403, `${subject}forbidden: ${why}`, { details: detailsOf(ref, name) });
};

export const notFound = (ref: ResourceName, name: string): ApiError<'NotFound'> =>
  new ApiError('NotFound', 404, `${qualifiedResource(ref)} "${name}" not found`, { details: detailsOf(ref, name) });

/** The path names nothing that is served. */
export const resourceNotServed = (): ApiError<'NotFound'> =>
  new ApiError('NotFound', 404, 'the server could not find the requested resource', { details: {} });

export const alreadyExists = (ref: ResourceName, name: string): ApiError<'AlreadyExists'> =>
  new ApiError('AlreadyExists', 409, `${qualifiedResource(ref)} "${name}" already exists`, {
    details: detailsOf(ref, name),
  });

const STALE = 'the object has been modified; please apply your changes to the latest version and try again';

/** Without `why`: the resourceVersion sent is not the current one. */
export const conflict = (ref: ResourceName, name: string, why: string = STALE): ApiError<'Conflict'> =>
  new ApiError('Conflict', 409, `Operation cannot be fulfilled on ${qualifiedResource(ref)} "${name}": ${why}`, {
    details: detailsOf(ref, name),
  });

/** Server-side apply met fields that others own. */
export const applyConflict = (message: string, causes: StatusCause[]): ApiError<'Conflict'> =>
  new ApiError('Conflict', 409, message, { details: { causes } });

export const gone = (message: string): ApiError<'Gone'> => new ApiError('Gone', 410, message);

/** A resourceVersion or continue token is older than what the server keeps. */
export const expired = (message = 'The resourceVersion for the provided watch is too old.'): ApiError<'Expired'> =>
  new ApiError('Expired', 410, message);

/** Several causes are listed in brackets, each once, as upstream's aggregate does. */
export const invalid = (
  kind: { group: string; kind: string },
  name: string,
  causes: readonly StatusCause[],
): ApiError<'Invalid'> => {
  const lines = [
    ...new Set(causes.map((c) => (c.field === undefined ? (c.message ?? '') : `${c.field}: ${c.message ?? ''}`))),
  ];
  const all = lines.length > 1 ? `[${lines.join(', ')}]` : (lines[0] ?? '');
  const subject = kind.group === '' ? kind.kind : `${kind.kind}.${kind.group}`;
  return new ApiError('Invalid', 422, `${subject} "${name}" is invalid${all === '' ? '' : `: ${all}`}`, {
    details: {
      ...(name === '' ? {} : { name }),
      ...(kind.group === '' ? {} : { group: kind.group }),
      ...(kind.kind === '' ? {} : { kind: kind.kind }),
      causes: [...causes],
    },
  });
};

/** A body that decodes but cannot be taken, with no field to blame (for instance a failed JSON patch). */
export const unprocessable = (message: string, options: { ref?: ResourceName; name?: string; cause?: unknown } = {}) =>
  new ApiError('Invalid', 422, message, {
    details: options.ref === undefined ? {} : detailsOf(options.ref, options.name ?? ''),
    cause: options.cause,
  });

export const tooManyRequests = (message: string, retryAfterSeconds: number): ApiError<'TooManyRequests'> =>
  new ApiError('TooManyRequests', 429, message, { details: { retryAfterSeconds } });

/** The path exists, the verb does not apply to it. */
export const methodNotAllowed = (
  message = 'the server does not allow this method on the requested resource',
): ApiError<'MethodNotAllowed'> => new ApiError('MethodNotAllowed', 405, message, { details: {} });

export const notAcceptable = (mediaTypes: readonly string[]): ApiError<'NotAcceptable'> =>
  new ApiError('NotAcceptable', 406, `only the following media types are accepted: ${mediaTypes.join(', ')}`);

export const unsupportedMediaType = (mediaTypes: readonly string[]): ApiError<'UnsupportedMediaType'> =>
  new ApiError(
    'UnsupportedMediaType',
    415,
    `the body of the request was in an unknown format - accepted media types include: ${mediaTypes.join(', ')}`,
  );

export const tooLarge = (message: string): ApiError<'RequestEntityTooLarge'> =>
  new ApiError('RequestEntityTooLarge', 413, `Request entity too large: ${message}`);

/** The server gave up on the request in time; it may still happen. */
export const timeout = (message: string, retryAfterSeconds = 0): ApiError<'Timeout'> =>
  new ApiError('Timeout', 504, `Timeout: ${message}`, {
    details: retryAfterSeconds === 0 ? {} : { retryAfterSeconds },
  });

/** The server cannot do it now; it did not happen. */
export const serverTimeout = (ref: ResourceName, operation: string, retryAfterSeconds = 0): ApiError<'ServerTimeout'> =>
  new ApiError(
    'ServerTimeout',
    500,
    `The ${operation} operation against ${qualifiedResource(ref)} could not be completed at this time, please try again.`,
    { details: { ...detailsOf(ref, ''), ...(retryAfterSeconds === 0 ? {} : { retryAfterSeconds }) } },
  );

export const serviceUnavailable = (
  message: string,
  options: { cause?: unknown; retryAfterSeconds?: number } = {},
): ApiError<'ServiceUnavailable'> =>
  new ApiError('ServiceUnavailable', 503, message, {
    ...(options.retryAfterSeconds === undefined ? {} : { details: { retryAfterSeconds: options.retryAfterSeconds } }),
    cause: options.cause,
  });

export const internal = (message: string, cause?: unknown): ApiError<'InternalError'> =>
  new ApiError('InternalError', 500, `Internal error occurred: ${message}`, {
    details: { causes: [{ message }] },
    cause,
  });

/** Known to Kubernetes, not done here; the message says what. */
export const notImplemented = (message: string): ApiError<'NotImplemented'> =>
  new ApiError('NotImplemented', 501, message);

/** Any ApiError, also one made by another copy of this module. */
export const isApiError = (error: unknown): error is ApiError =>
  error instanceof ApiError ||
  (error instanceof Error && error.name === 'ApiError' && 'reason' in error && 'code' in error);

const is =
  <R extends StatusReason>(...reasons: R[]) =>
  (error: unknown): error is ApiError<R> =>
    isApiError(error) && (reasons as string[]).includes(error.reason);

export const isBadRequest = is('BadRequest');
export const isUnauthorized = is('Unauthorized');
export const isForbidden = is('Forbidden');
export const isNotFound = is('NotFound');
export const isAlreadyExists = is('AlreadyExists');
export const isConflict = is('Conflict');
export const isGone = is('Gone');
export const isExpired = is('Expired');
/** What was asked for by resourceVersion is no longer kept: list again. */
export const isTooOld = is('Gone', 'Expired');
export const isInvalid = is('Invalid');
export const isTooManyRequests = is('TooManyRequests');
export const isMethodNotAllowed = is('MethodNotAllowed');
export const isNotAcceptable = is('NotAcceptable');
export const isUnsupportedMediaType = is('UnsupportedMediaType');
export const isTooLarge = is('RequestEntityTooLarge');
export const isTimeout = is('Timeout');
export const isServerTimeout = is('ServerTimeout');
export const isServiceUnavailable = is('ServiceUnavailable');
export const isInternal = is('InternalError');
export const isNotImplemented = is('NotImplemented');
