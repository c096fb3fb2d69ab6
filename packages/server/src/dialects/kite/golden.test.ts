import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeRoutes } from '../../http/routes.ts';
import { startTestApp, type TestApp } from '../../testing/app.ts';
import { toGolden, type Exchange } from '../../testing/golden.ts';
import { eventually } from '../../testing/shop.ts';

const base = '/api/v1/k8s/clusters';
const kubeconfig = '<kubeconfig in base64>';
const fill = (value: unknown, text: string): unknown =>
  value === undefined
    ? undefined
    : (JSON.parse(JSON.stringify(value).replaceAll(kubeconfig, Buffer.from(text).toString('base64'))) as unknown);

interface Step extends Exchange {
  /** Whose token it carries; the admin's unless given. */
  by?: 'viewer' | 'nobody';
  /** What must be so before. */
  after?: (app: TestApp) => Promise<void>;
}

const isHealthy = (id: number) => async (app: TestApp) =>
  eventually(async () => {
    const { json } = await app.call('GET', `${base}/${id}`);
    return (json as { data: { health_status: string } }).data.health_status === 'healthy';
  });

const isSearched = (id: number) => async (app: TestApp) =>
  eventually(async () => {
    const { json } = await app.call('GET', `/api/console/v1/clusters/${id}`);
    return !['idle', 'running'].includes((json as { prometheus: { search: string } }).prometheus.search);
  });

const create = { row: 'POST ', method: 'POST', path: '' };
const development = { name: 'development', kubeconfig, is_default: false, enabled: true };

/** In order: later ones see what earlier ones changed. C1–C7 and each error that the contract names. */
const steps: Step[] = [
  { row: 'GET ', name: 'c1', path: '', after: isHealthy(1) },
  { row: 'GET ', name: 'c1-nobody', path: '', by: 'nobody' },
  { row: 'GET /:id', name: 'c2', path: '/1' },
  { row: 'GET /:id', name: 'c2-viewer', path: '/1', by: 'viewer' },
  { row: 'GET /:id', name: 'c2-unknown', path: '/77' },
  { row: 'GET /:id', name: 'c2-no-number', path: '/east' },
  { ...create, name: 'c3', body: development },
  { ...create, name: 'c3-name-taken', body: development },
  { ...create, name: 'c3-no-name', body: { kubeconfig } },
  { ...create, name: 'c3-no-kubeconfig', body: { name: 'x' } },
  { ...create, name: 'c3-not-base64', body: { name: 'x', kubeconfig: 'not base64!' } },
  { ...create, name: 'c3-wrong-type', body: { name: 'x', kubeconfig, enabled: 1 } },
  { ...create, name: 'c3-forbidden', body: { name: 'x', kubeconfig }, by: 'viewer' },
  { ...create, name: 'c3-nobody', body: { name: 'x', kubeconfig }, by: 'nobody' },
  {
    row: 'PUT /:id',
    name: 'c4',
    method: 'PUT',
    path: '/2',
    body: {
      name: 'development-updated',
      kubeconfig,
      is_default: true,
      enabled: true,
      prometheus_url: 'https://prometheus.prod.example.com',
    },
  },
  { row: 'PUT /:id', name: 'c4-name-taken', method: 'PUT', path: '/2', body: { name: 'east' } },
  { row: 'PUT /:id', name: 'c4-no-default', method: 'PUT', path: '/2', body: { is_default: false } },
  { row: 'PUT /:id', name: 'c4-unknown', method: 'PUT', path: '/77', body: { name: 'x' } },
  { row: 'PUT /:id', name: 'c4-forbidden', method: 'PUT', path: '/2', body: { name: 'x' }, by: 'viewer' },
  { row: 'POST /:id/test-connection', name: 'c6', method: 'POST', path: '/2/test-connection' },
  { row: 'POST /:id/test', name: 'c6-alias', method: 'POST', path: '/2/test' },
  { row: 'POST /:id/test-connection', name: 'c6-unknown', method: 'POST', path: '/77/test-connection' },
  {
    row: 'POST /:id/prometheus/rediscover',
    name: 'c7',
    method: 'POST',
    path: '/1/prometheus/rediscover',
    after: isSearched(1),
  },
  {
    row: 'POST /:id/prometheus/rediscover',
    name: 'c7-unknown',
    method: 'POST',
    path: '/77/prometheus/rediscover',
  },
  { row: 'DELETE /:id', name: 'c5-forbidden', method: 'DELETE', path: '/2', by: 'viewer' },
  { row: 'DELETE /:id', name: 'c5', method: 'DELETE', path: '/2' },
  { row: 'DELETE /:id', name: 'c5-again', method: 'DELETE', path: '/2' },
  { row: 'GET ', name: 'c1-after', path: '', show: (json) => (json as { data: object }).data },
];

describe('golden exchanges of contract 003', () => {
  let app: TestApp;
  let viewer: string;
  beforeAll(async () => {
    app = await startTestApp();
    viewer = await app.signInAs('vera', 'viewer');
  });
  afterAll(() => app.close());

  it.each(steps)('$name', async (step) => {
    const { method = 'GET', path, body, by, after } = step;
    await after?.(app);
    const as = by === 'nobody' ? { as: null } : by === 'viewer' ? { as: viewer } : {};
    const reply = await app.call(method, `${base}${path}`, { body: fill(body, app.kubeconfig()), ...as });
    await expect(toGolden(step, reply)).toMatchFileSnapshot(`golden/${step.name}.golden.json`);
  });

  it('show every row', () => {
    const rows = describeRoutes().filter(({ dialect }) => dialect === 'kite');
    const shown = new Set(steps.map(({ row }) => row));
    expect(
      rows.map(({ method, path }) => `${method} ${path.slice(base.length)}`).filter((row) => !shown.has(row)),
    ).toEqual([]);
  });
});
