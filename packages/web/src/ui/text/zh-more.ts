import { actions } from './zh/actions.ts';
import { audit } from './zh/audit.ts';
import { clusters } from './zh/clusters.ts';
import { create } from './zh/create.ts';
import { detail } from './zh/detail.ts';
import { files } from './zh/files.ts';
import { findings } from './zh/findings.ts';
import { people } from './zh/people.ts';
import { rollouts } from './zh/rollouts.ts';
import { terminal } from './zh/terminal.ts';

/** The same as en-more.ts in Chinese. */
export const more = {
  ...actions,
  ...audit,
  ...clusters,
  ...create,
  ...detail,
  ...files,
  ...findings,
  ...people,
  ...rollouts,
  ...terminal,
};
