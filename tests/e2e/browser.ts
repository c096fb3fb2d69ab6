import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterEach } from 'vitest';

const installed = [
  process.env.BINNACLE_CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].filter((path) => path !== undefined);

const flags = ['--no-sandbox', '--disable-gpu', '--force-color-profile=srgb', '--font-render-hinting=none'];

/**
 * A headless Chromium: an installed one, else the one that comes with @sparticuz/chromium. A browser test is never
 * skipped: where none starts, it fails and says what to install.
 */
export const launchBrowser = async (): Promise<Browser> => {
  const tried: string[] = [];
  for (const executablePath of installed.filter((path) => existsSync(path))) {
    try {
      return await chromium.launch({ executablePath, args: flags });
    } catch (error) {
      tried.push(`${executablePath}: ${firstLine(error)}`);
    }
  }
  try {
    const packaged = (await import('@sparticuz/chromium')).default;
    return await chromium.launch({
      executablePath: await packaged.executablePath(),
      args: [...packaged.args, ...flags],
    });
  } catch (error) {
    tried.push(`@sparticuz/chromium: ${firstLine(error)}`);
  }
  throw new Error(
    `No Chromium starts here. Install one (Debian: apt-get install chromium), or name it in BINNACLE_CHROMIUM. Tried: ${tried.join('; ')}`,
  );
};

const firstLine = (error: unknown): string => String(error instanceof Error ? error.message : error).split('\n')[0]!;

export interface PageOptions {
  language?: string;
  theme?: 'light' | 'dark';
}

export type OpenPage = (options?: PageOptions) => Promise<Page>;

/** Opens pages in browsers of their own: no session, no preferences. */
export const pagesOf =
  (browser: Browser): OpenPage =>
  async ({ language = 'en', theme = 'light' } = {}) => {
    const context = await browser.newContext({
      viewport: { width: 1440, height: 900 },
      locale: language,
      colorScheme: theme,
      reducedMotion: 'reduce',
    });
    context.setDefaultTimeout(30_000);
    return context.newPage();
  };

/** The same, closed after each body of the file. */
export const closingPages = (open: OpenPage): OpenPage => {
  const pages: Page[] = [];
  afterEach(async () => {
    await Promise.all(pages.splice(0).map((page) => page.context().close()));
  });
  return async (options) => {
    const page = await open(options);
    pages.push(page);
    return page;
  };
};
