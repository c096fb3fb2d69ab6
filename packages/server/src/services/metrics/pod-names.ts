import { chartedWorkloads, type ChartedWorkload } from '@binnacle/api';
import { badRequest } from '@binnacle/kube/api';
import { escapePattern } from './catalogue.ts';

/** What controllers put behind a workload's name to name its Pods, by `plural.group`. Source: their controllers in upstream. */
const endings: Readonly<Record<ChartedWorkload, string>> = {
  'deployments.apps': '-[a-z0-9]{5,10}-[a-z0-9]{5}',
  'replicasets.apps': '-[a-z0-9]{5}',
  'daemonsets.apps': '-[a-z0-9]{5}',
  'statefulsets.apps': '-[0-9]+',
  'jobs.batch': '(-[0-9]+)?-[a-z0-9]{5}',
  'cronjobs.batch': '-[0-9]+(-[0-9]+)?-[a-z0-9]{5}',
  replicationcontrollers: '-[a-z0-9]{5}',
  'clonesets.apps.kruise.io': '-[a-z0-9]{5}',
  'daemonsets.apps.kruise.io': '-[a-z0-9]{5}',
  'statefulsets.apps.kruise.io': '-[0-9]+',
};

const isCharted = (kind: string): kind is ChartedWorkload => (chartedWorkloads as readonly string[]).includes(kind);

/** A pattern of the names of a workload's Pods, those included that are gone. Throws BadRequest for other kinds. */
export const podPattern = (kind: string, name: string): string => {
  if (!isCharted(kind)) throw badRequest(`kind must be one of ${chartedWorkloads.join(', ')}`);
  return escapePattern(name) + endings[kind];
};
