import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { configMapKind } from '@binnacle/kube/api';
import { configMap } from '../conformance/harness/objects.ts';
import { accessibilityFindings, keepScreenshot, useConsole } from './console.ts';
import { eventually, gone, rowOf, visible } from './look.ts';

const stage = useConsole();
const { signedIn } = stage;

const production = '/clusters/production';

/** A change through the product: the audit has it. */
const change = async (name: string, data: Record<string, string>): Promise<void> => {
  const clusters = (await stage.server.call('GET', '/api/console/v1/clusters')).body as {
    items: { id: number; name: string }[];
  };
  const id = clusters.items.find((cluster) => cluster.name === 'production')?.id;
  const path = `/api/console/v1/clusters/${id}/resources/core/v1/configmaps/${name}?namespace=default`;
  const { status } = await stage.server.call('PATCH', path, { patch: { data } });
  expect(status).toBe(200);
};
const dataOf = async (name: string) => (await stage.client.get(configMapKind, { namespace: 'default', name }))['data'];

describe('what rows use', () => {
  test('is shown beside the state of Pods and nodes', async () => {
    const page = await signedIn(`${production}/core/v1/pods`);
    const grid = page.getByRole('grid', { name: 'Pods', exact: true });
    await visible(grid.getByRole('columnheader', { name: 'CPU', exact: true }));
    await visible(grid.getByText(/^\d+ %$/).first());
    await visible(grid.getByText(/^[\d.]+ [KMG]iB$/).first());
    await keepScreenshot(page, 'list-usage');
    expect(await accessibilityFindings(page)).toEqual([]);
    await page.goto(`${stage.server.url}${production}/core/v1/nodes`);
    await visible(
      page
        .getByRole('grid', { name: 'Nodes', exact: true })
        .getByText(/^\d+ %$/)
        .first(),
    );
    await page.goto(`${stage.server.url}${production}/core/v1/configmaps`);
    await visible(page.getByRole('grid', { name: 'ConfigMaps', exact: true }));
    await gone(page.getByRole('columnheader', { name: 'CPU', exact: true }));
  });

  test('is sorted by, the largest first, and saved with its unit', async () => {
    const page = await signedIn(`${production}/core/v1/pods?ns=shop`);
    const head = page.getByRole('columnheader', { name: 'Memory', exact: true });
    await head.getByRole('button').click();
    await eventually(() => head.getAttribute('aria-sort')).toBe('descending');
    // By far the largest, whatever the others use at the moment.
    const grid = page.getByRole('grid', { name: 'Pods', exact: true });
    await eventually(async () => (await grid.getByRole('link').allTextContents())[0]).toMatch(/^orders-db-/);
    const download = page.waitForEvent('download', { timeout: 60_000 });
    await page.getByRole('button', { name: 'Save as CSV', exact: true }).click();
    const [first, ...lines] = (await readFile(await (await download).path(), 'utf8')).trimEnd().split('\r\n');
    const heads = first!.split(',');
    expect(heads).toContain('CPU (cores)');
    const memory = lines.map((line) => Number(line.split(',')[heads.indexOf('Memory (bytes)')]));
    expect(memory.length).toBeGreaterThan(5);
    expect(memory[0]).toBeGreaterThan(100_000_000);
    await head.getByRole('button').click();
    await eventually(() => head.getAttribute('aria-sort')).toBe('ascending');
    await eventually(async () => (await grid.getByRole('link').allTextContents())[0]).not.toMatch(/^orders-db-/);
  });

  test('also in Chinese, in the dark', async () => {
    const page = await signedIn(`${production}/core/v1/pods`, { language: 'zh-CN', theme: 'dark' });
    await visible(page.getByRole('columnheader', { name: '内存', exact: true }));
    await visible(page.getByText(/^\d+ %$/).first());
    await keepScreenshot(page, 'list-usage-zh-dark');
    expect(await accessibilityFindings(page)).toEqual([]);
  });
});

describe('a change', () => {
  test('is seen as a difference, and taken back; what others changed since stays', async () => {
    await stage.client.create(
      configMapKind,
      configMap('banner', { text: 'old', colour: 'red' }, { namespace: 'default' }),
    );
    await change('banner', { text: 'new', colour: 'green' });
    await stage.client.patch(
      configMapKind,
      { namespace: 'default', name: 'banner' },
      { type: 'merge', body: { data: { colour: 'blue' } } },
    );
    const page = await signedIn('/audit?name=banner&operation=resources.patch');
    await page.getByRole('row').filter({ hasText: 'default/banner' }).getByRole('button').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Undo this change…', exact: true }).click();
    const plan = dialog.getByRole('region', { name: 'What undoing would do', exact: true });
    await visible(plan.getByText('data.text', { exact: true }));
    await visible(plan.getByText('Changed again since, and left as they are: data.colour', { exact: true }));
    await keepScreenshot(page, 'undo');
    expect(await accessibilityFindings(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Undo', exact: true }).click();
    await gone(dialog);
    await eventually(() => dataOf('banner')).toEqual({ text: 'old', colour: 'blue' });
  });

  test('is taken back in Chinese too, in the dark', async () => {
    await stage.client.create(configMapKind, configMap('notice', { text: 'old' }, { namespace: 'default' }));
    await change('notice', { text: 'new' });
    const page = await signedIn('/audit?name=notice&operation=resources.patch', {
      language: 'zh-CN',
      theme: 'dark',
    });
    await page.getByRole('row').filter({ hasText: 'default/notice' }).getByRole('button').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: '撤销此更改…', exact: true }).click();
    await visible(dialog.getByText('data.text', { exact: true }));
    await keepScreenshot(page, 'undo-zh-dark');
    expect(await accessibilityFindings(page)).toEqual([]);
    await dialog.getByRole('button', { name: '撤销', exact: true }).click();
    await gone(dialog);
    await eventually(() => dataOf('notice')).toEqual({ text: 'old' });
  });
});

describe('the main pages in Chinese', () => {
  test('say everything in it, in the light', async () => {
    const page = await signedIn(`${production}/apps/v1/deployments`, { language: 'zh-CN' });
    await visible(rowOf(page, 'cart'));
    await keepScreenshot(page, 'list-zh');
    for (const [tab, name] of [
      ['', 'detail-zh'],
      ['?tab=yaml', 'yaml-zh'],
      ['?tab=logs', 'logs-zh'],
      ['?tab=metrics', 'metrics-zh'],
      ['?tab=revisions', 'revisions-zh'],
    ] as const) {
      await page.goto(`${stage.server.url}${production}/apps/v1/deployments/shop/cart${tab}`);
      await visible(page.getByRole('heading', { name: 'cart', exact: true }));
      await visible(page.getByRole('tabpanel').first());
      await keepScreenshot(page, name);
      expect([name, await accessibilityFindings(page)]).toEqual([name, []]);
    }
    for (const [path, name] of [
      [`${production}`, 'overview-zh'],
      [`${production}/-/create`, 'create-zh'],
      [`${production}/-/events`, 'events-zh'],
    ] as const) {
      await page.goto(`${stage.server.url}${path}`);
      await visible(page.getByRole('heading', { level: 1 }).first());
      await keepScreenshot(page, name);
      expect([name, await accessibilityFindings(page)]).toEqual([name, []]);
    }
  });
});
