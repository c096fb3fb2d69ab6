import { configMapKind, kinds, leaseKind, nodeKind } from '@binnacle/kube/api';
import { createSystemClock } from '@binnacle/kube/clock';
import { Compile } from 'typebox/compile';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, startTestCluster } from '../testing/cluster.ts';
import type { TestCluster } from '../testing/cluster.ts';
import { configMapObject, namespaceObject } from '../testing/objects.ts';
import { createResourceOperations } from './index.ts';
import type { ListInput } from './index.ts';

const { list } = createResourceOperations({ kinds, clock: createSystemClock() });
const base = { kind: configMapKind, offset: 0, limit: 10 };

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await startTestCluster();
  await cluster.create(
    namespaceObject('shop'),
    namespaceObject('empty'),
    configMapObject('apple', { tier: 'web' }),
    configMapObject('banana', { tier: 'db' }),
    configMapObject('cherry', { tier: 'web' }),
  );
});
afterAll(() => cluster.close());

const open = (input: Partial<ListInput>) => cluster.run(list, { ...base, namespaces: ['shop'], ...input });
const names = async (input: Partial<ListInput>) => {
  const { view, offset, limit } = await open(input);
  return view.page(offset, limit).map(({ name }) => name);
};
/** Beside those that every namespace is given. */
const ours = async (input: Partial<ListInput>) =>
  (await names(input)).filter((name) => ['apple', 'banana', 'cherry'].includes(name));

describe('resources.list', () => {
  it('lists by name with columns and age', async () => {
    const output = await open({});
    expect(await ours({})).toEqual(['apple', 'banana', 'cherry']);
    expect(output.columns).toBe(configMapKind.columns);
    expect(output.freshness.state).toBe('synced');
  });

  it('takes selectors and keywords', async () => {
    expect(await names({ labelSelector: 'tier=web' })).toEqual(['apple', 'cherry']);
    expect(await names({ labelSelector: 'tier in (db)' })).toEqual(['banana']);
    expect(await names({ fieldSelector: 'metadata.name=cherry' })).toEqual(['cherry']);
    expect(await names({ keyword: 'NAN' })).toEqual(['banana']);
  });

  it('pages in the order asked for', async () => {
    const page = { labelSelector: 'tier', sortBy: 'name', order: 'desc' as const, limit: 2 };
    expect(await names(page)).toEqual(['cherry', 'banana']);
    expect(await names({ ...page, offset: 2 })).toEqual(['apple']);
    expect(await names({ ...page, offset: 4 })).toEqual([]);
  });

  it('follows changes', async () => {
    const { view } = await open({ labelSelector: 'live' });
    expect(view.total).toBe(0);
    await cluster.create(configMapObject('dill', { live: 'yes' }));
    await eventually(() => (view.total === 1 ? true : undefined));
  });

  it('lists kinds outside namespaces', async () => {
    const { view } = await cluster.run(list, { kind: nodeKind, offset: 0, limit: 10 });
    expect(view.total).toBeGreaterThan(0);
  });

  it.each([
    [{ labelSelector: 'a in' }, 'labelSelector'],
    [{ fieldSelector: 'metadata.name' }, 'fieldSelector'],
    [{ sortBy: 'colour' }, 'sortBy'],
  ])('names the parameter that it cannot take: %j', async (input, field) => {
    await expect(open(input)).rejects.toMatchObject({
      reason: 'BadRequest',
      code: 400,
      message: expect.stringContaining(field),
    });
  });

  it('tells an empty namespace from one that is not there, when asked', async () => {
    const kind = leaseKind;
    expect((await open({ kind, namespaces: ['empty'], requireNamespace: true })).view.total).toBe(0);
    expect((await open({ kind, namespaces: ['nope'] })).view.total).toBe(0);
    await expect(open({ kind, namespaces: ['nope'], requireNamespace: true })).rejects.toMatchObject({
      reason: 'NamespaceNotFound',
      code: 404,
      message: 'namespaces "nope" not found',
    });
  });

  it('finds a namespace made an instant ago', async () => {
    await cluster.create(namespaceObject('fresh'));
    expect((await open({ kind: leaseKind, namespaces: ['fresh'], requireNamespace: true })).view.total).toBe(0);
  });

  it('says what the registered account may not do', async () => {
    const viewer = await startTestCluster({ context: 'east-viewer' });
    await expect(viewer.run(list, base)).rejects.toMatchObject({
      reason: 'Forbidden',
      code: 403,
      message:
        'configmaps is forbidden: User "viewer" cannot watch resource "configmaps" in API group "" at the cluster scope',
    });
    await viewer.close();
  });

  it('says that a kind is not served', async () => {
    const kind = { ...configMapKind, group: 'example.com', plural: 'widgets' };
    await expect(open({ kind })).rejects.toMatchObject({
      reason: 'NotFound',
      message: 'the server could not find the requested resource',
    });
  });

  it.each([
    [{ limit: 0 }, '/limit'],
    [{ limit: 20_001 }, '/limit'],
    [{ limit: 1.5 }, '/limit'],
    [{ offset: -1 }, '/offset'],
    [{ namespaces: [''] }, '/namespaces/0'],
    [{ order: 'up' }, '/order'],
  ])('checks its input: %j', (wrong, path) => {
    const paths = [...Compile(list.input).Errors({ ...base, ...wrong })].map(({ instancePath }) => instancePath);
    expect(paths).toContain(path);
  });
});
