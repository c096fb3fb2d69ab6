import { describe, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import type { PageOptions } from './browser.ts';
import { accessibilityFindings, keepScreenshot, useConsole } from './console.ts';
import { gone, rowOf, visible } from './look.ts';

const stage = useConsole();

/** Signed in, on the page of all clusters. */
const clustersPage = async (options?: PageOptions): Promise<Page> => {
  const page = await stage.signedIn('/clusters', options);
  await visible(page.locator('main h1'));
  return page;
};

const choose = async (page: Page, name: string, entry: string) => {
  await page.getByRole('button', { name: `Actions for ${name}` }).click();
  await page.getByRole('menuitem', { name: entry }).click();
};

describe('the clusters page', () => {
  test('shows how each cluster is, what it is, and is found in the navigation and with Ctrl K', async () => {
    const page = await clustersPage();
    const production = rowOf(page, 'production');
    await visible(production.getByText('Healthy'));
    await visible(production.getByText('Default'));
    await visible(production.getByText(/^v1\.\d+/));
    await keepScreenshot(page, 'clusters');
    await production.getByRole('link', { name: 'production' }).click();
    await visible(page.getByRole('heading', { name: 'production', level: 1 }));
    await page.getByRole('navigation').getByRole('link', { name: 'Clusters', exact: true }).click();
    await visible(page.getByRole('heading', { name: 'Clusters', level: 1 }));
    await page.goto(`${stage.server.url}/clusters/production`);
    await visible(page.getByRole('heading', { name: 'production', level: 1 }));
    await page.keyboard.press('Control+k');
    await visible(page.getByRole('combobox', { name: 'Kind, object, namespace or cluster' }));
    await page.keyboard.type('clusters');
    await page.getByRole('option', { name: /^Clusters\b/ }).click();
    await visible(page.getByRole('heading', { name: 'Clusters', level: 1 }));
  });

  test('adds a context of a pasted kubeconfig, once its connection was tested', async () => {
    const page = await clustersPage();
    await page.getByRole('button', { name: 'Add a cluster' }).click();
    const dialog = page.getByRole('dialog', { name: 'Add a cluster' });
    await dialog.getByLabel('Kubeconfig (YAML or JSON)').fill('clusters: [');
    await visible(dialog.getByText('the kubeconfig is neither YAML nor JSON', { exact: false }));
    await dialog.getByLabel('Kubeconfig (YAML or JSON)').fill(stage.kubeconfig);
    await visible(dialog.getByRole('group', { name: 'Contexts to add' }));
    const viewer = dialog.getByRole('checkbox', { name: 'production-viewer' });
    await viewer.check();
    await dialog.getByLabel('Name', { exact: true }).fill('orient');
    await dialog.getByLabel('Description').fill('The same cluster, by another name');
    await dialog.getByLabel('Colour').selectOption({ label: 'Violet' });
    await dialog.getByRole('button', { name: 'Test the connection' }).click();
    await visible(dialog.getByText('Answers:', { exact: false }));
    await keepScreenshot(page, 'clusters-add');
    await dialog.getByRole('button', { name: 'Add a cluster' }).click();
    await gone(dialog);
    await visible(rowOf(page, 'orient').getByText('Healthy'));
    await visible(rowOf(page, 'orient').getByText('Registered', { exact: false }));
  });

  test('adds a kubeconfig from a file, and refuses a name that is taken', async () => {
    const page = await clustersPage();
    await page.getByRole('button', { name: 'Add a cluster' }).click();
    const dialog = page.getByRole('dialog', { name: 'Add a cluster' });
    const chooser = page.waitForEvent('filechooser');
    await dialog.getByRole('button', { name: 'Choose a file…' }).click();
    await (await chooser).setFiles({ name: 'config', mimeType: 'text/yaml', buffer: Buffer.from(stage.kubeconfig) });
    await dialog.getByRole('checkbox', { name: 'production', exact: true }).check();
    await dialog.getByRole('checkbox', { name: 'production-viewer' }).uncheck();
    await dialog.getByLabel('Name', { exact: true }).fill('staging');
    await dialog.getByRole('button', { name: 'Test the connection' }).click();
    await visible(dialog.getByText('Answers:', { exact: false }));
    await dialog.getByRole('button', { name: 'Add a cluster' }).click();
    await visible(dialog.getByText('name "staging" is taken by another cluster'));
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await gone(dialog);
  });

  test('says why an address with a wrong token, or an address that is none, cannot be added', async () => {
    const page = await clustersPage();
    await page.getByRole('button', { name: 'Add a cluster' }).click();
    const dialog = page.getByRole('dialog', { name: 'Add a cluster' });
    await dialog.getByRole('tab', { name: 'Address and token' }).click();
    await dialog.getByLabel('Name', { exact: true }).fill('form');
    await dialog.getByLabel('API server').fill('somewhere');
    await dialog.getByLabel('Token', { exact: true }).fill('wrong');
    await dialog.getByRole('button', { name: 'Test the connection' }).click();
    await visible(dialog.getByText('api_server is not an address', { exact: false }));
    await dialog.getByLabel('API server').fill(/server: (\S+)/.exec(stage.kubeconfig)![1]!);
    await dialog.getByRole('button', { name: 'Test the connection' }).click();
    await visible(dialog.getByText('its TLS certificate is not trusted', { exact: false }));
    await dialog.getByLabel('Do not verify the server’s certificate').check();
    await visible(dialog.getByText('Anybody between Binnacle and the cluster', { exact: false }));
    await dialog.getByRole('button', { name: 'Test the connection' }).click();
    await visible(dialog.getByRole('alert').filter({ hasText: /refused the credentials|Unauthorized/ }));
    await keepScreenshot(page, 'clusters-add-refused');
    await page.keyboard.press('Escape');
    await gone(dialog);
    expect(await rowOf(page, 'form').count()).toBe(0);
  });

  test('marks a cluster as production, where scaling to zero then asks for the name', async () => {
    const page = await clustersPage();
    await choose(page, 'production', 'Edit');
    const edit = page.getByRole('dialog', { name: 'Edit' });
    expect(await edit.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true);
    await edit.getByLabel('Production: dangerous actions ask for the name').check();
    await edit.getByLabel('Colour').selectOption({ label: 'Red' });
    await edit.getByLabel('Prometheus address').fill('http://169.254.169.254/');
    await edit.getByRole('button', { name: 'Save' }).click();
    await visible(edit.getByText('prometheus_url names this machine or a link-local address', { exact: false }));
    await edit.getByLabel('Prometheus address').fill('http://prometheus.example.com:9090');
    await edit.getByRole('button', { name: 'Save' }).click();
    await gone(edit);
    await visible(rowOf(page, 'production').getByText('Production', { exact: true }));
    await visible(rowOf(page, 'production').getByText('Set by hand'));

    await page.goto(`${stage.server.url}/clusters/production/apps/v1/deployments/shop/cart`);
    await page.getByRole('button', { name: 'Scale' }).click();
    const dialog = page.getByRole('dialog', { name: 'Scale Deployment' });
    await dialog.getByLabel('Replicas').fill('0');
    await visible(dialog.getByText('production is a production cluster.'));
    const scale = dialog.getByRole('button', { name: 'Scale to zero' });
    expect(await scale.isDisabled()).toBe(true);
    await keepScreenshot(page, 'production-scale');
    await dialog.getByLabel('Type cart to confirm').fill('cart');
    expect(await scale.isEnabled()).toBe(true);
    await dialog.getByRole('button', { name: 'Cancel' }).click();
  });

  test('makes another cluster the default, disables one, and removes one by its name', async () => {
    const page = await clustersPage();
    await choose(page, 'staging', 'Make it the default');
    await visible(rowOf(page, 'staging').getByText('Default', { exact: true }));
    expect(await rowOf(page, 'production').getByText('Default', { exact: true }).count()).toBe(0);
    await choose(page, 'orient', 'Disable');
    await visible(rowOf(page, 'orient').getByText('Disabled', { exact: true }));
    await choose(page, 'orient', 'Remove');
    const dialog = page.getByRole('dialog', { name: 'Remove' });
    expect(await dialog.getByRole('button', { name: 'Remove' }).isDisabled()).toBe(true);
    await dialog.getByLabel('Type orient to confirm').fill('orient');
    await dialog.getByRole('button', { name: 'Remove' }).click();
    await gone(rowOf(page, 'orient'));
    await choose(page, 'production', 'Make it the default');
    await visible(rowOf(page, 'production').getByText('Default', { exact: true }));
  });

  test('tests a connection, and shows one that is lost with the reason', async () => {
    const page = await clustersPage();
    await choose(page, 'production', 'Test the connection');
    const dialog = page.getByRole('dialog', { name: 'Test the connection' });
    await dialog.getByRole('button', { name: 'Test the connection' }).click();
    await gone(dialog);
    await visible(page.getByText('The cluster answers'));
    await stage.link.cut();
    await visible(rowOf(page, 'production').getByText(/cannot be reached: the connection was /));
    await keepScreenshot(page, 'clusters-lost');
    await stage.link.mend();
    await visible(rowOf(page, 'production').getByText('Healthy'));
  });

  test('in Chinese and dark', async () => {
    const page = await clustersPage({ language: 'zh-CN', theme: 'dark' });
    await visible(page.getByRole('heading', { name: '集群', level: 1 }));
    await visible(rowOf(page, 'staging').getByText('健康'));
    await keepScreenshot(page, 'clusters-dark-zh');
  });
});

describe.each(['light', 'dark'] as const)('accessibility of the clusters page, %s', (theme) => {
  test('the list and its dialogs', async () => {
    const page = await clustersPage({ theme });
    await visible(rowOf(page, 'staging').getByText('Healthy'));
    expect(await accessibilityFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Add a cluster' }).click();
    const dialog = page.getByRole('dialog', { name: 'Add a cluster' });
    await dialog.getByLabel('Kubeconfig (YAML or JSON)').fill(stage.kubeconfig);
    await visible(dialog.getByRole('group', { name: 'Contexts to add' }));
    expect(await accessibilityFindings(page)).toEqual([]);
    await dialog.getByRole('tab', { name: 'Address and token' }).click();
    await visible(dialog.getByLabel('API server'));
    expect(await accessibilityFindings(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await gone(dialog);
    for (const action of ['Edit', 'Remove', 'Look for Prometheus']) {
      await choose(page, 'staging', action);
      await visible(page.getByRole('dialog', { name: action }));
      expect(await accessibilityFindings(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await gone(page.getByRole('dialog', { name: action }));
    }
  });
});
