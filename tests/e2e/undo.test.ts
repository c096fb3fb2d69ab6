import type { Locator, Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { configMapKind, deploymentKind, namespaceKind } from '@binnacle/kube/api';
import { configMap, read } from '../conformance/harness/objects.ts';
import { accessibilityFindings, keepScreenshot, useConsole } from './console.ts';
import { eventually, gone, rowOf, visible } from './look.ts';

const stage = useConsole();
const production = '/clusters/production';
const exact = (page: Page | Locator, name: string) => page.getByRole('button', { name, exact: true });
const notices = (page: Page) => page.getByRole('region', { name: 'Notifications', exact: true });
const makeMap = (name: string) =>
  stage.client.create(configMapKind, configMap(name, { text: name }, { namespace: 'default' }));
const namesOfMaps = async () =>
  (await stage.client.list(configMapKind, { namespace: 'default' })).items.map(({ metadata }) => metadata.name);

/** Takes back what the dialog shows, once it is shown. */
const confirm = async (page: Page, target: string, says: string): Promise<void> => {
  const dialog = page.getByRole('dialog', { name: `Undo the change of ${target}`, exact: true });
  await visible(dialog.getByRole('region', { name: 'What undoing would do', exact: true }).getByText(says));
  await exact(dialog, 'Undo').click();
  await gone(dialog);
};

describe('undo is offered where a change was made', () => {
  test('after a Deployment was scaled, with the difference first', async () => {
    const wanted = async () =>
      read(await stage.client.get(deploymentKind, { namespace: 'shop', name: 'search' }), 'spec.replicas');
    const before = await wanted();
    const page = await stage.signedIn(`${production}/apps/v1/deployments/shop/search`);
    await exact(page, 'Scale').click();
    const dialog = page.getByRole('dialog', { name: 'Scale Deployment', exact: true });
    await dialog.getByRole('textbox', { name: 'Replicas', exact: true }).fill('5');
    await exact(dialog, 'Scale').click();
    await gone(dialog);
    expect(await wanted()).toBe(5);
    await keepScreenshot(page, 'undo-offered');
    await exact(notices(page), 'Undo…').click();
    await visible(page.getByText('spec.replicas', { exact: true }));
    await keepScreenshot(page, 'undo-here');
    expect(await accessibilityFindings(page)).toEqual([]);
    await confirm(page, 'shop/search', 'These fields go back:');
    expect(await wanted()).toBe(before);
  });

  test('after one object was deleted, on the list that is then shown', async () => {
    await makeMap('one');
    const page = await stage.signedIn(`${production}/core/v1/configmaps/default/one`);
    await exact(page, 'Delete').click();
    const dialog = page.getByRole('dialog', { name: 'Delete ConfigMap', exact: true });
    await dialog.getByLabel('Type one to confirm', { exact: true }).fill('one');
    await exact(dialog, 'Delete').click();
    await gone(dialog);
    expect(await namesOfMaps()).not.toContain('one');
    await exact(notices(page), 'Undo…').click();
    await confirm(page, 'default/one', 'The object is made again as it was.');
    await visible(rowOf(page, 'one'));
  });

  test('for each of many, beside its outcome', async () => {
    for (const name of ['few', 'more']) await makeMap(name);
    const page = await stage.signedIn(`${production}/core/v1/configmaps?ns=default`);
    for (const name of ['few', 'more'])
      await page.getByRole('checkbox', { name: `Select ${name}`, exact: true }).click();
    await exact(page.getByRole('toolbar', { name: 'Actions on what is selected', exact: true }), 'Delete').click();
    const dialog = page.getByRole('dialog', { name: 'Delete ConfigMap', exact: true });
    await keepScreenshot(page, 'bulk-asks');
    await dialog.getByLabel('Type 2 to confirm', { exact: true }).fill('2');
    await exact(dialog, 'Delete').click();
    await visible(dialog.getByText('2 of 2 done, 0 failed', { exact: true }));
    await keepScreenshot(page, 'bulk-undo');
    await exact(dialog.getByRole('listitem').filter({ hasText: 'default/more' }), 'Undo…').click();
    await confirm(page, 'default/more', 'The object is made again as it was.');
    await eventually(namesOfMaps).toContain('more');
    expect(await namesOfMaps()).not.toContain('few');
  });

  test('after new objects were made; those in a namespace of the same text say when they can be checked', async () => {
    const page = await stage.signedIn(`${production}/-/create?ns=default`);
    await page.locator('.cm-content').click();
    await page.keyboard.insertText(
      [
        'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: harbour\n',
        'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: berth\n  namespace: harbour\ndata:\n  free: "3"\n',
      ].join('---\n'),
    );
    const objects = page.getByRole('region', { name: 'Objects', exact: true });
    await visible(objects.getByText('berth', { exact: true }));
    await exact(objects, 'Try without saving').click();
    const berth = objects.getByRole('listitem').filter({ hasText: 'berth' });
    await visible(
      berth.getByText('would be created; the cluster can check it once namespace harbour is there', { exact: true }),
    );
    await visible(objects.getByText('would be created', { exact: true }));
    await keepScreenshot(page, 'create-tried');
    await exact(objects, 'Create').click();
    await visible(objects.getByRole('link', { name: 'berth', exact: true }));
    await exact(berth, 'Undo…').click();
    await confirm(page, 'harbour/berth', 'The object is deleted.');
    await eventually(async () =>
      (await stage.client.list(configMapKind, { namespace: 'harbour' })).items.map(({ metadata }) => metadata.name),
    ).not.toContain('berth');
    expect((await stage.client.get(namespaceKind, { name: 'harbour' })).metadata.name).toBe('harbour');
  });
});
