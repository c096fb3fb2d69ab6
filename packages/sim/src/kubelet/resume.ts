import type { Rng } from '@binnacle/kube/clock';
import type { ContainerStatus, Pod } from '../local/objects.ts';
import { fromTime } from '../local/objects.ts';
import { nextFailedCheck, planRun, type ContainerRun } from './container-run.ts';
import { probeKinds } from './observed.ts';
import { allContainers, type PodRun } from './pod-status.ts';
import { createPodRun } from './pod-worker.ts';

/** Enough to go on with the longest back-off. */
const manyFailures = 6;

const resumeRunning = (run: ContainerRun, status: ContainerStatus, { now, graceMs }: Moment) => {
  run.stage = 'running';
  run.startedAt = fromTime(status.state.running?.startedAt);
  if (status.started === true && run.observed.startup !== undefined) run.observed.startup.passedAt = run.startedAt;
  if (status.ready && run.observed.readiness !== undefined) run.observed.readiness.passedAt = run.startedAt;
  run.timeline = planRun(run, run.startedAt, graceMs);
  run.started = status.started === true;
  run.ready = status.ready;
  // What failed before was told then.
  for (const kind of probeKinds) while (nextFailedCheck(run, kind) <= now) run.failedChecks[kind] += 1;
};

const resumeEnded = (run: ContainerRun, ended: NonNullable<ContainerRun['ended']>) => {
  run.startedAt = fromTime(ended.startedAt);
  run.endedAt = fromTime(ended.finishedAt);
};

interface Moment {
  now: number;
  graceMs: number;
}

const resumeContainer = (run: ContainerRun, status: ContainerStatus, moment: Moment) => {
  const { running, terminated, waiting } = status.state;
  const last = status.lastState.terminated;
  run.restarts = status.restartCount;
  if (last !== undefined) {
    run.last = last;
    run.exits = status.restartCount;
    resumeEnded(run, last);
  }
  if (running !== undefined) resumeRunning(run, status, moment);
  else if (terminated !== undefined) {
    run.stage = 'exited';
    run.ended = terminated;
    run.exits += 1;
    resumeEnded(run, terminated);
  } else if (waiting?.reason === 'CrashLoopBackOff' && last !== undefined) {
    run.stage = 'backOff';
    run.waiting = { reason: waiting.reason, ...(waiting.message === undefined ? {} : { message: waiting.message }) };
    run.retryAt = moment.now;
  } else if (waiting?.reason === 'ErrImagePull' || waiting?.reason === 'ImagePullBackOff') {
    run.stage = 'pullBackOff';
    run.waiting = { reason: waiting.reason, ...(waiting.message === undefined ? {} : { message: waiting.message }) };
    run.pullFailures = manyFailures;
    run.retryAt = moment.now;
  } else return;
  run.nextAt = moment.now;
};

/**
 * What a kubelet knows of a pod that it has not seen before: nothing yet, or, when the pod's status says that it ran
 * already (the simulator was stopped meanwhile), what the status tells.
 */
export const resumePodRun = (pod: Pod, now: number, rng: Rng): PodRun => {
  const run = createPodRun(pod, now, rng);
  const { status } = pod;
  if (status?.containerStatuses === undefined || status.startTime === undefined) return run;
  const statuses = [
    ...(status.initContainerStatuses ?? []),
    ...status.containerStatuses,
    ...(status.ephemeralContainerStatuses ?? []),
  ];
  const graceMs = (pod.spec.terminationGracePeriodSeconds ?? 30) * 1000;
  for (const container of allContainers(run)) {
    const known = statuses.find(({ name }) => name === container.spec.name);
    if (known !== undefined) resumeContainer(container, known, { now, graceMs });
  }
  const isSandboxed = status.podIP !== undefined && pod.spec.hostNetwork !== true;
  return {
    ...run,
    startedAt: fromTime(status.startTime),
    ...(isSandboxed ? { podIP: status.podIP, sandboxAt: now } : {}),
  };
};
