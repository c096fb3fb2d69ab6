import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import axe, { type AxeResults } from 'axe-core';
import { type Browser, type BrowserContext, type Page } from 'playwright-core';
import { createClient, type KubeClient } from '@binnacle/kube/client';
import { createLink, type Link } from '../fixtures/link.ts';
import { type RunningServer, startServer } from '../fixtures/server.ts';
import { startSimulator } from '../fixtures/simulator.ts';
import { launchBrowser } from './browser.ts';

const root = path.resolve(import.meta.dirname, '../..');
const webDir = path.join(root, 'dist/web');

/** A console in a browser over two simulated clusters: `production` is well, `staging` is not. */
export interface ConsoleStage {
  server: RunningServer;
  /** To act on `production` beside the console. */
  client: KubeClient;
  /** Of `production`, past the line: with the contexts of its administrator and of somebody who may do nothing. */
  kubeconfig: string;
  /** The line between the server and `production`. */
  link: Link;
  /** A browser of its own: no session, no preferences. */
  open(options?: { language?: string; theme?: 'light' | 'dark' }): Promise<Page>;
  close(): Promise<void>;
}

export const startConsole = async (): Promise<ConsoleStage> => {
  if (!existsSync(path.join(webDir, 'index.html')))
    throw new Error('The console is not built: run `npm run build` first.');
  const closers: (() => Promise<unknown>)[] = [];
  const close = async () => {
    for (const step of closers.reverse()) await step();
  };
  try {
    const [production, staging] = await Promise.all([
      startSimulator('small', 'production'),
      startSimulator('crash', 'staging'),
    ]);
    closers.push(production.stop, staging.stop);
    const link = await createLink(production.admin);
    closers.push(link.close);
    const server = await startServer([link.target, staging.admin], { webDir });
    closers.push(server.close);
    const client = createClient(production.admin);
    closers.push(() => client.close());
    const browser: Browser = await launchBrowser();
    closers.push(() => browser.close());
    return {
      server,
      client,
      kubeconfig: readFileSync(production.kubeconfig, 'utf8'),
      link,
      open: async ({ language = 'en', theme = 'light' } = {}) => {
        const context: BrowserContext = await browser.newContext({
          viewport: { width: 1440, height: 900 },
          locale: language,
          colorScheme: theme,
          reducedMotion: 'reduce',
        });
        context.setDefaultTimeout(20_000);
        return context.newPage();
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
};

/** Serious and critical findings of axe, one line each; none is the wish. */
export const accessibilityFindings = async (page: Page): Promise<string[]> => {
  await page.evaluate(axe.source);
  const results = await page.evaluate(async () => {
    const { axe: inPage } = globalThis as unknown as { axe: { run: () => Promise<AxeResults> } };
    return inPage.run();
  });
  return results.violations
    .filter((violation) => violation.impact === 'serious' || violation.impact === 'critical')
    .flatMap((violation) =>
      violation.nodes.map(
        (node) => `${violation.id}: ${node.html.slice(0, 160)} (${node.failureSummary?.replaceAll('\n', ' ')})`,
      ),
    );
};

/** Keeps a picture when BINNACLE_SCREENSHOTS names a folder; the README's are made with docs/screenshots. */
export const keepScreenshot = async (page: Page, name: string): Promise<void> => {
  const dir = process.env.BINNACLE_SCREENSHOTS;
  if (dir === undefined) return;
  mkdirSync(path.resolve(root, dir), { recursive: true });
  await page.mouse.move(0, 0);
  await page.screenshot({ path: path.resolve(root, dir, `${name}.png`), animations: 'disabled', caret: 'hide' });
};
