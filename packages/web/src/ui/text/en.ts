import { clusters } from './en/clusters.ts';
import { people } from './en/people.ts';
import { resources } from './en/resources.ts';
import { shell } from './en/shell.ts';

/** English texts, a file per feature; zh.ts has the same keys, and a test keeps both and their use in step. */
export const en = {
  ...clusters,
  ...people,
  ...resources,
  ...shell,
} as const;
