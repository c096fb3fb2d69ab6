/** The typed client against the server that it is for: every function of it is called once at least. */
import type { RolloutWatchEvent } from '@binnacle/api';
import { createRolloutClient, isConsoleError, type RolloutClient, type StreamState } from '@binnacle/api/client';
import { deploymentKind } from '@binnacle/kube/api';
import { rolloutKind, type Rollout } from '@binnacle/rollouts/api';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp } from '../../testing/app.ts';
import { fillRelease, setStatus, waiting } from '../../testing/release.ts';
import { eventually } from '../../testing/shop.ts';

let app: TestApp;
let client: RolloutClient<Rollout>;
const closers: (() => void)[] = [];

beforeAll(async () => {
  app = await startTestApp();
  await fillRelease(app);
  client = createRolloutClient<Rollout>({ baseUrl: app.url, token: () => app.token });
});
afterEach(() => {
  for (const close of closers.splice(0)) close();
});
afterAll(() => app.close());

const live = () => app.direct.get<Rollout>(rolloutKind, { namespace: 'shop', name: 'cart' });
const reasonOf = async (call: Promise<unknown>) =>
  call.then(
    () => 'succeeded',
    (error: unknown) => (isConsoleError(error) ? `${error.code} ${error.reason}` : String(error)),
  );
const waitAtStepOne = async () => {
  await setStatus(app, waiting('stays'));
};

describe('what the client reads', () => {
  it('a Rollout, its status, and those of a namespace', async () => {
    const rollout = await client.getRollout('shop', 'cart');
    expect(rollout.metadata.name).toBe('cart');
    expect((await client.getRolloutStatus('shop', 'cart')).status?.phase).toBe('Progressing');
    await eventually(async () => (await client.listRollouts('shop')).total === 1);
    expect((await client.listActiveRollouts('shop')).map(({ metadata }) => metadata.name)).toEqual(['cart']);
  });

  it('Pods by revision, history with what each revision changed, and analysis', async () => {
    const { revisions, workloadRef } = await client.getRolloutPods('shop', 'cart');
    expect(workloadRef?.kind).toBe('Deployment');
    expect(revisions?.map(({ revision }) => revision).sort()).toEqual(['1', '2']);
    const { history } = await client.getRolloutHistory('shop', 'cart');
    const second = history.find(({ revision }) => revision === '2');
    expect(second?.changes).toEqual([{ path: 'spec.containers[main].image', from: 'cart:1', to: 'cart:2' }]);
    expect((await client.getRolloutAnalysis('shop', 'cart')).code).toBe('ANALYSIS_SOURCE_NOT_CONFIGURED');
  });

  it('namespaces, usage and workloads', async () => {
    const at = { namespace: 'shop', type: 'deployment', name: 'cart' } as const;
    await eventually(async () => (await client.listNamespaces()).includes('shop'));
    expect((await client.getClusterMetrics()).totalNodes).toBeGreaterThan(0);
    expect((await client.listWorkloads('shop'))['deployments']).toHaveLength(1);
    expect((await client.listWorkloadsOfType('shop', 'deployment')).kind).toBe('DeploymentList');
    expect((await client.getWorkload(at)).metadata.name).toBe('cart');
    expect((await client.getWorkloadPods(at)).pods).toEqual([]);
    expect((await client.scaleWorkload(at, 0)).replicas).toBe(0);
    expect((await client.restartWorkload(at)).message).toContain('cart');
  });
});

describe('what the client does', () => {
  it('pauses, resumes, disables and enables', async () => {
    await client.pauseRollout('shop', 'cart');
    expect((await live()).spec.strategy.paused).toBe(true);
    await client.resumeRollout('shop', 'cart');
    expect((await live()).spec.strategy.paused).toBe(false);
    await client.disableRollout('shop', 'cart');
    expect((await live()).spec.disabled).toBe(true);
    await client.enableRollout('shop', 'cart');
    expect((await live()).spec.disabled).toBe(false);
    await client.abortRollout('shop', 'cart');
    expect((await live()).spec.disabled).toBe(true);
    await client.enableRollout('shop', 'cart');
  });

  it('promotes once: who comes second is told that nothing waits', async () => {
    await waitAtStepOne();
    const both = await Promise.all([1, 2].map(() => reasonOf(client.promoteRollout('shop', 'cart'))));
    expect(both.sort()).toEqual(['409 ROLLOUT_NOT_PROMOTABLE', 'succeeded']);
    expect((await live()).status?.canaryStatus?.currentStepState).toBe('StepReady');
  });

  it('retries, jumps and goes to the end', async () => {
    await waitAtStepOne();
    await client.retryRollout('shop', 'cart');
    expect((await live()).status?.canaryStatus?.nextStepIndex).toBe(1);
    await client.jumpRollout('shop', 'cart', { step: 3 });
    expect((await live()).status?.canaryStatus).toMatchObject({ nextStepIndex: 3, currentStepState: 'StepPaused' });
    // To the very next step a controller goes by no jump: the one that waits is confirmed.
    await client.jumpRollout('shop', 'cart', { step: 2 });
    expect((await live()).status?.canaryStatus).toMatchObject({ nextStepIndex: 2, currentStepState: 'StepReady' });
    await waitAtStepOne();
    await client.approveRollout('shop', 'cart');
    expect((await live()).status?.canaryStatus?.nextStepIndex).toBe(3);
    expect(await reasonOf(client.jumpRollout('shop', 'cart', { step: 4 }))).toBe('400 BAD_REQUEST');
  });

  it('sets an image, takes it back, and restarts', async () => {
    const reply = await client.setRolloutImage('shop', 'cart', { container: 'main', image: 'cart:9' });
    expect(reply).toMatchObject({ workloadKind: 'Deployment', image: 'cart:9', initContainer: false });
    const imageOf = async () => {
      const { spec } = await app.direct.get(deploymentKind, { namespace: 'shop', name: 'cart' });
      return (spec as { template: { spec: { containers: { image: string }[] } } }).template.spec.containers[0]?.image;
    };
    expect(await imageOf()).toBe('cart:9');
    await eventually(async () => (await reasonOf(client.undoRollout('shop', 'cart'))) === 'succeeded');
    expect(await imageOf()).not.toBe('cart:9');
    expect(await reasonOf(client.rollbackRollout('shop', 'cart'))).toBe('404 STABLE_REPLICASET_NOT_FOUND');
    expect((await client.restartRollout('shop', 'cart')).message).toContain('restarted');
    expect(await reasonOf(client.setRolloutImage('shop', 'cart', { container: 'nobody', image: 'x' }))).toBe(
      '404 CONTAINER_NOT_FOUND',
    );
  });

  it('says whom it could not find, and gives up when told to', async () => {
    expect(await reasonOf(client.getRollout('shop', 'nobody'))).toBe('404 NOT_FOUND');
    expect(await reasonOf(client.getRollout('shop', 'cart', { cluster: 'west' }))).toBe('404 CLUSTER_NOT_FOUND');
    const left = new AbortController();
    left.abort();
    await expect(client.getRollout('shop', 'cart', { signal: left.signal })).rejects.toMatchObject({
      name: 'AbortError',
    });
    const at = { namespace: 'shop', type: 'deployment', name: 'nobody' } as const;
    expect(await reasonOf(client.deleteWorkload(at))).toBe('404 NOT_FOUND');
  });
});

describe('what the client watches', () => {
  const follow = (open: 'one' | 'namespace' | 'all', signal?: AbortSignal) => {
    const events: RolloutWatchEvent<Rollout>[] = [];
    const states: StreamState[] = [];
    const handlers = {
      onEvent: (event: RolloutWatchEvent<Rollout>) => void events.push(event),
      onState: (state: StreamState) => void states.push(state),
    };
    const call = signal === undefined ? {} : { signal };
    const stream =
      open === 'one'
        ? client.watchRollout({ namespace: 'shop', name: 'cart' }, handlers, call)
        : client.watchRollouts(open === 'all' ? '' : 'shop', handlers, call);
    closers.push(stream.close);
    return { events, states, of: (event: string) => events.filter((told) => told.event === event) };
  };

  it.each(['one', 'namespace', 'all'] as const)('%s: a snapshot, then what changes', async (open) => {
    const { of } = follow(open);
    await eventually(() => of('snapshot').length === 1);
    const message = `seen by ${open}`;
    await setStatus(app, { message });
    await eventually(() => of('upsert').some(({ rollout }) => rollout?.status?.message === message));
  });

  it('until it is told to stop', async () => {
    const left = new AbortController();
    const { of, states } = follow('namespace', left.signal);
    await eventually(() => of('snapshot').length === 1);
    left.abort();
    expect(states.at(-1)).toEqual({ state: 'closed' });
  });

  it('through the loss of the cluster, with fresh snapshots afterwards', async () => {
    const { of, states } = follow('namespace');
    await eventually(() => of('snapshot').length === 1);
    app.link.cut();
    await eventually(() => of('error').length === 1);
    app.link.mend();
    await eventually(() => of('snapshot').length === 2);
    expect(states.filter(({ state }) => state === 'waiting')).toEqual([]);
  });
});
