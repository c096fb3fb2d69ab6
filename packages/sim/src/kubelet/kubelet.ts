import { isDeepStrictEqual } from 'node:util';
import { isNotFound } from '@binnacle/kube/api';
import { createController, createDelayQueue } from '@binnacle/kube/controller';
import type { ControllerContext, IssueToken, NodeAgent } from '../types.ts';
import { createEventRecorder, type EventRecorder } from '../local/events.ts';
import type { Informers } from '../local/informers.ts';
import { refs, splitKey } from '../local/objects.ts';
import type { Container, Node, Pod } from '../local/objects.ts';
import { containerUsage } from '../usage/usage.ts';
import { createAddressPool, type AddressPool } from './addresses.ts';
import { configProblem, missingVolume } from './containers/missing.ts';
import { createExecProbes, type ExecProbesContext } from './containers/exec-probes.ts';
import { createLivePods } from './containers/live-pods.ts';
import { createScripts, type Scripts } from './containers/scripts.ts';
import { createSessions } from './containers/sessions.ts';
import { stopTimeMs } from './hooks.ts';
import { canonicalImage } from './images.ts';
import { planRun, type ContainerRun } from './container-run.ts';
import { createLogReader } from './logs/reader.ts';
import { createPortServer } from './network/port-server.ts';
import { createNodeReporter, internalIPOf, leaseRenewMs } from './nodes.ts';
import { observe, probeTitles } from './observed.ts';
import { allContainers, toPodStatus, type PodRun } from './pod-status.ts';
import { createPodWorker, fieldPathOf } from './pod-worker.ts';
import { resumePodRun } from './resume.ts';

/** One machine: its recorder, images and addresses. */
interface Machine {
  /** Its kubelet is stopped: no heartbeat, no pod is touched. */
  stopped: boolean;
  events: EventRecorder;
  hostIP: string;
  addresses: AddressPool;
  images: Set<string>;
  advance: ReturnType<typeof createPodWorker>;
}

/** On a Node, with the value `stopped`: its kubelet falls silent, as after a crash of the machine. */
const kubeletAnnotation = 'sim.binnacle.dev/kubelet';

const isStopped = (node: Node): boolean => node.metadata.annotations?.[kubeletAnnotation] === 'stopped';

/** Until a process that is told to stop has stopped, within its grace period. */
const stopMs = 1200;

/**
 * The kubelets of all nodes in one program: one queue of moments for all pods and one watch, so that a pod that just
 * runs costs nothing. Every Node object gets a kubelet.
 */
export const startKubelets = (
  given: ControllerContext,
  informers: Informers,
): { nodeAgent: NodeAgent; close: () => void } => {
  const context = { ...given, client: given.client.as('kubelet') };
  const { client, clock } = context;
  const rng = context.rng.fork('kubelet');
  const nodes = informers.of<Node>(refs.nodes);
  const pods = informers.of<Pod>(refs.pods);
  const machines = new Map<string, Machine>();
  const runs = new Map<string, PodRun>();
  let nextSubnet = 0;
  /** Addresses of pods from before this start: nodes may have other subnets now. */
  const keptAddresses = new Set<string>();
  /** The pod whose status is being written: its change comes back before the write returns. */
  let posting: string | undefined;

  const due = createDelayQueue(clock, (uid) => worker.enqueue(uid));

  const createMachine = (node: Node): Machine => {
    const { name } = node.metadata;
    const events = createEventRecorder(context, { component: 'kubelet', host: name });
    const subnet = node.spec?.podCIDR?.split('/')[0] ?? `10.${244 + (nextSubnet >>> 8)}.${nextSubnet & 255}.0`;
    nextSubnet++;
    const addresses = createAddressPool(subnet.replace(/\.0$/, '.2'), keptAddresses);
    const images = new Set<string>();
    const environment = {
      ...{ events, rng: rng.fork(name), images, allocateIP: addresses.take },
      missingVolume: (pod: Pod) => missingVolume(client, pod),
      configProblem: (pod: Pod, container: Container) => configProblem(client, pod, container),
      remains: (...of: Parameters<Scripts['remains']>) => scripts.remains(...of),
    };
    return {
      stopped: isStopped(node),
      events,
      hostIP: internalIPOf(node),
      addresses,
      images,
      advance: createPodWorker(environment),
    };
  };

  const worker = createController({
    name: 'kubelet',
    clock,
    concurrency: 4,
    reconcile: async (uid) => {
      const run = runs.get(uid);
      const machine = run === undefined ? undefined : machines.get(run.node);
      if (run === undefined || machine === undefined || machine.stopped) return;
      const { namespace, name } = splitKey(run.key);
      const pod = client.get<Pod>(refs.pods, { namespace, name });
      if (pod === undefined || pod.metadata.uid !== uid) return;
      const now = clock.now();
      noteDeletion(pod, run, now);
      const next = machine.advance(pod, run, now);
      if (next !== Infinity) due.set(uid, Math.max(next, now), { replace: true });
      // A kubelet pulls within its sync of the pod and posts the status after it.
      const isPulling = allContainers(run).some(({ stage }) => stage === 'pulling');
      if (!isPulling || pod.status?.containerStatuses === undefined) {
        await postStatus(pod, run, { hostIP: machine.hostIP, now });
      }
      if (run.stopping !== undefined && now >= run.stopping.goneAt) await finishDeletion(pod);
    },
  });

  const noteDeletion = (pod: Pod, run: PodRun, now: number) => {
    if (pod.metadata.deletionTimestamp === undefined || run.stopping !== undefined) return;
    const graceMs = (pod.metadata.deletionGracePeriodSeconds ?? 30) * 1000;
    const times = allContainers(run)
      .filter(({ stage }) => stage === 'running')
      .map(({ spec, behaviour }) =>
        stopTimeMs(spec, { graceMs, processMs: behaviour.unhealthyAfterMs === Infinity ? stopMs : graceMs }),
      );
    const wait = Math.max(0, ...times);
    run.stopping = { at: now, goneAt: now + wait, announced: false };
  };

  const postStatus = async (pod: Pod, run: PodRun, { hostIP, now }: { hostIP: string; now: number }) => {
    const status = toPodStatus(pod, run, { hostIP, now });
    // Finished is final: a pod never leaves that phase.
    if (pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed') status.phase = pod.status.phase;
    if (isDeepStrictEqual(status, pod.status)) return;
    posting = run.uid;
    const written = client.updateStatus(refs.pods, { ...pod, status });
    posting = undefined;
    await written.catch((error: unknown) => {
      if (!isNotFound(error)) throw error;
    });
  };

  const finishDeletion = async ({ metadata: { namespace, name, uid } }: Pod) => {
    await client
      .delete(refs.pods, { namespace, name }, { gracePeriodSeconds: 0, preconditions: { uid } })
      .catch((error: unknown) => {
        if (!isNotFound(error)) throw error;
      });
  };

  const forget = (pod: Pod) => {
    const uid = pod.metadata.uid ?? '';
    const run = runs.get(uid);
    if (run === undefined) return;
    runs.delete(uid);
    due.delete(uid);
    if (run.podIP !== '') machines.get(run.node)?.addresses.give(run.podIP);
    live.forget(uid);
    scripts.forget(uid);
    probes.forget(uid);
  };

  const adopt = (pod: Pod, machine: Machine) => {
    const run = resumePodRun(pod, clock.now(), rng);
    runs.set(run.uid, run);
    if (run.podIP !== '') machine.addresses.keep(run.podIP);
    for (const { startedAt, spec } of allContainers(run))
      if (startedAt > 0) machine.images.add(canonicalImage(spec.image));
  };

  const accept = (pod: Pod) => {
    const uid = pod.metadata.uid ?? '';
    const node = pod.spec.nodeName;
    if (node === undefined || node === '' || !machines.has(node)) return;
    if (!runs.has(uid)) {
      if (pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed') return;
      adopt(pod, machines.get(node)!);
    }
    worker.enqueue(uid);
  };

  const runningContainer = (pod: Pod, container: string): ContainerRun | undefined => {
    const podRun = runs.get(pod.metadata.uid ?? '');
    const run = podRun === undefined ? undefined : allContainers(podRun).find(({ spec }) => spec.name === container);
    return run?.stage === 'running' ? run : undefined;
  };

  /** A container's process ends by itself, for a reason that its timeline did not foresee. */
  const endProcess = (pod: Pod, container: string, code: number) => {
    const run = runningContainer(pod, container);
    if (run?.timeline === undefined) return;
    const end = clock.now();
    const exitReason = code === 0 ? 'Completed' : 'Error';
    run.timeline = { ...run.timeline, end, exitCode: code, exitReason, killAt: Infinity };
    run.nextAt = end;
    worker.enqueue(pod.metadata.uid ?? '');
  };

  /** A probe's command has ended. What it found decides from now on. */
  const takeOutcome: ExecProbesContext['onOutcome'] = (pod, { container, kind, probe }, { passed, output }) => {
    const run = runningContainer(pod, container);
    const finding = run?.observed[kind];
    if (run === undefined || finding === undefined || run.killAnnounced) return false;
    if (!passed) {
      machines.get(pod.spec.nodeName ?? '')?.events.record({
        ...{ about: pod, fieldPath: fieldPathOf(run), type: 'Warning', reason: 'Unhealthy' },
        message: `${probeTitles[kind]} probe failed: ${output}`,
      });
    }
    const now = clock.now();
    if (observe(finding, probe, { passed, now })) {
      const { end } = run.timeline ?? { end: Infinity };
      if (end <= now) return false;
      run.timeline = planRun(run, run.startedAt, (pod.spec.terminationGracePeriodSeconds ?? 30) * 1000);
      run.nextAt = now;
      worker.enqueue(pod.metadata.uid ?? '');
    }
    return kind === 'readiness' || (finding.gaveUpAt === Infinity && !(kind === 'startup' && passed));
  };

  const logs = createLogReader(context, (...of) => scripts.remains(...of)?.log);
  let issueToken: IssueToken | undefined;
  const live = createLivePods(context, {
    issueToken: (...request) => issueToken?.(...request),
    usageOf: (pod, container) => {
      const usage = containerUsage(pod, container, clock.now());
      return { cpu: (usage?.milliCpu ?? 1) / 1000, memory: usage?.memory ?? 1 << 20 };
    },
    onKill: (pod, container, signal) => {
      // The kernel keeps the first process of a container from signals that it does not handle.
      if (signal === 'TERM' || signal === 'INT' || signal === 'QUIT') endProcess(pod, container, 0);
    },
    onExit: endProcess,
  });
  const scripts = createScripts({ clock, enter: live.enter, onExit: endProcess, onLine: (pod) => logs.onChange(pod) });
  const probes = createExecProbes({
    clock,
    find: (uid) => {
      const run = runs.get(uid);
      const pod = run === undefined ? undefined : client.get<Pod>(refs.pods, splitKey(run.key));
      return pod?.metadata.uid === uid ? pod : undefined;
    },
    enter: live.enter,
    onOutcome: takeOutcome,
  });
  const session = createSessions({
    client,
    live,
    followOutput: ({ metadata }, container, signal) =>
      logs.read({
        namespace: metadata.namespace ?? '',
        pod: metadata.name,
        container,
        follow: true,
        previous: false,
        timestamps: false,
        tailLines: 0,
        signal,
      }),
  });
  pods.subscribe(({ type, object }) => {
    logs.onChange(object);
    live.onChange(object);
    if (type !== 'DELETED') {
      scripts.onChange(object);
      probes.onChange(object);
    }
    if (type === 'DELETED') return forget(object);
    if (posting !== object.metadata.uid) accept(object);
  });

  const reporter = createNodeReporter(context, {
    record: (note) => machines.get(note.about.metadata.name)?.events.record(note),
  });
  const heartbeat = createController({
    name: 'node-heartbeat',
    clock,
    reconcile: async (name) => {
      if (machines.get(name)?.stopped !== false) return;
      // The lease first: a status that says Ready beside a stale lease would be taken back at once.
      await reporter.renewLease(name);
      await reporter.postStatus(name);
      return { requeueAfterMs: leaseRenewMs };
    },
  });
  nodes.subscribe(({ type, object }) => {
    const { name } = object.metadata;
    if (type === 'DELETED') {
      machines.delete(name);
      return;
    }
    const machine = machines.get(name);
    const stopped = isStopped(object);
    if (machine?.stopped === stopped) return;
    if (machine === undefined) machines.set(name, createMachine(object));
    else machine.stopped = stopped;
    if (stopped) return;
    heartbeat.enqueue(name);
    for (const pod of pods.all()) if (pod.spec.nodeName === name) accept(pod);
  });

  return {
    nodeAgent: {
      containerLogs: logs.read,
      session,
      ...createPortServer(context),
      useTokens: (issue) => {
        issueToken = issue;
      },
    },
    close: () => {
      worker.close();
      heartbeat.close();
      due.close();
      probes.close();
      scripts.close();
      live.close();
    },
  };
};
