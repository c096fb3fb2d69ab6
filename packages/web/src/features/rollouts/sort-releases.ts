import type { RolloutState, RolloutSummary } from '@binnacle/api';

/** What needs somebody first, then what moves, then the rest. */
const ranks: Readonly<Record<RolloutState, number>> = {
  waiting: 0,
  held: 1,
  'rolling-back': 2,
  upgrading: 3,
  routing: 3,
  timed: 3,
  starting: 3,
  finishing: 4,
  terminating: 4,
  initial: 5,
  healthy: 6,
  disabled: 7,
};

const placeOf = ({ namespace, name, cluster }: RolloutSummary): string => `${name} ${namespace} ${cluster}`;

/** A new array. Among those that wait, the one that has waited longest comes first. */
export const sortReleases = (items: readonly RolloutSummary[]): RolloutSummary[] =>
  [...items].sort((a, b) => {
    const byRank = ranks[a.state] - ranks[b.state];
    if (byRank !== 0) return byRank;
    if (a.state === 'waiting' && a.since !== b.since) return (a.since ?? '') < (b.since ?? '') ? -1 : 1;
    return placeOf(a) < placeOf(b) ? -1 : 1;
  });

/** Those whose name, namespace, workload or cluster has the words, in any case. */
export const searchReleases = (items: readonly RolloutSummary[], text: string): readonly RolloutSummary[] => {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return items;
  return items.filter((item) => {
    const place = `${placeOf(item)} ${item.workload.name} ${item.workload.kind}`.toLowerCase();
    return words.every((word) => place.includes(word));
  });
};
