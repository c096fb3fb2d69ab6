/** What failures and successes of Pods mean for their Job. Source: Kubernetes docs, "Pod failure policy", "Success policy". */
import type { Pod } from '../../local/objects.ts';
import type { FailurePolicyRule, Job } from '../../local/workloads.ts';
import { indexOf, parseIndexes } from './indexes.ts';
import { hasFailed } from './pods.ts';

export type FailureAction = 'Count' | 'FailIndex' | 'FailJob' | 'Ignore';

/** What a failed pod leads to, and with FailJob the sentence that says why. */
export interface FailureMatch {
  action: FailureAction;
  message: string;
}

const failureCount = 'batch.kubernetes.io/job-index-failure-count';
const ignoredCount = 'batch.kubernetes.io/job-index-ignored-failure-count';

const describeMatch = (pod: Pod, rule: FailurePolicyRule): string | undefined => {
  const { onExitCodes: codes, onPodConditions: patterns } = rule;
  const named = `${pod.metadata.namespace}/${pod.metadata.name}`;
  if (codes !== undefined) {
    const statuses = [...(pod.status?.containerStatuses ?? []), ...(pod.status?.initContainerStatuses ?? [])];
    const found = statuses.find(({ name, state }) => {
      const code = state.terminated?.exitCode ?? 0;
      if (code === 0 || (codes.containerName ?? name) !== name) return false;
      return codes.values.includes(code) === (codes.operator === 'In');
    });
    return (
      found && `Container ${found.name} for pod ${named} failed with exit code ${found.state.terminated?.exitCode}`
    );
  }
  const met = pod.status?.conditions?.find(({ type, status }) =>
    patterns?.some((pattern) => pattern.type === type && (pattern.status ?? 'True') === status),
  );
  return met && `Pod ${named} has condition ${met.type}`;
};

/** The first rule that fits; failures that no rule speaks of are counted. */
export const matchFailure = ({ spec }: Job, pod: Pod): FailureMatch => {
  for (const [index, rule] of (spec.podFailurePolicy?.rules ?? []).entries()) {
    const what = describeMatch(pod, rule);
    if (what !== undefined)
      return { action: rule.action, message: `${what} matching ${rule.action} rule at index ${index}` };
  }
  return { action: 'Count', message: '' };
};

const numberAt = (pod: Pod, annotation: string): number => Number(pod.metadata.annotations?.[annotation] ?? 0);

/** Whether this failure was the last that its index may have. */
const endsIndex = (job: Job, pod: Pod): boolean => {
  const { action } = matchFailure(job, pod);
  if (action === 'FailIndex') return true;
  return action !== 'Ignore' && numberAt(pod, failureCount) >= (job.spec.backoffLimitPerIndex ?? Infinity);
};

/** Indexes that are given up. */
export const failedIndexes = (job: Job, newlyFailed: readonly Pod[]): Set<number> => {
  const { completions = 0, backoffLimitPerIndex } = job.spec;
  if (backoffLimitPerIndex === undefined) return new Set();
  const failed = parseIndexes(job.status?.failedIndexes ?? '', completions);
  for (const pod of newlyFailed) {
    const index = indexOf(pod);
    if (index !== undefined && index < completions && endsIndex(job, pod)) failed.add(index);
  }
  return failed;
};

/** The failed pod that the next one of an index follows. */
export const predecessorOf = (job: Job, pods: readonly Pod[], index: number): Pod | undefined =>
  pods
    .filter((pod) => indexOf(pod) === index && hasFailed(job, pod))
    .reduce<Pod | undefined>((most, pod) => (most === undefined || tries(pod) >= tries(most) ? pod : most), undefined);

const tries = (pod: Pod): number => numberAt(pod, failureCount) + numberAt(pod, ignoredCount);

/** What the next pod of an index remembers of those before it; nothing where failures are not counted by index. */
export const failureAnnotations = (job: Job, before: Pod | undefined): Record<string, string> => {
  if (job.spec.backoffLimitPerIndex === undefined) return {};
  const isIgnored = before !== undefined && matchFailure(job, before).action === 'Ignore';
  const failures = before === undefined ? 0 : numberAt(before, failureCount) + (isIgnored ? 0 : 1);
  const ignored = before === undefined ? 0 : numberAt(before, ignoredCount) + (isIgnored ? 1 : 0);
  return {
    [failureCount]: String(failures),
    ...(ignored === 0 ? {} : { [ignoredCount]: String(ignored) }),
  };
};

/** How often an index has failed before its next pod: for the wait between. */
export const failuresBefore = (pod: Pod): number => tries(pod) + 1;

/** `Matched rules at index 0`, when enough has succeeded. */
export const matchSuccess = ({ spec }: Job, succeeded: ReadonlySet<number>): string | undefined => {
  if (succeeded.size === 0) return undefined;
  const place = (spec.successPolicy?.rules ?? []).findIndex(({ succeededIndexes, succeededCount }) => {
    if (succeededIndexes === undefined) return succeeded.size >= (succeededCount ?? Infinity);
    const wanted = parseIndexes(succeededIndexes, spec.completions ?? 0);
    const met = [...wanted].filter((index) => succeeded.has(index)).length;
    return wanted.size > 0 && (met === wanted.size || met >= (succeededCount ?? Infinity));
  });
  return place < 0 ? undefined : `Matched rules at index ${place}`;
};
