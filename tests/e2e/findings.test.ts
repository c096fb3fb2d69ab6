import { describe, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import type { PageOptions } from './browser.ts';
import { accessibilityFindings, keepScreenshot, useConsole } from './console.ts';
import { gone, visible } from './look.ts';

const stage = useConsole();

/** Signed in, on the page of a cluster's findings. */
const findingsPage = async (cluster: string, options?: PageOptions): Promise<Page> => {
  const page = await stage.signedIn(`/clusters/${cluster}/-/findings`, options);
  await visible(page.locator('main h1'));
  return page;
};

describe('the findings of a cluster', () => {
  test('stand by what is wrong, say what to do, and lead to the object', async () => {
    const page = await findingsPage('staging');
    const pulls = page.getByRole('region', { name: 'An image cannot be pulled' });
    await visible(pulls);
    await visible(page.getByRole('region', { name: 'The Pod fits on no node' }));
    await visible(pulls.getByText('Check the name and tag of the image').first());
    const crashes = page.getByRole('region', { name: 'A container ends again and again', exact: true });
    const payments = crashes.getByRole('listitem').filter({
      has: page.getByRole('link', { name: 'payments', exact: true }),
    });
    await visible(payments.getByText('Deployment · shop · 2 Pods', { exact: true }));
    await keepScreenshot(page, 'findings');
    await pulls
      .getByRole('link', { name: /^recommendations-/ })
      .first()
      .click();
    await visible(page.getByRole('heading', { level: 1, name: /^recommendations-/ }));
  });

  test('are narrowed by severity and by words', async () => {
    const page = await findingsPage('staging');
    await visible(page.getByRole('region', { name: 'An image cannot be pulled' }));
    await page.getByRole('button', { name: /^Warnings/ }).click();
    await gone(page.getByRole('region', { name: 'An image cannot be pulled' }));
    await visible(page.getByRole('region', { name: 'Fewer Pods are available than wanted' }));
    await page.getByLabel('Filter by name, namespace or words').fill('nothing has this name');
    await visible(page.getByRole('heading', { name: 'Nothing matches' }));
  });

  test('say that there is no mesh where there is none', async () => {
    const page = await findingsPage('production');
    await page.getByRole('button', { name: 'Istio', exact: true }).click();
    await visible(page.getByRole('heading', { name: 'No Istio here' }));
  });

  test.each(['light', 'dark'] as const)('have no serious accessibility findings, %s, in Chinese', async (theme) => {
    const page = await findingsPage('staging', { language: 'zh-CN', theme });
    await visible(page.getByRole('button', { name: /^严重/ }));
    await visible(page.getByRole('region').first());
    await keepScreenshot(page, `findings-zh-${theme}`);
    expect(await accessibilityFindings(page)).toEqual([]);
  });
});
