import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import axe, { type AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { createClient, type KubeClient } from '@binnacle/kube/client';
import { createLink, type Link } from '../fixtures/link.ts';
import { type RunningServer, startServer } from '../fixtures/server.ts';
import { startSimulator } from '../fixtures/simulator.ts';
import { closingPages, launchBrowser, type OpenPage, type PageOptions, pagesOf } from './browser.ts';

const root = path.resolve(import.meta.dirname, '../..');
const webDir = path.join(root, 'dist/web');

/** A console in a browser over two simulated clusters: `production` is well, `staging` is not. */
interface ConsoleStage {
  server: RunningServer;
  /** To act on `production` beside the console. */
  client: KubeClient;
  /** Of `production`, past the line: with the contexts of its administrator and of somebody who may do nothing. */
  kubeconfig: string;
  /** The line between the server and `production`. */
  link: Link;
  /** A browser of its own: no session, no preferences. */
  open: OpenPage;
  close(): Promise<void>;
}

/** Settings of the server, as its environment has them. */
type Settings = Readonly<Record<string, string>>;

/** What the two clusters hold. */
interface Scenarios {
  production: string;
  staging: string;
}

const startConsole = async (env: Settings, scenarios: Scenarios): Promise<ConsoleStage> => {
  if (!existsSync(path.join(webDir, 'index.html')))
    throw new Error('The console is not built: run `npm run build` first.');
  const closers: (() => Promise<unknown>)[] = [];
  const close = async () => {
    for (const step of closers.reverse()) await step();
  };
  try {
    const [production, staging] = await Promise.all([
      startSimulator(scenarios.production, 'production'),
      startSimulator(scenarios.staging, 'staging'),
    ]);
    closers.push(production.stop, staging.stop);
    const link = await createLink(production.admin);
    closers.push(link.close);
    const server = await startServer([link.target, staging.admin], { webDir, env });
    closers.push(server.close);
    const client = createClient(production.admin);
    closers.push(() => client.close());
    const browser = await launchBrowser();
    closers.push(() => browser.close());
    return {
      server,
      client,
      kubeconfig: readFileSync(production.kubeconfig, 'utf8'),
      link,
      open: pagesOf(browser),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
};

/** A console for all bodies of a file: started before the first, ended after the last. */
export const useConsole = (
  settings: () => Promise<Settings> = () => Promise.resolve({}),
  scenarios: Scenarios = { production: 'small', staging: 'crash' },
) => {
  let stage: ConsoleStage | undefined;
  const started = (): ConsoleStage => {
    if (stage === undefined) throw new Error('The console is not started yet: use it inside a body.');
    return stage;
  };
  beforeAll(async () => {
    stage = await startConsole(await settings(), scenarios);
  });
  afterAll(() => stage?.close());
  const open = closingPages((options) => started().open(options));
  const enter = async (page: Page): Promise<Page> => {
    await page.goto(started().server.signInLink());
    await page.getByRole('navigation').first().waitFor();
    return page;
  };
  return {
    get server() {
      return started().server;
    },
    get client() {
      return started().client;
    },
    get kubeconfig() {
      return started().kubeconfig;
    },
    get link() {
      return started().link;
    },
    /** Nobody signed in; closed after the body. */
    open,
    /** Signed in as the administrator, on the page at `path`; closed after the body. */
    signedIn: async (path: string, options?: PageOptions): Promise<Page> => {
      const page = await enter(await open(options));
      if (path !== '/') await page.goto(`${started().server.url}${path}`);
      return page;
    },
    /** Signed in as the administrator, for all bodies of the file: each goes to the page that it needs. */
    keptPage: async (options: PageOptions): Promise<Page> => enter(await started().open(options)),
  };
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
