import type { RolloutSummary } from '@binnacle/api';
import { useEffect, useRef, useState } from 'react';

/** Milliseconds after which a controller that runs would have looked. */
const patienceMs = 20_000;
const lookMs = 5_000;

type Seen = Pick<RolloutSummary, 'uid' | 'cluster' | 'observed'>;

/**
 * Clusters in which a Rollout's newest spec has been unobserved for longer than a controller takes. `since` keeps from
 * when on each was seen like that, in epoch ms.
 */
export const unobservedIn = (items: readonly Seen[], since: Map<string, number>, now: number): string[] => {
  const waiting = items.filter(({ observed }) => !observed);
  const uids = new Set(waiting.map(({ uid }) => uid));
  for (const uid of since.keys()) if (!uids.has(uid)) since.delete(uid);
  for (const uid of uids) if (!since.has(uid)) since.set(uid, now);
  const lasting = waiting.filter(({ uid }) => now - (since.get(uid) ?? now) >= patienceMs);
  return [...new Set(lasting.map(({ cluster }) => cluster))];
};

/** The names of clusters whose controller seems not to run. */
export const useUnobserved = (items: readonly Seen[]): readonly string[] => {
  const since = useRef(new Map<string, number>());
  const [names, setNames] = useState<readonly string[]>([]);
  useEffect(() => {
    const look = () => {
      const found = unobservedIn(items, since.current, Date.now());
      setNames((before) => (before.join() === found.join() ? before : found));
    };
    look();
    const timer = setInterval(look, lookMs);
    return () => clearInterval(timer);
  }, [items]);
  return names;
};
