/** Analysis of contract 000 where the cluster has a Prometheus: its scenario counts requests from outside. */
import type { RolloutAnalysis, RolloutTraffic } from '@binnacle/api';
import { createConsoleClient } from '@binnacle/api/client';
import { deploymentKind, replicaSetKind } from '@binnacle/kube/api';
import { rolloutKind, type Rollout } from '@binnacle/rollouts/api';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { password, startTestApp, type TestApp } from '../../testing/app.ts';
import { defineRollouts, waiting } from '../../testing/release.ts';

const patient = { timeout: 120_000, interval: 250 };
const at = { namespace: 'shop', name: 'storefront' };

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ scenario: 'canary' });
  // Set by hand: a search gives up on what is slow to answer.
  const { status } = await app.call('PATCH', '/api/console/v1/clusters/1', {
    body: { prometheus_url: 'http://prometheus.monitoring.svc.cluster.local:80' },
  });
  expect(status).toBe(200);
  await defineRollouts(app);
  await app.direct.create(rolloutKind, {
    apiVersion: 'rollouts.kruise.io/v1beta1',
    kind: 'Rollout',
    metadata: at,
    spec: {
      workloadRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: at.name },
      strategy: { canary: { steps: [{ replicas: '20%' }, { replicas: '100%' }] } },
    },
  } as unknown as Rollout);
  // The new Pods are asked and never count as available: both revisions stay.
  await app.direct.patch(deploymentKind, at, {
    type: 'strategic',
    body: {
      spec: {
        minReadySeconds: 3_600,
        progressDeadlineSeconds: 7_200,
        strategy: { rollingUpdate: { maxSurge: 2, maxUnavailable: 0 } },
        template: {
          spec: { containers: [{ name: 'storefront', image: 'ghcr.io/harbour/storefront:3.0.0-sim-errors-50' }] },
        },
      },
    },
  });
}, 180_000);
afterAll(() => app.close());

const analysis = async (): Promise<RolloutAnalysis> => {
  const { status, json } = await app.call('GET', '/api/v1/rollout/shop/storefront/analysis');
  expect(status).toBe(200);
  return (json as { data: RolloutAnalysis }).data;
};

/** The hashes of the older and of the newer revision. */
const hashes = async (): Promise<string[]> => {
  const { items } = await app.direct.list(replicaSetKind, { namespace: at.namespace });
  const number = (object: (typeof items)[number]) =>
    Number(object.metadata.annotations?.['deployment.kubernetes.io/revision'] ?? 0);
  return items
    .filter(({ metadata }) => metadata.ownerReferences?.some(({ name }) => name === at.name))
    .sort((a, b) => number(a) - number(b))
    .map(({ metadata }) => metadata.labels?.['pod-template-hash'] ?? '');
};

describe('analysis with a Prometheus', () => {
  it('has the success and latency of the stable revision while nothing is released', async () => {
    const told = await vi.waitFor(async () => {
      const now = await analysis();
      expect(now.measured?.stable?.requestsPerSecond).toBeGreaterThan(0);
      return now;
    }, patient);
    expect(told).toMatchObject({ source: 'prometheus', status: 'completed', code: 'ANALYSIS_COMPLETED', runs: [] });
    expect(told.measured).toMatchObject({ metric: 'http_requests_total', canary: null });
  }, 150_000);

  it('compares both revisions for the current step, and says which is worse', async () => {
    const [stable = '', canary = ''] = await vi.waitFor(async () => {
      const both = await hashes();
      expect(both).toHaveLength(2);
      return both;
    }, patient);
    const status = waiting(stable);
    await app.direct.patch(rolloutKind, at, {
      type: 'merge',
      subresource: 'status',
      body: {
        status: { ...status, canaryStatus: { ...(status['canaryStatus'] as object), podTemplateHash: canary } },
      },
    });
    const told = await vi.waitFor(async () => {
      const now = await analysis();
      expect(now.runs[0]?.status).toBe('failed');
      return now;
    }, patient);
    expect(told).toMatchObject({ source: 'prometheus', status: 'running', code: 'ANALYSIS_RUNNING' });
    expect(told.runs[0]).toMatchObject({
      id: 'step-1-success-rate',
      name: 'success-rate',
      status: 'failed',
      startedAt: '2026-11-21T00:00:00Z',
      finishedAt: '',
    });
    const { canary: fresh, stable: old } = told.measured ?? {};
    expect(fresh?.podTemplateHash).toBe(canary);
    expect(fresh?.successRate).toBeLessThan(0.8);
    expect(old?.podTemplateHash).toBe(stable);
    expect(old?.successRate).toBe(1);
    expect(old?.latencyP95).toBeGreaterThan(0);
    expect(old?.series.success.length).toBeGreaterThan(10);
  }, 200_000);

  it('tells the share that the new revision gets, of all releases at once', async () => {
    const [item] = await vi.waitFor(async () => {
      const { status, json } = await app.call('GET', '/api/console/v1/rollouts/traffic');
      expect(status).toBe(200);
      const { items } = json as { items: RolloutTraffic[] };
      expect(items[0]?.percent).toBeGreaterThan(0);
      return items;
    }, patient);
    const { metadata } = await app.direct.get<Rollout>(rolloutKind, at);
    expect(item).toMatchObject({ cluster_id: 1, uid: metadata.uid });
    expect(item?.percent).toBeLessThan(100);
    expect(item?.requests_per_second).toBeGreaterThan(0);

    const post = async (path: string, body: unknown) =>
      expect((await app.call('POST', `/api/console/v1${path}`, { body })).status).toBe(201);
    const signIn = async (username: string, namespace: string): Promise<string> => {
      await post('/users', { username, password, temporary: false });
      await post('/bindings', { role: 'viewer', subject: { kind: 'user', name: username }, namespaces: [namespace] });
      return (await createConsoleClient({ baseUrl: app.url }).login(username, password)).token;
    };
    const seenBy = async (token: string): Promise<string[]> => {
      const { status, json } = await app.call('GET', '/api/console/v1/rollouts/traffic', { as: token });
      expect(status).toBe(200);
      return (json as { items: RolloutTraffic[] }).items.map(({ uid }) => uid);
    };
    const allowed = await signIn('nina', 'shop');
    await vi.waitFor(async () => expect(await seenBy(allowed)).toEqual([metadata.uid]), patient);
    expect(await seenBy(await signIn('otto', 'other'))).toEqual([]);
  }, 200_000);
});
