import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { podKind } from '@binnacle/kube/api';
import { pod } from '../conformance/harness/objects.ts';
import { accessibilityFindings, keepScreenshot, useConsole } from './console.ts';
import { gone, visible } from './look.ts';

const stage = useConsole();
const { signedIn } = stage;

/** The files of a new Pod's container. */
const rootPage = async (name: string, options?: Parameters<typeof signedIn>[1]): Promise<Page> => {
  await stage.client.create(podKind, pod(name, {}, { namespace: 'default' }));
  const page = await signedIn(`/clusters/production/core/v1/pods/default/${name}`, options);
  await visible(page.getByText('Running', { exact: true }).first());
  await page.goto(`${page.url()}?tab=files`);
  return page;
};
const wayOf = (page: Page) => page.getByRole('navigation', { name: 'Path', exact: true });
const openTmp = async (page: Page): Promise<void> => {
  await page.getByRole('button', { name: 'tmp', exact: true }).click();
  await visible(wayOf(page).getByRole('button', { name: 'tmp', exact: true }));
};
const filesPage = async (...args: Parameters<typeof rootPage>): Promise<Page> => {
  const page = await rootPage(...args);
  await openTmp(page);
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

  test('are seen after an upload, whenever the folder was asked for', async () => {
    const page = await rootPage('box-three');
    const sent = page
      .getByRole('region', { name: 'Uploads', exact: true })
      .getByRole('listitem')
      .filter({ hasText: 'early.txt' })
      .getByText('Done', { exact: true });
    let held = 0;
    await page.route(
      ({ pathname, searchParams }) => pathname.endsWith('/files') && searchParams.get('path') === '/tmp',
      async (route) => {
        held += 1;
        if (held > 1) return route.continue();
        // What was there before the upload is told after it.
        const answer = await route.fetch();
        await visible(sent);
        return route.fulfill({ response: answer });
      },
    );
    await openTmp(page);
    await upload(page, 'early.txt', 'early');
    await visible(fileOf(page, 'early.txt'));
    expect(held).toBeGreaterThan(1);

    // A folder that was left while a file was sent is read again when it is opened again.
    const leave = page.waitForRequest((request) => request.method() === 'PUT', { timeout: 60_000 });
    await upload(page, 'late.txt', 'late');
    await leave;
    await wayOf(page).getByRole('button', { name: '/', exact: true }).click();
    await visible(fileOf(page, 'etc'));
    await visible(
      page
        .getByRole('region', { name: 'Uploads', exact: true })
        .getByRole('listitem')
        .filter({ hasText: 'late.txt' })
        .getByText('Done', { exact: true }),
    );
    await openTmp(page);
    await visible(fileOf(page, 'late.txt'));
  });

  test('are dropped here, and a folder is left by its way; in the dark', async () => {
    const page = await filesPage('box-two', { theme: 'dark' });
    const dropped = await page.evaluateHandle(() => {
      const transfer = new DataTransfer();
      transfer.items.add(new File(['dropped'], 'dropped.txt'));
      return transfer;
    });
    await wayOf(page).dispatchEvent('drop', { dataTransfer: dropped });
    await visible(fileOf(page, 'dropped.txt'));
    await wayOf(page).getByRole('button', { name: '/', exact: true }).click();
    await visible(fileOf(page, 'etc'));
    await keepScreenshot(page, 'files-dark');
    expect(await accessibilityFindings(page)).toEqual([]);
  });
});
