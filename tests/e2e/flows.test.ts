import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { configMapKind, nodeKind, podKind, secretKind } from '@binnacle/kube/api';
import { configMap, pod } from '../conformance/harness/objects.ts';
import { accessibilityFindings, keepScreenshot, useConsole } from './console.ts';
import { rowOf, visible } from './look.ts';
import { foreignTexts, textOf, type Language } from './texts.ts';

const stage = useConsole();
const production = '/clusters/production';
const box = `${production}/core/v1/pods/default/box`;
const cart = `${production}/apps/v1/deployments/shop/cart`;

/** One thing that people come for: where it begins, and what is done until it can be seen. */
interface Flow {
  name: string;
  path: string | (() => Promise<string>);
  show: (page: Page, say: (key: string) => string) => Promise<void>;
}

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).first().click();
const opened = (page: Page) => visible(page.getByRole('dialog').first());

const flows: readonly Flow[] = [
  {
    name: 'pods',
    path: `${production}/core/v1/pods`,
    show: async (page, say) => {
      await visible(page.getByRole('columnheader', { name: say('column.memory'), exact: true }));
      await visible(page.getByText(/^\d+ %$/).first());
    },
  },
  {
    name: 'pod',
    path: box,
    show: (page, say) => visible(page.getByRole('heading', { name: say('detail.conditions'), exact: true })),
  },
  {
    name: 'pod-yaml',
    path: `${box}?tab=yaml`,
    show: (page) => visible(page.getByText('apiVersion', { exact: false }).first()),
  },
  {
    name: 'pod-logs',
    path: `${cart}?tab=logs`,
    show: (page, say) => visible(page.getByText(say('logs.following'), { exact: true })),
  },
  {
    name: 'pod-terminal',
    path: box,
    show: async (page, say) => {
      await press(page, say('row.terminal'));
      await visible(page.getByText(say('terminal.open'), { exact: true }).first());
    },
  },
  {
    name: 'pod-files',
    path: `${box}?tab=files`,
    show: (page) => visible(page.getByRole('button', { name: 'tmp', exact: true })),
  },
  {
    name: 'scale',
    path: cart,
    show: async (page, say) => {
      await press(page, say('action.scale'));
      await opened(page);
    },
  },
  {
    name: 'restart',
    path: cart,
    show: async (page, say) => {
      await press(page, say('action.restart'));
      await opened(page);
    },
  },
  {
    name: 'rollback',
    path: `${cart}?tab=revisions`,
    show: async (page, say) => {
      await press(page, say('action.rollBack'));
      await opened(page);
    },
  },
  {
    name: 'create',
    path: `${production}/-/create?ns=default`,
    show: async (page, say) => {
      await page.getByLabel(say('create.form'), { exact: true }).selectOption('Deployment');
      await visible(page.getByRole('region', { name: say('create.objects'), exact: true }));
      await visible(page.locator('.cm-content'));
    },
  },
  {
    name: 'bulk',
    path: `${production}/apps/v1/deployments?ns=shop`,
    show: async (page, say) => {
      await visible(rowOf(page, 'cart'));
      for (const name of ['cart', 'catalog'])
        await page.getByRole('checkbox', { name: say('select.row').replace('{{name}}', name), exact: true }).click();
      const bar = page.getByRole('toolbar', { name: say('select.toolbar'), exact: true });
      await bar.getByRole('button', { name: say('action.delete'), exact: true }).click();
      await opened(page);
    },
  },
  {
    name: 'drain',
    path: async () =>
      `${production}/core/v1/nodes/-/${(await stage.client.list(nodeKind)).items.at(-1)?.metadata.name ?? ''}`,
    show: async (page, say) => {
      await press(page, say('action.drain'));
      await opened(page);
    },
  },
  {
    name: 'secret',
    path: `${production}/core/v1/secrets/default/launch`,
    show: async (page, say) => {
      await press(page, say('detail.reveal'));
      await visible(page.getByText('open sesame', { exact: true }));
    },
  },
  {
    name: 'overview',
    path: '/clusters/staging',
    show: async (page, say) => {
      await visible(page.getByText(say('overview.wrong')));
      await visible(page.getByRole('link').getByText('CrashLoopBackOff', { exact: true }).first());
      await visible(page.getByText(say('capacity.requested')).first());
      for (const card of ['capacity.top', 'findings.title'])
        await visible(
          page
            .getByRole('region', { name: say(card), exact: true })
            .getByRole('listitem')
            .first(),
        );
    },
  },
  {
    name: 'undo',
    path: '/audit?name=banner&operation=resources.patch',
    show: async (page, say) => {
      await page.getByRole('row').filter({ hasText: 'default/banner' }).getByRole('button').first().click();
      await press(page, say('undo.ask'));
      await visible(page.getByRole('region', { name: say('undo.plan'), exact: true }));
    },
  },
];

beforeAll(async () => {
  await stage.client.create(podKind, pod('box', {}, { namespace: 'default' }));
  const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'launch', namespace: 'default' } };
  await stage.client.create(secretKind, { ...secret, data: { code: btoa('open sesame') } } as Parameters<
    typeof stage.client.create
  >[1]);
  await stage.client.create(configMapKind, configMap('banner', { text: 'old' }, { namespace: 'default' }));
  const { items } = (await stage.server.call('GET', '/api/console/v1/clusters')).body as {
    items: { id: number; name: string }[];
  };
  const id = items.find(({ name }) => name === 'production')?.id;
  const at = `/api/console/v1/clusters/${id}/resources/core/v1/configmaps/banner?namespace=default`;
  expect((await stage.server.call('PATCH', at, { patch: { data: { text: 'new' } } })).status).toBe(200);
});

/** What stands on the page, piece by piece, and what is said of it to those who do not see it. */
const saidOn = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const said: (string | null)[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      if (node instanceof Element)
        said.push(...['aria-label', 'title', 'placeholder', 'aria-description'].map((name) => node.getAttribute(name)));
      else said.push(node.textContent);
    }
    return said.flatMap((text) => (text === null || text.trim() === '' ? [] : [text.trim()]));
  });

const looks = (['en', 'zh-CN'] as const).flatMap((language) =>
  (['light', 'dark'] as const).map((theme): { language: Language; theme: 'light' | 'dark' } => ({ language, theme })),
);

describe.each(looks)('in $language, $theme', ({ language, theme }) => {
  let page: Page;
  beforeAll(async () => {
    page = await stage.keptPage({ language, theme });
  });
  afterAll(() => page.context().close());

  test.each(flows)('$name', async ({ name, path, show }) => {
    await page.goto(stage.server.url + (typeof path === 'string' ? path : await path()));
    await show(page, (key) => textOf(language, key));
    await keepScreenshot(page, `flow-${name}${language === 'en' ? '' : '-zh'}${theme === 'light' ? '' : '-dark'}`);
    const root = page.locator('html');
    expect(await root.getAttribute('lang')).toBe(language);
    expect(await root.getAttribute('data-mantine-color-scheme')).toBe(theme);
    expect(foreignTexts(language, await saidOn(page))).toEqual([]);
    expect(await accessibilityFindings(page)).toEqual([]);
  });
});
