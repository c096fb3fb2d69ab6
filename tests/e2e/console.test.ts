import { describe, expect, test } from 'vitest';
import { deploymentKind, podKind } from '@binnacle/kube/api';
import { pod, read } from '../conformance/harness/objects.ts';
import { adminPassword } from '../fixtures/server.ts';
import { accessibilityFindings, keepScreenshot, useConsole } from './console.ts';
import { gone, visible } from './look.ts';

const stage = useConsole();
const { open, signedIn } = stage;

const pods = '/clusters/production/core/v1/pods';
const deployments = '/clusters/production/apps/v1/deployments';

describe('signing in', () => {
  test('with a password', async () => {
    const page = await open();
    await page.goto(stage.server.url);
    await visible(page.getByRole('heading', { name: 'Sign in to Binnacle' }));
    await keepScreenshot(page, 'sign-in');
    await page.getByLabel('Password', { exact: true }).fill('wrong');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await visible(page.getByRole('alert'));
    await page.getByLabel('Password', { exact: true }).fill(adminPassword);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await visible(page.getByRole('heading', { name: 'Fleet overview', level: 1, exact: true }));
  });

  test('with a one-time link, once', async () => {
    const link = stage.server.signInLink();
    const page = await open();
    await page.goto(link);
    await visible(page.getByRole('heading', { name: 'Fleet overview', level: 1, exact: true }));
    expect(page.url()).not.toContain('code=');
    const second = await open();
    await second.goto(link);
    await visible(second.getByRole('alert'));
    await visible(second.getByRole('heading', { name: 'Sign in to Binnacle' }));
  });

  test('and out again', async () => {
    const page = await signedIn('/');
    await visible(page.getByRole('heading', { name: 'Fleet overview', level: 1, exact: true }));
    await page.getByRole('button', { name: 'Account' }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await visible(page.getByRole('heading', { name: 'Sign in to Binnacle' }));
  });
});

describe('the main job', () => {
  test('a Pod appears live, is opened, and its log flows', async () => {
    const page = await signedIn(pods);
    await visible(page.getByRole('status').filter({ hasText: 'Live' }));
    const row = page.getByRole('row').filter({ hasText: 'a-new-pod' });
    expect(await row.count()).toBe(0);
    await stage.client.create(podKind, pod('a-new-pod', {}, { namespace: 'default' }));
    await visible(row);
    await visible(row.getByText('Running'));
    await keepScreenshot(page, 'pods');

    await row.getByRole('link', { name: 'a-new-pod' }).click();
    await visible(page.getByRole('heading', { name: 'a-new-pod', level: 1 }));
    await keepScreenshot(page, 'pod');
    await page.getByRole('tab', { name: 'YAML' }).click();
    await visible(page.getByText('kind: Pod').first());
    await page.getByRole('tab', { name: 'Events' }).click();
    await visible(page.getByText('Scheduled').first());
    await page.getByRole('tab', { name: 'Logs' }).click();
    const count = page.getByText(/^\d+ lines?$/);
    await visible(count);
    await visible(page.getByText('Following', { exact: true }));
    const lines = async () => Number.parseInt((await count.textContent()) ?? '0');
    const before = await lines();
    await expect.poll(lines, { timeout: 20_000 }).toBeGreaterThan(before);
    await keepScreenshot(page, 'logs');

    await stage.client.delete(podKind, { namespace: 'default', name: 'a-new-pod' });
    await visible(page.getByText('This object has been deleted.', { exact: false }));
  });

  test('a Deployment is scaled after a confirmation, and the list shows it live', async () => {
    const page = await signedIn(`${deployments}?ns=shop`);
    const row = page.getByRole('row').filter({ has: page.getByRole('link', { name: 'cart', exact: true }) });
    const before = Number(/(\d+)\/\d+/.exec((await row.textContent()) ?? '')?.[1]);
    expect(before).toBeGreaterThan(0);
    await row.getByRole('button', { name: 'Actions for cart' }).click();
    await page.getByRole('menuitem', { name: 'Scale' }).click();
    const dialog = page.getByRole('dialog', { name: 'Scale Deployment' });
    await visible(dialog.getByText('shop/cart'));
    await dialog.getByLabel('Replicas').fill('');
    await visible(dialog.getByText('Say how many.'));
    expect(await dialog.getByRole('button', { name: 'Scale' }).isDisabled()).toBe(true);
    await dialog.getByLabel('Replicas').fill(String(before + 2));
    await keepScreenshot(page, 'scale');
    await dialog.getByRole('button', { name: 'Scale' }).click();
    await gone(dialog);
    await visible(page.getByText(`Scaled to ${before + 2}`));
    await visible(row.getByText(`${before + 2}/${before + 2}`));
    const now = await stage.client.get(deploymentKind, { namespace: 'shop', name: 'cart' });
    expect(read(now, 'spec.replicas')).toBe(before + 2);
  });

  test('a cancelled restart changes nothing, a confirmed one replaces the Pods', async () => {
    const page = await signedIn(`${deployments}/shop/cart`);
    const generation = async () =>
      (await stage.client.get(deploymentKind, { namespace: 'shop', name: 'cart' })).metadata.generation;
    const before = await generation();
    await page.getByRole('button', { name: 'Restart', exact: true }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    await gone(page.getByRole('dialog'));
    expect(await generation()).toBe(before);
    await page.getByRole('button', { name: 'Restart', exact: true }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Restart', exact: true }).click();
    await visible(page.getByText('Restart requested'));
    expect(await generation()).toBe(Number(before) + 1);
  });

  test('search, label selector and namespace narrow the list on the server', async () => {
    const page = await signedIn(pods);
    const rows = page.getByRole('grid').getByRole('link');
    await visible(rows.first());
    await page.getByRole('searchbox', { name: 'Search by name' }).fill('CART');
    await expect
      .poll(() => rows.allTextContents())
      .toSatisfy((names: string[]) => names.length > 0 && names.every((name) => name.includes('cart')));
    await page.getByRole('searchbox', { name: 'Search by name' }).fill('no-such-pod');
    await visible(page.getByText('Nothing matches the filters'));
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await visible(rows.first());
  });

  test('everything is reached with the keyboard', async () => {
    const page = await signedIn('/');
    await page.keyboard.press('Control+k');
    await visible(page.getByRole('combobox', { name: 'Kind, object, namespace or cluster' }));
    await page.keyboard.type('deployments');
    await visible(page.getByRole('option', { name: 'Deployments' }));
    await page.keyboard.press('Enter');
    await visible(page.getByRole('heading', { name: 'Deployments', level: 1 }));
    await visible(page.getByRole('grid').getByRole('link').first());
    await page.getByRole('grid').focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await visible(page.getByRole('tab', { name: 'YAML' }));
  });
});

describe('trouble', () => {
  test('the sick cluster shows what is wrong', async () => {
    const page = await signedIn('/clusters/staging');
    await visible(page.getByRole('heading', { name: 'What is wrong now' }));
    await visible(page.getByText(/CrashLoopBackOff|ImagePullBackOff|ErrImagePull/).first());
    await visible(
      page
        .getByRole('region', { name: 'Capacity', exact: true })
        .getByText(/^Requested /)
        .first(),
    );
    await keepScreenshot(page, 'overview');
  });

  test('a lost cluster is shown as stale, and comes back by itself', async () => {
    const page = await signedIn(pods);
    const status = page.locator('main').getByRole('status').first();
    await visible(status.filter({ hasText: 'Live' }));
    const count = await page.getByRole('grid').getByRole('link').count();
    await stage.link.cut();
    await visible(status.filter({ hasText: /Stale since|Cluster down, as of/ }));
    expect(await page.getByRole('grid').getByRole('link').count()).toBe(count);
    await keepScreenshot(page, 'stale');
    await stage.link.mend();
    await visible(status.filter({ hasText: 'Live' }));
  });

  test('what is not there says so', async () => {
    const page = await signedIn(`${pods}/default/no-such-pod`);
    await visible(page.getByText('Not found').first());
    await page.goto(`${stage.server.url}/clusters/nowhere`);
    await visible(page.getByText('There is no cluster named “nowhere”'));
  });
});

describe('language', () => {
  test('Chinese from the first string, and the choice is kept', async () => {
    const page = await open({ language: 'zh-CN' });
    await page.goto(stage.server.url);
    await visible(page.getByRole('heading', { name: '登录 Binnacle' }));
    await page.goto(stage.server.signInLink());
    await visible(page.getByRole('button', { name: '语言' }));
    await page.goto(`${stage.server.url}${pods}`);
    await visible(page.getByRole('status').filter({ hasText: '实时' }));
    await page.getByRole('button', { name: '语言' }).click();
    await page.getByRole('menuitemradio', { name: 'English' }).click();
    await visible(page.getByRole('status').filter({ hasText: 'Live' }));
    await page.reload();
    await visible(page.getByRole('status').filter({ hasText: 'Live' }));
  });

  test('dark and Chinese together', async () => {
    const page = await signedIn(`${deployments}`, { language: 'zh-CN', theme: 'dark' });
    await visible(page.getByRole('grid').getByRole('link').first());
    expect(await page.locator('html').getAttribute('data-mantine-color-scheme')).toBe('dark');
    await keepScreenshot(page, 'deployments-dark-zh');
  });
});

describe.each(['light', 'dark'] as const)('accessibility, %s', (theme) => {
  test('the door', async () => {
    const page = await open({ theme });
    await page.goto(stage.server.url);
    await visible(page.getByRole('heading', { name: 'Sign in to Binnacle' }));
    expect(await accessibilityFindings(page)).toEqual([]);
  });

  test.each([
    ['the overview', '/clusters/production', ''],
    ['the overview of a sick cluster', '/clusters/staging', ''],
    ['the Pods', pods, ''],
    ['the Pods of a sick cluster', '/clusters/staging/core/v1/pods', ''],
    ['the Deployments', deployments, ''],
    ['the Nodes', '/clusters/production/core/v1/nodes', ''],
    ['the Events', '/clusters/staging/core/v1/events', ''],
    ['a Deployment', `${deployments}/shop/cart`, 'Overview'],
    ['its YAML', `${deployments}/shop/cart`, 'YAML'],
    ['its events', `${deployments}/shop/cart`, 'Events'],
  ])('%s', async (_name, path, tab) => {
    const page = await signedIn(path, { theme });
    await visible(page.locator('main').getByRole('heading', { level: 1 }));
    if (tab !== '') await page.getByRole('tab', { name: tab }).click();
    await visible(page.locator('main').getByRole('status').filter({ hasText: 'Live' }).first());
    if (tab !== '') await visible(page.getByRole('tabpanel', { name: tab }));
    expect(await accessibilityFindings(page)).toEqual([]);
  });

  test("a Pod's log", async () => {
    const page = await signedIn(pods, { theme });
    await page.getByRole('grid').getByRole('link').first().click();
    await page.getByRole('tab', { name: 'Logs' }).click();
    await visible(page.getByText('Following', { exact: true }));
    expect(await accessibilityFindings(page)).toEqual([]);
  });

  test('a dialog', async () => {
    const page = await signedIn(`${deployments}/shop/cart`, { theme });
    await page.getByRole('button', { name: 'Scale' }).click();
    await visible(page.getByRole('dialog'));
    expect(await accessibilityFindings(page)).toEqual([]);
  });
});
