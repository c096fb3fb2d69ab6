import { setMaxListeners } from 'node:events';
import { forbidden, isForbidden, isUnauthorized, namespaceKind, timeout, type Kind } from '@binnacle/kube/api';
import type { KubeClient } from '@binnacle/kube/client';
import type { Clock } from '@binnacle/kube/clock';
import type { ResourceCache } from '@binnacle/kube/watch';
import type { ClusterHandle } from '../../operation.ts';
import { createGuardedCache, type Guard } from './guarded-cache.ts';
import { reachId, reviewReach, type Reach } from './reviews.ts';

export interface PersonOptions {
  /** The cluster by its own account. */
  shared: ClusterHandle;
  /** Speaks to the cluster as the person. */
  client: KubeClient;
  clock: Clock;
  /** The cluster has changed what they may do: whoever asks next is a new person. */
  onChange: () => void;
}

/** What the cluster said is asked again after the first, and no longer believed after the second, in ms. */
const askedAgainAfter = 20_000;
const believedFor = 60_000;

/** What the cluster said of one kind, and what it is being asked. */
interface Known {
  kind: Kind;
  /** Answers of one row follow each other without a gap in which nothing was believed. */
  answer?: { at: number; reach: Reach; row: number };
  asking?: Promise<Reach>;
  /** The guarded cache of the present row, and what it guards. */
  guarded?: { row: number; of: ResourceCache; cache: ResourceCache };
}

/**
 * A cluster as one person reaches it: calls go out in their name, and lists come from the shared caches as far as the
 * cluster lets them list. When the cluster changes its mind, what they have open ends.
 */
export const createPerson = ({ shared, client, clock, onChange }: PersonOptions): ClusterHandle => {
  const closing = new AbortController();
  const closed = AbortSignal.any([shared.closed, closing.signal]);
  // Every open stream listens to it.
  setMaxListeners(0, closed);
  const kinds = new Map<string, Known>();

  const knownOf = (kind: Kind): Known => {
    const id = `${kind.group}/${kind.version}/${kind.plural}`;
    const known = kinds.get(id) ?? { kind };
    kinds.set(id, known);
    return known;
  };
  const ageOf = ({ answer }: Known): number => (answer === undefined ? Infinity : clock.now() - answer.at);
  const believed = (known: Known) => (ageOf(known) < believedFor ? known.answer : undefined);

  const ask = (known: Known): Promise<Reach> => {
    known.asking ??= reviewReach(known.kind, { client, namespaces: () => shared.cache(namespaceKind), signal: closed })
      .then((reach) => {
        const before = known.answer;
        const row = believed(known)?.row ?? (before?.row ?? 0) + 1;
        known.answer = { at: clock.now(), reach, row };
        if (before !== undefined && reachId(before.reach) !== reachId(reach)) change();
        return reach;
      })
      .finally(() => {
        delete known.asking;
      });
    return known.asking;
  };

  const change = (): void => {
    onChange();
    closing.abort(forbidden(nothing, '', 'your rights in the cluster have changed, ask again'));
  };

  const guardOf = (known: Known): Guard => ({
    current: () => {
      const answer = believed(known);
      if (answer !== undefined && ageOf(known) >= askedAgainAfter) ask(known).catch(() => undefined);
      return answer?.reach;
    },
    ready: async ({ timeoutMs, signal } = {}) => {
      return believed(known)?.reach ?? within(ask(known), { clock, timeoutMs, signal });
    },
  });

  /** The same for all who look while the cluster's word holds: after a gap, of which nobody was told the changes, another. */
  const guardedCache = (kind: Kind): ResourceCache => {
    const known = knownOf(kind);
    const of = shared.cache(kind);
    const { guarded } = known;
    const row = believed(known)?.row;
    if (guarded !== undefined && guarded.of === of && guarded.row === row) return guarded.cache;
    const cache = createGuardedCache({ kind, shared: of, guard: guardOf(known), now: () => clock.now() });
    if (row !== undefined) known.guarded = { row, of, cache };
    return cache;
  };

  return {
    id: shared.id,
    name: shared.name,
    client,
    closed,
    cache: guardedCache,
    // Being allowed to list says nothing about one object: the cluster is asked for it.
    runningCache: () => undefined,
    recheck: async () => {
      for (const known of kinds.values()) {
        if (known.answer === undefined || ageOf(known) < askedAgainAfter) continue;
        await ask(known).catch((error: unknown) => {
          // A cluster that cannot be reached has not changed its mind.
          if (isForbidden(error) || isUnauthorized(error)) throw error;
        });
      }
    },
  };
};

const nothing = { group: '', plural: '' };

const within = <T>(
  work: Promise<T>,
  { clock, timeoutMs, signal }: { clock: Clock; timeoutMs: number | undefined; signal: AbortSignal | undefined },
): Promise<T> =>
  new Promise((resolve, reject) => {
    const onAbort = () => reject(signal?.reason as Error);
    if (signal?.aborted) return onAbort();
    signal?.addEventListener('abort', onAbort, { once: true });
    const cancel =
      timeoutMs === undefined
        ? () => undefined
        : clock.after(timeoutMs, () => reject(timeout('the cluster did not say in time what you may see')));
    work.then(resolve, reject).finally(() => {
      cancel();
      signal?.removeEventListener('abort', onAbort);
    });
  });
