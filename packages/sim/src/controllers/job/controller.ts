import { isDeepStrictEqual } from 'node:util';
import { createController } from '@binnacle/kube/controller';
import { createEventRecorder } from '../../local/events.ts';
import type { Informers } from '../../local/informers.ts';
import {
  controllerOf,
  findCondition,
  fromTime,
  isPodActive,
  isPodReady,
  keyOf,
  refs,
  splitKey,
  toTime,
} from '../../local/objects.ts';
import type { Condition, Pod } from '../../local/objects.ts';
import type { Job, JobStatus } from '../../local/workloads.ts';
import type { ControllerContext } from '../../types.ts';
import { createPodControl } from '../pod-control.ts';
import { claimPods, followPods } from '../pod-ownership.ts';
import { deletionOrder } from '../replicaset/deletion-order.ts';
import { activeDeadline, earlierVerdict, finishedCondition, success, toCondition, verdictOf } from './conditions.ts';
import { formatIndexes, indexOf, parseIndexes } from './indexes.ts';
import { failedIndexes, failureAnnotations, failuresBefore, matchFailure, predecessorOf } from './policies.ts';
import { createJobPods, hasFailed, isTerminating, isTracked } from './pods.ts';

/** Most pods created or deleted in one look. Source: job controller `MaxPodCreateDeletePerSync`. */
const burst = 500;

/** Between a failure and the next pod: 10 s doubling to 10 minutes. */
const backOffMs = (failures: number): number => Math.min(600_000, 10_000 * 2 ** Math.min(failures - 1, 10));

/** Failures in a row, since the last success. */
interface Streak {
  failures: number;
  last: number;
}

/** Until when the next pod has to wait, in epoch ms; 0 when it need not. */
const waitAfter = ({ failures, last }: Streak): number => (failures === 0 ? 0 : last + backOffMs(failures));

const streakOf = (before: Pod | undefined, now: number): Streak =>
  before === undefined ? { failures: 0, last: 0 } : { failures: failuresBefore(before), last: finishedAt(before, now) };

const openIndexes = function* (completions: number, isTaken: (index: number) => boolean) {
  for (let index = 0; index < completions; index++) if (!isTaken(index)) yield index;
};

const finishedAt = ({ status, metadata }: Pod, now: number): number => {
  const ends = [...(status?.containerStatuses ?? [])].map(({ state }) => fromTime(state.terminated?.finishedAt));
  const latest = Math.max(0, ...ends);
  return latest > 0 ? latest : metadata.deletionTimestamp === undefined ? now : fromTime(metadata.deletionTimestamp);
};

/** Jobs: pods until enough have succeeded or too many have failed. */
export const startJobController = (context: ControllerContext, informers: Informers): (() => void) => {
  const { client, clock } = context;
  const jobs = informers.of<Job>(refs.jobs);
  const pods = informers.of<Pod>(refs.pods);
  const events = createEventRecorder(context, { component: 'job-controller' });
  const podsOf = createJobPods(client, createPodControl(client, events));
  const streaks = new Map<string, Streak>();

  const noteEnds = (
    uid: string,
    { succeeded, failed }: { succeeded: readonly Pod[]; failed: readonly Pod[] },
  ): Streak => {
    const now = clock.now();
    const streak = succeeded.length > 0 ? undefined : streaks.get(uid);
    const next: Streak = {
      failures: (streak?.failures ?? 0) + failed.length,
      last: Math.max(streak?.last ?? 0, ...failed.map((pod) => finishedAt(pod, now))),
    };
    streaks.set(uid, next);
    return next;
  };

  /** Creates what is missing, deletes what is too much. Returns when to look again, if creation must wait. */
  const manage = async (
    job: Job,
    {
      active,
      succeeded,
      closed,
      streak,
    }: { active: readonly Pod[]; succeeded: number; closed: ReadonlySet<number>; streak: Streak },
  ): Promise<number | undefined> => {
    const { spec } = job;
    const { parallelism = 1, completions } = spec;
    const remaining =
      completions === undefined
        ? succeeded > 0
          ? active.length
          : parallelism
        : completions - (spec.completionMode === 'Indexed' ? closed.size : succeeded);
    const wanted =
      spec.suspend === true ? 0 : Math.max(0, Math.min(completions === undefined ? remaining : parallelism, remaining));
    const seen = new Set<number>();
    const surplus = (pod: Pod) => {
      if (spec.completionMode !== 'Indexed') return false;
      const index = indexOf(pod);
      if (index === undefined || index >= (completions ?? 0) || seen.has(index) || closed.has(index)) return true;
      seen.add(index);
      return false;
    };
    const useless = active.filter(surplus);
    const rest = active.filter((pod) => !useless.includes(pod));
    const excess = [...useless, ...deletionOrder(rest, clock.now()).slice(0, Math.max(0, rest.length - wanted))];
    if (excess.length > 0) {
      await Promise.all(excess.slice(0, burst).map((pod) => podsOf.discard(job, pod)));
      return undefined;
    }
    const leaving =
      spec.podReplacementPolicy === 'Failed'
        ? pods.controlledBy(job.metadata.uid ?? '').filter(isTerminating).length
        : 0;
    const missing = Math.min(burst, wanted - active.length - leaving);
    if (missing <= 0) return undefined;
    if (spec.completionMode === 'Indexed') {
      const free = openIndexes(completions ?? 0, (index) => closed.has(index) || seen.has(index));
      return createIndexed(job, { free, missing, streak });
    }
    const until = waitAfter(streak);
    if (until > clock.now()) return until;
    for (let count = 0; count < missing; count++) await podsOf.create(job);
    return undefined;
  };

  /** As many pods as are missing, each for an index of its own. Returns when the first of those that must wait may come. */
  const createIndexed = async (
    job: Job,
    { free, missing, streak }: { free: Iterable<number>; missing: number; streak: Streak },
  ): Promise<number | undefined> => {
    const isByIndex = job.spec.backoffLimitPerIndex !== undefined;
    const owned = isByIndex ? pods.controlledBy(job.metadata.uid ?? '') : [];
    let next: number | undefined;
    let count = 0;
    for (const index of free) {
      if (count === missing) break;
      const before = isByIndex ? predecessorOf(job, owned, index) : undefined;
      const until = isByIndex ? waitAfter(streakOf(before, clock.now())) : waitAfter(streak);
      if (until > clock.now()) {
        next = Math.min(next ?? Infinity, until);
        continue;
      }
      await podsOf.create(job, { index, annotations: failureAnnotations(job, before) });
      count++;
    }
    return next;
  };

  /** Suspended or resumed, told once each. */
  const noteSuspension = (job: Job, conditions: Condition[]): boolean => {
    const held = findCondition(conditions, 'Suspended');
    const isSuspended = job.spec.suspend === true;
    if ((held?.status === 'True') === isSuspended) return false;
    const [reason, message] = isSuspended ? ['JobSuspended', 'Job suspended'] : ['JobResumed', 'Job resumed'];
    const status = isSuspended ? 'True' : 'False';
    const condition = toCondition({ type: 'Suspended', status, reason, message }, clock.now());
    if (held === undefined) conditions.push(condition);
    else conditions.splice(conditions.indexOf(held), 1, condition);
    events.record({ about: job, reason: isSuspended ? 'Suspended' : 'Resumed', message });
    return !isSuspended;
  };

  const post = async (job: Job, status: JobStatus): Promise<Job> => {
    const latest = client.get<Job>(refs.jobs, splitKey(keyOf(job)));
    if (latest === undefined || latest.metadata.uid !== job.metadata.uid) return job;
    if (isDeepStrictEqual(latest.status, status)) return latest;
    return client.updateStatus(refs.jobs, { ...latest, status });
  };

  const look = async (job: Job): Promise<number | undefined> => {
    const uid = job.metadata.uid ?? '';
    const now = clock.now();
    const owned = pods.controlledBy(uid);
    const isIndexed = job.spec.completionMode === 'Indexed';
    const { completions } = job.spec;
    const tracked = owned.filter(isTracked);
    const newlySucceeded = tracked.filter(({ status }) => status?.phase === 'Succeeded');
    const newlyFailed = tracked.filter((pod) => hasFailed(job, pod));
    const streak = noteEnds(uid, { succeeded: newlySucceeded, failed: newlyFailed });
    const done = parseIndexes(job.status?.completedIndexes ?? '', completions ?? 0);
    for (const pod of isIndexed ? newlySucceeded : []) {
      const index = indexOf(pod);
      if (index !== undefined && index < (completions ?? 0)) done.add(index);
    }
    const succeeded = isIndexed ? done.size : (job.status?.succeeded ?? 0) + newlySucceeded.length;
    const givenUp = failedIndexes(job, newlyFailed);
    const isCounted = (pod: Pod) => matchFailure(job, pod).action !== 'Ignore';
    let failed = (job.status?.failed ?? 0) + newlyFailed.filter(isCounted).length;
    let startTime = job.status?.startTime ?? (job.spec.suspend === true ? undefined : toTime(now));
    const conditions = [...(job.status?.conditions ?? [])];
    const started: Job = { ...job, status: { ...job.status, ...(startTime === undefined ? {} : { startTime }) } };

    let verdict = earlierVerdict(job) ?? verdictOf(started, { pods: owned, newlyFailed, failed, done, givenUp, now });
    let failure: unknown;
    let retryAt: number | undefined;
    const counted = [...newlySucceeded, ...newlyFailed];
    try {
      if (verdict !== undefined) {
        const running = owned.filter(isPodActive);
        await Promise.all(running.map((pod) => podsOf.stop(job, pod)));
        if (verdict.type === 'FailureTarget') {
          const stopped = running.filter(isTracked);
          failed += stopped.length;
          counted.push(...stopped);
        }
      } else if (job.metadata.deletionTimestamp === undefined) {
        const closed = new Set([...done, ...givenUp]);
        retryAt = await manage(job, { active: owned.filter(isPodActive), succeeded, closed, streak });
      }
    } catch (error) {
      failure = error;
    }
    const after = pods.controlledBy(uid);
    const active = after.filter(isPodActive);
    if (verdict === undefined) {
      const isEnough = completions === undefined ? succeeded > 0 : succeeded >= completions;
      if (isEnough && active.length === 0) verdict = success;
      else if (noteSuspension(job, conditions)) startTime = toTime(now);
    }
    const terminating = after.filter(isTerminating).length;
    const optional = (key: string, value: number) => (value === 0 ? {} : { [key]: value });
    if (verdict !== undefined && findCondition(conditions, verdict.type) === undefined)
      conditions.push(toCondition(verdict, now));
    const status: JobStatus = {
      ...(conditions.length === 0 ? {} : { conditions }),
      ...(startTime === undefined ? {} : { startTime }),
      ...optional('active', active.length),
      ...optional('succeeded', succeeded),
      ...optional('failed', failed),
      terminating,
      ...(done.size === 0 ? {} : { completedIndexes: formatIndexes(done) }),
      ...(job.spec.backoffLimitPerIndex === undefined ? {} : { failedIndexes: formatIndexes(givenUp) }),
      uncountedTerminatedPods: {},
      ready: active.filter(isPodReady).length,
    };
    const posted = await post(job, status);
    for (const pod of counted) await podsOf.release(pod);
    if (failure !== undefined) throw failure;
    if (verdict !== undefined && terminating === 0) {
      const type = verdict.type === 'FailureTarget' ? 'Failed' : 'Complete';
      const { reason, message } = verdict;
      await post(posted, {
        ...status,
        conditions: [...conditions, toCondition({ type, reason, message }, now)],
        ...(type === 'Complete' ? { completionTime: toTime(now) } : {}),
      });
      if (type === 'Failed') events.record({ about: job, type: 'Warning', reason, message });
      else events.record({ about: job, reason: 'Completed', message: 'Job completed' });
      streaks.delete(uid);
      return undefined;
    }
    const deadline = activeDeadline({ ...job, status });
    return Math.min(retryAt ?? Infinity, verdict === undefined ? (deadline ?? Infinity) : Infinity);
  };

  const controller = createController({
    name: 'job',
    clock,
    concurrency: 5,
    reconcile: async (key) => {
      const job = client.get<Job>(refs.jobs, splitKey(key));
      if (job === undefined) return;
      const { managedBy } = job.spec;
      if (managedBy !== undefined && managedBy !== 'kubernetes.io/job-controller') return;
      if (job.metadata.deletionTimestamp === undefined) await claimPods({ client, pods }, job);
      if (finishedCondition(job) !== undefined) {
        for (const pod of pods.controlledBy(job.metadata.uid ?? '')) await podsOf.release(pod);
        return;
      }
      const next = await look(job);
      if (next !== undefined && next !== Infinity) return { requeueAfterMs: Math.max(0, next - clock.now()) };
    },
  });

  jobs.subscribe(({ type, object }) => {
    if (type !== 'DELETED') return controller.enqueue(keyOf(object));
    streaks.delete(object.metadata.uid ?? '');
    // Nobody counts any more: what the Job leaves behind must not be held.
    for (const pod of pods.controlledBy(object.metadata.uid ?? '')) void podsOf.release(pod);
  });
  // Nor for a pod that has been let go of.
  pods.subscribe(({ type, object }) => {
    if (type !== 'DELETED' && controllerOf(object) === undefined && isTracked(object)) void podsOf.release(object);
  });
  followPods(pods, { kind: 'Job', owners: jobs, enqueue: controller.enqueue });
  return controller.close;
};
