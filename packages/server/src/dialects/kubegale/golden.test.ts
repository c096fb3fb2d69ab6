import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeRoutes } from '../../http/routes.ts';
import { startTestApp, type TestApp } from '../../testing/app.ts';
import { runExchange, type Exchange } from '../../testing/golden.ts';
import { fillShop } from '../../testing/shop.ts';
import { ownKubeconfig } from './exchanges/clusters.ts';
import { exchanges, neverSucceeds } from './exchanges/endpoints.ts';
import { goldenObjects, plainExchanges } from './exchanges/kinds.ts';

const base = '/api/v1/kubernetes';

describe('golden exchanges of contract 001', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp();
    await fillShop(app);
  });
  afterAll(() => app.close());
  /** Rows that were answered with what was asked for. */
  const succeeded = new Set<string>();

  const exchanged = async (exchange: Exchange): Promise<string> => {
    const { method = 'GET', path, body, bytes, as } = exchange;
    const sent =
      (body as { kubeconfig?: string } | undefined)?.kubeconfig === ownKubeconfig
        ? { ...(body as object), kubeconfig: app.kubeconfig() }
        : body;
    const asBytes = { body: bytes, headers: { 'content-type': 'application/octet-stream' } };
    const call = { ...(bytes === undefined ? { body: sent } : asBytes), ...(as === undefined ? {} : { as }) };
    let status = 0;
    const text = await runExchange(exchange, async () => {
      const reply = await app.call(method, `${base}${path}`, call);
      ({ status } = reply);
      return reply;
    });
    if (status === 200) succeeded.add(exchange.row);
    return text;
  };

  // Longer than an exchange is waited for: it is that which says what the last answer was.
  const limit = { timeout: 240_000 };

  it.each(exchanges)('$name', limit, async (exchange) => {
    await expect(await exchanged(exchange)).toMatchFileSnapshot(`golden/${exchange.name}.golden.json`);
  });

  it.each(goldenObjects)('$plural', limit, async (object) => {
    let text = '';
    for (const exchange of plainExchanges(object)) text += await exchanged(exchange);
    await expect(text).toMatchFileSnapshot(`golden/kinds/${object.plural}.golden.json`);
  });

  it('show every row; streams are shown in tests of their own', () => {
    const rows = describeRoutes().filter(({ dialect, accept }) => dialect === 'kubegale' && accept === undefined);
    const shown = new Set([...exchanges, ...goldenObjects.flatMap(plainExchanges)].map(({ row }) => row));
    expect(
      rows.map(({ method, path }) => `${method} ${path.slice(base.length)}`).filter((row) => !shown.has(row)),
    ).toEqual([]);
  });

  it('show each row with what was asked for, where a cluster can answer that', () => {
    const rows = new Set([...exchanges, ...goldenObjects.flatMap(plainExchanges)].map(({ row }) => row));
    expect([...rows].filter((row) => !succeeded.has(row)).sort()).toEqual(Object.keys(neverSucceeds).sort());
  });
});
