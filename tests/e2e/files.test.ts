import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { podKind } from '@binnacle/kube/api';
import { pod } from '../conformance/harness/objects.ts';
import { accessibilityFindings, keepScreenshot, useConsole } from './console.ts';
import { gone, visible } from './look.ts';

const stage = useConsole();
const { signedIn } = stage;

/** The files of a new Pod's container, in `/tmp`. */
const filesPage = async (name: string, options?: Parameters<typeof signedIn>[1]): Promise<Page> => {
  await stage.client.create(podKind, pod(name, {}, { namespace: 'default' }));
  const page = await signedIn(`/clusters/production/core/v1/pods/default/${name}`, options);
  await visible(page.getByText('Running', { exact: true }).first());
  await page.goto(`${page.url()}?tab=files`);
  await page.getByRole('button', { name: 'tmp', exact: true }).click();
  await visible(
    page.getByRole('navigation', { name: 'Path', exact: true }).getByRole('button', { name: 'tmp', exact: true }),
  );
  return page;
};
const upload = (page: Page, name: string, text: string) =>
  page.locator('input[type=file]').setInputFiles([{ name, mimeType: 'text/plain', buffer: Buffer.from(text) }]);
const fileOf = (page: Page, name: string) => page.getByRole('row').getByRole('button', { name, exact: true });
const choose = async (page: Page, name: string, entry: string): Promise<void> => {
  await page.getByRole('button', { name: `Actions for ${name}`, exact: true }).click();
  await page.getByRole('menuitem', { name: entry, exact: true }).click();
};

describe('the files of a container', () => {
  test('are uploaded, read, changed, renamed, downloaded and deleted', async () => {
    const page = await filesPage('box-one');
    await upload(page, 'a list of things.txt', 'first\nsecond\n');
    await visible(fileOf(page, 'a list of things.txt'));
    await visible(page.getByRole('region', { name: 'Uploads', exact: true }).getByText('Done', { exact: true }));
    await keepScreenshot(page, 'files');
    expect(await accessibilityFindings(page)).toEqual([]);

    await fileOf(page, 'a list of things.txt').click();
    const editor = page.getByRole('textbox', { name: 'Content of /tmp/a list of things.txt', exact: true });
    await visible(editor);
    expect(await editor.inputValue()).toBe('first\nsecond\n');
    await editor.fill('first\nsecond\nthird ✓\n');
    await keepScreenshot(page, 'file-edit');
    await page.getByRole('dialog').getByRole('button', { name: 'Save', exact: true }).click();
    await gone(page.getByRole('dialog'));

    await choose(page, 'a list of things.txt', 'Rename');
    await page.getByRole('textbox', { name: 'New name', exact: true }).fill('list.txt');
    await page.getByRole('dialog').getByRole('button', { name: 'Rename', exact: true }).click();
    await visible(fileOf(page, 'list.txt'));
    const download = page.waitForEvent('download', { timeout: 60_000 });
    await choose(page, 'list.txt', 'Download');
    expect(await readFile(await (await download).path(), 'utf8')).toBe('first\nsecond\nthird ✓\n');

    await choose(page, 'list.txt', 'Delete');
    await page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }).click();
    await gone(fileOf(page, 'list.txt'));
  });

  test('are dropped here, and a folder is left by its way; in the dark', async () => {
    const page = await filesPage('box-two', { theme: 'dark' });
    const dropped = await page.evaluateHandle(() => {
      const transfer = new DataTransfer();
      transfer.items.add(new File(['dropped'], 'dropped.txt'));
      return transfer;
    });
    await page.getByRole('navigation', { name: 'Path', exact: true }).dispatchEvent('drop', { dataTransfer: dropped });
    await visible(fileOf(page, 'dropped.txt'));
    await page
      .getByRole('navigation', { name: 'Path', exact: true })
      .getByRole('button', { name: '/', exact: true })
      .click();
    await visible(fileOf(page, 'etc'));
    await keepScreenshot(page, 'files-dark');
    expect(await accessibilityFindings(page)).toEqual([]);
  });
});
