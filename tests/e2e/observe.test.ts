/** What is observed of clusters, in a browser: one in a mesh, one with a Prometheus. */
import { describe, expect, test } from 'vitest';
import { accessibilityFindings, keepScreenshot, useConsole } from './console.ts';
import { eventually, visible } from './look.ts';

const stage = useConsole(undefined, { production: 'istio', staging: 'canary' });

describe('metrics', () => {
  test('of a workload come from its Prometheus, by Pod, over the range that is chosen', async () => {
    const set = await stage.server.fetch('/api/v1/k8s/clusters/2', {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ prometheus_url: 'http://prometheus.monitoring.svc:80' }),
    });
    expect(set.status).toBe(200);
    const page = await stage.signedIn('/clusters/staging/apps/v1/deployments/shop/storefront?tab=metrics');
    const cpu = page.getByRole('region', { name: 'CPU', exact: true });
    await visible(page.getByText('From Prometheus', { exact: true }));
    await eventually(() => cpu.getByRole('listitem').count()).toBeGreaterThanOrEqual(5);
    await visible(cpu.getByRole('img', { name: /^CPU: storefront-/ }));
    await visible(page.getByRole('region', { name: 'Network sent', exact: true }).getByRole('img'));
    await keepScreenshot(page, 'metrics');
    await page.getByRole('button', { name: '15 min', exact: true }).click();
    await visible(cpu.getByRole('img', { name: /^CPU: storefront-/ }));
  });

  test('of a Pod, where no Prometheus is, come from the metrics API', async () => {
    const page = await stage.signedIn('/clusters/production/core/v1/namespaces/-/shop?tab=metrics');
    await visible(page.getByText('From the metrics API, as long as somebody has been looking', { exact: true }));
    await visible(
      page.getByRole('region', { name: 'Memory', exact: true }).getByRole('img', { name: /^Memory: Total/ }),
    );
  });
});

describe('overviews', () => {
  test('of a cluster say what it has, what asks for most, and what is wrong', async () => {
    const page = await stage.signedIn('/clusters/production');
    const capacity = page.getByRole('region', { name: 'Capacity', exact: true });
    await visible(capacity.getByText(/nodes ready$/));
    await visible(capacity.getByText(/^Requested/).first());
    const top = page.getByRole('region', { name: 'Top consumers', exact: true });
    await visible(top.getByRole('link').first());
    await top.getByRole('button', { name: 'Memory', exact: true }).click();
    await visible(top.getByText(/ MiB$/).first());
    await visible(page.getByRole('link', { name: 'All findings', exact: true }));
    await keepScreenshot(page, 'overview-observed');
  });

  test('of a node say what it can give, and list its Pods', async () => {
    const page = await stage.signedIn('/clusters/production/core/v1/nodes');
    await page
      .getByRole('main')
      .getByRole('link', { name: /worker/ })
      .first()
      .click();
    const capacity = page.getByRole('region', { name: 'Capacity', exact: true });
    await visible(capacity.getByText('Pods', { exact: true }));
    await visible(page.getByRole('main').getByRole('link', { name: 'Pods', exact: true }));
    await visible(page.getByRole('main').getByRole('row').getByRole('link').first());
    await keepScreenshot(page, 'node');
  });

  test('of the fleet have a card for each cluster, which leads to it', async () => {
    const page = await stage.signedIn('/fleet');
    const production = page.getByRole('article', { name: 'production', exact: true });
    await visible(production.getByText(/critical, \d+ warnings$/));
    await visible(
      page
        .getByRole('article', { name: 'staging', exact: true })
        .getByText(/^Requested/)
        .first(),
    );
    await keepScreenshot(page, 'fleet');
    await production.getByRole('link', { name: 'production', exact: true }).click();
    await visible(page.getByRole('heading', { level: 1, name: 'production', exact: true }));
  });
});

describe('the events explorer', () => {
  test('groups, narrows and opens to events', async () => {
    await stage.client.create({ group: '', version: 'v1', plural: 'events', namespaced: true }, {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name: 'catalog.noted', namespace: 'shop' },
      involvedObject: { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'catalog-v1' },
      reason: 'SomebodyLooked',
      message: 'somebody looked at the catalog',
      type: 'Warning',
      lastTimestamp: new Date().toISOString(),
    } as never);
    const page = await stage.signedIn('/clusters/production/-/events');
    await visible(page.getByRole('img', { name: 'Events over time', exact: true }));
    const group = page.getByRole('button', { name: /SomebodyLooked/ });
    await visible(group);
    await group.click();
    await visible(page.getByRole('link', { name: 'deployment/catalog-v1', exact: true }));
    await keepScreenshot(page, 'events');
    await page.getByLabel('Filter by object, namespace or words', { exact: true }).fill('nothing has this name');
    await visible(page.getByRole('heading', { name: 'Nothing matches', exact: true }));
    await page.getByLabel('Filter by object, namespace or words', { exact: true }).fill('looked');
    await visible(group);
  });
});

describe('the events explorer, live', () => {
  test('shows what comes while it is open, says when the cluster is lost, and stops when it is told to', async () => {
    const events = { group: '', version: 'v1', plural: 'events', namespaced: true };
    const report = (reason: string) =>
      stage.client.create(events, {
        apiVersion: 'v1',
        kind: 'Event',
        metadata: { name: reason.toLowerCase(), namespace: 'shop' },
        involvedObject: { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'catalog-v1' },
        reason,
        message: 'it happened while somebody looked',
        type: 'Normal',
        lastTimestamp: new Date().toISOString(),
      } as never);
    const page = await stage.signedIn('/clusters/production/-/events');
    const status = page.getByRole('main').getByRole('status');
    await visible(status.filter({ hasText: 'Live' }));
    await report('CameLater');
    await visible(page.getByRole('button', { name: /CameLater/ }));
    await stage.link.cut();
    await visible(status.filter({ hasText: /Stale since|Cluster down, as of/ }));
    await visible(page.getByRole('button', { name: /CameLater/ }));
    await stage.link.mend();
    await visible(status.filter({ hasText: 'Live' }));
    await page.getByRole('button', { name: 'Pause', exact: true }).click();
    await visible(status.filter({ hasText: /^stopped at / }));
    await report('CameWhileStopped');
    await page.getByRole('button', { name: 'Go on', exact: true }).click();
    await visible(page.getByRole('button', { name: /CameWhileStopped/ }));
  });
});

describe('the mesh', () => {
  test('is drawn as a picture of where requests go, with what is wrong', async () => {
    const page = await stage.signedIn('/clusters/production/-/mesh');
    const routes = page.getByRole('region', { name: 'Virtual services: where requests go', exact: true });
    await visible(routes.getByRole('img', { name: /→ .* \d+ %, .* \d+ %/ }).first());
    await visible(page.getByText(/^\d+ of \d+ ready$/).first());
    await visible(page.getByRole('region', { name: 'Destination rules', exact: true }).getByRole('link').first());
    const proxies = page.getByRole('region', { name: 'Proxies one by one', exact: true });
    const late = proxies.getByRole('row').filter({ hasText: 'payments-v1' }).first();
    await visible(late.getByText('Behind', { exact: true }));
    await visible(late.getByText('clusters, listeners, routes, endpoints', { exact: true }));
    await visible(proxies.getByText('In sync', { exact: true }).first());
    await keepScreenshot(page, 'mesh');
  });

  test('is said to be absent where it is', async () => {
    const page = await stage.signedIn('/clusters/staging/-/mesh');
    await visible(page.getByRole('heading', { name: 'No Istio here', exact: true }));
  });
});

const pages = [
  ['fleet', '/fleet', 'article'],
  ['overview', '/clusters/production', 'region'],
  ['events', '/clusters/production/-/events', 'img'],
  ['mesh', '/clusters/production/-/mesh', 'region'],
  ['metrics', '/clusters/staging/apps/v1/deployments/shop/storefront?tab=metrics', 'region'],
] as const;

describe.each(pages)('the page %s', (name, path, role) => {
  test.each(['light', 'dark'] as const)('has no serious accessibility findings, %s, in Chinese', async (theme) => {
    const page = await stage.signedIn(path, { language: 'zh-CN', theme });
    await visible(page.getByRole('main').getByRole(role).first());
    await eventually(() => page.locator('main [aria-busy="true"]').count()).toBe(0);
    await keepScreenshot(page, `${name}-zh-${theme}`);
    expect(await accessibilityFindings(page)).toEqual([]);
  });
});
