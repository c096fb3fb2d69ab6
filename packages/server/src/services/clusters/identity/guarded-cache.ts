import { namespaceKind, type Kind } from '@binnacle/kube/api';
import type { ListQuery, ResourceCache, Row } from '@binnacle/kube/watch';
import { reachId, type Reach } from './reviews.ts';

/** What is known of somebody's reach over one kind. */
export interface Guard {
  /** Undefined until the cluster was asked, and when that was too long ago. */
  current(): Reach | undefined;
  /** Asks the cluster where `current` is undefined. Rejects with what the cluster says, after `timeoutMs` or on abort. */
  ready(options?: { timeoutMs?: number; signal?: AbortSignal }): Promise<Reach>;
}

export interface GuardedCacheOptions {
  kind: Kind;
  /** What the cluster's own account sees. */
  shared: ResourceCache;
  guard: Guard;
  /** Epoch ms. */
  now: () => number;
}

/**
 * A shared cache as one person may see it: rows that the cluster would not let them list are not there, whoever reads the
 * cache and however. Until the cluster was asked, it holds nothing.
 */
export const createGuardedCache = ({ kind, shared, guard, now }: GuardedCacheOptions): ResourceCache => {
  const isNamespace = kind.group === namespaceKind.group && kind.plural === namespaceKind.plural;
  const allows = (row: Row, reach: Reach | undefined): boolean =>
    reach !== undefined && (reach.everywhere || reach.namespaces.has(isNamespace ? row.name : row.namespace));

  const narrow = (query: ListQuery): ListQuery => {
    const reach = guard.current();
    if (reach?.everywhere) return query;
    const { only } = query;
    return {
      ...query,
      only: {
        id: `${only?.id ?? ''} & reach ${reach === undefined ? '' : reachId(reach)}`,
        test: (row) => allows(row, reach) && (only === undefined || only.test(row)),
      },
    };
  };

  return {
    freshness: () => (guard.current() === undefined ? { state: 'starting', since: now() } : shared.freshness()),
    ready: async (options) => {
      await guard.ready(options);
      await shared.ready(options);
    },
    get size() {
      return guard.current()?.everywhere ? shared.size : shared.view(narrow({})).total;
    },
    get: (namespace, name) => {
      const row = shared.get(namespace, name);
      return row !== undefined && allows(row, guard.current()) ? row : undefined;
    },
    view: (query) => shared.view(narrow(query)),
    subscribe: ({ change, freshness }) =>
      shared.subscribe({
        ...(freshness === undefined ? {} : { freshness }),
        ...(change === undefined
          ? {}
          : {
              change: (event) => {
                if (allows(event.row, guard.current())) change(event);
              },
            }),
      }),
  };
};
