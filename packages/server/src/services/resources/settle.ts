import { sleep, type Clock } from '@binnacle/kube/clock';
import type { CallContext } from '../operation.ts';
import type { ObjectInput } from './types.ts';

/** An object as a write left it. */
export interface Written {
  uid?: string | undefined;
  resourceVersion?: string | undefined;
  /** It is gone, or about to go. */
  isRemoved?: true;
}

/** Milliseconds that a write waits for the cache to have seen it; the answer is given all the same. */
const longestWaitMs = 5_000;

/**
 * Whoever writes and then lists sees what was written: waits until the cache that lists are answered from has the version,
 * or one that came after it. Only where somebody reads the kind, and only for a moment.
 */
export const untilSeen = async (
  { kind, namespace, name }: ObjectInput,
  written: Written,
  { context, clock }: { context: CallContext; clock: Clock },
): Promise<void> => {
  const cache = context.cluster.runningCache(kind);
  if (cache === undefined || cache.freshness().state !== 'synced') return;
  const isSeen = () => {
    const row = cache.get(kind.namespaced ? (namespace ?? '') : '', name);
    if (row === undefined || row.uid !== written.uid) return written.isRemoved === true;
    return row.resourceVersion === written.resourceVersion || isLater(row.resourceVersion, written.resourceVersion);
  };
  if (isSeen()) return;
  const seen = new AbortController();
  const unsubscribe = cache.subscribe({ change: () => isSeen() && seen.abort(), freshness: () => seen.abort() });
  try {
    await sleep(clock, longestWaitMs, AbortSignal.any([seen.signal, context.signal]));
  } catch {
    // Seen, or the caller has left.
  } finally {
    unsubscribe();
  }
};

/** Source: KEP-5504, comparable resource versions: decimal numbers that grow. */
const isLater = (one: string, other = ''): boolean =>
  /^\d+$/.test(one) && /^\d+$/.test(other) && (one.length === other.length ? one > other : one.length > other.length);
