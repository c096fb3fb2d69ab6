import { resources } from './zh/resources.ts';
import { shell } from './zh/shell.ts';

/** Chinese texts, in the same files. Kubernetes words keep their spelling. */
export const zh = {
  ...resources,
  ...shell,
};
