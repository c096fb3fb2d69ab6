import { describe, expect, test } from 'vitest';
import type { Locator, Page } from 'playwright-core';
import { configMapKind, deploymentKind, namespaceKind, serviceKind } from '@binnacle/kube/api';
import { configMap, read } from '../conformance/harness/objects.ts';
import { accessibilityFindings, keepScreenshot, useConsole } from './console.ts';
import { visible } from './look.ts';

const stage = useConsole();
const { signedIn } = stage;

const production = '/clusters/production';

/** Replaces the whole text of an editor, as a paste does. */
const write = async (page: Page, editor: Locator, text: string): Promise<void> => {
  await editor.click();
  await page.keyboard.press('Control+a');
  await page.keyboard.insertText(text);
};

describe('an object’s YAML', () => {
  test('is changed after a look at what will change; a change by another meanwhile is not overwritten', async () => {
    const key = { namespace: 'default', name: 'colours' };
    await stage.client.create(configMapKind, configMap('colours', { sky: 'blue' }, { namespace: 'default' }));
    const page = await signedIn(`${production}/core/v1/configmaps/default/colours?tab=yaml`);
    await page.getByRole('button', { name: 'Edit', exact: true }).click();
    const editor = page.getByRole('textbox', { name: 'Edit colours' });
    await visible(editor);
    const text = (await editor.locator('.cm-line').allTextContents()).join('\n');
    expect(text).toContain('sky: blue');
    await stage.client.patch(configMapKind, key, { type: 'merge', body: { data: { sea: 'green' } } });
    await visible(page.getByText('The object has changed since you began.', { exact: false }));
    await write(page, editor, text.replace('sky: blue', 'sky: grey'));
    await page.getByRole('button', { name: 'Review changes' }).click();
    await visible(page.getByRole('alert'));
    await page.getByRole('button', { name: 'Compare with the newest' }).click();
    await page.getByRole('button', { name: 'Review changes' }).click();
    const changes = page.getByRole('region', { name: 'What will change' });
    await visible(changes.getByText('data.sky'));
    await visible(changes.getByText('data.sea'));
    await keepScreenshot(page, 'yaml-edit');
    expect(await accessibilityFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await visible(page.getByRole('button', { name: 'Edit', exact: true }));
    expect((await stage.client.get(configMapKind, key))['data']).toEqual({ sky: 'grey' });
  });

  test('is completed, and its problems are marked where they are, by the cluster’s own schema', async () => {
    const page = await signedIn(`${production}/apps/v1/deployments/shop/cart?tab=yaml`);
    await page.getByRole('button', { name: 'Edit', exact: true }).click();
    const editor = page.getByRole('textbox', { name: 'Edit cart' });
    await visible(editor);
    await write(page, editor, 'apiVersion: apps/v1\nkind: Deployment\nspec:\n  replicas: many\n');
    await visible(page.locator('.cm-lint-marker-error').first());
    await page.keyboard.press('Control+End');
    await page.keyboard.type('  rev');
    await visible(page.getByRole('option', { name: /revisionHistoryLimit/ }));
    await keepScreenshot(page, 'yaml-help');
  });
});

describe('new objects', () => {
  test('are made from a form, tried first, and lead to their pages', async () => {
    const page = await signedIn(`${production}/-/create?ns=default`, { theme: 'dark' });
    await page.getByLabel('Start from').selectOption('Deployment');
    await page.getByLabel('Name', { exact: true }).fill('from-form');
    const objects = page.getByRole('region', { name: 'Objects' });
    await visible(objects.getByText('from-form'));
    await objects.getByRole('button', { name: 'Try without saving' }).click();
    await visible(objects.getByText('would be created', { exact: true }));
    await keepScreenshot(page, 'create-dark');
    expect(await accessibilityFindings(page)).toEqual([]);
    const list = await stage.client.list(deploymentKind, { namespace: 'default' });
    expect(list.items.map(({ metadata }) => metadata.name)).not.toContain('from-form');
    await objects.getByRole('button', { name: 'Create' }).click();
    await objects.getByRole('link', { name: 'from-form' }).click();
    await visible(page.getByRole('heading', { name: 'from-form', level: 1 }));
    const made = await stage.client.get(deploymentKind, { namespace: 'default', name: 'from-form' });
    expect(read(made, 'spec.replicas')).toBe(2);
  });

  test('come from files, several in one text, in their order', async () => {
    const page = await signedIn(`${production}/-/create`);
    const service = { selector: { app: 'x' }, ports: [{ port: 80 }] };
    await page.locator('input[type=file]').setInputFiles([
      {
        name: 'a.yaml',
        mimeType: 'application/yaml',
        buffer: Buffer.from('apiVersion: v1\nkind: Namespace\nmetadata:\n  name: dropped\n'),
      },
      {
        name: 'b.json',
        mimeType: 'application/json',
        buffer: Buffer.from(
          JSON.stringify({
            apiVersion: 'v1',
            kind: 'Service',
            metadata: { name: 'front', namespace: 'dropped' },
            spec: service,
          }),
        ),
      },
    ]);
    const objects = page.getByRole('region', { name: 'Objects' });
    await visible(objects.getByText('front'));
    await objects.getByRole('button', { name: 'Create' }).click();
    await visible(objects.getByRole('link', { name: 'front' }));
    await keepScreenshot(page, 'create-files');
    expect((await stage.client.get(namespaceKind, { name: 'dropped' })).metadata.name).toBe('dropped');
    const found = await stage.client.get(serviceKind, { namespace: 'dropped', name: 'front' });
    expect(found.metadata.name).toBe('front');
  });
});
