import { findCondition, fromTime, toTime, type Condition, type Pod } from '../../local/objects.ts';
import type { Job } from '../../local/workloads.ts';

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

/** Why the Job has failed, if it has. */
export const failureOf = (
  job: Job,
  { pods, failed, now }: { pods: readonly Pod[]; failed: number; now: number },
): Verdict | undefined => {
  if (failed > (job.spec.backoffLimit ?? 6) || restartsExceed(job, pods))
    return {
      type: 'FailureTarget',
      reason: 'BackoffLimitExceeded',
      message: 'Job has reached the specified backoff limit',
    };
  const deadline = activeDeadline(job);
  if (deadline !== undefined && now >= deadline)
    return {
      type: 'FailureTarget',
      reason: 'DeadlineExceeded',
      message: 'Job was active longer than specified deadline',
    };
  return undefined;
};

export const success: Verdict = {
  type: 'SuccessCriteriaMet',
  reason: 'CompletionsReached',
  message: 'Reached expected number of succeeded pods',
};
