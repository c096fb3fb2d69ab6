import type { Page } from 'playwright-core';
import { setTimeout as pause } from 'node:timers/promises';
import { launchBrowser } from '../tests/e2e/browser.ts';
import { go, openConsole, tasksDuring } from './console-page.ts';
import type { Measure } from './report.ts';
import type { ServerProcess } from './server-process.ts';

const traceMs = 15_000;
const longTaskMs = 100;

interface Progress {
  /** How many releases get on. */
  releases: number;
  /** Each time called, the next of them takes its next step. */
  next: () => Promise<unknown>;
  everyMs: number;
  /** Address of one of them. */
  release: string;
}

/** The page of all releases, and that of one, while many get on. */
export const measurePage = async (server: ServerProcess, progress: Progress): Promise<Measure[]> => {
  const { releases, next, everyMs, release } = progress;
  const browser = await launchBrowser();
  try {
    const page = await openConsole(browser, server);
    let changes = 0;
    const getOn = async () => {
      const until = performance.now() + traceMs;
      while (performance.now() < until) {
        await next();
        changes += 1;
        await pause(everyMs);
      }
    };
    const during = async (at: string, isThere: (page: Page) => Promise<unknown>, what: string): Promise<Measure> => {
      await go(page, at);
      await isThere(page);
      changes = 0;
      const { own, wall } = await tasksDuring(page, getOn);
      const [longest = 0] = own;
      return {
        work: `${what} while ${releases} get on, longest task of the page's thread in its own time`,
        value: `${longest.toFixed(1)} ms (${wall[0]?.toFixed(1)} by the clock; ${changes} changes in ${traceMs / 1_000} s)`,
        ratio: longest,
        of: 'ms',
        most: longTaskMs,
      };
    };
    const hasInbox = (there: Page) => there.locator('[aria-labelledby="rollouts-inbox"]').waitFor();
    const hasHead = (there: Page) => there.getByRole('button', { name: 'Roll back', exact: true }).waitFor();
    return [
      await during('/rollouts', hasInbox, 'page of all releases'),
      await during(release, hasHead, 'page of one release'),
    ];
  } finally {
    await browser.close();
  }
};
