import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp } from './testing/app.ts';

/** Nobody listens on port 1. */
const gone = {
  name: 'west',
  server: 'https://127.0.0.1:1',
  credentials: { type: 'token', token: 'a-secret-token' },
} as const;

describe('a cluster that cannot be reached', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({ clusters: [{ target: gone, source: 'kubeconfig' }] });
  });
  afterAll(() => app.close());

  it('keeps neither the server nor the other clusters from answering', async () => {
    const base = '/api/v1/kubernetes';
    expect(await app.call('GET', `${base}/namespaces?cluster_id=east`)).toMatchObject({ status: 200 });
    const west = await app.call('GET', `${base}/pods?cluster_id=west`);
    expect(west).toMatchObject({
      status: 503,
      json: { code: 1006, data: null, msg: expect.stringContaining('127.0.0.1:1') },
    });
    const scaled = await app.call('POST', `${base}/deployments/cart/scale`, {
      body: { cluster_id: 2, namespace: 'shop', replicas: 1 },
    });
    expect(scaled).toMatchObject({ status: 503, json: { code: 1006 } });
  });

  it('is shown as such, and its credentials are shown to nobody', async () => {
    const kubegale = await app.call('GET', '/api/v1/kubernetes/clusters');
    expect(kubegale.json).toMatchObject({
      data: { list: [{ status: 'active' }, { name: 'west', kubeconfig: '<redacted>' }] },
    });
    const console = await app.call('GET', '/api/console/v1/clusters');
    const metrics = await app.call('GET', '/metrics');
    const everything = [kubegale, console, metrics].map(({ text }) => text).join() + JSON.stringify(app.log());
    expect(everything).not.toContain('a-secret-token');
  });
});
