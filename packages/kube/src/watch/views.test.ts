import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseFieldSelector, parseLabelSelector } from '../api/index.ts';
import type { Kind, UnstructuredObject } from '../api/index.ts';
import { createManualClock } from '../clock/index.ts';
import { readHead } from './object-bytes.ts';
import { createPageMemo } from './page-memo.ts';
import { createRowStore } from './row-store.ts';
import type { ListQuery, Row, View } from './types.ts';
import { createViewSet } from './view-set.ts';

const kind: Kind = {
  group: '',
  version: 'v1',
  plural: 'pods',
  namespaced: true,
  kind: 'Pod',
  singular: 'pod',
  shortNames: [],
  categories: [],
  capabilities: [],
  columns: [
    { name: 'Ready', type: 'string', priority: 0, value: (o) => (o['ready'] as string | undefined) ?? null },
    { name: 'Restarts', type: 'integer', priority: 0, value: (o) => (o['restarts'] as number | undefined) ?? null },
  ],
};

const joined = (view: View, offset: number, limit: number): string =>
  view
    .page(offset, limit)
    .map((row) => row.bytes.toString())
    .join(',');

const bytesOf = (view: View, offset: number, limit: number): string =>
  view.pageBytes(offset, limit)?.toString() ?? joined(view, offset, limit);

const settings = { maxViews: 8, viewIdleMs: 1000 };

const createFixture = (overrides: Partial<typeof settings> = {}) => {
  const clock = createManualClock();
  const store = createRowStore(kind, (change) =>
    views.apply(
      change.type === 'DELETED' ? change.row : change.previous,
      change.type === 'DELETED' ? undefined : change.row,
    ),
  );
  const views = createViewSet(kind, store.rows, {
    clock,
    settings: { ...settings, ...overrides },
    memo: createPageMemo(16_384),
  });
  let version = 0;
  const put = (object: Record<string, unknown> & { namespace: string; name: string; labels?: object }) => {
    const { namespace, name, labels, created = 0, ...rest } = object;
    version += 1;
    const metadata = {
      name,
      namespace,
      uid: `${namespace}/${name}`,
      resourceVersion: String(version),
      creationTimestamp: new Date(Date.UTC(2026, 0, 1) + Number(created) * 1000).toISOString(),
      ...(labels === undefined ? {} : { labels }),
    };
    const json = Buffer.from(JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata, ...rest }));
    store.put(json, { start: 0, end: json.length }, readHead(json, 0));
  };
  const remove = (namespace: string, name: string) =>
    store.remove({ namespace, name, uid: '', resourceVersion: '', cut: { start: 0, end: 0 }, typed: true });
  return { clock, store, views, put, remove };
};

const parse = (row: Row) => JSON.parse(row.bytes.toString()) as UnstructuredObject;

const rank = (value: string | number | null): [number, number | string] => {
  if (value === null) return [2, 0];
  if (typeof value === 'number') return [0, value];
  const ratio = /^(\d+)\/(\d+)$/.exec(value);
  if (ratio === null) return [1, value];
  const [have, wanted] = [Number(ratio[1]), Number(ratio[2])];
  return [0, Math.round((wanted === 0 ? 1 : have / wanted) * 1e6) * 1e6 + wanted];
};

/** What a view must answer, the slow and obvious way. */
const naive = (rows: Iterable<Row>, query: ListQuery): string[] => {
  const labels = parseLabelSelector(query.labelSelector ?? '');
  const fields = parseFieldSelector(query.fieldSelector ?? '');
  const keyOf = (row: Row): string | number | null => {
    switch (query.sortBy ?? 'name') {
      case 'name':
        return row.name;
      case 'namespace':
        return row.namespace;
      case 'created':
        return row.created;
      default:
        return row.cells[query.sortBy === 'Ready' ? 0 : 1] as string | number | null;
    }
  };
  const sign = query.order === 'desc' ? -1 : 1;
  return [...rows]
    .filter((row) => query.namespaces?.includes(row.namespace) ?? true)
    .filter((row) => labels.matches(row.labels))
    .filter((row) => fields.matches(parse(row)))
    .filter((row) => row.name.toLowerCase().includes((query.keyword ?? '').toLowerCase()))
    .sort((a, b) => {
      const [classA, valueA] = rank(keyOf(a));
      const [classB, valueB] = rank(keyOf(b));
      if (classA === 2 || classB === 2) {
        if (classA !== classB) return classA - classB;
      } else {
        if (classA !== classB) return (classA - classB) * sign;
        if (valueA !== valueB) return (valueA < valueB ? -1 : 1) * sign;
      }
      if (a.namespace !== b.namespace) return a.namespace < b.namespace ? -1 : 1;
      return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
    })
    .map((row) => row.key);
};

const selections: readonly Record<string, string>[] = [{}, { app: 'a' }, { app: 'a', tier: 'b' }, { other: 'x' }];
const labelValues = fc.option(fc.constantFrom('a', 'b', 'c'), { nil: undefined });
const labelled = fc.record({
  name: fc.nat(40),
  namespace: fc.constantFrom('ns0', 'ns1'),
  app: labelValues,
  tier: labelValues,
  gone: fc.boolean(),
});

describe('rows by labels', () => {
  it('are those of one namespace that carry all of them', () => {
    fc.assert(
      fc.property(fc.array(labelled, { maxLength: 80 }), (changes) => {
        const { put, remove, views, store } = createFixture();
        for (const { name, namespace, app, tier, gone } of changes) {
          if (gone) remove(namespace, `p${name}`);
          else put({ namespace, name: `p${name}`, labels: { ...(app && { app }), ...(tier && { tier }) } });
          for (const wanted of selections)
            expect(
              views
                .labelled('ns0', wanted)
                .map(({ key }) => key)
                .sort(),
            ).toEqual(
              [...store.rows.values()]
                .filter(({ namespace: of }) => of === 'ns0')
                .filter(({ labels }) => Object.entries(wanted).every(([key, value]) => labels[key] === value))
                .map(({ key }) => key)
                .sort(),
            );
        }
      }),
      { numRuns: 30 },
    );
  });
});

const queries = fc.record(
  {
    namespaces: fc.subarray(['ns0', 'ns1', 'ns2']),
    labelSelector: fc.constantFrom('app=a', 'app in (a,b),tier', '!tier', 'app!=a', 'tier notin (x)', 'app=none'),
    fieldSelector: fc.constantFrom(
      'status.phase=Running',
      'status.phase!=Running',
      'metadata.name=p3',
      'status.phase=',
      'spec.nodeName=n1,status.phase=Failed',
      'metadata.namespace=ns1',
    ),
    keyword: fc.constantFrom('', 'P1', '2'),
    sortBy: fc.constantFrom('name', 'namespace', 'created', 'Ready', 'Restarts'),
    order: fc.constantFrom('asc' as const, 'desc' as const),
  },
  { requiredKeys: [] },
);

const operations = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      type: fc.constant('put' as const),
      object: fc.record(
        {
          namespace: fc.constantFrom('ns0', 'ns1', 'ns2'),
          name: fc.nat(15).map((n) => `p${n}`),
          labels: fc.record({ app: fc.constantFrom('a', 'b'), tier: fc.constantFrom('x', 'y') }, { requiredKeys: [] }),
          created: fc.nat(5),
          ready: fc.constantFrom('0/1', '1/1', '2/10', '10/10', 'unknown'),
          restarts: fc.nat(12),
          status: fc.record({ phase: fc.constantFrom('Running', 'Failed', '') }),
          spec: fc.record({ nodeName: fc.constantFrom('n1', 'n2') }),
        },
        { requiredKeys: ['namespace', 'name'] },
      ),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('remove' as const),
      namespace: fc.constantFrom('ns0', 'ns1', 'ns2'),
      name: fc.nat(15).map((n) => `p${n}`),
    }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('relist' as const), keep: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('ask' as const), query: queries }) },
);

describe('live views', () => {
  it('always answer what filtering and sorting everything would', () => {
    fc.assert(
      fc.property(
        fc.array(queries, { minLength: 1, maxLength: 6 }),
        fc.array(operations, { maxLength: 80 }),
        (asked, run) => {
          const { store, views, put, remove } = createFixture();
          // Half are materialised before the first change, so that both ways of building are compared.
          const live = asked.map((query) => ({ query, view: views.view(query) }));
          for (const [index, { view }] of live.entries()) if (index % 2 === 0) expect(view.total).toBe(0);
          for (const operation of run) {
            if (operation.type === 'put') put(operation.object);
            if (operation.type === 'remove') remove(operation.namespace, operation.name);
            if (operation.type === 'ask')
              expect(views.view(operation.query).total).toBe(naive(store.rows.values(), operation.query).length);
            if (operation.type === 'relist') {
              const kept = [...store.rows.values()].filter((_, index) => index % 4 !== operation.keep);
              store.begin();
              for (const { bytes } of kept) store.put(bytes, { start: 0, end: bytes.length }, readHead(bytes, 0));
              store.complete();
            }
            for (const { query, view } of live) {
              const expected = naive(store.rows.values(), query);
              expect(view.total).toBe(expected.length);
              expect(view.page(0, 1000).map((row) => row.key)).toEqual(expected);
              const items = JSON.parse(`[${bytesOf(view, 2, 3)}]`) as UnstructuredObject[];
              expect(items.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`)).toEqual(
                expected.slice(2, 5),
              );
            }
          }
        },
      ),
      { numRuns: 150 },
    );
  }, 60_000);

  it('keep the same page of bytes, asked for twice, until something in it changes', () => {
    const { views, put } = createFixture();
    for (let i = 0; i < 10; i += 1) put({ namespace: 'ns', name: `p${i}` });
    const view = views.view({});
    expect(view.pageBytes(0, 3)).toBeUndefined();
    expect(view.pageBytes(3, 3)).toBeUndefined();
    const [first, second] = [view.pageBytes(0, 3), view.pageBytes(3, 3)];
    expect(first?.toString()).toBe(joined(view, 0, 3));
    expect(view.pageBytes(0, 3)).toBe(first);
    put({ namespace: 'ns', name: 'p4', restarts: 1 });
    expect(view.pageBytes(0, 3)).toBe(first);
    const changed = view.pageBytes(3, 3);
    expect(changed?.toString()).toBe(joined(view, 3, 3));
    expect(changed).not.toBe(second);
    expect(view.pageBytes(3, 3)).toBe(changed);
    put({ namespace: 'ns', name: 'p00' });
    expect(view.pageBytes(0, 3)).not.toBe(first);
  });

  it('tell their listeners once per tick, and only when they show the difference', async () => {
    const { clock, views, put } = createFixture();
    let calls = 0;
    const view = views.view({ namespaces: ['a'] });
    const off = view.onChange(() => (calls += 1));
    put({ namespace: 'a', name: 'one' });
    put({ namespace: 'a', name: 'two' });
    await clock.advance(0);
    expect(calls).toBe(1);
    put({ namespace: 'b', name: 'three' });
    await clock.advance(0);
    expect(calls).toBe(1);
    const { version } = view;
    put({ namespace: 'a', name: 'one', restarts: 1 });
    expect(view.version).toBeGreaterThan(version);
    off();
    await clock.advance(0);
    expect(calls).toBe(1);
  });

  it('keep apart what readers may see, also when they ask in the same words', () => {
    const { views, put } = createFixture();
    put({ namespace: 'a', name: 'one' });
    put({ namespace: 'b', name: 'two' });
    const only = (namespace: string) => ({ id: namespace, test: (row: Row) => row.namespace === namespace });
    const names = (query: Parameters<typeof views.view>[0]) =>
      views
        .view(query)
        .page(0, 9)
        .map((row) => row.name);
    expect(names({ keyword: '' })).toEqual(['one', 'two']);
    expect(names({ keyword: '', only: only('a') })).toEqual(['one']);
    expect(names({ keyword: '', only: only('b') })).toEqual(['two']);
    expect(names({ keyword: '' })).toEqual(['one', 'two']);
  });

  it('are bounded in number; one that was dropped answers again when asked', () => {
    const { views, put } = createFixture({ maxViews: 3 });
    put({ namespace: 'a', name: 'one' });
    const first = views.view({ keyword: 'one' });
    expect(first.total).toBe(1);
    for (let i = 0; i < 10; i += 1) expect(views.view({ keyword: String(i) }).total).toBe(0);
    expect(views.size).toBe(3);
    put({ namespace: 'a', name: 'one-more' });
    expect(first.total).toBe(2);
    expect(views.size).toBe(3);
  });

  it('are dropped when idle, unless somebody listens', async () => {
    const { clock, views, put } = createFixture();
    put({ namespace: 'a', name: 'one' });
    expect(views.view({}).total).toBe(1);
    views.view({ keyword: 'x' }).onChange(() => undefined);
    expect(views.size).toBe(2);
    await clock.advance(5000);
    expect(views.size).toBe(1);
  });

  it('are shared by queries that mean the same', () => {
    const { views } = createFixture();
    const view = views.view({ labelSelector: 'a=1,b=2', namespaces: ['y', 'x'], sortBy: 'NAME' });
    expect(view.total).toBe(0);
    expect(views.view({ labelSelector: ' b = 2 , a == 1', namespaces: ['x', 'y', 'x'], order: 'asc' }).total).toBe(0);
    expect(views.size).toBe(1);
  });

  it.each([
    [{ labelSelector: 'a in (' }, 'labelSelector: '],
    [{ fieldSelector: 'status.phase' }, 'fieldSelector: '],
    [{ sortBy: 'nope' }, 'sortBy: unknown column "nope"; known are name, namespace, created, ready, restarts'],
    [{ order: 'up' as 'asc' }, 'order: must be asc or desc, not "up"'],
  ])('refuse %j, naming the parameter', (query, message) => {
    const { views } = createFixture();
    expect(() => views.view(query)).toThrow(
      expect.objectContaining({ reason: 'BadRequest', message: expect.stringContaining(message) as string }) as Error,
    );
  });
});
