import type { RowsReply, WireKind } from '@binnacle/api';
import type { RowsQuery } from '@binnacle/api/client';
import { useQueries } from '@tanstack/react-query';
import { client } from '../../api/client.ts';
import { groupEvents, readEvents, type ExploredEvent } from '../events/group-events.ts';
import { causesOf, troublesOf, withoutRepeats } from './troubles.ts';

/** Rows looked at for each question, what lacks most first: troubles beyond are counted as "more". */
const most = 50;
const refreshMs = 5_000;
/** Groups of warnings. */
const mostWarnings = 8;

export type Phase = 'Running' | 'Pending' | 'Succeeded' | 'Failed' | 'Unknown';
export const phases: readonly Phase[] = ['Running', 'Pending', 'Succeeded', 'Failed', 'Unknown'];

interface Question {
  kind: WireKind | undefined;
  query: RowsQuery;
}

const byPlural = (kinds: readonly WireKind[], group: string, plural: string): WireKind | undefined =>
  kinds.find((kind) => kind.group === group && kind.plural === plural);

/** Rows in trouble by any of the ways to order them; each question costs one page, however many objects there are. */
const podQuestions: readonly RowsQuery[] = [
  // Status words before and after "Running" in the alphabet stand at the two ends of the list.
  { fieldSelector: 'status.phase!=Succeeded', sortBy: 'Status', order: 'asc', limit: most },
  { fieldSelector: 'status.phase!=Succeeded', sortBy: 'Status', order: 'desc', limit: most },
  { fieldSelector: 'status.phase=Running', sortBy: 'Ready', order: 'asc', limit: most },
];

const tileKinds = [
  ['', 'nodes'],
  ['', 'namespaces'],
  ['apps', 'deployments'],
  ['apps', 'statefulsets'],
  ['apps', 'daemonsets'],
  ['', 'pods'],
] as const;

const useAnswers = (clusterId: number, namespaces: readonly string[], questions: readonly Question[]) =>
  useQueries({
    queries: questions.map(({ kind, query }) => {
      const asked = kind?.namespaced === true ? { ...query, namespaces } : query;
      return {
        queryKey: ['overview', clusterId, kind?.group, kind?.plural, asked],
        enabled: kind !== undefined,
        refetchInterval: refreshMs,
        queryFn: ({ signal }: { signal: AbortSignal }): Promise<RowsReply> => {
          const { group, version, plural } = kind ?? { group: '', version: '', plural: '' };
          return client.rows({ clusterId, group, version, plural }, asked, { signal });
        },
      };
    }),
  });

/** The newest of the warnings with the same reason, and how often all of them were seen. */
export type Warning = ExploredEvent;

/** Counts and what is wrong now, from ordered and filtered pages of the lists. */
export const useOverview = (clusterId: number, namespaces: readonly string[], kinds: readonly WireKind[]) => {
  const pods = byPlural(kinds, '', 'pods');
  const deployments = byPlural(kinds, 'apps', 'deployments');
  const events = byPlural(kinds, '', 'events');
  const counted = tileKinds.flatMap(([group, plural]) => byPlural(kinds, group, plural) ?? []);
  const counts = useAnswers(
    clusterId,
    namespaces,
    counted.map((kind) => ({ kind, query: { limit: 1 } })),
  );
  const byPhase = useAnswers(
    clusterId,
    namespaces,
    phases.map((phase) => ({ kind: pods, query: { fieldSelector: `status.phase=${phase}`, limit: 1 } })),
  );
  const podRows = useAnswers(
    clusterId,
    namespaces,
    podQuestions.map((query) => ({ kind: pods, query: { ...query, owners: true } })),
  );
  const [shortRows] = useAnswers(clusterId, namespaces, [
    { kind: deployments, query: { sortBy: 'Ready', limit: most } },
  ]);
  const [warningRows] = useAnswers(clusterId, namespaces, [
    { kind: events, query: { fieldSelector: 'type=Warning', sortBy: 'Last Seen', order: 'desc', limit: 200 } },
  ]);

  const troubles = withoutRepeats([
    ...(deployments === undefined || shortRows?.data === undefined ? [] : troublesOf(deployments, shortRows.data)),
    ...(pods === undefined ? [] : podRows.flatMap(({ data }) => (data === undefined ? [] : troublesOf(pods, data)))),
  ]);
  const isFull = (kind: WireKind | undefined, data: RowsReply | undefined) =>
    kind !== undefined && data !== undefined && troublesOf(kind, data).length >= most;
  const full = isFull(deployments, shortRows?.data) || podRows.some(({ data }) => isFull(pods, data));
  const reply = warningRows?.data;
  const warnings: Warning[] = groupEvents(reply === undefined ? [] : readEvents(reply), 'reason')
    .slice(0, mostWarnings)
    .flatMap(({ events: [newest], count }) => (newest === undefined ? [] : [{ ...newest, count }]));
  const asked = [...counts, ...podRows];
  return {
    pods,
    events,
    tiles: counted.map((kind, index) => ({ kind, total: counts[index]?.data?.total })),
    byPhase: phases.map((phase, index) => ({ phase, total: byPhase[index]?.data?.total ?? 0 })),
    causes: causesOf(troubles, kinds),
    /** There are more than could be looked at. */
    more: full,
    warnings: reply === undefined ? undefined : warnings,
    loading: podRows.some((answer) => answer.isPending && answer.fetchStatus !== 'idle'),
    error: asked.find((answer) => answer.error !== null && answer.data === undefined)?.error ?? null,
    freshness: podRows[0]?.data?.freshness ?? counts[0]?.data?.freshness,
    refetch: () => {
      for (const answer of asked) void answer.refetch();
    },
  };
};
