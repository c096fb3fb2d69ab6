import type { Locator, Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { configMapKind, deploymentKind, podKind } from '@binnacle/kube/api';
import { configMap, pod, read } from '../conformance/harness/objects.ts';
import { useConsole } from './console.ts';
import { eventually, gone, rowOf, visible } from './look.ts';

const stage = useConsole();
const production = '/clusters/production';
/** More than any page has. */
const mostSteps = 150;

const isFocused = (locator: Locator) => locator.evaluate((element) => element === document.activeElement);
const focused = (locator: Locator) => eventually(() => isFocused(locator)).toBe(true);

/** Goes on by Tab until that has the focus, which must be seen. */
const tabTo = async (page: Page, locator: Locator): Promise<void> => {
  await visible(locator);
  for (let step = 0; step < mostSteps && !(await isFocused(locator)); step += 1) await page.keyboard.press('Tab');
  expect(await isFocused(locator)).toBe(true);
  expect(await locator.evaluate((element) => getComputedStyle(element).outlineStyle)).not.toBe('none');
};

describe('without a mouse', () => {
  test('a Deployment is scaled, and the focus returns to where it was', async () => {
    const page = await stage.signedIn(`${production}/apps/v1/deployments/shop/search`);
    const scale = page.getByRole('button', { name: 'Scale', exact: true });
    await tabTo(page, scale);
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Scale Deployment', exact: true });
    const replicas = dialog.getByRole('textbox', { name: 'Replicas', exact: true });
    await focused(replicas);
    await page.keyboard.press('Escape');
    await gone(dialog);
    await focused(scale);

    await page.keyboard.press('Enter');
    await focused(replicas);
    await page.keyboard.press('Control+a');
    await page.keyboard.type('4');
    await page.keyboard.press('Enter');
    await gone(dialog);
    const key = { namespace: 'shop', name: 'search' };
    expect(read(await stage.client.get(deploymentKind, key), 'spec.replicas')).toBe(4);
  });

  test('tabs are walked, and a menu opens, is walked and closes', async () => {
    const page = await stage.signedIn(`${production}/apps/v1/deployments/shop/cart`);
    await tabTo(page, page.getByRole('tab', { name: 'Overview', exact: true }));
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    const yaml = page.getByRole('tab', { name: 'YAML', exact: true });
    await focused(yaml);
    await page.keyboard.press('Enter');
    await visible(page.getByText('apiVersion', { exact: false }).first());

    await page.reload();
    const more = page.getByRole('button', { name: 'More actions', exact: true });
    await tabTo(page, more);
    await page.keyboard.press('Enter');
    const items = page.getByRole('menuitem');
    await focused(items.first());
    await page.keyboard.press('ArrowDown');
    await focused(items.nth(1));
    await page.keyboard.press('Escape');
    await gone(page.getByRole('menu'));
    await focused(more);
  });

  test('rows are walked, opened by their menu, and chosen', async () => {
    const page = await stage.signedIn(`${production}/apps/v1/deployments?ns=shop`);
    await visible(rowOf(page, 'cart'));
    const grid = page.getByRole('grid', { name: 'Deployments', exact: true });
    await tabTo(page, grid);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('m');
    await focused(page.getByRole('menuitem').first());
    await page.keyboard.press('Escape');
    await gone(page.getByRole('menu'));
    await focused(grid);

    await page.keyboard.press('Space');
    await page.keyboard.press('Shift+ArrowDown');
    const bar = page.getByRole('toolbar', { name: 'Actions on what is selected', exact: true });
    await visible(bar.getByText('2 selected', { exact: true }));
    const restart = bar.getByRole('button', { name: 'Restart', exact: true });
    for (let step = 0; step < mostSteps && !(await isFocused(restart)); step += 1)
      await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Restart Deployment', exact: true });
    await visible(dialog);
    await page.keyboard.press('Escape');
    await gone(dialog);
    await focused(restart);
    await tabTo(page, grid);
    await page.keyboard.press('Escape');
    await gone(bar);
  });

  test('columns are chosen, and their menu closes', async () => {
    const page = await stage.signedIn(`${production}/core/v1/pods`);
    const columns = page.getByRole('button', { name: 'Columns', exact: true });
    await tabTo(page, columns);
    await page.keyboard.press('Enter');
    const menu = page.getByRole('dialog', { name: 'Columns', exact: true });
    await tabTo(page, menu.getByRole('checkbox', { name: 'Memory', exact: true }));
    await page.keyboard.press('Space');
    await gone(page.getByRole('columnheader', { name: 'Memory', exact: true }));
    await page.keyboard.press('Escape');
    await gone(menu);
    await focused(columns);
  });

  test('the palette finds pages and objects by name, and gives the focus back when it is left', async () => {
    const page = await stage.signedIn(`${production}/apps/v1/deployments?ns=shop`);
    const grid = page.getByRole('grid', { name: 'Deployments', exact: true });
    await visible(rowOf(page, 'cart'));
    await tabTo(page, grid);
    const input = page.getByRole('combobox', { name: 'Kind, object, namespace or cluster', exact: true });
    await page.keyboard.press('Control+k');
    await focused(input);
    await page.keyboard.press('Escape');
    await gone(input);
    await focused(grid);

    await page.keyboard.press('Control+k');
    await focused(input);
    await page.keyboard.type('secrets');
    await visible(page.getByRole('option', { name: /^Secrets\s*Kind$/ }));
    await page.keyboard.press('Enter');
    await visible(page.getByRole('heading', { name: 'Secrets', level: 1, exact: true }));

    await page.keyboard.press('Control+k');
    await focused(input);
    await page.keyboard.type('orders-db');
    const found = page.getByRole('option', { name: /^orders-db\s*Deployment · shop$/ });
    await visible(found);
    const chosen = () => found.getAttribute('aria-selected');
    for (let step = 0; step < mostSteps && (await chosen()) !== 'true'; step += 1)
      await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await visible(page.getByRole('heading', { name: 'orders-db', level: 1, exact: true }));
  });

  test('rows are looked for, sorted, and opened', async () => {
    const page = await stage.signedIn(`${production}/apps/v1/deployments?ns=shop`);
    const grid = page.getByRole('grid', { name: 'Deployments', exact: true });
    const links = grid.getByRole('link');
    await visible(rowOf(page, 'cart'));
    const all = await links.count();
    await page.keyboard.press('/');
    const box = page.getByRole('searchbox', { name: 'Search by name', exact: true });
    await focused(box);
    await page.keyboard.type('cart');
    await eventually(() => links.allTextContents()).toEqual(['cart', 'cart-cache']);
    await page.keyboard.press('Escape');
    await eventually(() => links.count()).toBe(all);

    const head = page.getByRole('columnheader', { name: 'Name', exact: true });
    await tabTo(page, head.getByRole('button'));
    await page.keyboard.press('Enter');
    await eventually(() => head.getAttribute('aria-sort')).toBe('descending');
    await tabTo(page, grid);
    await page.keyboard.press('End');
    const last = (await links.allTextContents()).at(-1) ?? '';
    await page.keyboard.press('Enter');
    await visible(page.getByRole('heading', { name: last, level: 1, exact: true }));
  });

  test('the text of an object is changed, and its editor left', async () => {
    const key = { namespace: 'default', name: 'keys' };
    await stage.client.create(configMapKind, configMap('keys', { sky: 'blue' }, { namespace: 'default' }));
    const page = await stage.signedIn(`${production}/core/v1/configmaps/default/keys?tab=yaml`);
    const edit = page.getByRole('button', { name: 'Edit', exact: true });
    await tabTo(page, edit);
    await page.keyboard.press('Enter');
    const editor = page.getByRole('textbox', { name: 'Edit keys', exact: true });
    await focused(editor);
    await page.keyboard.press('Control+Home');
    await page.keyboard.press('Control+f');
    await page.keyboard.type('blue');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Escape');
    await focused(editor);
    await page.keyboard.type('grey');
    await eventually(() => editor.textContent()).toContain('sky: grey');
    const review = page.getByRole('button', { name: 'Review changes', exact: true });
    // One for what may have opened while typing, one to leave.
    for (const key of ['Escape', 'Escape', 'Shift+Tab']) await page.keyboard.press(key);
    await focused(review);
    await page.keyboard.press('Enter');
    await visible(page.getByRole('region', { name: 'What will change', exact: true }).getByText('data.sky'));
    const save = page.getByRole('button', { name: 'Save', exact: true });
    await tabTo(page, save);
    await page.keyboard.press('Enter');
    await focused(edit);
    expect((await stage.client.get(configMapKind, key))['data']).toEqual({ sky: 'grey' });
  });

  test('a terminal is opened, used and left', async () => {
    await stage.client.create(podKind, pod('keyed', {}, { namespace: 'default' }));
    const page = await stage.signedIn(`${production}/core/v1/pods/default/keyed`);
    await visible(page.getByText('Running', { exact: true }).first());
    await tabTo(page, page.getByRole('button', { name: 'Terminal', exact: true }));
    await page.keyboard.press('Enter');
    const dock = page.getByRole('region', { name: 'Terminals', exact: true });
    await visible(dock.getByText('Connected', { exact: true }));
    await focused(dock.getByRole('textbox', { name: 'Terminal input', exact: true }));
    await page.keyboard.type('echo keys-$((6 * 7))');
    await page.keyboard.press('Enter');
    await eventually(() => dock.locator('.xterm-rows').textContent()).toContain('keys-42');
    await page.keyboard.press('F6');
    await focused(dock.getByRole('button', { name: 'default/keyed', exact: true }));
    const close = dock.getByRole('button', { name: 'Close the terminal of default/keyed', exact: true });
    await tabTo(page, close);
    await page.keyboard.press('Enter');
    await gone(dock);
  });
});
