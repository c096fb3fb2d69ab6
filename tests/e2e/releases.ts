import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import type { RolloutSummary } from '@binnacle/api';
import { createConsoleClient, type ConsoleClient } from '@binnacle/api/client';
import { startProgram, untilReady } from '../cluster/program.ts';
import { closingPages, launchBrowser, type OpenPage, type PageOptions, pagesOf } from './browser.ts';
import { visible } from './look.ts';

const root = path.resolve(import.meta.dirname, '../..');
const program = path.join(root, 'dist/binnacle.js');

/** The program as people start it: `binnacle demo --scenario canary`, with a browser before it. */
interface ReleasesStage {
  url: string;
  client: ConsoleClient;
  /** One release as the server tells it; fails when there is none of that name. */
  release(name: string): Promise<RolloutSummary>;
  /** A browser of its own: no session, no preferences. */
  open: OpenPage;
  close(): Promise<void>;
}

/** Long, since three releases come under way beside whatever else the machine does. */
const patienceMs = 110_000;

/** Starts it, and waits until two releases wait to be confirmed and one replaces its Pods. */
const startReleases = async (): Promise<ReleasesStage> => {
  if (!existsSync(program)) throw new Error('The program is not built: run `npm run build` first.');
  const dir = await mkdtemp(path.join(tmpdir(), 'binnacle-releases-'));
  const closers: (() => Promise<unknown>)[] = [() => rm(dir, { recursive: true, force: true })];
  const close = async () => {
    for (const step of closers.reverse()) await step();
  };
  try {
    const running = startProgram(
      'demo',
      [process.execPath, program, 'demo', '--scenario', 'canary', '--listen', '127.0.0.1:0'],
      { logFile: path.join(dir, 'demo.log'), cwd: root },
    );
    closers.push(() => running.stop());
    const address = (): string | undefined =>
      /ready at (http:\/\/\S+)/.exec(readFileSync(running.logFile, 'utf8'))?.[1];
    await untilReady(running, () => Promise.resolve(address() !== undefined), patienceMs);
    const url = address() ?? '';
    const client = createConsoleClient({ baseUrl: url });
    const release = async (name: string): Promise<RolloutSummary> => {
      const found = (await client.releases()).items.find((item) => item.name === name);
      if (found === undefined) throw new Error(`there is no release ${name}`);
      return found;
    };
    /** Looks for it once more where it was too busy to answer the first search in time. */
    const isMeasured = async (): Promise<boolean> => {
      const { items } = await client.clusters();
      for (const { id, prometheus } of items)
        if (prometheus.search === 'none' || prometheus.search === 'failed') await client.discoverPrometheus(id);
      return items.every(({ prometheus }) => prometheus.search === 'found');
    };
    const isUnderWay = async () =>
      (await isMeasured()) &&
      (await release('storefront')).state === 'waiting' &&
      (await release('checkout')).state === 'waiting' &&
      (await release('recommendations')).state === 'upgrading';
    await untilReady(running, isUnderWay, patienceMs);
    const browser = await launchBrowser();
    closers.push(() => browser.close());
    return {
      url,
      client,
      release,
      open: pagesOf(browser),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
};

/** The program for all bodies of a file: started before the first, ended after the last. */
export const useReleases = () => {
  let stage: ReleasesStage | undefined;
  const started = (): ReleasesStage => {
    if (stage === undefined) throw new Error('The program is not started yet: use it inside a body.');
    return stage;
  };
  beforeAll(async () => {
    stage = await startReleases();
  }, 240_000);
  afterAll(() => stage?.close());
  const open = closingPages((options) => started().open(options));
  return {
    get client() {
      return started().client;
    },
    release: (name: string) => started().release(name),
    /** The page at `path`, once it is drawn; closed after the body. */
    open: async (path: string, options?: PageOptions): Promise<Page> => {
      const page = await open(options);
      await page.goto(started().url + path);
      await visible(page.locator('main h1'));
      return page;
    },
  };
};
