import { describe, expect, test } from 'vitest';
import type { Locator, Page } from 'playwright-core';
import {
  configMapKind,
  customResourceDefinitionKind,
  deploymentKind,
  namespaceKind,
  serviceKind,
} from '@binnacle/kube/api';
import { configMap, read } from '../conformance/harness/objects.ts';
import { accessibilityFindings, keepScreenshot, useConsole } from './console.ts';
import { eventually, gone, visible } from './look.ts';

const stage = useConsole();
const { signedIn } = stage;

const production = '/clusters/production';

const widgetKind = {
  group: 'yaml.example.com',
  version: 'v1',
  kind: 'Widget',
  plural: 'widgets',
  singular: 'widget',
  scope: 'Namespaced',
  namespaced: true,
} as const;

/** A kind of the cluster's own, with documentation in its schema, and one object of it. */
const serveWidget = async (): Promise<void> => {
  const { group, version, kind, plural, singular, scope } = widgetKind;
  const spec = {
    type: 'object',
    description: 'What is wanted of the widget.',
    properties: {
      size: { type: 'integer', description: 'How large it is, in metres.', minimum: 1 },
      finish: { type: 'string', enum: ['matt', 'gloss'] },
    },
  };
  await stage.client.create(customResourceDefinitionKind, {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      scope,
      names: { kind, plural, singular, listKind: `${kind}List` },
      versions: [
        {
          name: version,
          served: true,
          storage: true,
          schema: { openAPIV3Schema: { type: 'object', properties: { spec } } },
        },
      ],
    },
  } as Parameters<typeof stage.client.create>[1]);
  const object = {
    apiVersion: `${group}/${version}`,
    kind,
    metadata: { name: 'one', namespace: 'default' },
    spec: { size: 3 },
  };
  await eventually(() => stage.client.create(widgetKind, object).then(() => 'served', String)).toBe('served');
};

/** Rests the mouse on a word until its documentation is shown. */
const documentationOf = async (page: Page, editor: Locator, word: string): Promise<Locator> => {
  const shown = page.locator('.bn-hover');
  await eventually(async () => {
    await page.mouse.move(0, 0);
    await editor.locator('.cm-line span').getByText(word, { exact: true }).first().hover();
    return shown
      .waitFor({ state: 'visible', timeout: 5_000 })
      .then(() => 'shown')
      .catch(() => 'not yet');
  }).toBe('shown');
  return shown;
};

/** Opens the text of an object for changes. */
const editorOf = async (page: Page, name: string): Promise<Locator> => {
  await page.getByRole('button', { name: 'Edit', exact: true }).click();
  const editor = page.getByRole('textbox', { name: `Edit ${name}`, exact: true });
  await visible(editor);
  return editor;
};

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

  test('begins with what it is', async () => {
    const page = await signedIn(`${production}/apps/v1/deployments/shop/cart?tab=yaml`);
    const view = page.getByRole('textbox', { name: 'YAML of cart', exact: true });
    await visible(view);
    const lines = await view.locator('.cm-line').allTextContents();
    expect(lines.slice(0, 3)).toEqual(['apiVersion: apps/v1', 'kind: Deployment', 'metadata:']);
  });

  test('is completed, explained and marked where it is wrong, by the cluster’s own schema', async () => {
    const page = await signedIn(`${production}/apps/v1/deployments/shop/cart?tab=yaml`);
    const editor = await editorOf(page, 'cart');
    await write(page, editor, 'apiVersion: apps/v1\nkind: Deployment\nspec:\n  replicas: many\n');
    await visible(page.locator('.cm-lint-marker-error').first());
    const shown = await documentationOf(page, editor, 'replicas');
    await visible(shown.getByText('spec.replicas: integer', { exact: true }));
    await editor.click();
    await page.keyboard.press('Control+End');
    await page.keyboard.type('  rev');
    await visible(page.getByRole('option', { name: /revisionHistoryLimit/ }));
    await keepScreenshot(page, 'yaml-help');
    await page.keyboard.press('Enter');
    await eventually(() => editor.textContent()).toContain('revisionHistoryLimit: ');
  });

  test('of a kind of the cluster’s own is helped with in the same way, and compared before it is saved', async () => {
    await serveWidget();
    const page = await signedIn(`${production}/yaml.example.com/v1/widgets/default/one?tab=yaml`, { theme: 'dark' });
    const editor = await editorOf(page, 'one');
    const text = (await editor.locator('.cm-line').allTextContents()).join('\n');
    expect(text).toContain('size: 3');
    const shown = await documentationOf(page, editor, 'size');
    await visible(shown.getByText('How large it is, in metres.', { exact: true }));
    await keepScreenshot(page, 'yaml-custom-dark');
    await write(page, editor, text.replace('size: 3', 'size: large'));
    await visible(page.locator('.cm-lint-marker-error').first());
    await write(page, editor, `${text.trimEnd()}\n  finish: `);
    await page.keyboard.press('Control+End');
    await page.keyboard.press('Control+Space');
    await visible(page.getByRole('option', { name: 'gloss', exact: true }));
    await page.keyboard.press('Escape');
    await page.keyboard.type('matt');
    await gone(page.locator('.cm-lint-marker-error'));
    await page.getByRole('button', { name: 'Review changes', exact: true }).click();
    await visible(page.getByRole('region', { name: 'What will change' }).getByText('spec.finish', { exact: true }));
    expect(await accessibilityFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await visible(page.getByRole('button', { name: 'Edit', exact: true }));
    const saved = await stage.client.get(widgetKind, { namespace: 'default', name: 'one' });
    expect(read(saved, 'spec')).toEqual({ size: 3, finish: 'matt' });
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

  test('of several documents each are explained by their own schema', async () => {
    const page = await signedIn(`${production}/-/create?ns=default`);
    const editor = page.getByRole('textbox', { name: 'YAML of the new objects', exact: true });
    await visible(editor);
    const service = 'apiVersion: v1\nkind: Service\nmetadata:\n  name: front\nspec:\n  clusterIP: None\n';
    const deployment = 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: front\nspec:\n  replicas: 2\n';
    await write(page, editor, `${service}---\n${deployment}`);
    const replicas = await documentationOf(page, editor, 'replicas');
    await visible(replicas.getByText('spec.replicas: integer', { exact: true }));
    await page.mouse.move(0, 0);
    await gone(replicas);
    const address = await documentationOf(page, editor, 'clusterIP');
    await visible(address.getByText('spec.clusterIP: string', { exact: true }));
  });

  test('of several documents each are helped with by their own schema, and compared with what is there', async () => {
    const key = { namespace: 'default', name: 'several' };
    await stage.client.create(configMapKind, configMap('several', { sky: 'blue' }, { namespace: 'default' }));
    const page = await signedIn(`${production}/-/create?ns=default`);
    const editor = page.getByRole('textbox', { name: 'YAML of the new objects', exact: true });
    await visible(editor);
    const first = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: several\ndata:\n  sky: blue\n  sea: green\n';
    const second = 'apiVersion: v1\nkind: Service\nmetadata:\n  name: several\nspec:\n  ports:\n  - port: 80\n';
    await write(page, editor, `${first}---\n${second}`);
    const objects = page.getByRole('region', { name: 'Objects', exact: true });
    await eventually(() => objects.getByText('several', { exact: true }).count()).toBe(2);
    await editor.click();
    await page.keyboard.press('Control+End');
    await page.keyboard.type('  sessionAff');
    await visible(page.getByRole('option', { name: /^sessionAffinity/ }).first());
    await page.keyboard.press('Escape');
    await write(page, editor, `${first}---\n${second.replace('port: 80', 'port: eighty')}`);
    await visible(objects.getByRole('list', { name: 'Problems', exact: true }).getByText(/^15:/));
    expect(await objects.getByRole('button', { name: 'Create', exact: true }).isDisabled()).toBe(true);
    await write(page, editor, `${first}---\n${second}`);
    await gone(objects.getByRole('list', { name: 'Problems', exact: true }));
    await objects.getByRole('button', { name: 'Try without saving', exact: true }).click();
    await visible(objects.getByText('would be changed', { exact: true }));
    await visible(objects.getByText('data.sea', { exact: true }));
    await visible(objects.getByText('would be created', { exact: true }));
    await keepScreenshot(page, 'create-several');
    expect(await accessibilityFindings(page)).toEqual([]);
    expect((await stage.client.get(configMapKind, key))['data']).toEqual({ sky: 'blue' });
    await objects.getByRole('button', { name: 'Create', exact: true }).click();
    await visible(objects.getByRole('link', { name: 'several', exact: true }).last());
    await eventually(async () => (await stage.client.get(configMapKind, key))['data']).toEqual({
      sky: 'blue',
      sea: 'green',
    });
  });
});
