import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ClustersReply, FleetReply } from '@binnacle/api';
import { startTestApp, type TestApp } from '../../testing/app.ts';
import { eventually } from '../../testing/shop.ts';

const base = '/api/console/v1';

describe('the fleet at a glance', () => {
  let app: TestApp;
  beforeAll(async () => {
    // One that nobody answers for.
    const away = { name: 'away', server: 'https://127.0.0.1:1', credentials: { type: 'none' as const } };
    app = await startTestApp({ scenario: 'crash', clusters: [{ target: away, source: 'kubeconfig' }] });
  }, 120_000);
  afterAll(() => app.close());

  const fleet = async (as?: string): Promise<FleetReply> => {
    const reply = await app.call('GET', `${base}/fleet`, as === undefined ? {} : { as });
    expect(reply.status).toBe(200);
    return reply.json as FleetReply;
  };

  it('says the same as each cluster does by itself, in one answer', async () => {
    await eventually(async () => (await fleet()).items[0]?.metrics?.source.state === 'ready');
    const [east] = (await fleet()).items;
    expect(east).toMatchObject({ id: 1, name: 'east', missing: [] });
    const own = await app.call('GET', `${base}/clusters/1/metrics/cluster`);
    const { cpu, requests } = own.json as NonNullable<NonNullable<typeof east>['metrics']>;
    expect([east?.metrics?.cpu.total, east?.metrics?.requests]).toEqual([cpu.total, requests]);
    await eventually(async () => {
      const [again] = (await fleet()).items;
      const { json } = await app.call('GET', `${base}/clusters/1/findings`);
      return JSON.stringify(again?.findings) === JSON.stringify((json as { counts: object }).counts);
    });
    expect((await fleet()).items[0]?.findings?.critical).toBeGreaterThan(0);
  });

  it('asks none that is not connected', async () => {
    const { items } = (await app.call('GET', `${base}/clusters`)).json as ClustersReply;
    const told = await fleet();
    expect(told.items.map(({ name }) => name)).toEqual(items.map(({ name }) => name));
    expect(told.items.find(({ name }) => name === 'away')).toMatchObject({
      metrics: null,
      findings: null,
      missing: [],
    });
    expect((await app.call('PATCH', `${base}/clusters/1`, { body: { enabled: false } })).status).toBe(200);
    expect((await fleet()).items[0]).toMatchObject({ metrics: null, findings: null, missing: [] });
    expect((await app.call('PATCH', `${base}/clusters/1`, { body: { enabled: true } })).status).toBe(200);
    await eventually(async () => (await fleet()).items[0]?.metrics != null);
  });

  it('shows a caller of one namespace what is wrong there, and says what is kept back', async () => {
    const rule = { clusters: ['*'], namespaces: ['kube-system'], resources: ['*'], verbs: ['viewer'] };
    const made = await app.call('POST', `${base}/roles`, { body: { name: 'one', description: '', rules: [rule] } });
    expect(made.status).toBeLessThan(300);
    const limited = await app.signInAs('one', 'one' as never);
    const [east] = (await fleet(limited)).items;
    expect(east).toMatchObject({
      metrics: null,
      missing: [{ part: 'metrics', reason: 'it is shown to those who may see the whole cluster' }],
    });
    const all = (await fleet()).items[0]?.findings?.critical ?? 0;
    expect(east?.findings?.critical).toBeLessThan(all);
  });
});
