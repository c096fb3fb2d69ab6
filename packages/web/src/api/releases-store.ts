import type { RolloutCluster, RolloutSummary } from '@binnacle/api';
import type { ConsoleClient, ConsoleError, EventStream, ReleasesQuery, StreamState } from '@binnacle/api/client';

/** What pages about releases draw. */
export interface ReleasesSnapshot {
  /** `failed`: there is nothing to show but `error`. */
  phase: 'loading' | 'ready' | 'failed';
  items: readonly RolloutSummary[];
  clusters: readonly RolloutCluster[];
  stream: StreamState;
  error?: ConsoleError;
}

export interface ReleasesStore {
  subscribe: (listener: () => void) => () => void;
  snapshot: () => ReleasesSnapshot;
  start: () => void;
  /** Closes the connection and keeps what is shown. */
  pause: () => void;
  /** Again, at once. */
  retry: () => void;
}

/** Keeps the releases that a query means live. Summaries are replaced, never changed: an equal one is the same object. */
export const createReleasesStore = (
  source: Pick<ConsoleClient, 'watchReleases'>,
  query: Omit<ReleasesQuery, 'state'>,
): ReleasesStore => {
  const listeners = new Set<() => void>();
  const byUid = new Map<string, RolloutSummary>();
  let stream: EventStream | undefined;
  let current: ReleasesSnapshot = {
    phase: 'loading',
    items: [],
    clusters: [],
    stream: { state: 'connecting', attempt: 0 },
  };
  const update = (change: Partial<ReleasesSnapshot>): void => {
    current = { ...current, ...change };
    for (const listener of listeners) listener();
  };
  const put = (item: RolloutSummary): void => {
    if (byUid.get(item.uid)?.resource_version !== item.resource_version) byUid.set(item.uid, item);
  };

  const start = (): void => {
    stream ??= source.watchReleases(query, {
      onReleases: ({ items, clusters }) => {
        const there = new Set(items.map(({ uid }) => uid));
        for (const uid of [...byUid.keys()]) if (!there.has(uid)) byUid.delete(uid);
        items.forEach(put);
        const { error: _, ...rest } = current;
        current = rest;
        update({ phase: 'ready', items: [...byUid.values()], clusters });
      },
      onDelta: ({ items, gone }) => {
        items.forEach(put);
        for (const uid of gone) byUid.delete(uid);
        update({ items: [...byUid.values()] });
      },
      onClusters: (clusters) => update({ clusters }),
      onState: (state) => {
        if (state.state === 'closed' && state.error !== undefined) {
          update({ stream: state, phase: 'failed', error: state.error });
        } else if (state.state !== 'closed') update({ stream: state });
      },
    });
  };
  const pause = (): void => {
    stream?.close();
    stream = undefined;
  };
  return {
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    snapshot: () => current,
    start,
    pause,
    retry: () => {
      if (current.phase === 'failed') {
        pause();
        update({ phase: 'loading' });
        start();
      } else stream?.retryNow();
    },
  };
};
