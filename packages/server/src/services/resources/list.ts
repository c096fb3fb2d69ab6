import { namespaceKind, parseFieldSelector, type Kind } from '@binnacle/kube/api';
import type { Clock } from '@binnacle/kube/clock';
import type { ListQuery, ResourceCache, View } from '@binnacle/kube/watch';
import { Type } from 'typebox';
import type { CallContext, Operation } from '../operation.ts';
import { clusterOperation, requireNamespace } from './cluster-operation.ts';
import { ListFields } from './inputs.ts';
import { holdsSecrets, refuseGuesses } from './secret-values.ts';
import { readyCache, syncedCache } from './synced-cache.ts';
import type { ListInput, ListOutput, WatchOutput } from './types.ts';
import { byUsage, soughtUsage, type UsagePort } from './usage-order.ts';

/** `usage`: what lists can be sorted by beyond what objects have. */
export interface ListOptions {
  clock: Clock;
  usage?: UsagePort;
}

export const createListOperation = (options?: ListOptions): Operation<ListInput, ListOutput> =>
  clusterOperation({
    id: 'resources.list',
    summary: 'A page of the objects of a kind, from the watch cache, with its age',
    effect: 'read',
    access: 'viewer',
    narrows: true,
    input: Type.Object(ListFields),
    run: (input, context) => openView(input, context, options),
  });

export const createWatchOperation = (options?: ListOptions): Operation<ListInput, WatchOutput> =>
  clusterOperation({
    id: 'resources.watch',
    summary: 'A page of the objects of a kind, kept up to date',
    effect: 'read',
    access: 'viewer',
    verb: 'list',
    narrows: true,
    input: Type.Object(ListFields),
    run: (input, context) => openView(input, context, options),
  });

const openView = async (input: ListInput, context: CallContext, options?: ListOptions): Promise<WatchOutput> => {
  const { kind, offset, limit, namespaces, fieldSelector } = input;
  const cache = readyCache(kind, context) ?? (await syncedCache(kind, context));
  const ordered = orderedView(onlyVisible(input, kind, context.visible), { kind, cache, context, options });
  const view = ordered instanceof Promise ? await ordered : ordered;
  if (holdsSecrets(kind) && fieldSelector !== undefined) {
    const { requirements } = parseFieldSelector(fieldSelector);
    refuseGuesses(
      kind,
      requirements.map(({ path }) => path),
    );
  }
  // A namespace that holds something exists, so that the answer is asked for only when there is nothing to show.
  if (input.requireNamespace && view.total === 0 && namespaces?.length === 1)
    await requireNamespace(context.cluster, namespaces[0]!, context.signal);
  return {
    kind,
    view,
    offset,
    limit,
    columns: kind.columns,
    freshness: cache.freshness(),
    currentFreshness: () => cache.freshness(),
    onFreshness: (listener) => cache.subscribe({ freshness: listener }),
  };
};

interface ViewSource {
  kind: Kind;
  cache: ResourceCache;
  context: CallContext;
  options: ListOptions | undefined;
}

/** At once unless it is ordered by what must be read first. */
const orderedView = (query: ListQuery, { kind, cache, context, options }: ViewSource): View | Promise<View> => {
  const used = soughtUsage(kind, query);
  if (used === undefined || options?.usage === undefined) return cache.view(query);
  const { usage, clock } = options;
  // Those that use the same, or of which nothing is known, by namespace and name.
  const { order, ...rest } = query;
  const read = () => usage.read(kind, context);
  return byUsage(cache.view({ ...rest, sortBy: 'namespace' }), { used, order, read, clock });
};

/** A Namespace is shown to those who may see something in it. */
const onlyVisible = (query: ListQuery, kind: Kind, visible: CallContext['visible']): ListQuery =>
  visible === undefined
    ? query
    : {
        ...query,
        only: {
          id: visible.id,
          test: (row) =>
            visible.test(kind.plural === namespaceKind.plural && kind.group === '' ? row.name : row.namespace),
        },
      };
