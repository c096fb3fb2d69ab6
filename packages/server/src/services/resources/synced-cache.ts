import { isTimeout, serviceUnavailable } from '@binnacle/kube/api';
import type { Kind } from '@binnacle/kube/api';
import type { ResourceCache } from '@binnacle/kube/watch';
import type { CallContext } from '../operation.ts';

/** Milliseconds that a first list may take. */
const firstSyncLimit = 10_000;

/** The kind's cache where it has something to answer from already: no promise is made for the many requests of which that holds. */
export const readyCache = (kind: Kind, { cluster }: Pick<CallContext, 'cluster'>): ResourceCache | undefined => {
  const cache = cluster.cache(kind);
  const { state } = cache.freshness();
  return state === 'synced' || state === 'stale' ? cache : undefined;
};

/**
 * The kind's cache once it has something to answer from. After the first sync it answers at once, also when the cluster is
 * out of reach: the freshness says how old the answer is. Throws what prevents the first sync, as soon as it is known.
 */
export const syncedCache = async (kind: Kind, context: CallContext): Promise<ResourceCache> => {
  const ready = readyCache(kind, context);
  if (ready !== undefined) return ready;
  const { cluster } = context;
  const cache = cluster.cache(kind);
  try {
    await cache.ready({ timeoutMs: firstSyncLimit, signal: context.signal });
  } catch (error) {
    if (!isTimeout(error)) throw error;
    throw serviceUnavailable(`cluster "${cluster.name}" is still being read, try again: ${error.message}`, {
      retryAfterSeconds: 5,
    });
  }
  return cache;
};
