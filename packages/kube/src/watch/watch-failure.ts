import { ApiError, serviceUnavailable } from '../api/index.ts';

const whole = /^\d+$/;

/**
 * True when a resourceVersion lies before another. They are opaque in principle; where both are numbers, as etcd's are, a
 * step back means that the server's history is another one (restored, replaced) and ours is worth nothing.
 */
export const isBehind = (version: string | undefined, position: string | undefined): boolean =>
  version !== undefined &&
  position !== undefined &&
  whole.test(version) &&
  whole.test(position) &&
  BigInt(version) < BigInt(position);

/** The server's history is not the one that was followed. */
export const startsOver = (): ApiError =>
  new ApiError('Expired', 410, "the API server's resource versions have gone back: its data was replaced");

/** The server has not reached the resourceVersion asked for, and may never. */
export const isAhead = (error: ApiError): boolean =>
  error.details?.causes?.some(({ reason }) => reason === 'ResourceVersionTooLarge') === true ||
  error.message.includes('Too large resource version');

/** Servers without streaming lists (Kubernetes before 1.32, aggregated APIs) refuse the parameters as invalid. */
export const refusesStreamingLists = (error: unknown): boolean =>
  error instanceof ApiError && [400, 405, 422, 501].includes(error.code);

/** Trying again soon does not help: no credentials, no permission, no such resource, no such verb. */
export const willNotHeal = (error: ApiError): boolean => [401, 403, 404, 405].includes(error.code);

/** Concerns the server as a whole, so that others need not try at once. */
export const isServerTrouble = (error: ApiError): boolean =>
  error.code === 401 || error.code === 429 || (error.code >= 500 && !isAhead(error) && error.code !== 501);

/** A connection on which nothing came for too long. */
export const wentQuiet = (ms: number): ApiError =>
  serviceUnavailable(`no event and no bookmark for ${Math.round(ms / 1000)} s: the connection is taken for dead`);
