/** The console in Chromium, and what its page's thread does. */
import type { Browser, Page } from 'playwright-core';
import { adminPassword } from '../tests/fixtures/server.ts';
import type { ServerProcess } from './server-process.ts';

/** Signed in, at the root. */
export const openConsole = async (browser: Browser, server: ServerProcess): Promise<Page> => {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en' });
  context.setDefaultTimeout(60_000);
  const login = { data: { username: 'admin', password: adminPassword } };
  await context.request.post(`${server.url}/api/console/v1/auth/login`, login);
  const page = await context.newPage();
  await page.goto(server.url);
  await page.getByRole('navigation').first().waitFor();
  return page;
};

/** As a click on a link does. */
export const go = (page: Page, path: string): Promise<void> =>
  page.evaluate((to) => {
    history.pushState(null, '', to);
    dispatchEvent(new PopStateEvent('popstate'));
  }, path);

interface TraceEvent {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  dur?: number;
  /** µs of the thread's own processor time. */
  tdur?: number;
  args?: { name?: string };
}

/** Longest first, in ms: as the wall has it and in the thread's own time. */
interface Tasks {
  wall: number[];
  own: number[];
}

const tasksOf = (trace: TraceEvent[]): Tasks => {
  const mains = new Set(
    trace
      .filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
      .map(({ pid, tid }) => `${pid}/${tid}`),
  );
  const tasks = trace.filter(
    ({ name, ph, pid, tid }) => ph === 'X' && name.endsWith('RunTask') && mains.has(`${pid}/${tid}`),
  );
  const longest = (values: (number | undefined)[]) => values.map((value = 0) => value / 1_000).sort((a, b) => b - a);
  return { wall: longest(tasks.map(({ dur }) => dur)), own: longest(tasks.map(({ tdur }) => tdur)) };
};

/** Tasks of the page's main thread while something is done. */
export const tasksDuring = async (page: Page, work: () => Promise<unknown>): Promise<Tasks> => {
  const browser = page.context().browser()!;
  await browser.startTracing(page, { categories: ['toplevel', 'devtools.timeline', '__metadata'] });
  await work();
  const trace = JSON.parse((await browser.stopTracing()).toString('utf8')) as { traceEvents: TraceEvent[] };
  return tasksOf(trace.traceEvents);
};
