import {
  isForbidden,
  isNotFound,
  namespaceKind,
  type Kind,
  type ObjectKey,
  type UnstructuredObject,
} from '@binnacle/kube/api';
import type { Clock } from '@binnacle/kube/clock';
import type { ResourceCache, Row } from '@binnacle/kube/watch';
import type { CallContext } from '../operation.ts';
import { answerTtlMs, type AnswerCache } from './answer-cache.ts';
import type { Reading } from './reading.ts';

/** One object of a list. */
export interface Item {
  /** The same while the object is: what is made of it once can be kept by it. */
  readonly identity: object;
  readonly namespace: string;
  readonly name: string;
  /** Parsed anew with each call. */
  object(): UnstructuredObject;
}

export interface ObjectQuery {
  kind: Kind;
  /** All when absent. */
  namespace?: string | undefined;
  labelSelector?: string | undefined;
  fieldSelector?: string | undefined;
  /** Ask the API server, whatever is known. */
  force?: boolean | undefined;
}

/** As far as reading needs it. */
export type Reader = Pick<CallContext, 'cluster' | 'signal' | 'visible'>;

/** Reads objects as contract 002 wants them: no older than 30 seconds, and from the API server when that cannot be had. */
export interface ObjectReader {
  /** Only what the caller may see. */
  list(query: ObjectQuery, context: Reader): Promise<Reading<readonly Item[]>>;
  /** Throws NotFound. */
  get(
    query: { kind: Kind; key: ObjectKey; force?: boolean | undefined },
    context: Reader,
  ): Promise<Reading<UnstructuredObject>>;
  /** The kind's cache while it can be answered from; undefined when the API server must be asked. */
  live(kind: Kind, context: Reader): Promise<ResourceCache | undefined>;
}

/** Milliseconds that a first list may take. */
const firstSyncLimit = 10_000;
const pageSize = 500;
/** Objects that one call to an API server may bring; more are only read through a watch. */
const mostObjects = 20_000;

export const createObjectReader = (answers: AnswerCache, clock: Clock): ObjectReader => {
  const isLive = (cache: ResourceCache): boolean => {
    const { state, since } = cache.freshness();
    if (state === 'synced') return true;
    // One that is down may never have held anything.
    return clock.now() - since < answerTtlMs && (state === 'stale' || (state === 'down' && cache.size > 0));
  };

  const live = async (kind: Kind, { cluster, signal }: Reader): Promise<ResourceCache | undefined> => {
    const cache = cluster.cache(kind);
    if (cache.freshness().state === 'starting') {
      try {
        await cache.ready({ timeoutMs: firstSyncLimit, signal });
      } catch (error) {
        // The API server would say the same; anything else is worth another try.
        if (isForbidden(error) || isNotFound(error)) throw error;
        signal.throwIfAborted();
      }
    }
    return isLive(cache) ? cache : undefined;
  };

  const listDirectly = async (query: ObjectQuery, context: Reader): Promise<Reading<readonly Item[]>> => {
    const { kind, namespace, labelSelector, fieldSelector, force } = query;
    const { cluster, signal, visible } = context;
    const key = JSON.stringify(['list', kind.group, kind.plural, namespace, labelSelector, fieldSelector]);
    const reading = await answers.read(cluster, { key, force, signal }, async (limit) => {
      const items: UnstructuredObject[] = [];
      let next: string | undefined;
      do {
        const page = await cluster.client.list(kind, {
          ...(namespace === undefined ? {} : { namespace }),
          ...(labelSelector === undefined ? {} : { labelSelector }),
          ...(fieldSelector === undefined ? {} : { fieldSelector }),
          ...(next === undefined ? {} : { continue: next }),
          limit: pageSize,
          signal: limit,
        });
        items.push(...page.items);
        next = page.metadata.continue;
      } while (next !== undefined && next !== '' && items.length < mostObjects);
      return items;
    });
    const isVisible = (item: Item) => visible === undefined || maySee(kind, item, visible);
    return { ...reading, value: reading.value.map(toItem).filter(isVisible) };
  };

  return {
    live,
    list: async (query, context) => {
      const cache = query.force ? undefined : await live(query.kind, context);
      if (cache === undefined) return listDirectly(query, context);
      const { namespace, labelSelector, fieldSelector } = query;
      const { visible } = context;
      const view = cache.view({
        ...(namespace === undefined ? {} : { namespaces: [namespace] }),
        ...(labelSelector === undefined ? {} : { labelSelector }),
        ...(fieldSelector === undefined ? {} : { fieldSelector }),
        ...(visible === undefined
          ? {}
          : { only: { id: visible.id, test: (row: Row) => maySee(query.kind, row, visible) } }),
      });
      return { value: view.page(0, view.total).map(fromRow), source: 'watch', at: cache.freshness().since };
    },
    get: async ({ kind, key, force }, { cluster, signal }) => {
      const cache = force ? undefined : cluster.runningCache(kind);
      if (cache !== undefined && isLive(cache)) {
        const row = cache.get(key.namespace ?? '', key.name);
        if (row !== undefined) return { value: parseRow(row), source: 'watch', at: cache.freshness().since };
      }
      // The cache may lag an instant behind a create: only the API server says that there is no such object.
      return answers.read(
        cluster,
        {
          key: JSON.stringify(['get', kind.group, kind.plural, key.namespace, key.name]),
          force,
          signal,
          ttlMs: cache ? 0 : answerTtlMs,
        },
        (limit) => cluster.client.get(kind, key, limit),
      );
    },
  };
};

/** A Namespace is shown to those who may see something in it, and other things of the whole cluster only with it. */
const maySee = (
  kind: Kind,
  { namespace, name }: Pick<Item, 'namespace' | 'name'>,
  visible: NonNullable<Reader['visible']>,
): boolean => {
  if (kind.namespaced) return visible.test(namespace);
  return kind.plural === namespaceKind.plural && kind.group === '' && visible.test(name);
};

const parseRow = (row: Row): UnstructuredObject => JSON.parse(row.bytes.toString('utf8')) as UnstructuredObject;

export const fromRow = (row: Row): Item => ({
  identity: row,
  namespace: row.namespace,
  name: row.name,
  object: () => parseRow(row),
});

const toItem = (object: UnstructuredObject): Item => ({
  identity: object,
  namespace: object.metadata.namespace ?? '',
  name: object.metadata.name,
  object: () => object,
});
