import { configMapKind, deploymentKind } from '@binnacle/kube/api';
import type { Deployment } from '@binnacle/kube/api';
import { createManualClock } from '@binnacle/kube/clock';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestCluster } from '../testing/cluster.ts';
import type { TestCluster } from '../testing/cluster.ts';
import { deploymentObject, namespaceObject } from '../testing/objects.ts';
import { createWorkloadOperations } from './index.ts';

const clock = createManualClock(Date.UTC(2026, 0, 5, 9, 0, 0, 250));
const { restart } = createWorkloadOperations({ clock });
const at = (name: string) => ({ kind: deploymentKind, namespace: 'shop', name });

let cluster: TestCluster;
let pauseBeforeWrite = false;

beforeAll(async () => {
  cluster = await startTestCluster({
    interceptor: async (request, next) => {
      if (request.method === 'PATCH' && pauseBeforeWrite) await setPaused('cart', true);
      return next(request);
    },
  });
  await cluster.create(
    namespaceObject('shop'),
    deploymentObject('cart'),
    deploymentObject('held', 1, { paused: true }),
  );
});
afterAll(() => cluster.close());

const setPaused = (name: string, paused: boolean) =>
  cluster.direct.patch(deploymentKind, { namespace: 'shop', name }, { type: 'merge', body: { spec: { paused } } });
const annotations = async (name: string) =>
  (await cluster.direct.get<Deployment>(deploymentKind, { namespace: 'shop', name })).spec.template.metadata
    ?.annotations;

describe('workloads.restart', () => {
  it('stamps the Pod template as kubectl does', async () => {
    expect(await cluster.run(restart, at('cart'))).toEqual({ restartedAt: '2026-01-05T09:00:00Z' });
    expect(await annotations('cart')).toEqual({ 'kubectl.kubernetes.io/restartedAt': '2026-01-05T09:00:00Z' });
  });

  it('refuses a second restart within the same second, which would change nothing', async () => {
    await expect(cluster.run(restart, at('cart'))).rejects.toMatchObject({
      reason: 'Conflict',
      code: 409,
      message:
        'Operation cannot be fulfilled on deployments.apps "cart": it was restarted within the past second; wait before restarting it again',
    });
  });

  it('restarts again a second later', async () => {
    await clock.advance(1000);
    expect(await cluster.run(restart, at('cart'))).toEqual({ restartedAt: '2026-01-05T09:00:01Z' });
  });

  const paused = (name: string) => ({
    reason: 'BadRequest',
    code: 400,
    message: `deployments.apps "${name}" cannot be restarted while it is paused: resume its rollout first`,
  });

  it('refuses a paused workload, whose Pods would not be replaced', async () => {
    await expect(cluster.run(restart, at('held'))).rejects.toMatchObject(paused('held'));
    expect(await annotations('held')).toBeUndefined();
  });

  it('refuses a workload that is paused between its read and its write', async () => {
    await clock.advance(1000);
    pauseBeforeWrite = true;
    await expect(cluster.run(restart, at('cart'))).rejects.toMatchObject(paused('cart'));
    pauseBeforeWrite = false;
    expect(await annotations('cart')).toEqual({ 'kubectl.kubernetes.io/restartedAt': '2026-01-05T09:00:01Z' });
  });

  it('refuses kinds that run nothing', async () => {
    await expect(
      cluster.run(restart, { kind: configMapKind, namespace: 'shop', name: 'settings' }),
    ).rejects.toMatchObject({ reason: 'BadRequest', message: 'configmaps "settings" cannot be restarted' });
  });

  it('says that there is no such workload', async () => {
    await expect(cluster.run(restart, at('none'))).rejects.toMatchObject({
      reason: 'NotFound',
      message: 'deployments.apps "none" not found',
    });
  });
});
