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
