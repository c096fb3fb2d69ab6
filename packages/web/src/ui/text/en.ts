import { resources } from './en/resources.ts';
import { shell } from './en/shell.ts';

/** English texts of the first screen. Those of other pages are in en-more.ts; a test keeps all and their use in step. */
export const en = {
  ...resources,
  ...shell,
} as const;
