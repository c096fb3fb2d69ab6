import type { CDPSession, Page } from 'playwright-core';
import { launchBrowser } from '../tests/e2e/browser.ts';
import { go, openConsole, tasksDuring } from './console-page.ts';
import type { Measure } from './report.ts';
import type { ServerProcess } from './server-process.ts';
import { median } from './side-by-side.ts';

const openings = 5;
const longFrameMs = 50;
const lists = '/clusters/large/core/v1';

interface Watching {
  /** Epoch ms of the first bytes of rows; after the next opening. */
  firstBytes: () => Promise<number>;
}

/** When the answer to the console's question for rows begins to come, told by the network itself. */
const watchAnswers = async (cdp: CDPSession): Promise<Watching> => {
  await cdp.send('Network.enable');
  let waiting: ((at: number) => void) | undefined;
  const asked = new Map<string, number>();
  cdp.on('Network.requestWillBeSent', ({ requestId, request, timestamp, wallTime }) => {
    if (request.url.includes('/resources/core/v1/pods')) asked.set(requestId, (wallTime - timestamp) * 1_000);
  });
  cdp.on('Network.dataReceived', ({ requestId, timestamp }) => {
    const offset = asked.get(requestId);
    if (offset === undefined || waiting === undefined) return;
    waiting(timestamp * 1_000 + offset);
    waiting = undefined;
  });
  return { firstBytes: () => new Promise((resolve) => (waiting = resolve)) };
};

/** ms from the first bytes of the answer until the first row is drawn. */
const openList = async (page: Page, watching: Watching): Promise<number> => {
  await go(page, `${lists}/configmaps`);
  await page.getByRole('heading', { name: 'ConfigMaps', exact: true }).waitFor();
  const seen = page.waitForFunction(() =>
    document.querySelector('[role=grid][aria-label=Pods] [role=row] a') === null
      ? 0
      : performance.timeOrigin + performance.now(),
  );
  const first = watching.firstBytes();
  await go(page, `${lists}/pods`);
  const drawn = Number(await (await seen).jsonValue());
  return drawn - (await first);
};

/** Wheels, pages and jumps through the whole list. */
const scroll = async (page: Page): Promise<void> => {
  const grid = page.getByRole('grid', { name: 'Pods', exact: true });
  await grid.hover();
  for (let step = 0; step < 120; step++) await page.mouse.wheel(0, 600);
  await grid.focus();
  for (let step = 0; step < 40; step++) await page.keyboard.press('PageDown');
  for (const key of ['End', 'Home', 'End']) {
    await page.keyboard.press(key);
    await page
      .locator(`[role=row]:not([aria-busy])[aria-rowindex="${key === 'Home' ? 2 : 10_001}"] a`)
      .first()
      .waitFor();
  }
};

/** The list of 10,000 Pods in Chromium. */
export const measureScroll = async (server: ServerProcess): Promise<Measure[]> => {
  const browser = await launchBrowser();
  try {
    const page = await openConsole(browser, server);
    const watching = await watchAnswers(await page.context().newCDPSession(page));
    const times: number[] = [];
    for (let index = 0; index < openings; index++) times.push(await openList(page, watching));
    const { wall, own } = await tasksDuring(page, () => scroll(page));
    const long = (values: number[]) => values.filter((ms) => ms > longFrameMs).length;
    return [
      {
        work: 'first rows of 10,000 Pods drawn after the first bytes of the answer, median',
        value: `${median(times).toFixed(0)} ms`,
        ratio: median(times),
        of: 'ms',
        most: 300,
      },
      {
        work: "scrolling 10,000 Pods, longest task of the page's thread in its own time",
        value: `${own[0]?.toFixed(1)} ms (${long(own)} over ${longFrameMs} ms)`,
        ratio: own[0] ?? 0,
        of: 'ms',
        most: longFrameMs,
      },
      {
        work: 'the same by the clock',
        value: `${wall[0]?.toFixed(1)} ms (${long(wall)} over ${longFrameMs} ms, of ${wall.length} tasks)`,
      },
    ];
  } finally {
    await browser.close();
  }
};
