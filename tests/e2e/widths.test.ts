import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { nodeKind, podKind, secretKind } from '@binnacle/kube/api';
import { pod } from '../conformance/harness/objects.ts';
import { keepScreenshot, useConsole } from './console.ts';
import { eventually, lostIn, visible } from './look.ts';

const stage = useConsole(undefined, { production: 'istio', staging: 'crash' });
const production = '/clusters/production';
const box = `${production}/core/v1/pods/default/box`;
const storefront = `${production}/apps/v1/deployments/shop/storefront-v1`;

/** A page, and what stands on it once it is drawn. */
interface Place {
  name: string;
  path: string | (() => Promise<string>);
  drawn: (page: Page) => ReturnType<Page['locator']>;
  /** What is done there before it is looked at. */
  then?: (page: Page) => Promise<void>;
}

const heading = (name: string) => (page: Page) => page.getByRole('heading', { name, exact: true });
/** With a count behind it. */
const titled = (name: string) => (page: Page) => page.getByRole('heading', { name: new RegExp(`^${name}`) });
const rows = (page: Page) => page.getByRole('grid').getByRole('link').first();
const tableRow = (page: Page) => page.getByRole('row').nth(1);
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).first().click();

const places: readonly Place[] = [
  {
    name: 'fleet',
    path: '/fleet',
    drawn: (page) => page.getByRole('link', { name: 'production', exact: true }).first(),
  },
  { name: 'releases-of-all', path: '/rollouts', drawn: (page) => page.getByRole('heading', { level: 1 }) },
  { name: 'clusters', path: '/clusters', drawn: tableRow },
  { name: 'people', path: '/people', drawn: tableRow },
  { name: 'roles', path: '/people/roles', drawn: (page) => page.getByRole('tab', { name: 'Roles', exact: true }) },
  { name: 'bindings', path: '/people/bindings', drawn: (page) => page.getByRole('tabpanel') },
  { name: 'access', path: '/people/access', drawn: (page) => page.getByRole('tabpanel') },
  { name: 'audit', path: '/audit', drawn: heading('Audit') },
  { name: 'profile', path: '/profile', drawn: (page) => page.getByRole('heading', { level: 1 }) },
  { name: 'overview', path: '/clusters/staging', drawn: titled('What is wrong now') },
  {
    name: 'findings',
    path: '/clusters/staging/-/findings',
    drawn: (page) => page.getByRole('heading', { level: 2 }).first(),
  },
  { name: 'events', path: '/clusters/staging/-/events', drawn: (page) => page.getByRole('heading', { level: 1 }) },
  { name: 'mesh', path: `${production}/-/mesh`, drawn: (page) => page.getByRole('heading', { level: 2 }).first() },
  { name: 'releases', path: `${production}/-/rollouts`, drawn: (page) => page.getByRole('heading', { level: 1 }) },
  {
    name: 'release-new',
    path: `${production}/-/rollouts/new?ns=shop`,
    drawn: (page) => page.getByRole('heading', { level: 1 }),
  },
  { name: 'create', path: `${production}/-/create?ns=default`, drawn: (page) => page.locator('.cm-content') },
  { name: 'pods', path: '/clusters/staging/core/v1/pods', drawn: rows },
  { name: 'nodes', path: `${production}/core/v1/nodes`, drawn: rows },
  {
    name: 'pods-chosen',
    path: `${production}/core/v1/pods`,
    drawn: rows,
    then: (page) =>
      page
        .getByRole('checkbox', { name: /^Select / })
        .nth(1)
        .click(),
  },
  { name: 'crds', path: `${production}/apiextensions.k8s.io/v1/customresourcedefinitions`, drawn: rows },
  { name: 'pod', path: box, drawn: heading('Conditions') },
  { name: 'pod-metrics', path: `${box}?tab=metrics`, drawn: (page) => page.getByRole('tabpanel') },
  { name: 'pod-yaml', path: `${box}?tab=yaml`, drawn: (page) => page.getByText('apiVersion').first() },
  {
    name: 'pod-yaml-edit',
    path: `${box}?tab=yaml`,
    drawn: (page) => page.getByText('apiVersion').first(),
    then: async (page) => {
      await press(page, 'Edit');
      await visible(page.locator('.cm-content'));
    },
  },
  { name: 'pod-events', path: `${box}?tab=events`, drawn: tableRow },
  { name: 'pod-logs', path: `${storefront}?tab=logs`, drawn: (page) => page.getByRole('log') },
  {
    name: 'pod-files',
    path: `${box}?tab=files`,
    drawn: (page) => page.getByRole('button', { name: 'tmp', exact: true }),
  },
  { name: 'deployment', path: storefront, drawn: titled('Containers') },
  { name: 'revisions', path: `${storefront}?tab=revisions`, drawn: tableRow },
  { name: 'secret', path: `${production}/core/v1/secrets/default/launch`, drawn: titled('Data') },
  {
    name: 'node',
    path: async () =>
      `${production}/core/v1/nodes/-/${(await stage.client.list(nodeKind)).items[0]?.metadata.name ?? ''}`,
    drawn: heading('Conditions'),
  },
  {
    name: 'terminal',
    path: box,
    drawn: heading('Conditions'),
    then: async (page) => {
      await press(page, 'Terminal');
      await visible(page.getByText('Connected', { exact: true }).first());
    },
  },
];

let page: Page;
beforeAll(async () => {
  await stage.client.create(podKind, pod('box', {}, { namespace: 'default' }));
  const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'launch', namespace: 'default' } };
  await stage.client.create(secretKind, { ...secret, data: { code: btoa('open sesame') } } as Parameters<
    typeof stage.client.create
  >[1]);
  page = await stage.keptPage({});
});
afterAll(() => page.context().close());

describe('in windows of 900 to 1920, nothing is cut off', () => {
  test.each(places)('$name', async ({ name, path, drawn, then }) => {
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.goto(stage.server.url + (typeof path === 'string' ? path : await path()));
    await visible(drawn(page));
    await then?.(page);
    for (const width of [1920, 1280, 900]) {
      await page.setViewportSize({ width, height: 800 });
      // What is drawn by measure follows a moment after the window.
      await eventually(() => lostIn(page)).toEqual([]);
      await keepScreenshot(page, `width-${width}-${name}`);
    }
  });
});
