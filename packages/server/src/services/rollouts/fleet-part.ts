import type { ResourceCache, View } from '@binnacle/kube/watch';
import { BoundedMap } from '@binnacle/kube/watch';
import { tell, type ClusterName } from './summary.ts';

/** What a reader is shown of one cluster's Rollouts. */
export interface PartQuery {
  /** All without it. */
  namespaces?: readonly string[];
  /** Of their releases; all without it. */
  states?: readonly string[];
  /** Whose sight ends at some namespaces. */
  visible?: { id: string; test(namespace: string): boolean } | undefined;
}

interface Joined {
  /** Of the view. */
  version: number;
  bytes: Buffer;
}

/** Sets of states asked for of one view: people filter by a handful. */
const mostSets = 8;

/** Joined once for all readers with the same sight, and again when something in it has changed. */
const joined = new WeakMap<View, BoundedMap<string, Joined>>();

export const viewOf = (cache: ResourceCache, { namespaces, visible }: PartQuery): View =>
  cache.view({
    ...(namespaces === undefined ? {} : { namespaces }),
    ...(visible === undefined ? {} : { only: { id: visible.id, test: (row) => visible.test(row.namespace) } }),
  });

/** JSON texts of RolloutSummary with commas between them; empty for none. The same buffer while nothing has changed. */
export const partOf = (cache: ResourceCache, query: PartQuery, cluster: ClusterName): Buffer => {
  const view = viewOf(cache, query);
  const { version } = view;
  const sets = joined.get(view) ?? new BoundedMap<string, Joined>(mostSets);
  joined.set(view, sets);
  const { states } = query;
  const id = states === undefined ? '' : JSON.stringify(states);
  const known = sets.get(id);
  if (known?.version === version) return known.bytes;
  const texts = view
    .page(0, view.total)
    .map((row) => tell(row, cluster))
    .filter(({ summary }) => states === undefined || states.includes(summary.state))
    .map(({ text }) => text);
  const bytes = Buffer.from(texts.join(','));
  sets.set(id, { version, bytes });
  return bytes;
};
