import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { consoleBase, type WireKind } from '@binnacle/api';
import { describeRoutes } from '../http/routes.ts';
import { password, startTestApp, type TestApp } from '../testing/app.ts';
import { toGolden, type Exchange } from '../testing/golden.ts';
import { fillShop } from '../testing/shop.ts';

const resources = '/clusters/:id/resources/:group/:version/:plural';
const pods = '/clusters/1/resources/core/v1/pods';
const deployments = '/clusters/1/resources/apps/v1/deployments';
const solo = 'labelSelector=app%3Dsolo&namespace=shop';

const deploymentKind = (json: unknown) => ({
  items: (json as { items: WireKind[] }).items.filter(({ kind }) => kind === 'Deployment'),
});

/** In order: later ones see what earlier ones changed. */
const exchanges: Exchange[] = [
  {
    row: 'POST /auth/login',
    name: 'login',
    method: 'POST',
    path: '/auth/login',
    as: null,
    body: { username: 'admin', password },
  },
  {
    row: 'POST /auth/login',
    name: 'login-wrong',
    method: 'POST',
    path: '/auth/login',
    as: null,
    body: { username: 'admin', password: 'wrong' },
  },
  {
    row: 'POST /auth/redeem',
    name: 'redeem-used',
    method: 'POST',
    path: '/auth/redeem',
    as: null,
    body: { code: 'used' },
  },
  { row: 'POST /auth/logout', name: 'logout', method: 'POST', path: '/auth/logout', as: null },
  { row: 'GET /auth/me', name: 'me', path: '/auth/me' },
  { row: 'GET /clusters', name: 'clusters', path: '/clusters' },
  { row: 'GET /clusters/:id/kinds', name: 'kinds', path: '/clusters/1/kinds', show: deploymentKind },
  { row: 'GET /clusters/:id/kinds', name: 'kinds-unknown-cluster', path: '/clusters/77/kinds' },
  { row: `GET ${resources}`, name: 'rows', path: `${pods}?${solo}` },
  { row: `GET ${resources}`, name: 'rows-bad-limit', path: `${pods}?limit=1001` },
  { row: `GET ${resources}`, name: 'rows-unknown-kind', path: '/clusters/1/resources/core/v1/wombats' },
  { row: `GET ${resources}/:name`, name: 'object', path: `${deployments}/cart?namespace=shop` },
  { row: `GET ${resources}/:name`, name: 'object-unknown', path: `${deployments}/nobody?namespace=shop` },
  { row: `GET ${resources}/:name/events`, name: 'events', path: `${pods}/quiet/events?namespace=shop` },
  {
    row: 'GET /clusters/:id/pods/:name/logs',
    name: 'logs',
    path: '/clusters/1/pods/solo/logs?namespace=shop&tailLines=0',
  },
  {
    row: `POST ${resources}/:name/scale`,
    name: 'scale',
    method: 'POST',
    path: `${deployments}/cart/scale?namespace=shop`,
    body: { replicas: 3 },
  },
  {
    row: `POST ${resources}/:name/scale`,
    name: 'scale-negative',
    method: 'POST',
    path: `${deployments}/cart/scale?namespace=shop`,
    body: { replicas: -1 },
  },
  {
    row: `POST ${resources}/:name/scale`,
    name: 'scale-not-scalable',
    method: 'POST',
    path: `${pods}/solo/scale?namespace=shop`,
    body: { replicas: 1 },
  },
  {
    row: `POST ${resources}/:name/restart`,
    name: 'restart',
    method: 'POST',
    path: `${deployments}/cart/restart?namespace=shop`,
  },
  {
    row: 'POST /clusters/:id/resources/core/v1/pods/:name/restart',
    name: 'restart-bare-pod',
    method: 'POST',
    path: `${pods}/solo/restart?namespace=shop`,
  },
  { row: `DELETE ${resources}/:name`, name: 'delete', method: 'DELETE', path: `${pods}/quiet?namespace=shop` },
];

describe('golden exchanges of the console', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp();
    await fillShop(app);
  });
  afterAll(() => app.close());

  it.each(exchanges)('$name', async (exchange) => {
    const { method = 'GET', path, body, as } = exchange;
    const reply = await app.call(method, `${consoleBase}${path}`, { body, ...(as === undefined ? {} : { as }) });
    const shown =
      body !== undefined && 'password' in (body as object) ? { ...exchange, body: '<credentials>' } : exchange;
    await expect(toGolden(shown, reply)).toMatchFileSnapshot(`golden/${exchange.name}.golden.json`);
  });

  it('show every row; streams are shown in streams.test.ts', () => {
    const rows = describeRoutes().filter(({ dialect, accept }) => dialect === 'console' && accept === undefined);
    const shown = new Set(exchanges.map(({ row }) => row));
    expect(
      rows.map(({ method, path }) => `${method} ${path.slice(consoleBase.length)}`).filter((row) => !shown.has(row)),
    ).toEqual([]);
  });
});
