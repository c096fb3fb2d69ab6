import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

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
