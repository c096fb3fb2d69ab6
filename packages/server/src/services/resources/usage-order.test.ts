import { configMapKind, kinds, podKind, type KubeObject } from '@binnacle/kube/api';
import { createManualClock } from '@binnacle/kube/clock';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, startTestCluster, type TestCluster } from '../testing/cluster.ts';
import { namespaceObject } from '../testing/objects.ts';
import { createResourceOperations, type ListInput, type UsageNow } from './index.ts';

const pod = (name: string, labels: Record<string, string> = {}): KubeObject =>
  ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'shop', labels },
    spec: { containers: [{ name: 'main', image: 'busybox:1.37' }] },
  }) as unknown as KubeObject;

const usageOf =
  (usages: Record<string, { cpu: number; memory: number }>): UsageNow =>
  (key) =>
    usages[key];

describe('lists by what is used', () => {
  const clock = createManualClock();
  const first = usageOf({
    'shop/a': { cpu: 1, memory: 10 },
    'shop/b': { cpu: 3, memory: 30 },
    'shop/c': { cpu: 2, memory: 10 },
  });
  const known: { now: UsageNow | undefined } = { now: first };
  const { list, watch } = createResourceOperations({ kinds, clock, usage: { read: async () => known.now } });
  let cluster: TestCluster;
  beforeAll(async () => {
    cluster = await startTestCluster();
    await cluster.create(namespaceObject('shop'), ...['d', 'c', 'b', 'a'].map((name) => pod(name, { of: 'usage' })));
    await eventually(async () => ((await names({ sortBy: 'name' })).length === 4 ? true : undefined));
  });
  afterAll(() => cluster.close());

  const input = { kind: podKind, namespaces: ['shop'], labelSelector: 'of=usage', offset: 0, limit: 10 };
  const names = async (query: Partial<ListInput>) => {
    const { view, offset, limit } = await cluster.run(list, { ...input, ...query });
    expect(view.total).toBe(4);
    return view.page(offset, limit).map(({ name }) => name);
  };

  it.each([
    [{ sortBy: 'cpu' }, 'acbd'],
    [{ sortBy: 'CPU', order: 'desc' as const }, 'bcad'],
    [{ sortBy: 'memory' }, 'acbd'],
    [{ sortBy: 'memory', order: 'desc' as const }, 'bacd'],
    [{ sortBy: 'memory', order: 'desc' as const, offset: 1, limit: 2 }, 'ac'],
  ])('%j', async (query, expected) => {
    known.now = first;
    expect((await names(query)).join('')).toBe(expected);
  });

  it('are sorted once for each reading', async () => {
    let asked = 0;
    const counted =
      (reading: UsageNow): UsageNow =>
      (key) => ((asked += 1), reading(key));
    known.now = counted(first);
    const input = { sortBy: 'cpu', labelSelector: 'of in (usage)' };
    for (const offset of [0, 2, 0]) await names({ ...input, offset, limit: 2 });
    expect(asked).toBe(4);
    await names({ ...input, order: 'desc' });
    expect(asked).toBe(8);
    known.now = counted(first);
    await names(input);
    expect(asked).toBe(12);
  });

  it('are by name where nothing says what is used', async () => {
    known.now = undefined;
    for (const order of ['asc', 'desc'] as const) expect((await names({ sortBy: 'cpu', order })).join('')).toBe('abcd');
  });

  it('are in another order with another reading, for whoever watches', async () => {
    known.now = first;
    const { view } = await cluster.run(watch, { ...input, sortBy: 'cpu', order: 'desc' });
    let changes = 0;
    const stop = view.onChange(() => (changes += 1));
    const order = () => view.page(0, 1).map(({ name }) => name);
    expect(order()).toEqual(['b']);
    const { version } = view;
    known.now = usageOf({ 'shop/d': { cpu: 9, memory: 9 } });
    await clock.advance(15_000);
    await eventually(() => (order()[0] === 'd' ? true : undefined));
    expect([changes > 0, view.version > version, view.total]).toEqual([true, true, 4]);
    stop();
  });

  it('know no such column of what uses nothing', async () => {
    await expect(cluster.run(list, { ...input, kind: configMapKind, sortBy: 'cpu' })).rejects.toMatchObject({
      code: 400,
      message: expect.stringContaining('sortBy: unknown column "cpu"'),
    });
  });
});
