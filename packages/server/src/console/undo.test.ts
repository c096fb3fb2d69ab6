import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { changeHeader, type AuditReply, type UndoReply } from '@binnacle/api';
import { configMapKind, secretKind } from '@binnacle/kube/api';
import { startTestApp, type TestApp } from '../testing/app.ts';
import { fillShop } from '../testing/shop.ts';

const base = '/api/console/v1';
const maps = `${base}/clusters/1/resources/core/v1/configmaps`;
const shop = 'namespace=shop';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
  await fillShop(app);
});
afterAll(() => app.close());

const content = (name: string, data: Record<string, string>) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'shop' },
  data,
});
const make = async (name: string, data: Record<string, string>): Promise<void> => {
  const made = await app.call('POST', `${maps}?${shop}`, { body: { content: content(name, data) } });
  expect(made.status).toBe(201);
};
const change = async (name: string, data: Record<string, string | null>): Promise<void> => {
  expect((await app.call('PATCH', `${maps}/${name}?${shop}`, { body: { patch: { data } } })).status).toBe(200);
};
/** The newest entry about an object, by operation. */
const entryOf = async (name: string, operation: string): Promise<number> => {
  const { json } = await app.call('GET', `${base}/audit?name=${name}&operation=${operation}&limit=1`);
  return (json as AuditReply).items[0]!.id;
};
const undo = (name: string, body: object) => app.call('POST', `${maps}/${name}/undo?${shop}`, { body });
const dataOf = async (name: string) => (await app.direct.get(configMapKind, { namespace: 'shop', name }))['data'];

describe('undo', () => {
  it('shows what it would do, does it, and finds nothing left then', async () => {
    await make('plain', { a: '1', b: '1' });
    await change('plain', { a: '2', c: '3' });
    const entry = await entryOf('plain', 'resources.patch');
    const expected = {
      outcome: 'reverted',
      kept: [],
      changes: expect.arrayContaining([
        { path: 'data.a', from: '2', to: '1' },
        { path: 'data.c', from: '3', to: null },
      ]) as UndoReply['changes'],
    };
    expect((await undo('plain', { entry, dry_run: true })).json).toEqual(expected);
    expect(await dataOf('plain')).toEqual({ a: '2', b: '1', c: '3' });
    expect((await undo('plain', { entry })).json).toEqual(expected);
    expect(await dataOf('plain')).toEqual({ a: '1', b: '1' });
    expect((await undo('plain', { entry })).json).toEqual({ outcome: 'unchanged', kept: [], changes: [] });
  });

  it('is offered with the answer to what can be taken back, and only there', async () => {
    const changeOf = (answer: { headers: Headers }) => answer.headers.get(changeHeader);
    const made = await app.call('POST', `${maps}?${shop}`, { body: { content: content('offered', { a: '1' }) } });
    expect(changeOf(made)).toBe(String(await entryOf('offered', 'resources.create')));
    const at = `${maps}/offered?${shop}`;
    const patched = await app.call('PATCH', at, { body: { patch: { data: { a: '2' } } } });
    expect(changeOf(patched)).toBe(String(await entryOf('offered', 'resources.patch')));
    const same = await app.call('PATCH', at, { body: { patch: { data: { a: '2' } } } });
    const tried = await app.call('PATCH', at, { body: { patch: { data: { a: '3' } }, dry_run: true } });
    expect([changeOf(same), changeOf(tried), changeOf(await app.call('GET', at))]).toEqual([null, null, null]);
    const undone = await undo('offered', { entry: Number(changeOf(patched)) });
    expect(changeOf(undone)).toBe(String(await entryOf('offered', 'resources.undo')));
    const deleted = await app.call('DELETE', at);
    expect(await undo('offered', { entry: Number(changeOf(deleted)) })).toMatchObject({ json: { outcome: 'created' } });
  });

  it('leaves what was changed again since, and says so', async () => {
    await make('merged', { a: '1', b: '1' });
    await change('merged', { a: '2', b: '2' });
    const entry = await entryOf('merged', 'resources.patch');
    await change('merged', { b: '3', d: '4' });
    expect((await undo('merged', { entry })).json).toMatchObject({ outcome: 'reverted', kept: ['data.b'] });
    expect(await dataOf('merged')).toEqual({ a: '1', b: '3', d: '4' });
  });

  it('makes again what was deleted, and deletes what was made', async () => {
    await make('gone', { a: '1' });
    const made = await entryOf('gone', 'resources.create');
    await app.call('DELETE', `${maps}/gone?${shop}`);
    const deleted = await entryOf('gone', 'resources.delete');
    expect((await undo('gone', { entry: deleted })).json).toMatchObject({ outcome: 'created' });
    expect(await dataOf('gone')).toEqual({ a: '1' });
    // Another object now: the first one's making is not undone by deleting it.
    expect(await undo('gone', { entry: made })).toMatchObject({ status: 409 });
    expect(await undo('gone', { entry: deleted })).toMatchObject({ status: 409 });
    await make('short', { a: '1' });
    const short = await entryOf('short', 'resources.create');
    expect((await undo('short', { entry: short })).json).toMatchObject({ outcome: 'deleted' });
    await expect(dataOf('short')).rejects.toMatchObject({ code: 404 });
  });

  it('refuses what is no change of the object, and what the audit does not keep', async () => {
    await make('one', { a: '1' });
    await make('two', { a: '1' });
    const ofTwo = await entryOf('two', 'resources.create');
    expect(await undo('one', { entry: ofTwo })).toMatchObject({ status: 404 });
    expect(await undo('one', { entry: 0 })).toMatchObject({ status: 400 });
    const secrets = `${base}/clusters/1/resources/core/v1/secrets/launch`;
    const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'launch', namespace: 'shop' } };
    await app.direct.create(secretKind, secret);
    const patched = await app.call('PATCH', `${secrets}?${shop}`, {
      body: { patch: { metadata: { labels: { a: 'b' } } } },
    });
    const entry = await entryOf('launch', 'resources.patch');
    expect(patched.headers.get(changeHeader)).toBeNull();
    expect(await app.call('POST', `${secrets}/undo?${shop}`, { body: { entry } })).toMatchObject({ status: 400 });
    const viewer = await app.signInAs('vera', 'viewer');
    const refused = await app.call('POST', `${maps}/two/undo?${shop}`, { as: viewer, body: { entry: ofTwo } });
    expect(refused.status).toBe(403);
  });
});
