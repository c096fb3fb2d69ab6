import { actions } from './zh/actions.ts';
import { audit } from './zh/audit.ts';
import { capacity } from './zh/capacity.ts';
import { clusters } from './zh/clusters.ts';
import { create } from './zh/create.ts';
import { detail } from './zh/detail.ts';
import { files } from './zh/files.ts';
import { events } from './zh/events.ts';
import { findings } from './zh/findings.ts';
import { fleet } from './zh/fleet.ts';
import { mesh } from './zh/mesh.ts';
import { metrics } from './zh/metrics.ts';
import { people } from './zh/people.ts';
import { rollouts } from './zh/rollouts.ts';
import { terminal } from './zh/terminal.ts';

/** The same as en-more.ts in Chinese. */
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
};
