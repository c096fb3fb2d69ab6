/** The batch group. Source: Kubernetes API reference, batch/v1. */
import { humanDuration } from '../duration.ts';
import type { LabelSelector } from '../label-selector.ts';
import type { Kind } from '../kind.ts';
import type { KubeObject, UnstructuredObject } from '../object.ts';
import { fromTime } from '../time.ts';
import { age, columnsOf, containerColumns, selectorColumn, selectorText } from './columns.ts';
import type { Loose } from './columns.ts';
import type { ObjectReference } from './core-service.ts';
import type { PodTemplateSpec } from './pod-spec.ts';
import { selectorOf, templateColumns, templateOf } from './workload.ts';
import type { WorkloadCondition } from './workload.ts';

export interface JobSpec {
  parallelism?: number;
  completions?: number;
  completionMode?: 'NonIndexed' | 'Indexed';
  backoffLimit?: number;
  activeDeadlineSeconds?: number;
  ttlSecondsAfterFinished?: number;
  suspend?: boolean;
  manualSelector?: boolean;
  selector?: LabelSelector;
  template: PodTemplateSpec;
}

export interface Job extends KubeObject {
  spec: JobSpec;
  status?: {
    conditions?: WorkloadCondition[];
    startTime?: string;
    completionTime?: string;
    active?: number;
    succeeded?: number;
    failed?: number;
    ready?: number;
    terminating?: number;
  };
}

export interface CronJob extends KubeObject {
  spec: {
    schedule: string;
    timeZone?: string;
    suspend?: boolean;
    concurrencyPolicy?: 'Allow' | 'Forbid' | 'Replace';
    startingDeadlineSeconds?: number;
    successfulJobsHistoryLimit?: number;
    failedJobsHistoryLimit?: number;
    jobTemplate: { metadata?: Record<string, unknown>; spec: JobSpec };
  };
  status?: { active?: ObjectReference[]; lastScheduleTime?: string; lastSuccessfulTime?: string };
}

const job = columnsOf<Job>();
const cronJob = columnsOf<CronJob>();

const STATES: readonly (readonly [string, string])[] = [
  ['Suspended', 'Suspended'],
  ['FailureTarget', 'FailureTarget'],
  ['SuccessCriteriaMet', 'SuccessCriteriaMet'],
];

const jobStatusText = (o: Loose<Job>): string => {
  const is = (type: string): boolean => o.status?.conditions?.find((c) => c.type === type)?.status === 'True';
  if (is('Complete')) return 'Complete';
  if (is('Failed')) return 'Failed';
  if (o.metadata?.deletionTimestamp !== undefined) return 'Terminating';
  return STATES.find(([type]) => is(type))?.[1] ?? 'Running';
};

const completionsText = (o: Loose<Job>): string => {
  const { completions, parallelism = 0 } = o.spec ?? {};
  const done = o.status?.succeeded ?? 0;
  if (completions !== undefined) return `${done}/${completions}`;
  return parallelism > 1 ? `${done}/1 of ${parallelism}` : `${done}/1`;
};

/** How long a finished job took; the start, to be shown as an age, of one that still runs. */
const jobDuration = (o: Loose<Job>): string => {
  const start = fromTime(o.status?.startTime);
  const end = fromTime(o.status?.completionTime);
  if (start === undefined) return '';
  return end === undefined ? (o.status?.startTime ?? '') : humanDuration(end - start);
};

export const jobKind: Kind = {
  group: 'batch',
  version: 'v1',
  plural: 'jobs',
  kind: 'Job',
  singular: 'job',
  shortNames: [],
  categories: ['all'],
  namespaced: true,
  capabilities: ['scalable', 'loggable', 'podTemplate', 'selectsPods', 'suspendable'],
  replicasField: 'parallelism',
  selectableFields: ['status.successful'],
  podTemplate: templateOf,
  podSelector: selectorOf,
  columns: [
    job.text('Status', jobStatusText),
    job.text('Completions', completionsText),
    job.date('Duration', jobDuration),
    age,
    ...templateColumns,
  ],
};

const jobTemplate = (o: UnstructuredObject) => (o as Loose<CronJob>).spec?.jobTemplate?.spec;

export const cronJobKind: Kind = {
  group: 'batch',
  version: 'v1',
  plural: 'cronjobs',
  kind: 'CronJob',
  singular: 'cronjob',
  shortNames: ['cj'],
  categories: ['all'],
  namespaced: true,
  capabilities: ['podTemplate', 'suspendable', 'triggerable'],
  podTemplate: (o) => jobTemplate(o)?.template as PodTemplateSpec | undefined,
  columns: [
    cronJob.text('Schedule', (o) => o.spec?.schedule ?? ''),
    cronJob.text('Timezone', (o) => o.spec?.timeZone ?? '<none>'),
    cronJob.flag('Suspend', (o) => (o.spec?.suspend === undefined ? '<unset>' : o.spec.suspend ? 'True' : 'False')),
    cronJob.count('Active', (o) => o.status?.active?.length ?? 0),
    cronJob.date('Last Schedule', (o) => o.status?.lastScheduleTime ?? '<none>'),
    age,
    ...containerColumns((o) => jobTemplate(o)?.template?.spec?.containers),
    selectorColumn((o) => selectorText(jobTemplate(o)?.selector)),
  ],
};

export const batchKinds: readonly Kind[] = [cronJobKind, jobKind];
