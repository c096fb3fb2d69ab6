import { actions } from './en/actions.ts';
import { audit } from './en/audit.ts';
import { capacity } from './en/capacity.ts';
import { clusters } from './en/clusters.ts';
import { create } from './en/create.ts';
import { detail } from './en/detail.ts';
import { files } from './en/files.ts';
import { events } from './en/events.ts';
import { findings } from './en/findings.ts';
import { fleet } from './en/fleet.ts';
import { mesh } from './en/mesh.ts';
import { metrics } from './en/metrics.ts';
import { people } from './en/people.ts';
import { rollouts } from './en/rollouts.ts';
import { terminal } from './en/terminal.ts';

/** English texts of all pages and dialogs beyond the first screen, a file per feature; loaded after it is drawn. */
export const more = {
  ...actions,
  ...audit,
  ...capacity,
  ...clusters,
  ...create,
  ...detail,
  ...files,
  ...events,
  ...findings,
  ...fleet,
  ...mesh,
  ...metrics,
  ...people,
  ...rollouts,
  ...terminal,
} as const;
