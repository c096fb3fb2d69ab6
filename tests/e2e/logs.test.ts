import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { deploymentKind, podKind } from '@binnacle/kube/api';
import { accessibilityFindings, keepScreenshot, useConsole } from './console.ts';
import { eventually, gone, visible } from './look.ts';

const stage = useConsole();
const { signedIn } = stage;
const production = '/clusters/production';

type Made = Parameters<typeof stage.client.create>[1];
/** A container that writes some lines, then waits. */
const speaker = (name: string, ...lines: string[]) => ({
  name,
  image: 'busybox:1',
  command: ['sh', '-c', `${lines.map((line) => `echo '${line}'`).join('; ')}; sleep 3600`],
});

describe('logs', () => {
  test('of all containers of a Pod are merged, searched, narrowed by level and downloaded whole', async () => {
    await stage.client.create(podKind, {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'talker', namespace: 'default' },
      spec: {
        containers: [
          speaker('app', 'INFO ready to serve', 'ERROR no route to the needle', '  at needle.ts:7', 'a needle'),
          speaker('proxy', 'WARN upstream is slow', 'plain words'),
        ],
      },
    } as Made);
    const page = await signedIn(`${production}/core/v1/pods/default/talker?tab=logs`);
    const log = page.getByRole('log');
    for (const text of ['ready to serve', 'plain words']) await visible(log.getByText(text, { exact: false }));
    await visible(log.getByText('proxy', { exact: true }).first());
    await page.getByRole('searchbox', { name: 'Search the log', exact: true }).fill('needle');
    await visible(page.getByText('3 matches', { exact: true }));
    await page.getByRole('checkbox', { name: 'Timestamps', exact: true }).check();
    await keepScreenshot(page, 'logs-containers');
    expect(await accessibilityFindings(page)).toEqual([]);

    await page.getByRole('combobox', { name: 'Level', exact: true }).selectOption('Warnings and errors');
    await gone(log.getByText('plain words', { exact: false }));
    await visible(log.getByText('upstream is slow', { exact: false }));
    await visible(log.getByText('at needle.ts:7', { exact: false }));
    await page.getByRole('combobox', { name: 'Container', exact: true }).selectOption('proxy');
    await gone(log.getByText('at needle.ts:7', { exact: false }));
    const download = page.waitForEvent('download', { timeout: 60_000 });
    await page.getByRole('link', { name: 'Download', exact: true }).click();
    const text = await readFile(await (await download).path(), 'utf8');
    expect(text).toContain('plain words');
    expect(text).not.toContain('ready to serve');
  });

  test('of all Pods of a Deployment are merged, and one can be chosen; in the dark', async () => {
    const name = 'chorus';
    const labels = { app: name };
    await stage.client.create(deploymentKind, {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name, namespace: 'default' },
      spec: {
        replicas: 3,
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers: [speaker('main', 'INFO one of us sings')] } },
      },
    } as Made);
    const page = await signedIn(`${production}/apps/v1/deployments/default/${name}?tab=logs`, { theme: 'dark' });
    const sung = page.getByRole('log').getByText('one of us sings', { exact: false });
    await eventually(() => sung.count()).toBe(3);
    await visible(page.getByText('3 containers', { exact: true }));
    await keepScreenshot(page, 'logs-workload-dark');
    expect(await accessibilityFindings(page)).toEqual([]);
    await page.getByRole('combobox', { name: 'Pod', exact: true }).selectOption({ index: 1 });
    await eventually(() => sung.count()).toBe(1);
  });
});
