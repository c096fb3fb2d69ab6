import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { deploymentKind, podKind, secretKind } from '@binnacle/kube/api';
import { read } from '../conformance/harness/objects.ts';
import { accessibilityFindings, keepScreenshot, useConsole } from './console.ts';
import { eventually, gone, visible } from './look.ts';

const stage = useConsole();
const { signedIn } = stage;

const production = '/clusters/production';
const imageOf = async (name: string) =>
  read(await stage.client.get(deploymentKind, { namespace: 'shop', name }), 'spec.template.spec.containers.0.image');

describe('what is wrong and why', () => {
  test('a Pod that needs a ConfigMap which is not there says so', async () => {
    await stage.client.create(podKind, {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'needy', namespace: 'default' },
      spec: {
        containers: [{ name: 'main', image: 'busybox:1', envFrom: [{ configMapRef: { name: 'absent' } }] }],
      },
    } as Parameters<typeof stage.client.create>[1]);
    const page = await signedIn(`${production}/core/v1/pods/default/needy`);
    const wrong = page.getByRole('region', { name: 'What is wrong' });
    await visible(wrong.getByText('It needs ConfigMap absent, which is not there.'));
    await visible(page.getByText('missing', { exact: true }));
    await keepScreenshot(page, 'wrong');
    expect(await accessibilityFindings(page)).toEqual([]);
  });

  test('a sick cluster’s Pods name their trouble, in the dark and in Chinese', async () => {
    const page = await signedIn('/clusters/staging/core/v1/pods?sort=Status', { theme: 'dark', language: 'zh-CN' });
    const trouble = page.getByRole('row').filter({ hasText: /CrashLoopBackOff|ImagePullBackOff|ErrImagePull/ });
    await visible(trouble.first());
    await trouble.first().getByRole('link').click();
    await visible(page.getByRole('region', { name: '问题所在' }));
    await keepScreenshot(page, 'wrong-dark-zh');
    expect(await accessibilityFindings(page)).toEqual([]);
  });
});

describe('a workload that is short of Pods', () => {
  test('says what is wrong with them, and leads to one', async () => {
    const page = await signedIn('/clusters/staging/apps/v1/deployments/shop/recommendations');
    const wrong = page.getByRole('region', { name: 'What is wrong', exact: true });
    await visible(wrong.getByText('An image cannot be pulled · 1 Pod', { exact: true }));
    await keepScreenshot(page, 'wrong-workload');
    expect(await accessibilityFindings(page)).toEqual([]);
    await wrong.getByRole('link', { name: /^recommendations-/ }).click();
    await visible(page.getByRole('heading', { level: 1, name: /^recommendations-/ }));
    await visible(page.getByRole('button', { name: 'Terminal', exact: true }));

    // Its container has never run: neither files nor a shell are there, and both say so.
    await page.getByRole('tab', { name: 'Files', exact: true }).click();
    await visible(page.getByRole('heading', { name: 'Container recommendations does not run now', exact: true }));
    await page.getByRole('button', { name: 'Terminal', exact: true }).click();
    await visible(
      page.getByText('No shell could be opened: the container does not run, or has none.', { exact: true }).first(),
    );
    await keepScreenshot(page, 'not-running');
    expect(await accessibilityFindings(page)).toEqual([]);
  });
});

describe('related objects and revisions', () => {
  test('a Deployment leads to what selects and owns, and back', async () => {
    const page = await signedIn(`${production}/apps/v1/deployments/shop/cart`);
    const related = page.locator('section').filter({ has: page.getByRole('heading', { name: /^Related objects/ }) });
    await visible(related.getByText('Owns', { exact: true }));
    await keepScreenshot(page, 'related');
    await related.getByText('Owns', { exact: true }).locator('..').getByRole('link').first().click();
    const owner = page.getByText('Owner', { exact: true }).locator('..');
    await owner.getByRole('link', { name: 'cart', exact: true }).click();
    await visible(page.getByRole('heading', { name: 'cart', level: 1 }));
  });

  test('a Deployment returns to a former revision', async () => {
    const page = await signedIn(`${production}/apps/v1/deployments/shop/cart?tab=revisions`);
    const rows = page.getByRole('region', { name: 'Revisions' }).getByRole('row');
    const former = rows.filter({ has: page.getByRole('button', { name: 'Roll back' }) }).first();
    await visible(former);
    await keepScreenshot(page, 'revisions');
    expect(await accessibilityFindings(page)).toEqual([]);
    const before = await imageOf('cart');
    await former.getByRole('button', { name: 'Roll back' }).click();
    const dialog = page.getByRole('dialog', { name: 'Roll back Deployment' });
    await dialog.getByRole('button', { name: /^Roll back to/ }).click();
    await gone(dialog);
    await eventually(() => imageOf('cart')).not.toBe(before);
  });
});

describe('what a Secret holds', () => {
  test('is hidden until it is asked for, which is written down', async () => {
    const object = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'launch', namespace: 'default' } };
    await stage.client.create(secretKind, { ...object, data: { code: btoa('open sesame') } } as Parameters<
      typeof stage.client.create
    >[1]);
    const page = await signedIn(`${production}/core/v1/secrets/default/launch`);
    await visible(page.getByText('Who reveals the values stands in the audit.', { exact: true }));
    expect(await page.getByText('open sesame').count()).toBe(0);
    await keepScreenshot(page, 'secret');
    await page.getByRole('button', { name: 'Reveal values', exact: true }).click();
    await visible(page.getByText('open sesame', { exact: true }));
    expect(await accessibilityFindings(page)).toEqual([]);
    const trail = '/api/console/v1/audit?kind=secrets&operation=resources.get&name=launch';
    await eventually(async () => (await stage.server.call('GET', trail)).body).toMatchObject({
      items: [{ user: 'admin', result: 'ok' }],
    });
    await page.getByRole('button', { name: 'Hide values', exact: true }).click();
    await gone(page.getByText('open sesame', { exact: true }));
    await page.getByRole('tab', { name: 'YAML', exact: true }).click();
    await visible(page.getByText('<redacted>', { exact: false }).first());
    expect(await page.getByRole('button', { name: 'Edit', exact: true }).isDisabled()).toBe(true);
  });
});

describe('lists', () => {
  test('are saved as a file, and a filter is kept', async () => {
    const page = await signedIn(`${production}/apps/v1/deployments?ns=shop&q=ca`);
    await visible(page.getByRole('grid').getByRole('link').first());
    const download = page.waitForEvent('download', { timeout: 60_000 });
    await page.getByRole('button', { name: 'Save as CSV' }).click();
    const file = await download;
    expect(file.suggestedFilename()).toBe('production-deployments.csv');
    const text = await readFile(await file.path(), 'utf8');
    const shown = await page.getByRole('grid').getByRole('link').allTextContents();
    expect(text.split('\r\n')[0]).toMatch(/^Name,Namespace,Ready/);
    expect(
      text
        .split('\r\n')
        .slice(1, -1)
        .map((line) => line.split(',')[0]),
    ).toEqual(shown);

    await page.getByRole('button', { name: 'Saved filters' }).click();
    await page.getByRole('menuitem', { name: 'Keep “ca · shop”' }).click();
    await page.goto(`${stage.server.url}${production}/apps/v1/deployments`);
    await visible(page.getByRole('grid').getByRole('link').first());
    await page.getByRole('button', { name: 'Saved filters' }).click();
    await page.getByRole('menuitemradio', { name: 'ca · shop' }).click();
    await eventually(async () => new URL(page.url()).search).toBe('?ns=shop&q=ca');
  });
});
