import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';

/** Generous: other work may hold the machine. */
const patience = 60_000;

export const visible = (locator: Locator) => locator.waitFor({ state: 'visible', timeout: patience });
export const gone = (locator: Locator) => locator.waitFor({ state: 'detached', timeout: patience });

/** Reads until what is read is as expected. */
export const eventually = <T>(read: () => Promise<T>) => expect.poll(read, { timeout: patience });

/** The row of a table whose object has that name. */
export const rowOf = (page: Page, name: string) =>
  page.getByRole('row').filter({ has: page.getByRole('link', { name, exact: true }) });

/** Titles and controls of the page that lie beyond its edge with no way to them, and whether the page itself scrolls sideways. */
export const lostIn = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const lost: string[] = [];
    const nameOf = (element: Element): string =>
      `${element.tagName.toLowerCase()} "${(element.getAttribute('aria-label') ?? element.textContent).slice(0, 40)}"`;
    const main = document.querySelector('main');
    for (const element of [document.documentElement, ...(main === null ? [] : [main, ...main.querySelectorAll('*')])]) {
      const isPage = element === document.documentElement || element.querySelector('h1') !== null;
      const beyond = element.scrollWidth - element.clientWidth;
      if (isPage && beyond > 1 && element.clientWidth > 0) lost.push(`${nameOf(element)} is ${beyond} px too wide`);
    }
    for (const element of document.querySelectorAll('a, button, input, select, textarea, h1, h2, [role=tab]')) {
      const box = element.getBoundingClientRect();
      if (box.width < 2 || !element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
      let edge = innerWidth;
      for (let above = element.parentElement; above !== null; above = above.parentElement) {
        const { overflowX } = getComputedStyle(above);
        // What scrolls sideways by itself, as wide tables do, is a way to it.
        if (overflowX === 'auto' || overflowX === 'scroll') {
          edge = Infinity;
          break;
        }
        if (overflowX !== 'visible') edge = Math.min(edge, above.getBoundingClientRect().right);
      }
      if (box.right > edge + 1) lost.push(`${nameOf(element)} lies beyond the edge`);
    }
    return [...new Set(lost)];
  });
