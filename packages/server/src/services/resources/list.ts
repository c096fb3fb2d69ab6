import { namespaceKind, parseFieldSelector, type Kind } from '@binnacle/kube/api';
import type { ListQuery } from '@binnacle/kube/watch';
import { Type } from 'typebox';
import type { CallContext, Operation } from '../operation.ts';
import { clusterOperation, requireNamespace } from './cluster-operation.ts';
import { ListFields } from './inputs.ts';
import { holdsSecrets, refuseGuesses } from './secret-values.ts';
import { syncedCache } from './synced-cache.ts';
import type { ListInput, ListOutput, WatchOutput } from './types.ts';

export const createListOperation = (): Operation<ListInput, ListOutput> =>
  clusterOperation({
    id: 'resources.list',
    summary: 'A page of the objects of a kind, from the watch cache, with its age',
    effect: 'read',
    access: 'viewer',
    narrows: true,
    input: Type.Object(ListFields),
    run: openView,
  });

export const createWatchOperation = (): Operation<ListInput, WatchOutput> =>
  clusterOperation({
    id: 'resources.watch',
    summary: 'A page of the objects of a kind, kept up to date',
    effect: 'read',
    access: 'viewer',
    verb: 'list',
    narrows: true,
    input: Type.Object(ListFields),
    run: openView,
  });

const openView = async (input: ListInput, context: CallContext): Promise<WatchOutput> => {
  const { kind, offset, limit, requireNamespace: required, ...query } = input;
  const cache = await syncedCache(kind, context);
  const view = cache.view(onlyVisible(query, kind, context.visible));
  if (holdsSecrets(kind) && query.fieldSelector !== undefined) {
    const { requirements } = parseFieldSelector(query.fieldSelector);
    refuseGuesses(
      kind,
      requirements.map(({ path }) => path),
    );
  }
  // A namespace that holds something exists, so that the answer is asked for only when there is nothing to show.
  if (required && view.total === 0 && query.namespaces?.length === 1)
    await requireNamespace(context.cluster, query.namespaces[0]!, context.signal);
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
