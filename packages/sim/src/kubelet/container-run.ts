import type { Container, TerminatedState } from '../local/objects.ts';
import { planCommand } from './command.ts';
import { behaviourOf, type ImageBehaviour } from './images.ts';
import { observedAtStart, probeOf, type Observed, type ProbeKind } from './observed.ts';
import { firstFailureAt, givesUpAt, passesAt } from './probes.ts';
import { scriptOf } from './script.ts';

/**
 * `init` runs to its end before the next, `sidecar` is an init container that keeps running, `main` is what the pod is
 * for, `ephemeral` was added to look around and is never started again.
 */
export type Role = 'init' | 'sidecar' | 'main' | 'ephemeral';

export type Stage =
  'idle' | 'pulling' | 'pullBackOff' | 'configError' | 'hook' | 'running' | 'exited' | 'backOff' | 'finished';

/** The moments of one run of a container's process, epoch ms, all known when it starts. Infinity: never. */
export interface Timeline {
  started: number;
  ready: number;
  end: number;
  exitCode: number;
  exitReason: string;
  /** The probe that ends it, if one does. */
  killedBy?: 'liveness' | 'startup';
  /** When the failing probe gives up; the process is gone `end - killAt` later. */
  killAt: number;
}

/** One container of one pod as its kubelet knows it. Changed in place by the pod's worker only. */
export interface ContainerRun {
  spec: Container;
  readonly role: Role;
  behaviour: ImageBehaviour;
  stage: Stage;
  /** Why it waits; absent: it has not been its turn yet. */
  waiting?: { reason: string; message?: string };
  restarts: number;
  /** Exits since the last calm stretch; decides the back-off. */
  exits: number;
  /** When the process began whose first hook is under way. */
  hookedAt: number;
  pullFailures: number;
  startedAt: number;
  endedAt: number;
  timeline?: Timeline;
  started: boolean;
  ready: boolean;
  killAnnounced: boolean;
  /** Failed checks told so far in this run, by probe. */
  failedChecks: Record<ProbeKind, number>;
  /** What the probes found whose command is really run. */
  observed: Observed;
  ended?: TerminatedState;
  last?: TerminatedState;
  /** When a back-off of restarts or pulls is over, epoch ms. */
  retryAt: number;
  /** Epoch ms of the next thing to do; Infinity when only a change from outside matters. */
  nextAt: number;
}

/** What the process does: its command line if that is plain, else what its image stands for. */
export const resolveBehaviour = (container: Container, role: Role, isJob: boolean): ImageBehaviour => {
  const behaviour = behaviourOf(container.image);
  if (behaviour.exit !== undefined || behaviour.pull !== 'ok') return behaviour;
  const plan = planCommand(container.command, container.args);
  if (plan !== undefined) return plan.exit === undefined ? behaviour : { ...behaviour, exit: plan.exit };
  if (scriptOf(container) !== undefined) return behaviour;
  // An init container or a job's worker that never ends would hold everything up: unless told otherwise they do their work and stop.
  if (role === 'init') return { ...behaviour, exit: { afterMs: 1000, code: 0 } };
  if (isJob && role === 'main') return { ...behaviour, exit: { afterMs: 5000, code: 0 } };
  return behaviour;
};

export const createContainerRun = (spec: Container, role: Role, isJob: boolean): ContainerRun => ({
  spec,
  role,
  behaviour: resolveBehaviour(spec, role, isJob),
  stage: 'idle',
  restarts: 0,
  exits: 0,
  hookedAt: 0,
  pullFailures: 0,
  startedAt: 0,
  endedAt: 0,
  started: false,
  ready: false,
  killAnnounced: false,
  failedChecks: { startup: 0, readiness: 0, liveness: 0 },
  observed: observedAtStart(spec),
  retryAt: 0,
  nextAt: Infinity,
});

/** Probing starts this long after the process. */
export const probeDelayMs = 500;

/** A process that boots within this needs no patience: without a probe it counts as ready at once. */
const bootMs = 400;

/** Works out one run of the process that starts at `startedAt`. */
export const planRun = (run: ContainerRun, startedAt: number, graceMs: number): Timeline => {
  const { spec, behaviour, observed } = run;
  const probing = startedAt + probeDelayMs;
  const wellFrom = startedAt + behaviour.readyAfterMs;
  const { startupProbe, readinessProbe, livenessProbe } = spec;
  const started =
    startupProbe === undefined ? startedAt : (observed.startup?.passedAt ?? passesAt(startupProbe, probing, wellFrom));
  const patient = behaviour.readyAfterMs <= bootMs ? started : Math.max(started, wellFrom);
  const ready =
    readinessProbe === undefined
      ? patient
      : Math.max(
          started,
          observed.readiness?.passedAt ?? passesAt(readinessProbe, probing, Math.max(started, wellFrom)),
        );

  const exitAt = behaviour.exit === undefined ? Infinity : startedAt + behaviour.exit.afterMs;
  const startupGivesUp =
    startupProbe === undefined ? Infinity : (observed.startup?.gaveUpAt ?? givesUpAt(startupProbe, probing, probing));
  const startupKill = startupGivesUp < started ? startupGivesUp : Infinity;
  const illFrom = startedAt + behaviour.unhealthyAfterMs;
  const livenessKill =
    livenessProbe === undefined || started === Infinity
      ? Infinity
      : (observed.liveness?.gaveUpAt ?? givesUpAt(livenessProbe, probing, Math.max(illFrom, started)));
  const killAt = Math.min(startupKill, livenessKill);
  if (exitAt <= killAt) {
    const code = behaviour.exit?.code ?? 0;
    const exitReason = behaviour.exit?.reason ?? (code === 0 ? 'Completed' : 'Error');
    return { started, ready, end: exitAt, exitCode: code, exitReason, killAt: Infinity };
  }
  // A process that answers no probe does not heed SIGTERM either: it is killed when the grace period is over.
  return {
    started,
    ready,
    end: killAt + graceMs,
    exitCode: 137,
    exitReason: 'Error',
    killAt,
    ...(killAt === Infinity
      ? {}
      : { killedBy: startupKill <= livenessKill ? ('startup' as const) : ('liveness' as const) }),
  };
};

/** Failed checks are told one by one at first, then now and then: the recorder would drop the others anyway. */
const toldOneByOne = 25;
const rareMs = 300_000;

/** The next moment a check of this probe fails within the run, after those already told; Infinity when none will. */
export const nextFailedCheck = (run: ContainerRun, kind: ProbeKind): number => {
  const { timeline, spec, behaviour, startedAt } = run;
  // Who runs its command tells it.
  if (run.observed[kind] !== undefined) return Infinity;
  const probe = probeOf(spec, kind);
  if (timeline === undefined || probe === undefined) return Infinity;
  const probing = startedAt + probeDelayMs;
  const until = { startup: timeline.started, readiness: timeline.ready, liveness: Infinity }[kind];
  const from = {
    startup: probing,
    readiness: timeline.started,
    liveness: Math.max(startedAt + behaviour.unhealthyAfterMs, timeline.started),
  }[kind];
  const told = run.failedChecks[kind];
  const period = (probe.periodSeconds ?? 10) * 1000;
  const early = Math.min(told, toldOneByOne) * period;
  const at = firstFailureAt(probe, probing, from) + early + Math.max(0, told - toldOneByOne) * rareMs;
  return at < until && at <= Math.min(timeline.end, timeline.killAt) ? at : Infinity;
};
