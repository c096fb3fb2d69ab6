import { describe, expect, test } from 'vitest';
import { cronJobKind, deploymentKind, jobKind, nodeKind, podKind } from '@binnacle/kube/api';
import { pod, read } from '../conformance/harness/objects.ts';
import { accessibilityFindings, keepScreenshot, useConsole } from './console.ts';
import { eventually, gone, rowOf, visible } from './look.ts';

const stage = useConsole();
const { signedIn } = stage;

const cluster = '/clusters/production';
const cart = `${cluster}/apps/v1/deployments/shop/cart`;
const readCart = () => stage.client.get(deploymentKind, { namespace: 'shop', name: 'cart' });

describe('actions on one object', () => {
  test('a Deployment is paused and resumed, gets another image and another label', async () => {
    const page = await signedIn(cart);
    const more = page.getByRole('button', { name: 'More actions' });
    await more.click();
    await page.getByRole('menuitem', { name: 'Pause' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Pause' }).click();
    await visible(page.getByText('Pause: done'));
    expect(read(await readCart(), 'spec.paused')).toBe(true);

    await more.click();
    await page.getByRole('menuitem', { name: 'Resume' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Resume' }).click();
    await visible(page.getByText('Resume: done'));
    expect(read(await readCart(), 'spec.paused')).not.toBe(true);

    await more.click();
    await page.getByRole('menuitem', { name: 'Set image' }).click();
    const dialog = page.getByRole('dialog', { name: 'Set image of Deployment' });
    const image = dialog.getByRole('textbox').first();
    await visible(image);
    const before = await image.inputValue();
    expect(await dialog.getByRole('button', { name: 'Set image' }).isDisabled()).toBe(true);
    await image.fill(`${before}-next`);
    await keepScreenshot(page, 'set-image');
    await dialog.getByRole('button', { name: 'Set image' }).click();
    await gone(dialog);
    expect(read(await readCart(), 'spec.template.spec.containers.0.image')).toBe(`${before}-next`);

    await more.click();
    await page.getByRole('menuitem', { name: 'Labels and annotations' }).click();
    const labels = page.getByRole('dialog', { name: 'Labels and annotations of Deployment' });
    await labels.getByRole('group', { name: 'Labels' }).getByRole('button', { name: 'Add a line' }).click();
    const lines = labels.getByRole('group', { name: 'Labels' }).getByPlaceholder('key');
    await lines.last().fill('team');
    await labels.getByRole('group', { name: 'Labels' }).getByPlaceholder('value').last().fill('checkout');
    await keepScreenshot(page, 'labels');
    expect(await accessibilityFindings(page)).toEqual([]);
    await labels.getByRole('button', { name: 'Save' }).click();
    await gone(labels);
    expect((await readCart()).metadata.labels?.['team']).toBe('checkout');
  });

  test('a CronJob runs now', async () => {
    const container = { name: 'main', image: 'busybox:1', command: ['true'] };
    await stage.client.create(cronJobKind, {
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      metadata: { name: 'report', namespace: 'default' },
      spec: {
        schedule: '0 3 * * *',
        jobTemplate: { spec: { template: { spec: { restartPolicy: 'Never', containers: [container] } } } },
      },
    } as Parameters<typeof stage.client.create>[1]);
    const page = await signedIn(`${cluster}/batch/v1/cronjobs/default/report`);
    await page.getByRole('button', { name: 'Run now' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Run now' }).click();
    await visible(page.getByText('A Job was made'));
    const jobs = (await stage.client.list(jobKind, { namespace: 'default' })).items;
    expect(jobs.map(({ metadata }) => metadata.name)).toEqual([expect.stringMatching(/^report-manual-/)]);
  });

  test('a node is drained before one’s eyes, and takes Pods again', async () => {
    const name = (await stage.client.list(nodeKind)).items.at(-1)?.metadata.name ?? '';
    const page = await signedIn(`${cluster}/core/v1/nodes/-/${name}`);
    await page.getByRole('button', { name: 'Drain' }).click();
    const dialog = page.getByRole('dialog', { name: 'Drain Node' });
    await dialog.getByLabel('Also Pods that no controller would make again').check();
    await dialog.getByLabel('Also Pods with data in emptyDir volumes').check();
    expect(await accessibilityFindings(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Drain' }).click();
    await visible(dialog.getByRole('progressbar'));
    await keepScreenshot(page, 'drain');
    await visible(dialog.getByText('Drained', { exact: true }));
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    const uncordon = page.getByRole('button', { name: 'Uncordon' });
    await visible(uncordon);
    await uncordon.click();
    await page.getByRole('dialog').getByRole('button', { name: 'Uncordon' }).click();
    await visible(page.getByRole('button', { name: 'Cordon', exact: true }));
    expect(read(await stage.client.get(nodeKind, { name }), 'spec.unschedulable')).not.toBe(true);
  });
});

describe('actions on many objects', () => {
  test('rows are chosen by keyboard and deleted, each with its outcome', async () => {
    for (const name of ['one', 'two', 'three'])
      await stage.client.create(podKind, pod(`bulk-${name}`, {}, { namespace: 'default', labels: { app: 'bulk' } }));
    const page = await signedIn(`${cluster}/core/v1/pods?ns=default&labels=app%3Dbulk`);
    const grid = page.getByRole('grid');
    await eventually(() => grid.getByRole('link').count()).toBe(3);
    await grid.focus();
    await page.keyboard.press('Control+a');
    const bar = page.getByRole('toolbar', { name: 'Actions on what is selected' });
    await visible(bar.getByText('3 selected'));
    await page.keyboard.press('Escape');
    await gone(bar);
    await page.keyboard.press('Home');
    await page.keyboard.press('Space');
    await page.keyboard.press('Shift+ArrowDown');
    await visible(bar.getByText('2 selected'));
    await keepScreenshot(page, 'selection');
    expect(await accessibilityFindings(page)).toEqual([]);
    await bar.getByRole('button', { name: 'Delete' }).click();
    const dialog = page.getByRole('dialog', { name: 'Delete Pod' });
    await dialog.getByLabel('Type 2 to confirm').fill('2');
    await dialog.getByLabel('At once, without a grace period').check();
    await dialog.getByRole('button', { name: 'Delete' }).click();
    await visible(dialog.getByText('2 of 2 done, 0 failed'));
    await keepScreenshot(page, 'bulk-delete');
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    await eventually(() => grid.getByRole('link').allTextContents()).toEqual(['bulk-two']);
    await gone(bar);
  });

  test('what fails says why beside its name, and the others go on', async () => {
    const page = await signedIn(`${cluster}/apps/v1/deployments?ns=shop`);
    await visible(rowOf(page, 'cart'));
    const rows = page.getByRole('grid').getByRole('link');
    const names = (await rows.allTextContents()).slice(0, 2);
    expect(names.length).toBe(2);
    for (const name of names) await page.getByRole('checkbox', { name: `Select ${name}`, exact: true }).click();
    // One of them goes between the choice and the action.
    await stage.client.delete(deploymentKind, { namespace: 'shop', name: names[0]! });
    await page.getByRole('toolbar').getByRole('button', { name: 'Restart' }).click();
    const dialog = page.getByRole('dialog', { name: 'Restart Deployment' });
    await dialog.getByRole('button', { name: 'Restart' }).click();
    await visible(dialog.getByText('2 of 2 done, 1 failed'));
    await visible(dialog.getByText(`deployments.apps "${names[0]}" not found`));
  });
});
