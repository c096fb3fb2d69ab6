/** The generated client before the server whose tables it is made from. */
import { createOperationClient, operationTable, type OperationClient } from '@binnacle/api/operations';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp } from '../testing/app.ts';
import { fillRelease } from '../testing/release.ts';
import { eventually } from '../testing/shop.ts';

let app: TestApp;
let client: OperationClient;

beforeAll(async () => {
  app = await startTestApp();
  await fillRelease(app);
  client = createOperationClient({ baseUrl: app.url, token: () => app.token });
});
afterAll(() => app.close());

describe('the generated client', () => {
  it('has one function for every operation of /openapi.json, and no other', async () => {
    const { json } = await app.call('GET', '/openapi.json');
    const { paths } = json as { paths: Record<string, Record<string, { tags: [keyof typeof operationTable] }>> };
    const stated = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { tags }]) => `${tags[0]} ${method.toUpperCase()} ${path}`),
    );
    const made = Object.entries(operationTable).flatMap(([contract, table]) =>
      Object.entries(table).flatMap(([name, address]) => {
        const functions = client[contract as keyof typeof operationTable] as Record<string, unknown>;
        return typeof functions[name] === 'function' ? [`${contract} ${address}`] : [];
      }),
    );
    expect(stated.length).toBeGreaterThan(300);
    expect(made.sort()).toEqual(stated.sort());
  });

  it('calls every contract, each in its own envelope', async () => {
    const { kubegale, cloudpilot, kite, console: own, 'kruise-dashboard': kruise } = client;
    const list = await kubegale.getDeployments<{ total: number }>({ namespace: 'shop', page: 1 });
    expect(list).toMatchObject({ code: 0, data: { total: 1 } });
    const detail = await kruise.getRolloutByNamespaceByName<{ kind: string }>({ namespace: 'shop', name: 'cart' });
    expect(detail.data.kind).toBe('Rollout');
    expect(await own.getRollouts({ state: ['waiting'] })).toMatchObject({ items: [{ name: 'cart' }] });
    expect(await kite.getClusters()).toMatchObject({ code: 200 });
    expect(await cloudpilot.getK8sResourcesEventsNamespace({ namespace: 'shop' })).toMatchObject({ code: 200 });
  });

  it('writes what its body says', async () => {
    const scaled = await client.kubegale.postDeploymentsByNameScale({
      name: 'cart',
      body: { namespace: 'shop', replicas: 2 },
    });
    expect(scaled.code).toBe(0);
    await eventually(async () => {
      const { data } = await client.kubegale.getDeploymentsByName<{ spec: { replicas: number } }>({
        name: 'cart',
        namespace: 'shop',
      });
      return data.spec.replicas === 2;
    });
  });

  it('rejects with the reason of the contract, and when it is cancelled', async () => {
    const nobody = { name: 'nobody', namespace: 'shop' };
    await expect(client.kubegale.getDeploymentsByName(nobody)).rejects.toMatchObject({ code: 404, reason: '1004' });
    await expect(client['kruise-dashboard'].getRolloutByNamespaceByName(nobody)).rejects.toMatchObject({
      code: 404,
      reason: 'NOT_FOUND',
    });
    await expect(client.kite.getClustersById({ id: 99 })).rejects.toMatchObject({ code: 404 });
    const signal = AbortSignal.abort();
    await expect(client.kubegale.getPods({}, { signal })).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('opens streams, and ends them with their signal', async () => {
    const leaving = new AbortController();
    const events: string[] = [];
    const states: string[] = [];
    client.stream(
      { contract: 'console', name: 'getRollouts', input: {} },
      { onEvent: ({ event }) => events.push(event), onState: ({ state }) => states.push(state) },
      { signal: leaving.signal },
    );
    await eventually(async () => Promise.resolve(events.includes('rollouts')));
    leaving.abort();
    await eventually(async () => Promise.resolve(states.at(-1) === 'closed'));
  });

  it('gives what is no JSON as it comes', async () => {
    const answer = await client.send({ contract: 'console', name: 'getAuditExport' });
    expect(answer.headers.get('content-type')).not.toContain('application/json');
    expect((await answer.text()).length).toBeGreaterThan(0);
  });
});
