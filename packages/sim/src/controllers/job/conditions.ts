import { findCondition, fromTime, toTime, type Condition, type Pod } from '../../local/objects.ts';
import type { Job } from '../../local/workloads.ts';
import { matchFailure, matchSuccess } from './policies.ts';

export interface Verdict {
  /** What a Job is told first; `Complete` or `Failed` follows when all is counted. */
  type: 'SuccessCriteriaMet' | 'FailureTarget';
  reason: string;
  message: string;
}

export const toCondition = (
  {
    type,
    status = 'True',
    reason,
    message,
  }: { type: string; status?: Condition['status']; reason: string; message: string },
  now: number,
): Condition => ({
  type,
  status,
  lastProbeTime: toTime(now),
  lastTransitionTime: toTime(now),
  reason,
  message,
});

/** Complete or Failed, once it has happened. */
export const finishedCondition = (job: Job): Condition | undefined =>
  job.status?.conditions?.find(({ type, status }) => (type === 'Complete' || type === 'Failed') && status === 'True');

/** What an earlier look has decided. */
export const earlierVerdict = (job: Job): Verdict | undefined => {
  for (const type of ['SuccessCriteriaMet', 'FailureTarget'] as const) {
    const held = findCondition(job.status?.conditions, type);
    if (held?.status === 'True') return { type, reason: held.reason ?? '', message: held.message ?? '' };
  }
  return undefined;
};

/** With OnFailure the containers' restarts count, not the pods. */
const restartsExceed = ({ spec }: Job, pods: readonly Pod[]): boolean => {
  if (spec.template.spec.restartPolicy !== 'OnFailure') return false;
  const limit = spec.backoffLimit ?? 6;
  const restarts = pods
    .filter(({ status }) => status?.phase === 'Running' || status?.phase === 'Pending')
    .flatMap(({ status }) => [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])])
    .reduce((sum, { restartCount }) => sum + restartCount, 0);
  return limit === 0 ? restarts > 0 : restarts >= limit;
};

/** Epoch ms; undefined without a deadline, or while none runs. */
export const activeDeadline = ({ spec, status }: Job): number | undefined =>
  spec.activeDeadlineSeconds === undefined || spec.suspend === true || status?.startTime === undefined
    ? undefined
    : fromTime(status.startTime) + spec.activeDeadlineSeconds * 1000;

const failure = (reason: string, message: string): Verdict => ({ type: 'FailureTarget', reason, message });

/** What has become of a Job's pods so far. */
export interface Progress {
  pods: readonly Pod[];
  /** Those whose end has not been counted before. */
  newlyFailed: readonly Pod[];
  failed: number;
  /** Indexes that have succeeded, and that are given up. */
  done: ReadonlySet<number>;
  givenUp: ReadonlySet<number>;
  now: number;
}

const indexFailure = ({ spec }: Job, { done, givenUp }: Progress): Verdict | undefined => {
  if (givenUp.size > (spec.maxFailedIndexes ?? Infinity))
    return failure('MaxFailedIndexesExceeded', 'Job has exceeded the specified maximal number of failed indexes');
  return givenUp.size > 0 && givenUp.size + done.size >= (spec.completions ?? Infinity)
    ? failure('FailedIndexes', 'Job has failed indexes')
    : undefined;
};

/** Why the Job has failed or may end early, if so. */
export const verdictOf = (job: Job, progress: Progress): Verdict | undefined => {
  const { pods, newlyFailed, failed, now } = progress;
  const fatal = newlyFailed.map((pod) => matchFailure(job, pod)).find(({ action }) => action === 'FailJob');
  if (fatal !== undefined) return failure('PodFailurePolicy', fatal.message);
  if (failed > (job.spec.backoffLimit ?? 6) || restartsExceed(job, pods))
    return failure('BackoffLimitExceeded', 'Job has reached the specified backoff limit');
  const deadline = activeDeadline(job);
  if (deadline !== undefined && now >= deadline)
    return failure('DeadlineExceeded', 'Job was active longer than specified deadline');
  if (job.spec.completionMode !== 'Indexed') return undefined;
  const lost = indexFailure(job, progress);
  if (lost !== undefined) return lost;
  const met = matchSuccess(job, progress.done);
  return met === undefined ? undefined : { type: 'SuccessCriteriaMet', reason: 'SuccessPolicy', message: met };
};

export const success: Verdict = {
  type: 'SuccessCriteriaMet',
  reason: 'CompletionsReached',
  message: 'Reached expected number of succeeded pods',
};
