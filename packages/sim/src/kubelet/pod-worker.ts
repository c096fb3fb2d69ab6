import type { Rng } from '@binnacle/kube/clock';
import type { EventRecorder } from '../local/events.ts';
import { controllerOf, keyOf, toTime } from '../local/objects.ts';
import type { Container, Pod } from '../local/objects.ts';
import { createContainerRun, nextFailedCheck, planRun, type ContainerRun } from './container-run.ts';
import { observedAtStart, probeKinds, probeOf, probeTitles } from './observed.ts';
import { planPostStart, planPreStop } from './hooks.ts';
import type { Scripts } from './containers/scripts.ts';
import { backOffMs, createPuller, syncMs, type Tell } from './image-pull.ts';
import { failureOutput } from './probes.ts';
import { allContainers, containerIdOf, type PodRun } from './pod-status.ts';
import { createSpecAdoption } from './spec-adoption.ts';
import { terminationMessage } from './termination-message.ts';

/** Where the containers of a role stand in a Pod's spec. */
const fields = {
  init: 'initContainers',
  sidecar: 'initContainers',
  main: 'containers',
  ephemeral: 'ephemeralContainers',
} as const;

/** Which part of its Pod an event about a container names. */
export const fieldPathOf = ({ role, spec }: ContainerRun): string => `spec.${fields[role]}{${spec.name}}`;

/** What a worker needs of its node. */
export interface WorkerEnvironment {
  events: EventRecorder;
  rng: Rng;
  /** Images on the node; a pull adds to it. */
  images: Set<string>;
  allocateIP: () => string;
  /** What a volume needs and is not there; undefined when nothing is missing. */
  missingVolume: (pod: Pod) => string | undefined;
  /** Why a container's environment cannot be made; undefined when it can. */
  configProblem: (pod: Pod, container: Container) => string | undefined;
  /** What a run of a container has left that was a script. */
  remains: Scripts['remains'];
}

/** After a run this long the next crash counts as the first. */
const calmMs = 600_000;

/** Until the kubelet notices that a container ended. Source: the pod lifecycle event generator's relist period. */
const noticeMs = 1000;

/** Between two looks for what a container's environment needs. */
const configRetryMs = 10_000;

/** Between two tries to mount: half a second doubling to two minutes. Source: kubelet `exponentialbackoff`. */
const mountRetryMs = (failures: number): number => Math.min(122_000, 500 * 2 ** Math.min(failures, 8));

/** As Go prints a duration of whole seconds. */
const toGoDuration = (ms: number): string => {
  const seconds = Math.round(ms / 1000);
  return seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${seconds % 60}s`;
};

const podIdOf = ({ metadata: { name, namespace, uid } }: Pod): string => `${name}_${namespace ?? ''}(${uid ?? ''})`;

export const createPodRun = (pod: Pod, now: number, rng: Rng): PodRun => {
  const isJob = controllerOf(pod)?.kind === 'Job';
  return {
    uid: pod.metadata.uid ?? '',
    key: keyOf(pod),
    node: pod.spec.nodeName ?? '',
    startedAt: now,
    sandboxAt: now + 300 + rng.int(500),
    podIP: '',
    failedMounts: 0,
    init: (pod.spec.initContainers ?? []).map((container) =>
      createContainerRun(container, container.restartPolicy === 'Always' ? 'sidecar' : 'init', isJob),
    ),
    main: pod.spec.containers.map((container) => createContainerRun(container, 'main', isJob)),
    ephemeral: (pod.spec.ephemeralContainers ?? []).map((container) =>
      createContainerRun(container, 'ephemeral', false),
    ),
  };
};

/** Moves one pod's containers on to `now`. Everything that happens is an event or a change of the run. */
export const createPodWorker = (environment: WorkerEnvironment) => {
  const { events, rng, images, allocateIP, missingVolume, configProblem, remains } = environment;
  const tell: Tell = (pod, container, note) =>
    events.record({
      about: pod,
      ...note,
      ...(container === undefined ? {} : { fieldPath: fieldPathOf(container) }),
    });

  const { beginPull, endPull, waitToPull } = createPuller({
    ...{ tell, rng, images },
    start: (...moment) => start(...moment),
  });

  /** What the container needs must be there; it is looked for again and again. */
  const start = (pod: Pod, run: ContainerRun, now: number) => {
    const problem = configProblem(pod, run.spec);
    if (problem === undefined) {
      tell(pod, run, { reason: 'Created', message: `Created container: ${run.spec.name}` });
      tell(pod, run, { reason: 'Started', message: `Started container ${run.spec.name}` });
      const hook = planPostStart(run.spec);
      if (hook === undefined) {
        beginRun(pod, run, now);
        return;
      }
      delete run.waiting;
      run.stage = 'hook';
      run.hookedAt = now;
      run.nextAt = now + hook.ms;
      return;
    }
    tell(pod, run, { type: 'Warning', reason: 'Failed', message: `Error: ${problem}` });
    run.waiting = { reason: 'CreateContainerConfigError', message: problem };
    run.stage = 'configError';
    run.nextAt = now + configRetryMs + rng.int(5_000);
  };

  /** The container runs: since `startedAt`. */
  const beginRun = (pod: Pod, run: ContainerRun, startedAt: number) => {
    if (run.startedAt > 0) run.restarts++;
    if (run.ended !== undefined) run.last = run.ended;
    delete run.ended;
    delete run.waiting;
    run.stage = 'running';
    run.startedAt = startedAt;
    run.started = false;
    run.ready = false;
    run.killAnnounced = false;
    run.failedChecks = { startup: 0, readiness: 0, liveness: 0 };
    run.observed = observedAtStart(run.spec);
    run.timeline = planRun(run, startedAt, (pod.spec.terminationGracePeriodSeconds ?? 30) * 1000);
    run.nextAt = startedAt;
  };

  /** The hook beside the start has ended; when it failed, so has the container. */
  const endPostStart = (pod: Pod, podRun: PodRun, { run, now }: { run: ContainerRun; now: number }) => {
    beginRun(pod, run, run.hookedAt);
    if (planPostStart(run.spec)?.fails !== true) return;
    tell(pod, run, { type: 'Warning', reason: 'FailedPostStartHook', message: 'PostStartHook failed' });
    tell(pod, run, { reason: 'Killing', message: 'FailedPostStartHook' });
    exit(run, podRun, { at: now, code: 137, reason: 'Error' });
  };

  const exit = (run: ContainerRun, pod: PodRun, ended: { at: number; code: number; reason: string }) => {
    if (run.exits > 0 && ended.at - run.startedAt > calmMs) run.exits = 0;
    run.exits++;
    run.stage = 'exited';
    run.endedAt = ended.at;
    run.ready = false;
    run.started = false;
    delete run.timeline;
    const [, podName = ''] = pod.key.split('/');
    const message = terminationMessage(
      {
        ...{ uid: pod.uid, podName, container: run.spec, restart: run.restarts },
        ...{ startedAt: run.startedAt, endedAt: ended.at, exitCode: ended.code },
      },
      remains(pod.uid, run.spec.name, run.restarts),
    );
    run.ended = {
      exitCode: ended.code,
      reason: ended.reason,
      ...(message === undefined ? {} : { message }),
      startedAt: toTime(run.startedAt),
      finishedAt: toTime(ended.at),
      containerID: containerIdOf(pod.uid, run.spec.name, run.restarts),
    };
    run.nextAt = ended.at + noticeMs;
  };

  const tellFailedChecks = (pod: Pod, run: ContainerRun, { now, podIP }: { now: number; podIP: string }) => {
    for (const kind of probeKinds) {
      const probe = probeOf(run.spec, kind);
      if (probe === undefined) continue;
      for (let told = 0; told < 3 && nextFailedCheck(run, kind) <= now; told++) {
        run.failedChecks[kind]++;
        const refused = run.behaviour.readyAfterMs !== Infinity && kind !== 'liveness';
        const output = failureOutput(run.spec, probe, { podIP, refused });
        const message = `${probeTitles[kind]} probe failed: ${output}`;
        tell(pod, run, { type: 'Warning', reason: 'Unhealthy', message });
      }
    }
  };

  const keepRunning = (pod: Pod, podRun: PodRun, { run, now }: { run: ContainerRun; now: number }) => {
    const { timeline } = run;
    if (timeline === undefined) return;
    tellFailedChecks(pod, run, { now, podIP: podRun.podIP });
    if (timeline.killAt <= now && !run.killAnnounced) {
      run.killAnnounced = true;
      const message = `Container ${run.spec.name} failed ${timeline.killedBy ?? 'liveness'} probe, will be restarted`;
      tell(pod, run, { reason: 'Killing', message });
    }
    if (timeline.end <= now) {
      exit(run, podRun, { at: timeline.end, code: timeline.exitCode, reason: timeline.exitReason });
      return;
    }
    run.started = timeline.started <= now;
    run.ready = run.started && timeline.ready <= now;
    run.nextAt = Math.min(
      timeline.end,
      run.killAnnounced ? Infinity : timeline.killAt,
      run.started ? Infinity : timeline.started,
      run.ready ? Infinity : timeline.ready,
      ...probeKinds.map((kind) => nextFailedCheck(run, kind)),
    );
  };

  const afterExit = (pod: Pod, run: ContainerRun, now: number) => {
    const own = run.role === 'sidecar' ? 'Always' : (pod.spec.restartPolicy ?? 'Always');
    const policy = run.role === 'ephemeral' ? 'Never' : own;
    const failed = run.ended?.exitCode !== 0;
    const restarts =
      run.role === 'init' ? failed && policy !== 'Never' : policy === 'Always' || (policy === 'OnFailure' && failed);
    run.nextAt = Infinity;
    if (!restarts) {
      run.stage = 'finished';
      return;
    }
    // The first restart is immediate, the second waits 10 s.
    if (run.exits === 1) {
      beginPull(pod, run, now);
      return;
    }
    const delay = backOffMs(run.exits - 2);
    run.waiting = {
      reason: 'CrashLoopBackOff',
      message: `back-off ${toGoDuration(delay)} restarting failed container=${run.spec.name} pod=${podIdOf(pod)}`,
    };
    run.last = run.ended;
    delete run.ended;
    run.stage = 'backOff';
    run.retryAt = Math.max(now, run.endedAt + delay);
    waitToRestart(pod, run, now);
  };

  const waitToRestart = (pod: Pod, run: ContainerRun, now: number) => {
    if (run.retryAt <= now) {
      beginPull(pod, run, now);
      return;
    }
    const message = `Back-off restarting failed container ${run.spec.name} in pod ${podIdOf(pod)}`;
    tell(pod, run, { type: 'Warning', reason: 'BackOff', message });
    run.nextAt = Math.min(run.retryAt, now + syncMs);
  };

  const advanceContainer = (pod: Pod, podRun: PodRun, { run, now }: { run: ContainerRun; now: number }) => {
    // Each step of a container sets a later moment or another stage; the bound only guards against a slip in that.
    for (let steps = 0; steps < 16 && run.nextAt <= now; steps++) {
      switch (run.stage) {
        case 'pulling':
          endPull(pod, run, now);
          break;
        case 'pullBackOff':
          waitToPull(pod, run, now);
          break;
        case 'configError':
          beginPull(pod, run, now);
          break;
        case 'hook':
          endPostStart(pod, podRun, { run, now });
          break;
        case 'running':
          keepRunning(pod, podRun, { run, now });
          break;
        case 'exited':
          afterExit(pod, run, now);
          break;
        case 'backOff':
          waitToRestart(pod, run, now);
          break;
        case 'idle':
        case 'finished':
          run.nextAt = Infinity;
          break;
      }
    }
  };

  /** Starts what may start now: init containers one by one, then the others in order. */
  const startNext = (pod: Pod, podRun: PodRun, now: number) => {
    for (const run of podRun.ephemeral) {
      if (run.stage !== 'idle') continue;
      beginPull(pod, run, now);
      advanceContainer(pod, podRun, { run, now });
    }
    for (const run of podRun.init) {
      if (run.stage === 'idle') {
        beginPull(pod, run, now);
        advanceContainer(pod, podRun, { run, now });
      }
      const isPast = run.role === 'sidecar' ? run.started : run.stage === 'finished' && run.ended?.exitCode === 0;
      if (!isPast) return;
    }
    for (const run of podRun.main) {
      if (run.stage === 'idle') {
        beginPull(pod, run, now);
        advanceContainer(pod, podRun, { run, now });
      }
      if ((run.stage === 'pulling' || run.stage === 'hook') && run.startedAt === 0) return;
    }
  };

  const stop = (pod: Pod, podRun: PodRun, now: number) => {
    const { stopping } = podRun;
    if (stopping === undefined) return;
    const all = allContainers(podRun);
    if (!stopping.announced) {
      stopping.announced = true;
      for (const run of all) {
        if (run.stage !== 'running') continue;
        tell(pod, run, { reason: 'Killing', message: `Stopping container ${run.spec.name}` });
        if (planPreStop(run.spec)?.fails === true && stopping.goneAt > stopping.at)
          tell(pod, run, { type: 'Warning', reason: 'FailedPreStopHook', message: 'PreStopHook failed' });
      }
    }
    if (now < stopping.goneAt) return;
    for (const run of all) {
      if (run.stage === 'running') {
        const heeds = run.behaviour.unhealthyAfterMs === Infinity;
        exit(run, podRun, { at: stopping.goneAt, code: heeds ? 0 : 137, reason: heeds ? 'Completed' : 'Error' });
      }
      if (run.stage === 'exited') run.stage = 'finished';
      run.nextAt = Infinity;
    }
  };

  const adoptSpec = createSpecAdoption({ tell, exit });

  /** Brings the run to `now`; answers when to come again, Infinity for only on a change. */
  return (pod: Pod, podRun: PodRun, now: number): number => {
    adoptSpec(pod, podRun, now);
    if (podRun.stopping !== undefined) {
      stop(pod, podRun, now);
      return podRun.stopping.goneAt > now ? podRun.stopping.goneAt : Infinity;
    }
    if (now < podRun.sandboxAt) return podRun.sandboxAt;
    if (podRun.podIP === '') {
      const missing = missingVolume(pod);
      if (missing !== undefined) {
        tell(pod, undefined, { type: 'Warning', reason: 'FailedMount', message: missing });
        podRun.sandboxAt = now + mountRetryMs(podRun.failedMounts++);
        return podRun.sandboxAt;
      }
      podRun.podIP = allocateIP();
    }
    const all = allContainers(podRun);
    for (const run of all) advanceContainer(pod, podRun, { run, now });
    startNext(pod, podRun, now);
    return Math.min(...all.map(({ nextAt }) => nextAt));
  };
};
