import { isDeepStrictEqual } from 'node:util';
import { isAlreadyExists, isNotFound } from '@binnacle/kube/api';
import { createController } from '@binnacle/kube/controller';
import { createEventRecorder } from '../../local/events.ts';
import type { Informers } from '../../local/informers.ts';
import { controllerOf, fromTime, keyOf, refs, splitKey, toControllerRef, toTime } from '../../local/objects.ts';
import type { CronJob, Job, JobSpec, ObjectReference } from '../../local/workloads.ts';
import { parseSchedule } from '../../cron/schedule.ts';
import type { ControllerContext } from '../../types.ts';
import { finishedCondition } from '../job/conditions.ts';
import { dueRun, toZonedTime } from './timing.ts';

/** A look comes this long after the moment it is for. Source: cronjob controller `nextScheduleDelta`. */
const deltaMs = 100;

type Status = NonNullable<CronJob['status']>;

const toReference = (job: Job): ObjectReference => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  namespace: job.metadata.namespace ?? '',
  name: job.metadata.name,
  uid: job.metadata.uid ?? '',
  ...(job.metadata.resourceVersion === undefined ? {} : { resourceVersion: job.metadata.resourceVersion }),
});

const byCompletion = (a: Job, b: Job): number =>
  fromTime(a.status?.startTime) - fromTime(b.status?.startTime) || (a.metadata.name < b.metadata.name ? -1 : 1);

/** CronJobs: a Job whenever the schedule says so. */
export const startCronJobController = (context: ControllerContext, informers: Informers): (() => void) => {
  const { client, clock } = context;
  const cronJobs = informers.of<CronJob>(refs.cronJobs);
  const jobs = informers.of<Job>(refs.jobs);
  const events = createEventRecorder(context, { component: 'cronjob-controller' });

  const deleteJob = async (about: CronJob, { metadata: { namespace, name, uid } }: Job) => {
    await client
      .delete(refs.jobs, { namespace, name }, { propagationPolicy: 'Background', preconditions: { uid } })
      .catch((error: unknown) => {
        if (!isNotFound(error)) throw error;
      });
    events.record({ about, reason: 'SuccessfulDelete', message: `Deleted job ${name}` });
  };

  /** Finished Jobs beyond the limits, oldest first. */
  const cleanUp = async (cron: CronJob, owned: readonly Job[]) => {
    const over = (type: string, limit: number) => {
      const finished = owned.filter((job) => finishedCondition(job)?.type === type).sort(byCompletion);
      return finished.slice(0, Math.max(0, finished.length - limit));
    };
    const { successfulJobsHistoryLimit = 3, failedJobsHistoryLimit = 1 } = cron.spec;
    const surplus = [...over('Complete', successfulJobsHistoryLimit), ...over('Failed', failedJobsHistoryLimit)];
    for (const job of surplus) await deleteJob(cron, job);
  };

  /** The status after what became of the Jobs. */
  const follow = (cron: CronJob, owned: readonly Job[]): Status => {
    const status: Status = { ...cron.status };
    let active = status.active ?? [];
    for (const job of owned) {
      const finished = finishedCondition(job);
      const { name, uid } = job.metadata;
      const isListed = active.some((reference) => reference.uid === uid);
      if (finished === undefined) {
        const message = `Saw a job that the controller did not create or forgot: ${name}`;
        if (!isListed) events.record({ about: cron, type: 'Warning', reason: 'UnexpectedJob', message });
        continue;
      }
      if (isListed) {
        active = active.filter((reference) => reference.uid !== uid);
        const message = `Saw completed job: ${name}, condition: ${finished.type}`;
        events.record({ about: cron, reason: 'SawCompletedJob', message });
      }
      const ended = job.status?.completionTime;
      if (finished.type === 'Complete' && ended !== undefined && fromTime(ended) > fromTime(status.lastSuccessfulTime))
        status.lastSuccessfulTime = ended;
    }
    const isThere = ({ uid }: ObjectReference) => owned.some((job) => job.metadata.uid === uid);
    for (const { name } of active.filter((reference) => !isThere(reference)))
      events.record({ about: cron, reason: 'MissingJob', message: `Active job went missing: ${name}` });
    status.active = active.filter(isThere);
    return status;
  };

  const post = async (cron: CronJob, status: Status) => {
    const latest = client.get<CronJob>(refs.cronJobs, splitKey(keyOf(cron)));
    if (latest === undefined || latest.metadata.uid !== cron.metadata.uid) return;
    const { active = [], ...rest } = status;
    const next: Status = { ...(active.length === 0 ? {} : { active }), ...rest };
    if (!isDeepStrictEqual(next, latest.status ?? {}))
      await client.updateStatus(refs.cronJobs, { ...latest, status: next });
  };

  const start = async (cron: CronJob, at: number): Promise<Job | undefined> => {
    const { name, namespace } = cron.metadata;
    const { metadata, spec } = cron.spec.jobTemplate;
    const job: Job = {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: {
        // The moment in minutes: the same run is never started twice.
        name: `${name}-${Math.floor(at / 60_000)}`,
        namespace,
        ...(metadata?.labels === undefined ? {} : { labels: metadata.labels }),
        annotations: {
          ...metadata?.annotations,
          'batch.kubernetes.io/cronjob-scheduled-timestamp': toZonedTime(at, cron.spec.timeZone ?? 'UTC'),
        },
        ownerReferences: [toControllerRef(cron)],
      },
      // Its selector is made with it.
      spec: spec as JobSpec,
    };
    try {
      const created = await client.create<Job>(refs.jobs, job);
      events.record({ about: cron, reason: 'SuccessfulCreate', message: `Created job ${created.metadata.name}` });
      return created;
    } catch (error) {
      if (isAlreadyExists(error)) return undefined;
      const message = `Error creating job: ${error instanceof Error ? error.message : String(error)}`;
      events.record({ about: cron, type: 'Warning', reason: 'FailedCreate', message });
      throw error;
    }
  };

  /** Starts what is due, within the policy. */
  const run = async (cron: CronJob, status: Status, at: number): Promise<void> => {
    const active = status.active ?? [];
    if (fromTime(status.lastScheduleTime) === at) return;
    if (cron.spec.concurrencyPolicy === 'Forbid' && active.length > 0) {
      const message = 'Not starting job because prior execution is running and concurrency policy is Forbid';
      events.record({ about: cron, reason: 'JobAlreadyActive', message });
      return;
    }
    if (cron.spec.concurrencyPolicy === 'Replace') {
      for (const { namespace, name } of active) {
        const job = client.get<Job>(refs.jobs, { namespace, name });
        if (job !== undefined) await deleteJob(cron, job);
      }
      status.active = [];
    }
    const job = await start(cron, at);
    if (job === undefined) return;
    status.active = [...(status.active ?? []), toReference(job)];
    status.lastScheduleTime = toTime(at);
  };

  const controller = createController({
    name: 'cronjob',
    clock,
    concurrency: 5,
    reconcile: async (key) => {
      const cron = client.get<CronJob>(refs.cronJobs, splitKey(key));
      if (cron === undefined) return;
      const owned = jobs.controlledBy(cron.metadata.uid ?? '');
      const status = follow(cron, owned);
      const isIdle = cron.metadata.deletionTimestamp !== undefined || cron.spec.suspend === true;
      let wait: number | undefined;
      try {
        if (!isIdle) {
          const schedule = parseSchedule(cron.spec.schedule, cron.spec.timeZone);
          const now = clock.now();
          const { at, tooManyMissed } = dueRun(cron, schedule, now);
          if (tooManyMissed) {
            const message =
              'too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew';
            events.record({ about: cron, type: 'Warning', reason: 'TooManyMissedTimes', message });
          }
          if (at !== undefined) await run(cron, status, at);
          const next = schedule.next(Math.max(at ?? now, now));
          wait = next === undefined ? undefined : next - now + deltaMs;
        }
      } finally {
        await post(cron, status);
      }
      await cleanUp(cron, owned);
      return wait === undefined ? undefined : { requeueAfterMs: wait };
    },
  });

  cronJobs.subscribe(({ type, object }) => {
    if (type !== 'DELETED') controller.enqueue(keyOf(object));
  });
  jobs.subscribe(({ object }) => {
    const owner = controllerOf(object);
    if (owner?.kind === 'CronJob') controller.enqueue(`${object.metadata.namespace ?? ''}/${owner.name}`);
  });
  return controller.close;
};
