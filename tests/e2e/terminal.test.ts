import { describe, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { nodeKind, podKind } from '@binnacle/kube/api';
import { pod } from '../conformance/harness/objects.ts';
import { accessibilityFindings, keepScreenshot, useConsole } from './console.ts';
import { eventually, gone, visible } from './look.ts';

const stage = useConsole();
const { signedIn } = stage;
const production = '/clusters/production';

/** A Pod with a shell in it, on its page once it runs. */
const podPage = async (name: string, options?: Parameters<typeof signedIn>[1]): Promise<Page> => {
  await stage.client.create(podKind, pod(name, {}, { namespace: 'default' }));
  const page = await signedIn(`${production}/core/v1/pods/default/${name}`, options);
  await visible(page.getByText('Running', { exact: true }).first());
  return page;
};
const dockOf = (page: Page) => page.getByRole('region', { name: 'Terminals', exact: true });
const screenOf = (page: Page) => dockOf(page).locator('.xterm-rows:visible');

/** Types a command, once the shell that is shown listens. */
const enter = async (page: Page, command: string): Promise<void> => {
  await visible(dockOf(page).getByText('Connected', { exact: true }).locator('visible=true'));
  await dockOf(page).getByRole('textbox', { name: 'Terminal input', exact: true }).locator('visible=true').focus();
  await page.keyboard.type(command);
  await page.keyboard.press('Enter');
};

describe('a terminal', () => {
  test('runs what is typed, stays while the page changes, and says how it ended', async () => {
    const page = await podPage('shell-one');
    await page.getByRole('button', { name: 'Terminal', exact: true }).click();
    await enter(page, 'echo one-$((40 + 2))');
    await eventually(() => screenOf(page).textContent()).toContain('one-42');
    await keepScreenshot(page, 'terminal');
    expect(await accessibilityFindings(page)).toEqual([]);

    await page.getByRole('navigation').first().getByRole('link', { name: 'Deployments', exact: true }).click();
    await visible(page.getByRole('heading', { name: 'Deployments', level: 1 }));
    await enter(page, 'echo still-$((6 * 7))');
    await eventually(() => screenOf(page).textContent()).toContain('still-42');

    await enter(page, 'exit 3');
    await visible(dockOf(page).getByText('The shell has ended: exited with code 3', { exact: true }));
    await dockOf(page).getByRole('button', { name: 'Open again', exact: true }).click();
    await enter(page, 'echo again-$((1 + 1))');
    await eventually(() => screenOf(page).textContent()).toContain('again-2');
    await dockOf(page).getByRole('button', { name: 'Close the terminal of default/shell-one', exact: true }).click();
    await gone(dockOf(page));
  });

  test('has tabs, another container, and is minimised by keyboard; in the dark', async () => {
    const name = 'shell-two';
    const second = { name: 'second', image: 'busybox:1', command: ['sleep', '3600'] };
    const first = { name: 'first', image: 'busybox:1', command: ['sleep', '3600'] };
    await stage.client.create(podKind, {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, namespace: 'default' },
      spec: { containers: [first, second] },
    } as Parameters<typeof stage.client.create>[1]);
    const page = await signedIn(`${production}/core/v1/pods?ns=default&q=${name}`, { theme: 'dark' });
    const row = page.getByRole('row').filter({ has: page.getByRole('link', { name, exact: true }) });
    await visible(row.getByText('Running', { exact: true }));
    const close = dockOf(page).getByRole('button', { name: `Close the terminal of default/${name}`, exact: true });
    for (const opened of [1, 2]) {
      await row.getByRole('button', { name: `Actions for ${name}`, exact: true }).click();
      await page.getByRole('menuitem', { name: 'Terminal', exact: true }).click();
      await eventually(() => close.count()).toBe(opened);
    }
    await visible(dockOf(page).getByText('Connected', { exact: true }).locator('visible=true'));
    await dockOf(page).locator('select:visible').selectOption('second');
    await enter(page, 'echo here-$((5 * 5))');
    await eventually(() => screenOf(page).textContent()).toContain('here-25');
    await keepScreenshot(page, 'terminal-dark');
    expect(await accessibilityFindings(page)).toEqual([]);
    await page.keyboard.press('F6');
    await dockOf(page).getByRole('button', { name: 'Minimise the terminals', exact: true }).press('Enter');
    await visible(dockOf(page).getByRole('button', { name: 'Show the terminals', exact: true }));
  });

  test('opens on a node', async () => {
    const name = (await stage.client.list(nodeKind)).items[0]?.metadata.name ?? '';
    const page = await signedIn(`${production}/core/v1/nodes/-/${name}`);
    await page.getByRole('button', { name: 'Terminal', exact: true }).click();
    await enter(page, 'echo node-$((7 * 6))');
    await eventually(() => screenOf(page).textContent()).toContain('node-42');
  });
});
