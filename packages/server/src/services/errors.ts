/** Product reasons: made by the constructors below, tested by the predicates. Kubernetes' own reasons live in kube/api. */
import { ApiError, isApiError, isServiceUnavailable, isUnauthorized } from '@binnacle/kube/api';
import type { ProductReason } from './operation.ts';

/** `ref` as the caller wrote it; undefined when the default cluster was meant and there is none. */
export const clusterNotFound = (ref: string | number | undefined): ApiError<'ClusterNotFound'> =>
  new ApiError(
    'ClusterNotFound',
    404,
    ref === undefined ? 'no cluster is registered' : `cluster ${JSON.stringify(String(ref))} not found`,
  );

/** The message is the API server's own for a missing Namespace. */
export const namespaceNotFound = (name: string): ApiError<'NamespaceNotFound'> =>
  new ApiError('NamespaceNotFound', 404, `namespaces "${name}" not found`, { details: { name, kind: 'namespaces' } });

/** The cluster gave no usable answer; the message names the cluster and says why. */
export const clusterUnreachable = (message: string, cause?: unknown): ApiError<'ClusterUnreachable'> =>
  new ApiError('ClusterUnreachable', 503, message, { cause });

/** The cluster has none of Istio's resource definitions, or not those asked for. */
export const istioNotInstalled = (cluster: string, why: string): ApiError<'IstioNotInstalled'> =>
  new ApiError('IstioNotInstalled', 404, `Istio is not installed in cluster "${cluster}": ${why}`);

export const tokenExpired = (): ApiError<'TokenExpired'> =>
  new ApiError('TokenExpired', 401, 'the token has expired, sign in again');

export const tooManyAttempts = (retryAfterSeconds: number): ApiError<'TooManyAttempts'> =>
  new ApiError('TooManyAttempts', 429, `too many attempts, try again in ${retryAfterSeconds} s`, {
    details: { retryAfterSeconds },
  });

/** What the caller is to confirm, and with what. */
export interface Confirmation {
  token: string;
  /** Epoch ms. */
  expiresAt: number;
  summary: Readonly<Record<string, unknown>>;
}

/** A write that was asked to wait for a second word. */
export class ConfirmationRequired extends ApiError<'ConfirmationRequired'> {
  readonly confirmation: Confirmation;

  constructor(confirmation: Confirmation) {
    super('ConfirmationRequired', 428, `confirm with the token: ${String(confirmation.summary['text'])}`);
    this.confirmation = confirmation;
  }
}

export const confirmationRequired = (confirmation: Confirmation): ConfirmationRequired =>
  new ConfirmationRequired(confirmation);

/** A cluster by that name is registered already. */
export const clusterNameTaken = (name: string): ApiError<'AlreadyExists'> =>
  new ApiError('AlreadyExists', 409, `name ${JSON.stringify(name)} is taken by another cluster`, {
    details: { name, kind: 'clusters', causes: [{ field: 'name', message: 'is taken by another cluster' }] },
  });

/** A request field that cannot be taken: `invalidField('replicas', 'must be integer')`. An empty field is the whole request. */
export const invalidField = (field: string, message: string): ApiError<'BadRequest'> =>
  new ApiError('BadRequest', 400, `${field === '' ? 'the request' : field} ${message}`, {
    details: { causes: [field === '' ? { message } : { field, message }] },
  });

/** The request field that an error blames, if it blames one. */
export const fieldOf = (error: ApiError): string | undefined => error.details?.causes?.[0]?.field;

/** A field that another field manager owns. */
export interface FieldConflict {
  field: string;
  /** `conflict with "kubectl" using apps/v1` */
  message: string;
}

/** What server-side apply was refused for. */
export const fieldConflicts = (error: ApiError): FieldConflict[] =>
  (error.details?.causes ?? [])
    .filter(({ reason }) => reason === 'FieldManagerConflict')
    .map(({ field = '', message = '' }) => ({ field, message }));

const is =
  <R extends ProductReason>(reason: R) =>
  (error: unknown): error is ApiError<R> =>
    isApiError(error) && error.reason === reason;

export const isClusterNotFound = is('ClusterNotFound');
export const isNamespaceNotFound = is('NamespaceNotFound');
export const isClusterUnreachable = is('ClusterUnreachable');
export const isIstioNotInstalled = is('IstioNotInstalled');
export const isTokenExpired = is('TokenExpired');
export const isTooManyAttempts = is('TooManyAttempts');

/**
 * What a failed call to a cluster's API server means to the product. No answer at all (the client attaches the network
 * error as cause) and refused credentials are the cluster's trouble, not the caller's; all else keeps its meaning. The
 * client's messages name the cluster already.
 */
export const toProductError = (error: unknown): unknown => {
  const unanswered = isServiceUnavailable(error) && error.cause !== undefined;
  return unanswered || isUnauthorized(error) ? clusterUnreachable(error.message, error) : error;
};
