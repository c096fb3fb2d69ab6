import { describe, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { accessibilityFindings, keepScreenshot } from './console.ts';
import { gone, rowOf, visible } from './look.ts';
import { useReleases } from './releases.ts';

const stage = useReleases();
const { open } = stage;
const fleet = '/rollouts';
const list = '/clusters/harbour/-/rollouts';

const stepNow = (page: Page) => page.locator('li[aria-current="step"]');

/** Through the dialogs, as people do. */
const rollBack = async (page: Page) => {
  await page.getByRole('button', { name: 'Roll back' }).click();
  const dialog = page.getByRole('dialog', { name: 'Roll back' });
  await visible(dialog.getByText('Sends all requests to the stable revision', { exact: false }));
  await dialog.getByRole('button', { name: 'Roll back' }).click();
  await gone(dialog);
};
const setImage = async (page: Page, image: string) => {
  await page.getByRole('button', { name: 'More' }).click();
  await page.getByRole('button', { name: /^Set image/ }).click();
  const dialog = page.getByRole('dialog', { name: 'Set image' });
  await dialog.getByLabel('New image').fill(image);
  await dialog.getByRole('button', { name: 'Set image' }).click();
  await gone(dialog);
};

describe('the page of all rollouts', () => {
  test('shows what waits first, each with its step, weight and age', async () => {
    const page = await open(fleet);
    const inbox = page.getByRole('region', { name: /Waiting for you/ });
    await visible(inbox.getByRole('link', { name: 'storefront' }));
    await visible(inbox.getByText('Then 60% of Pods, 50% of requests'));
    await visible(rowOf(page, 'storefront').getByText('Waiting for approval'));
    await visible(rowOf(page, 'storefront').getByText('20%', { exact: true }));
    await visible(rowOf(page, 'recommendations').getByText('Step 1 of 3'));
    await keepScreenshot(page, 'rollouts');
  });

  test('narrows by state and by words, and opens a release', async () => {
    const page = await open(list);
    await visible(rowOf(page, 'recommendations'));
    await page
      .getByRole('group', { name: 'By state' })
      .getByRole('button', { name: /^Waiting/ })
      .click();
    await gone(rowOf(page, 'recommendations'));
    await visible(rowOf(page, 'checkout'));
    await page.getByRole('searchbox', { name: 'Search rollouts' }).fill('store');
    await gone(rowOf(page, 'checkout'));
    await rowOf(page, 'storefront').getByRole('link', { name: 'storefront' }).click();
    await visible(page.getByRole('heading', { name: 'storefront', level: 1 }));
  });
});

describe('the page of one rollout', () => {
  test('shows the steps, where requests go, and what cannot be done and why', async () => {
    const page = await open(`${list}/delivery/recommendations`);
    await visible(page.getByRole('region', { name: 'New revision' }).getByText('1.5.0-sim-unready'));
    await visible(page.getByText('0 of 1 Pod ready'));
    const promote = page.getByRole('button', { name: 'Promote' });
    expect(await promote.getAttribute('aria-disabled')).toBe('true');
    await promote.hover();
    await visible(page.getByText('No step waits to be confirmed.'));
    await keepScreenshot(page, 'rollout-failing');
    await page.getByRole('tab', { name: 'History' }).click();
    await visible(page.getByText('spec.containers[main].image'));
    await page.getByRole('tab', { name: 'YAML' }).click();
    await visible(page.getByText('kind: Rollout').first());
  });

  test('takes a canary release from step to step, live, to its end', async () => {
    const page = await open(`${list}/delivery/storefront`);
    await visible(page.getByText('Step 1 of 3 waits for you.'));
    await visible(page.getByRole('img', { name: 'New revision: 20%, Stable revision: 80%' }));
    const measures = page.getByRole('region', { name: 'Success and latency', exact: true });
    await visible(measures.getByRole('img', { name: /^Success rate: New revision 100%, Stable revision 100%$/ }));
    await visible(measures.getByText('As good as stable', { exact: true }).first());
    await keepScreenshot(page, 'rollout');
    await page.getByRole('button', { name: 'Promote' }).click();
    await visible(page.getByText('Step 2 of 3 waits for you.'));
    await visible(page.getByRole('img', { name: 'New revision: 50%, Stable revision: 50%' }));
    await visible(page.getByText('3 of 3 Pods ready'));
    await page.getByRole('button', { name: 'To the end' }).click();
    const dialog = page.getByRole('dialog', { name: 'To the end' });
    await visible(dialog.getByText('delivery/storefront'));
    await dialog.getByRole('button', { name: 'To the end' }).click();
    await gone(dialog);
    await visible(page.getByText('All is quiet', { exact: false }));
    await visible(page.getByRole('region', { name: 'Running revision' }).getByText('3.9.0'));
    expect((await stage.release('storefront')).state).toBe('healthy');
  }, 240_000);

  test('begins a canary release once more, and takes it back', async () => {
    const page = await open(`${list}/delivery/storefront`);
    await visible(page.getByText('All is quiet', { exact: false }));
    await setImage(page, 'ghcr.io/harbour/storefront:3.10.0');
    await visible(page.getByText('Step 1 of 3 waits for you.'));
    await rollBack(page);
    await visible(page.getByText('All is quiet', { exact: false }));
    await visible(page.getByRole('region', { name: 'Running revision' }).getByText('3.9.0'));
  }, 240_000);

  test('in Chinese and dark', async () => {
    const page = await open(`${list}/delivery/checkout`, { language: 'zh-CN', theme: 'dark' });
    await visible(page.getByRole('button', { name: '推进' }));
    await visible(page.getByRole('region', { name: '新版本' }));
    await keepScreenshot(page, 'rollout-dark-zh');
  });

  test('takes a blue-green release back that fails for some requests', async () => {
    const page = await open(`${list}/delivery/checkout`);
    await visible(page.getByText('Step 1 of 3 waits for you.'));
    await visible(page.getByRole('img', { name: 'New revision: 0%, Stable revision: 100%' }));
    await page.getByRole('button', { name: 'Promote' }).click();
    await visible(page.getByText('Step 2 of 3 waits for you.'));
    await visible(
      page.getByRole('region', { name: 'Success and latency', exact: true }).getByText('Worse than stable').first(),
    );
    await keepScreenshot(page, 'rollout-blue-green');
    await rollBack(page);
    await visible(page.getByText('All is quiet', { exact: false }));
    await visible(page.getByRole('region', { name: 'Running revision' }).getByText('4.2.0'));
    await visible(page.getByText('The last release did not succeed', { exact: false }));
  }, 240_000);

  test('begins a release by another image, holds it, lets it go on and takes it to its end', async () => {
    const page = await open(`${list}/delivery/checkout`);
    await visible(page.getByText('All is quiet', { exact: false }));
    await setImage(page, 'ghcr.io/harbour/checkout:5.1.0');
    await visible(stepNow(page));
    await page.getByRole('button', { name: 'Pause', exact: true }).click();
    await visible(page.getByText(/^Paused at step/));
    await page.getByRole('button', { name: 'Resume' }).click();
    await visible(page.getByText('Step 1 of 3 waits for you.'));
    await page.getByRole('button', { name: 'Promote' }).click();
    await visible(page.getByText('Step 2 of 3 waits for you.'));
    await page.getByRole('button', { name: 'Promote' }).click();
    await visible(page.getByText('Step 3 of 3 waits for you.'));
    await page.getByRole('button', { name: 'Promote' }).click();
    await visible(page.getByText('All is quiet', { exact: false }));
    await visible(page.getByRole('region', { name: 'Running revision' }).getByText('5.1.0'));
  }, 300_000);

  test('says that there is none of that name', async () => {
    const page = await open(`${list}/delivery/nobody`);
    await visible(page.getByText('Rollout delivery/nobody'));
  });
});

describe('a new rollout', () => {
  test('is made for a workload with the route that leads to it, once the API server would take it', async () => {
    const page = await open(`${list}/new?ns=shop`);
    await page.getByLabel('Name', { exact: true }).first().selectOption('storefront');
    await visible(page.getByText('The API server would accept it.'));
    expect(await page.getByLabel('Requests are divided by').inputValue()).toBe('storefront/ingress/storefront');
    await page.getByRole('button', { name: 'Move step 2 up' }).click();
    await visible(page.getByText('A later step has fewer Pods than the one before it.'));
    await page.getByRole('button', { name: /^Quick/ }).click();
    await visible(page.getByText('The API server would accept it.'));
    await keepScreenshot(page, 'rollout-new');
    expect(await accessibilityFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'New rollout' }).click();
    await visible(page.getByRole('heading', { name: 'storefront', level: 1 }));
    await visible(page.getByText('All is quiet', { exact: false }));
  }, 240_000);
});

describe.each(['light', 'dark'] as const)('accessibility of the rollout pages, %s', (theme) => {
  test('the list and one release', async () => {
    const page = await open(fleet, { theme });
    await visible(rowOf(page, 'recommendations'));
    expect(await accessibilityFindings(page)).toEqual([]);
    const one = await open(`${list}/delivery/recommendations`, { theme });
    await visible(one.getByRole('region', { name: 'New revision' }));
    expect(await accessibilityFindings(one)).toEqual([]);
    await one.getByRole('button', { name: 'More' }).click();
    await visible(one.getByRole('button', { name: /^Set image/ }));
    expect(await accessibilityFindings(one)).toEqual([]);
  }, 120_000);
});
