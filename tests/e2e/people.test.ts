import { describe, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import type { PageOptions } from './browser.ts';
import { accessibilityFindings, keepScreenshot, useConsole } from './console.ts';
import { gone, visible } from './look.ts';

const stage = useConsole();
const api = '/api/console/v1';

/** Signed in as the administrator, at a path of the console. */
const signedIn = async (path: string, options?: PageOptions): Promise<Page> => {
  const page = await stage.signedIn(path, options);
  await visible(page.locator('main h1'));
  return page;
};

const rowOf = (page: Page, name: string) =>
  page.getByRole('row').filter({ has: page.getByText(name, { exact: true }) });
const choose = async (page: Page, name: string, entry: string) => {
  await page.getByRole('button', { name: `Actions for ${name}`, exact: true }).click();
  await page.getByRole('menuitem', { name: entry }).click();
};
/** Fills in what must be there, through the API. */
const make = async (path: string, body: unknown) => {
  const { status, body: answer } = await stage.server.call('POST', `${api}${path}`, body);
  if (status !== 201 && status !== 409) throw new Error(`${path} answered ${status}: ${JSON.stringify(answer)}`);
};
const user = (username: string, more: object = {}) =>
  make('/users', { username, password: 'a first password', temporary: false, ...more });

describe('users', () => {
  test('are made, found, changed, disabled and removed', async () => {
    const page = await signedIn('/people');
    await visible(rowOf(page, 'admin'));
    await page.getByRole('button', { name: 'Add a user' }).click();
    const form = page.getByRole('dialog', { name: 'Add a user' });
    await form.getByLabel('Username').fill('grace');
    await form.getByLabel('Display name').fill('Grace Hopper');
    await form.getByRole('checkbox', { name: 'viewer', exact: true }).check();
    await form.getByLabel('Groups').fill('navy, compilers');
    await form.getByLabel('First password').fill('12345678');
    await form.getByRole('button', { name: 'Add a user' }).click();
    await visible(form.getByText('password is among those that are tried first'));
    await form.getByLabel('First password').fill('a compiler of her own');
    await form.getByRole('button', { name: 'Add a user' }).click();
    await gone(form);
    await visible(rowOf(page, 'grace').getByText('compilers'));
    await visible(rowOf(page, 'grace').getByText('Must change the password'));

    await page.getByRole('textbox', { name: 'Search users' }).fill('hopper');
    await gone(rowOf(page, 'admin'));
    await visible(rowOf(page, 'grace'));
    await page.getByRole('textbox', { name: 'Search users' }).fill('');
    await visible(rowOf(page, 'admin'));
    await keepScreenshot(page, 'people-users');

    await choose(page, 'grace', 'Edit');
    const edit = page.getByRole('dialog', { name: 'Edit' });
    await edit.getByLabel('Email').fill('grace@example.com');
    await edit.getByRole('button', { name: 'Save' }).click();
    await gone(edit);
    await visible(rowOf(page, 'grace').getByText('grace@example.com', { exact: false }));
    await choose(page, 'grace', 'Disable');
    await page.getByRole('dialog').getByRole('button', { name: 'Disable' }).click();
    await visible(rowOf(page, 'grace').getByText('Disabled', { exact: true }));
    await choose(page, 'grace', 'Remove');
    const remove = page.getByRole('dialog', { name: 'Remove' });
    expect(await remove.getByRole('button', { name: 'Remove' }).isDisabled()).toBe(true);
    await remove.getByLabel('Type grace to confirm').fill('grace');
    await remove.getByRole('button', { name: 'Remove' }).click();
    await gone(rowOf(page, 'grace'));
  });
});

describe('roles and bindings', () => {
  test('a role is made, given within limits, and seen in what somebody may do', async () => {
    await user('ada');
    const page = await signedIn('/people/roles');
    await visible(rowOf(page, 'operator').getByText('built in'));
    await page.getByRole('button', { name: 'Make a role' }).click();
    const form = page.getByRole('dialog', { name: 'Make a role' });
    await form.getByLabel('Name', { exact: true }).fill('restarter');
    const rule = form.getByRole('group', { name: 'Rule 1' });
    await rule.getByLabel('Verbs').fill('viewer, restart');
    expect(await form.getByRole('button', { name: 'Make a role' }).isDisabled()).toBe(true);
    await rule.getByLabel('Resources').fill('pods, deployments.apps');
    await form.getByText('Everything that a rule can name').first().click();
    await visible(
      form
        .getByRole('cell', { name: 'Change the number of replicas' })
        .or(form.getByRole('cell', { name: 'scale' }).first()),
    );
    await keepScreenshot(page, 'people-role');
    await form.getByRole('button', { name: 'Make a role' }).click();
    await gone(form);
    await visible(rowOf(page, 'restarter').getByText('viewer, restart'));
    await keepScreenshot(page, 'people-roles');

    await page.getByRole('tab', { name: 'Bindings' }).click();
    await page.getByRole('button', { name: 'Give a role' }).first().click();
    const give = page.getByRole('dialog', { name: 'Give a role' });
    await give.getByLabel('Name', { exact: true }).fill('ada');
    await give.getByLabel('Role').selectOption('restarter');
    await give.getByLabel('Clusters').fill('staging');
    await give.getByLabel('Namespaces').fill('shop, shop-*');
    await give.getByRole('button', { name: 'Give a role' }).click();
    await gone(give);
    await visible(rowOf(page, 'ada').getByText('shop-*'));
    await keepScreenshot(page, 'people-bindings');

    await page.getByRole('link', { name: 'ada' }).click();
    await visible(page.getByRole('cell', { name: 'user ada' }));
    const check = async (namespace: string) => {
      await page.getByLabel('Verb', { exact: true }).fill('restart');
      await page.getByLabel('Resource', { exact: true }).fill('deployments.apps');
      await page.locator('main').getByLabel('Cluster', { exact: true }).selectOption('staging');
      await page.locator('main').getByLabel('Namespace', { exact: true }).fill(namespace);
      await page.getByRole('button', { name: 'Check' }).click();
    };
    await check('shop');
    await visible(page.getByText('Allowed', { exact: true }));
    await keepScreenshot(page, 'people-access');
    await check('bank');
    await visible(page.getByText('Refused', { exact: true }));
    await visible(page.getByText('no rule allows restart on deployments.apps', { exact: false }));

    await page.getByRole('tab', { name: 'Bindings' }).click();
    await choose(page, 'restarter → ada', 'Remove');
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await gone(rowOf(page, 'ada'));
  });
});

describe('the profile', () => {
  test('shows a new API key once, revokes it, changes the password and signs out everywhere', async () => {
    await user('linus', { roles: ['operator'] });
    const page = await stage.open();
    await page.goto(`${stage.server.url}/profile`);
    await page.getByLabel('Username').fill('linus');
    await page.getByLabel('Password', { exact: true }).fill('a first password');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await visible(page.getByRole('heading', { name: 'Profile', level: 1 }));
    expect(await page.getByRole('navigation').getByRole('link', { name: 'People' }).count()).toBe(0);

    await page.getByRole('button', { name: 'Make an API key' }).click();
    const dialog = page.getByRole('dialog', { name: 'Make an API key' });
    await dialog.getByLabel('Name', { exact: true }).fill('nightly');
    await dialog.getByRole('button', { name: 'Make an API key' }).click();
    const shown = dialog.getByText(/^bnk_/);
    await visible(shown);
    const key = (await shown.textContent()) ?? '';
    await keepScreenshot(page, 'profile-key');
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    await gone(dialog);
    const keys = page.getByRole('region', { name: 'API keys' }).first();
    await visible(keys.getByText('nightly'));
    expect(await page.getByText(key).count()).toBe(0);
    const asKey = () => fetch(`${stage.server.url}${api}/clusters`, { headers: { authorization: `Bearer ${key}` } });
    expect((await asKey()).status).toBe(200);
    await keepScreenshot(page, 'profile');
    await choose(page, 'nightly', 'Revoke');
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
    await visible(page.getByText('No API keys'));
    expect((await asKey()).status).toBe(401);

    await page.getByRole('button', { name: 'Change the password' }).click();
    const change = page.getByRole('dialog', { name: 'Change the password' });
    await change.getByLabel('Current password').fill('a wrong password');
    await change.getByLabel('New password').fill('a second password');
    await change.getByRole('button', { name: 'Change the password' }).click();
    await visible(change.getByText('current_password is not the present password'));
    await change.getByLabel('Current password').fill('a first password');
    await change.getByRole('button', { name: 'Change the password' }).click();
    await gone(change);

    await page.getByRole('button', { name: 'Sign out everywhere' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Sign out everywhere' }).click();
    await visible(page.getByRole('heading', { name: 'Sign in to Binnacle' }));
  });
});

describe('the audit', () => {
  test('shows a change with the object before and after, filtered by the address', async () => {
    const path = `${api}/clusters/production/resources/apps/v1/deployments/cart/scale?namespace=shop`;
    const { status } = await stage.server.call('POST', path, { replicas: 4 });
    expect(status).toBe(200);
    const page = await signedIn('/audit');
    await visible(page.getByRole('cell', { name: 'deployments.apps shop/cart' }).first());
    await page.getByRole('search').getByLabel('Operation').fill('workloads.scale');
    await expect.poll(() => page.url(), { timeout: 30_000 }).toContain('operation=workloads.scale');
    await gone(page.getByRole('cell', { name: /auth\.redeem/ }).first());
    await keepScreenshot(page, 'audit');
    await page.getByRole('row').filter({ hasText: 'shop/cart' }).getByRole('button').first().click();
    const entry = page.getByRole('dialog');
    await visible(entry.getByRole('region', { name: 'What was changed' }));
    await visible(entry.getByText('"replicas": 4', { exact: false }).first());
    await keepScreenshot(page, 'audit-entry');
    await page.keyboard.press('Escape');
    await gone(entry);

    const exported = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Export as JSON lines' }).click();
    const file = await (await exported).createReadStream();
    let text = '';
    for await (const chunk of file) text += String(chunk);
    const lines = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { operation: string });
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.every(({ operation }) => operation === 'workloads.scale')).toBe(true);

    await page.getByRole('search').getByLabel('User').fill('nobody');
    await visible(page.getByText('Nothing was done'));
    await page.getByRole('button', { name: 'Clear filters' }).first().click();
    await visible(page.getByRole('cell', { name: 'deployments.apps shop/cart' }).first());
  });
});

describe('the welcome page', () => {
  test('says what is done and what is open, and leads there', async () => {
    const page = await signedIn('/welcome');
    await visible(page.getByRole('region', { name: 'Your password' }).getByText('Done'));
    await visible(page.getByRole('region', { name: 'Sign-in through a provider' }).getByText('Open'));
    await keepScreenshot(page, 'welcome');
    await page.getByRole('region', { name: 'Other people' }).getByRole('button', { name: 'People' }).click();
    await visible(page.getByRole('heading', { name: 'People', level: 1 }));
  });
});

describe.each(['light', 'dark'] as const)('accessibility, %s', (theme) => {
  test('of people, profile, audit and welcome', async () => {
    await user('ada');
    await make('/bindings', { role: 'viewer', subject: { kind: 'group', name: 'everybody' } });
    const page = await signedIn('/people', { theme, ...(theme === 'dark' ? { language: 'zh-CN' } : {}) });
    const places = [
      '/people',
      '/people/roles',
      '/people/bindings',
      '/people/access/user/ada',
      '/people/keys',
      '/profile',
      '/audit',
      '/welcome',
    ];
    for (const place of places) {
      await page.goto(`${stage.server.url}${place}`);
      await visible(page.locator('main h1'));
      await gone(page.getByRole('status', { name: theme === 'dark' ? '正在加载列表' : 'Loading the list' }));
      expect({ place, findings: await accessibilityFindings(page) }).toEqual({ place, findings: [] });
      if (theme === 'dark') await keepScreenshot(page, `${place.slice(1).replaceAll('/', '-')}-dark-zh`);
    }
    await page.goto(`${stage.server.url}/people`);
    await page.getByRole('button', { name: theme === 'dark' ? '添加用户' : 'Add a user' }).click();
    await visible(page.getByRole('dialog'));
    expect(await accessibilityFindings(page)).toEqual([]);
  });
});
