import type { Rollout } from '@binnacle/rollouts/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeRoutes } from '../../http/routes.ts';
import { startTestApp, type TestApp } from '../../testing/app.ts';
import { toGolden, type Exchange } from '../../testing/golden.ts';
import { fillRelease, setStatus, waiting } from '../../testing/release.ts';
import { eventually } from '../../testing/shop.ts';

const base = '/api/v1';

interface Step extends Exchange {
  /** What is done first. */
  before?: (app: TestApp) => Promise<unknown>;
}

const action = (name: string, rest: Partial<Step> = {}): Step => ({
  row: `POST /rollout/${name}/:namespace/:name`,
  name,
  method: 'POST',
  path: `/rollout/${name}/shop/cart`,
  ...rest,
});
const read = (name: string, path: string, rest: Partial<Step> = {}): Step => ({
  row: `GET ${path.replace(/\?.*$/, '').replace('/shop', '/:namespace').replace('/cart', '/:name').replace('/deployment', '/:type')}`,
  name,
  path,
  ...rest,
});
const pausedAgain = (app: TestApp) => setStatus(app, waiting('stays'));

/** In order: later ones see what earlier ones changed. */
const steps: Step[] = [
  read('detail', '/rollout/shop/cart'),
  read('detail-unknown', '/rollout/shop/nobody', { row: 'GET /rollout/:namespace/:name' }),
  read('detail-nobody', '/rollout/shop/cart', { as: null }),
  read('detail-other-cluster', '/rollout/shop/cart?cluster=west'),
  read('status', '/rollout/status/shop/cart', {
    show: (json) => {
      const { spec, status } = (json as { data: Rollout }).data;
      return { spec: { paused: (spec as unknown as { paused: boolean }).paused }, phase: status?.phase };
    },
  }),
  read('list', '/rollout/list/shop'),
  read('list-empty', '/rollout/list/nowhere', { row: 'GET /rollout/list/:namespace' }),
  read('active', '/rollout/active/shop'),
  read('pods', '/rollout/shop/cart/pods'),
  read('history', '/rollout/history/shop/cart', {
    // Both revisions are of the same second, as a rule.
    show: (json) =>
      (json as { data: { history: { revision: string; status: string; images: string[] }[] } }).data.history
        .map(({ revision, status, images }) => ({ revision, status, images }))
        .sort((a, b) => b.revision.localeCompare(a.revision)),
  }),
  read('analysis', '/rollout/shop/cart/analysis'),
  read('analysis-unknown', '/rollout/shop/nobody/analysis', { row: 'GET /rollout/:namespace/:name/analysis' }),
  action('pause'),
  action('resume'),
  action('disable'),
  action('abort'),
  action('enable'),
  action('enable', { name: 'enable-unknown', path: '/rollout/enable/shop/nobody' }),
  action('set-image', { body: { container: 'main', image: 'cart:3' } }),
  action('set-image', { name: 'set-image-init', body: { container: 'setup', image: 'setup:2', initContainer: true } }),
  action('set-image', { name: 'set-image-no-container', body: { container: 'nobody', image: 'cart:3' } }),
  action('set-image', { name: 'set-image-empty', body: { container: 'main', image: '' } }),
  action('set-image', { name: 'set-image-flag', body: { container: 'main', image: 'x', initContainer: 'no' } }),
  action('rollback'),
  action('undo'),
  action('restart'),
  action('promote'),
  action('promote', { name: 'promote-again' }),
  action('approve', { before: pausedAgain }),
  action('retry', { before: pausedAgain }),
  action('jump', { before: pausedAgain, body: { step: 3 } }),
  action('jump', { name: 'jump-beyond', before: pausedAgain, body: { step: 4 } }),
  action('jump', { name: 'jump-text', body: { step: 'last' } }),
  action('rollback', { name: 'rollback-no-revision', before: pausedAgain }),
  action('retry', {
    name: 'retry-healthy',
    before: (app) => setStatus(app, { phase: 'Healthy', canaryStatus: { currentStepState: 'Completed' } }),
  }),
  read('namespaces', '/namespaces'),
  read('cluster-metrics', '/cluster/metrics', {
    show: (json) => ({
      ...(json as { data: object }).data,
      cpuUsage: '<percent>',
      memoryUsage: '<percent>',
      totalPods: '<count>',
      runningPods: '<count>',
    }),
  }),
  read('workloads', '/workload/shop'),
  read('workload-list', '/workload/shop/deployment'),
  read('workload-type-unknown', '/workload/shop/wombat', { row: 'GET /workload/:namespace/:type' }),
  read('workload', '/workload/shop/deployment/cart'),
  read('workload-pods', '/workload/shop/deployment/cart/pods'),
  {
    row: 'POST /workload/:namespace/:type/:name/scale',
    name: 'workload-scale',
    method: 'POST',
    path: '/workload/shop/deployment/cart/scale?replicas=0',
  },
  {
    row: 'POST /workload/:namespace/:type/:name/scale',
    name: 'workload-scale-text',
    method: 'POST',
    path: '/workload/shop/deployment/cart/scale?replicas=many',
  },
  {
    row: 'POST /workload/:namespace/:type/:name/restart',
    name: 'workload-restart',
    method: 'POST',
    path: '/workload/shop/deployment/cart/restart',
  },
  {
    row: 'DELETE /workload/:namespace/:type/:name',
    name: 'workload-delete',
    method: 'DELETE',
    path: '/workload/shop/deployment/cart',
  },
  {
    row: 'DELETE /workload/:namespace/:type/:name',
    name: 'workload-delete-unknown',
    method: 'DELETE',
    path: '/workload/shop/deployment/nobody',
  },
  action('restart', {
    name: 'restart-no-workload',
    before: (app) =>
      eventually(async () => (await app.call('GET', `${base}/workload/shop/deployment/cart`)).status === 404),
  }),
];

/** Shown by the tests of streams. */
const streams = ['/rollout/watch', '/rollout/watch/:namespace', '/rollout/watch/:namespace/:name'];

describe('golden exchanges of contract 000', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp();
    await fillRelease(app);
    await eventually(async () => {
      const { json } = await app.call('GET', `${base}/rollout/active/shop`);
      return (json as { data: unknown[] }).data.length === 1;
    });
  });
  afterAll(() => app.close());

  it.each(steps)('$name', async (step) => {
    const { method = 'GET', path, body, as, before } = step;
    await before?.(app);
    const reply = await app.call(method, `${base}${path}`, { body, ...(as === undefined ? {} : { as }) });
    await expect(toGolden(step, reply)).toMatchFileSnapshot(`golden/${step.name}.golden.json`);
  });

  it('show every row', () => {
    const rows = describeRoutes().filter(({ dialect }) => dialect === 'kruise-dashboard');
    const shown = new Set([...steps.map(({ row }) => row), ...streams.map((path) => `GET ${path}`)]);
    expect(
      rows.map(({ method, path }) => `${method} ${path.slice(base.length)}`).filter((row) => !shown.has(row)),
    ).toEqual([]);
  });
});
