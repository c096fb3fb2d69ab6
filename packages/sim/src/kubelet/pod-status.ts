import type { Condition, ContainerState, ContainerStatus, Pod, PodStatus } from '../local/objects.ts';
import { findCondition, toTime } from '../local/objects.ts';
import type { ContainerRun } from './container-run.ts';
import { toHexId } from './identity.ts';
import { canonicalImage, repositoryOf } from './images.ts';

/** What a kubelet knows of a pod beside the API object. */
export interface PodRun {
  readonly uid: string;
  readonly key: string;
  readonly node: string;
  readonly startedAt: number;
  /** When the sandbox stands and has its address. */
  sandboxAt: number;
  podIP: string;
  /** How often a volume could not be mounted. */
  failedMounts: number;
  readonly init: ContainerRun[];
  readonly main: ContainerRun[];
  readonly ephemeral: ContainerRun[];
  /** Set when the pod is to go: when containers are told to stop, and when they will have. */
  stopping?: { at: number; goneAt: number; announced: boolean };
  /** What a whole pod failed of, beside its containers. */
  failed?: { reason: string; message: string };
}

const isActiveSandbox = (run: PodRun): boolean => run.podIP !== '';

export const containerIdOf = (uid: string, name: string, restarts: number): string =>
  `containerd://${toHexId(uid, name, restarts)}`;

/** By image: there are few, in many containers. */
const imageIds = new Map<string, string>();
const maxImageIds = 1_000;

const imageIdOf = (image: string): string => {
  let id = imageIds.get(image);
  if (id === undefined) {
    if (imageIds.size >= maxImageIds) imageIds.clear();
    id = `${repositoryOf(image)}@sha256:${toHexId(canonicalImage(image))}`;
    imageIds.set(image, id);
  }
  return id;
};

const stateOf = (run: ContainerRun, pod: PodRun): ContainerState => {
  if (run.waiting !== undefined && run.stage !== 'running') return { waiting: run.waiting };
  if (run.stage === 'running') return { running: { startedAt: toTime(run.startedAt) } };
  if (run.ended !== undefined) return { terminated: run.ended };
  const initializing = run.role === 'main' ? pod.init.length > 0 : true;
  return { waiting: { reason: initializing ? 'PodInitializing' : 'ContainerCreating' } };
};

const toContainerStatus = (run: ContainerRun, pod: PodRun): ContainerStatus => {
  const { spec } = run;
  const state = stateOf(run, pod);
  const hasRun = run.startedAt > 0;
  const isDone = run.role === 'init' && run.stage === 'finished' && run.ended?.exitCode === 0;
  const { requests, limits } = spec.resources ?? {};
  return {
    name: spec.name,
    state,
    lastState: run.last === undefined ? {} : { terminated: run.last },
    ready: isDone || (run.stage === 'running' && run.ready),
    restartCount: run.restarts,
    image: hasRun ? canonicalImage(spec.image) : spec.image,
    imageID: hasRun ? imageIdOf(spec.image) : '',
    ...(hasRun ? { containerID: containerIdOf(pod.uid, spec.name, run.restarts) } : {}),
    started: run.stage === 'running' && run.started,
    ...(requests === undefined || !hasRun ? {} : { allocatedResources: requests }),
    ...(!hasRun || (requests === undefined && limits === undefined)
      ? {}
      : {
          resources: { ...(limits === undefined ? {} : { limits }), ...(requests === undefined ? {} : { requests }) },
        }),
    ...(hasRun && spec.volumeMounts !== undefined && spec.volumeMounts.length > 0
      ? {
          volumeMounts: spec.volumeMounts.map(({ name, mountPath, readOnly }) => ({
            mountPath,
            name,
            ...(readOnly ? { readOnly: true, recursiveReadOnly: 'Disabled' } : {}),
          })),
        }
      : {}),
  };
};

/** Nobody asks these whether they are ready. */
const toEphemeralStatus = (run: ContainerRun, pod: PodRun): ContainerStatus => {
  const { started: _started, ...status } = toContainerStatus(run, pod);
  return { ...status, ready: false };
};

/** All containers, in the order in which they start. */
export const allContainers = (pod: PodRun): ContainerRun[] => [...pod.init, ...pod.main, ...pod.ephemeral];

type Phase = NonNullable<PodStatus['phase']>;

/** A pod's phase from its containers. Source: Kubernetes docs, "Pod Lifecycle"; kubelet `getPhase`. */
export const phaseOf = (pod: PodRun, restartPolicy: string): Phase => {
  if (pod.failed !== undefined) return 'Failed';
  const isStopped = pod.stopping !== undefined;
  const failedInit = pod.init.some(
    ({ stage, ended, role }) => role === 'init' && stage === 'finished' && ended?.exitCode !== 0,
  );
  if (failedInit && restartPolicy === 'Never') return 'Failed';
  const mainBegan = pod.main.some(({ startedAt }) => startedAt > 0);
  const initPending = pod.init.some((run) =>
    run.role === 'init' ? !(run.stage === 'finished' && run.ended?.exitCode === 0) : !run.started,
  );
  const waiting = pod.main.some(({ startedAt }) => startedAt === 0);
  if (!isStopped && ((initPending && !mainBegan) || waiting)) return 'Pending';
  if (pod.main.some(({ stage }) => stage === 'running')) return 'Running';
  if (waiting && isStopped) return mainBegan ? 'Failed' : 'Pending';
  const willRestart = pod.main.some(({ stage }) => stage !== 'finished');
  if (willRestart && !isStopped) return 'Running';
  return pod.main.every(({ ended, last }) => (ended ?? last)?.exitCode === 0) ? 'Succeeded' : 'Failed';
};

type Draft = Pick<Condition, 'type' | 'status' | 'reason' | 'message'>;

const readyDraft = (type: string, phase: Phase, unready: readonly string[]): Draft => {
  if (phase === 'Succeeded') return { type, status: 'False', reason: 'PodCompleted' };
  if (phase === 'Failed') return { type, status: 'False', reason: 'PodFailed' };
  return unready.length === 0
    ? { type, status: 'True' }
    : {
        type,
        status: 'False',
        reason: 'ContainersNotReady',
        message: `containers with unready status: [${unready.join(' ')}]`,
      };
};

const initializedDraft = (run: PodRun, phase: Phase): Draft => {
  if (phase === 'Succeeded') return { type: 'Initialized', status: 'True', reason: 'PodCompleted' };
  const incomplete = run.init.filter((container) =>
    container.role === 'init' ? container.stage !== 'finished' || container.ended?.exitCode !== 0 : !container.started,
  );
  const mainBegan = run.main.some(({ startedAt }) => startedAt > 0);
  if (mainBegan || incomplete.length === 0) return { type: 'Initialized', status: 'True' };
  const names = incomplete.map(({ spec }) => spec.name).join(' ');
  return {
    type: 'Initialized',
    status: 'False',
    reason: 'ContainersNotInitialized',
    message: `containers with incomplete status: [${names}]`,
  };
};

const gateProblem = (pod: Pod): string | undefined => {
  const problems = (pod.spec.readinessGates ?? []).flatMap(({ conditionType }) => {
    const condition = findCondition(pod.status?.conditions, conditionType);
    if (condition === undefined)
      return [`corresponding condition of pod readiness gate "${conditionType}" does not exist.`];
    if (condition.status === 'True') return [];
    return [`the status of pod readiness gate "${conditionType}" is not "True", but ${condition.status}`];
  });
  return problems.length === 0 ? undefined : problems.join(', ');
};

const ownTypes = ['PodReadyToStartContainers', 'Initialized', 'Ready', 'ContainersReady', 'PodScheduled'];

const conditionsOf = (pod: Pod, run: PodRun, { phase, now }: { phase: Phase; now: number }): Condition[] => {
  const watched = [...run.init.filter(({ role }) => role === 'sidecar'), ...run.main];
  const unready = watched.filter(({ stage, ready }) => stage !== 'running' || !ready).map(({ spec }) => spec.name);
  const containersReady = readyDraft('ContainersReady', phase, unready);
  const gate = containersReady.status === 'True' ? gateProblem(pod) : undefined;
  const ready: Draft =
    gate === undefined
      ? { ...containersReady, type: 'Ready' }
      : { type: 'Ready', status: 'False', reason: 'ReadinessGatesNotReady', message: gate };
  const finished = phase === 'Succeeded' || phase === 'Failed';
  const drafts: Draft[] = [
    { type: 'PodReadyToStartContainers', status: isActiveSandbox(run) && !finished ? 'True' : 'False' },
    initializedDraft(run, phase),
    ready,
    containersReady,
    { type: 'PodScheduled', status: 'True' },
  ];
  const held = pod.status?.conditions ?? [];
  const generation = pod.metadata.generation;
  const own = drafts.map(({ type, status, reason, message }): Condition => {
    const before = findCondition(held, type);
    return {
      type,
      ...(generation === undefined ? {} : { observedGeneration: generation }),
      status,
      lastProbeTime: null,
      lastTransitionTime: before?.status === status ? (before.lastTransitionTime ?? toTime(now)) : toTime(now),
      ...(reason === undefined ? {} : { reason }),
      ...(message === undefined ? {} : { message }),
    };
  });
  return [...held.filter(({ type }) => !ownTypes.includes(type)), ...own];
};

/** The whole status as a kubelet writes it. */
export const toPodStatus = (pod: Pod, run: PodRun, { hostIP, now }: { hostIP: string; now: number }): PodStatus => {
  const phase = phaseOf(run, pod.spec.restartPolicy ?? 'Always');
  const podIP = pod.spec.hostNetwork ? hostIP : run.podIP;
  const generation = pod.metadata.generation;
  return {
    ...(generation === undefined ? {} : { observedGeneration: generation }),
    phase,
    conditions: conditionsOf(pod, run, { phase, now }),
    ...(run.failed === undefined ? {} : run.failed),
    hostIP,
    hostIPs: [{ ip: hostIP }],
    ...(podIP === '' ? {} : { podIP, podIPs: [{ ip: podIP }] }),
    startTime: toTime(run.startedAt),
    ...(run.init.length === 0 ? {} : { initContainerStatuses: run.init.map((one) => toContainerStatus(one, run)) }),
    containerStatuses: run.main.map((one) => toContainerStatus(one, run)),
    ...(run.ephemeral.length === 0
      ? {}
      : { ephemeralContainerStatuses: run.ephemeral.map((one) => toEphemeralStatus(one, run)) }),
    ...(pod.status?.qosClass === undefined ? {} : { qosClass: pod.status.qosClass }),
  };
};
