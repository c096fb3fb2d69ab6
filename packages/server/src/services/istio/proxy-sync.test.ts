import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FindingsReply, MeshReply } from '@binnacle/api';
import { deploymentKind, isNotFound, podKind } from '@binnacle/kube/api';
import { startTestApp, type TestApp } from '../../testing/app.ts';
import { eventually } from '../../testing/shop.ts';
import { readIstiodStatus } from './istiod-status.ts';
import { parseSyncz } from './parse-syncz.ts';

const base = '/api/console/v1/clusters/1';

describe('how far proxies are', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({ scenario: 'istio' });
  }, 300_000);
  afterAll(() => app.close());

  it('is what each istiod says of the proxies that are connected to it', async () => {
    const { json } = await app.call('GET', `${base}/mesh`);
    const { proxy_list: list, proxy_states: states, proxy_total: total, proxies_at: at, missing } = json as MeshReply;
    expect(missing).toEqual([]);
    expect(Date.parse(at ?? '')).toBeGreaterThan(0);
    expect(states).toEqual({ synced: total - 2, behind: 2, lost: 0, unknown: 0 });
    expect(list.length).toBe(total);
    // The worst come first.
    expect(list.slice(0, 3).map(({ workload, state }) => `${workload} ${state}`)).toEqual([
      'payments-v1 behind',
      'payments-v1 behind',
      'istio-ingressgateway synced',
    ]);
    expect(list[0]).toMatchObject({ behind: ['clusters', 'listeners', 'routes', 'endpoints'], ready: true });
    expect(new Set(list.map(({ istiod }) => istiod)).size).toBe(2);
  });

  const istiod = async () => {
    const { items } = await app.direct.list(podKind, { namespace: 'istio-system', labelSelector: 'app=istiod' });
    return { namespace: 'istio-system', name: items[0]!.metadata.name };
  };

  it('is told to callers from its own host only', async () => {
    const pod = await istiod();
    const text = await readIstiodStatus(app.direct, pod, new AbortController().signal);
    expect(parseSyncz(text).length).toBeGreaterThan(0);
    const path = `/api/v1/namespaces/istio-system/pods/${pod.name}:15014/proxy/debug/syncz`;
    await expect(app.direct.request({ method: 'GET', path })).rejects.toMatchObject({ code: 401 });
  });

  it('comes over a port that is forwarded, which fails with the words of the runtime, and ends with its signal', async () => {
    const pod = await istiod();
    const stream = await app.direct.portForward(pod, 9_999);
    await expect(once(stream, 'data')).rejects.toThrow('failed to connect to localhost:9999 inside namespace');
    await expect(app.direct.portForward({ ...pod, name: 'none' }, 80)).rejects.toSatisfy(isNotFound);
    const leave = new AbortController();
    const left = await app.direct.portForward(pod, 15_014, leave.signal);
    left.resume();
    leave.abort();
    await once(left, 'end');
  });
});

describe('where istiod cannot be asked', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({ scenario: 'istio' });
    await app.direct.patch(
      deploymentKind,
      { namespace: 'istio-system', name: 'istiod' },
      { type: 'merge', body: { spec: { replicas: 0 } } },
    );
    await eventually(async () => {
      const { items } = await app.direct.list(podKind, { namespace: 'istio-system', labelSelector: 'app=istiod' });
      return items.length === 0;
    });
  }, 300_000);
  afterAll(() => app.close());

  it('says so, and judges by what can be seen', async () => {
    const { json } = await app.call('GET', `${base}/mesh`);
    const { missing, proxy_states: states, proxy_total: total, proxies_at: at } = json as MeshReply;
    expect(at).toBeNull();
    expect(states).toEqual({ synced: 0, behind: 0, lost: 0, unknown: total });
    const reason = 'no istiod is ready in namespace "istio-system"';
    expect(missing).toEqual([{ part: 'proxies', reason }]);
    const reply = (await app.call('GET', `${base}/findings?area=istio`)).json as FindingsReply;
    expect(reply.unknown).toContainEqual({ kind: 'Proxy', reason });
    // All of them are ready.
    expect(reply.items.filter(({ code }) => code === 'ProxyOutOfSync')).toEqual([]);
  });
});
