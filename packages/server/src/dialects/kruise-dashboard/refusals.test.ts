/** What contract 000 says to what cannot be done, and that nothing was done then. */
import { deploymentKind, replicaSetKind, serviceUnavailable } from '@binnacle/kube/api';
import { rolloutKind, type Rollout } from '@binnacle/rollouts/api';
import { afterEach, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp, type TestAppOptions } from '../../testing/app.ts';
import { fillRelease, setStatus, waiting } from '../../testing/release.ts';
import { eventually } from '../../testing/shop.ts';

const key = { namespace: 'shop', name: 'cart' };

let app: TestApp;
afterEach(() => app.close());

const start = async (options: TestAppOptions = {}): Promise<void> => {
  app = await startTestApp(options);
  await fillRelease(app);
};
/** `409 ROLLOUT_NOT_PROMOTABLE`, or `200`. */
const post = async (action: string, body?: unknown, name = 'cart'): Promise<string> => {
  const { status, json } = await app.call('POST', `/api/v1/rollout/${action}/shop/${name}`, { body });
  const { code, trace_id } = json as { code?: string; trace_id?: string };
  if (status !== 200) expect(trace_id).toMatch(/^[0-9a-f-]{36}$/);
  return code === undefined ? String(status) : `${status} ${code}`;
};
const kept = () => app.direct.get<Rollout>(rolloutKind, key);
const patchSpec = (spec: unknown) => app.direct.patch(rolloutKind, key, { type: 'merge', body: { spec } });

const image = { container: 'main', image: 'cart:3' };
const actions = [
  'pause',
  'resume',
  'enable',
  'disable',
  'abort',
  'restart',
  'retry',
  'promote',
  'approve',
  'rollback',
  'undo',
];

describe('an action is refused', () => {
  it('for a Rollout or a namespace that does not exist', async () => {
    await start();
    for (const action of actions)
      expect([action, await post(action, undefined, 'nobody')]).toEqual([action, '404 NOT_FOUND']);
    expect(await post('set-image', image, 'nobody')).toBe('404 NOT_FOUND');
    expect(await post('jump', { step: 1 }, 'nobody')).toBe('404 NOT_FOUND');
    const elsewhere = await app.call('POST', '/api/v1/rollout/promote/nowhere/cart');
    expect([elsewhere.status, elsewhere.json]).toMatchObject([404, { code: 'NOT_FOUND' }]);
  });

  it('for a workload of a kind that cannot be released', async () => {
    await start();
    await patchSpec({ workloadRef: { apiVersion: 'batch/v1', kind: 'Job', name: 'cart' } });
    expect(await post('rollback')).toBe('501 UNSUPPORTED_ROLLBACK_KIND');
    expect(await post('undo')).toBe('501 UNSUPPORTED_ROLLBACK_KIND');
    expect(await post('restart')).toBe('501 UNSUPPORTED_WORKLOAD_KIND');
    expect(await post('set-image', image)).toBe('501 UNSUPPORTED_WORKLOAD_KIND');
  });

  it('while the workload is missing', async () => {
    await start();
    await app.direct.delete(deploymentKind, key);
    await eventually(() =>
      app.direct.get(deploymentKind, key).then(
        () => false,
        () => true,
      ),
    );
    for (const action of ['restart', 'rollback', 'undo'])
      expect([action, await post(action)]).toEqual([action, '404 NOT_FOUND']);
    expect(await post('set-image', image)).toBe('409 WORKLOAD_REF_INVALID');
    const { json } = await app.call('GET', '/api/v1/rollout/shop/cart/pods');
    expect(json).toMatchObject({ data: { pods: [], workloadRef: { name: 'cart' } } });
  });

  it('when the stable revision is not known, or its ReplicaSet is gone', async () => {
    await start();
    const stable = (await kept()).status?.canaryStatus?.stableRevision ?? '';
    await setStatus(app, waiting(''));
    expect(await post('rollback')).toBe('409 STABLE_REVISION_NOT_FOUND');
    await setStatus(app, waiting(stable));
    const { items } = await app.direct.list(replicaSetKind, { namespace: 'shop' });
    const keeper = items.find(({ metadata }) => metadata.labels?.['pod-template-hash'] === stable);
    await app.direct.delete(replicaSetKind, { namespace: 'shop', name: keeper?.metadata.name ?? '' });
    await eventually(async () => (await post('rollback')) === '404 STABLE_REPLICASET_NOT_FOUND');
    const { spec } = await app.direct.get(deploymentKind, key);
    expect(JSON.stringify(spec)).toContain('cart:2');
  });

  it('when nothing waits, or nothing is released', async () => {
    await start();
    await setStatus(app, { canaryStatus: { currentStepState: 'StepUpgrade' } });
    expect(await post('promote')).toBe('409 ROLLOUT_NOT_PROMOTABLE');
    await setStatus(app, { phase: 'Healthy' });
    for (const action of ['promote', 'approve', 'retry']) expect(await post(action)).toBe('409 ROLLOUT_NOT_PROMOTABLE');
    expect(await post('jump', { step: 2 })).toBe('409 ROLLOUT_NOT_PROMOTABLE');
  });

  it('for an image that is empty and a container that is unknown', async () => {
    await start();
    expect(await post('set-image', { ...image, image: '' })).toBe('400 BAD_REQUEST');
    expect(await post('set-image', { image: 'cart:3' })).toBe('400 BAD_REQUEST');
    expect(await post('set-image', { ...image, container: 'nobody' })).toBe('404 CONTAINER_NOT_FOUND');
    expect(await post('set-image', [])).toBe('400 BAD_REQUEST');
  });

  it('where no Rollouts are served', async () => {
    app = await startTestApp();
    for (const action of actions) expect([action, await post(action)]).toEqual([action, '404 NOT_FOUND']);
    const { status, json } = await app.call('GET', '/api/v1/rollout/list/shop');
    expect([status, json]).toMatchObject([404, { code: 'NOT_FOUND' }]);
  });
});

describe('a promotion', () => {
  it('that two people ask for at once is made by one, and the other is told', async () => {
    await start();
    const answers = await Promise.all([post('promote'), post('promote')]);
    expect(answers.sort()).toEqual(['200', '409 ROLLOUT_NOT_PROMOTABLE']);
    expect((await kept()).status?.canaryStatus?.currentStepState).toBe('StepReady');
  });

  it('is refused, and can be made later, when the cluster goes while it is made', async () => {
    let isGone = false;
    await start({
      interceptor: (request, next) =>
        isGone && request.method === 'PATCH'
          ? Promise.reject(serviceUnavailable('the network is gone'))
          : next(request),
    });
    isGone = true;
    expect(await post('promote')).toBe('503 CLUSTER_UNAVAILABLE');
    expect((await kept()).status?.canaryStatus?.currentStepState).toBe('StepPaused');
    isGone = false;
    expect(await post('promote')).toBe('200');
  });

  it('is refused while the cluster is out of reach', async () => {
    await start();
    app.link.cut();
    expect(await post('promote')).toBe('503 CLUSTER_UNAVAILABLE');
    app.link.mend();
    await eventually(async () => (await post('promote')) === '200');
  });
});
