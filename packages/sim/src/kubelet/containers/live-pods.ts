import { internal } from '@binnacle/kube/api';
import type { ControllerContext, IssueToken } from '../../types.ts';
import { refs, type Container, type ContainerStatus, type Node, type Pod } from '../../local/objects.ts';
import { createQuota } from '../files/quota.ts';
import { createClusterNetwork } from '../network/cluster-network.ts';
import { environmentOf } from './environment.ts';
import { afterCommand } from './after-command.ts';
import { createLiveContainer, type LiveContainer } from './live-container.ts';
import { interactiveCommand, createMainProcess, type MainProcess } from './main-process.ts';
import { createVolumes, type Volume, type VolumeContext } from './volumes.ts';

/** What is written into all containers of a cluster together. */
const clusterBytes = 512 << 20;

interface LivePod {
  pod: Pod;
  volumes: ReturnType<typeof createVolumes>;
  network: ReturnType<typeof createClusterNetwork>;
  /** By container name; a new run of a container has new files. */
  containers: Map<string, { restart: number; live: LiveContainer; main?: MainProcess }>;
}

/** A container of a Pod by its name, of whatever sort. */
export const findContainer = ({ spec }: Pod, name: string): Container | undefined =>
  [...spec.containers, ...(spec.initContainers ?? []), ...(spec.ephemeralContainers ?? [])].find(
    (one) => one.name === name,
  );

export const statusesOf = ({ status }: Pod): readonly ContainerStatus[] => [
  ...(status?.containerStatuses ?? []),
  ...(status?.initContainerStatuses ?? []),
  ...(status?.ephemeralContainerStatuses ?? []),
];

export const findStatus = (pod: Pod, name: string): ContainerStatus | undefined =>
  statusesOf(pod).find((one) => one.name === name);

/**
 * The Pods that somebody entered. A Pod that nobody enters costs nothing; one that was entered is kept until it, or the
 * run of its container, is gone.
 */
export interface LivePods {
  /** The running container. Throws what a kubelet answers when it does not run. */
  enter(pod: Pod, container: string): LiveContainer;
  /** The process of a container that waits for input; undefined for those that do not. Throws as `enter`. */
  mainProcess(pod: Pod, container: string): MainProcess | undefined;
  onChange(pod: Pod): void;
  forget(uid: string): void;
  close(): void;
}

export interface LivePodsOptions {
  issueToken: IssueToken;
  /** Cores and bytes in use by a container now. */
  usageOf: (pod: Pod, container: Container) => { cpu: number; memory: number };
  /** The process of a container was sent a signal from inside. */
  onKill: (pod: Pod, container: string, signal: string) => void;
  /** The process of a container that waits for input has ended. */
  onExit: (pod: Pod, container: string, code: number) => void;
}

export const createLivePods = (context: ControllerContext, options: LivePodsOptions): LivePods => {
  const { client, clock } = context;
  const pods = new Map<string, LivePod>();
  const [claims, hosts] = [new Map<string, Volume>(), new Map<string, Volume>()];
  const room = createQuota(clusterBytes);
  const volumeContext: VolumeContext = { client, clock, issueToken: options.issueToken, room, claims, hosts };

  const livePod = (pod: Pod): LivePod => {
    const uid = pod.metadata.uid ?? '';
    const held = pods.get(uid);
    if (held !== undefined) {
      held.pod = pod;
      return held;
    }
    const made: LivePod = {
      pod,
      volumes: createVolumes(volumeContext, () => made.pod),
      network: createClusterNetwork(context, () => made.pod),
      containers: new Map(),
    };
    pods.set(uid, made);
    return made;
  };

  const enter: LivePods['enter'] = (pod, name) => {
    const container = findContainer(pod, name);
    const status = findStatus(pod, name);
    if (container === undefined || status?.state.running === undefined)
      throw internal(`unable to upgrade connection: container not found ("${name}")`);
    const own = livePod(pod);
    const held = own.containers.get(name);
    if (held?.restart === status.restartCount) return held.live;
    held?.live.close();
    const env = environmentOf(client, pod, container);
    const made = createLiveContainer({
      clock,
      pod: () => own.pod,
      node: client.get<Node>(refs.nodes, { name: pod.spec.nodeName ?? '' }),
      container,
      env,
      mounts: own.volumes.mountsOf(container, env),
      room,
      network: own.network,
      usage: () => options.usageOf(own.pod, container),
      onKill: (signal) => options.onKill(own.pod, name, signal),
    });
    const command = container.lifecycle?.postStart?.exec?.command;
    const live = command === undefined ? made : afterCommand(made, command);
    own.containers.set(name, { restart: status.restartCount, live });
    return live;
  };

  return {
    enter,
    mainProcess: (pod, name) => {
      const container = findContainer(pod, name);
      const argv = container === undefined ? undefined : interactiveCommand(container);
      if (container === undefined || argv === undefined) return undefined;
      const live = enter(pod, name);
      const held = pods.get(pod.metadata.uid ?? '')?.containers.get(name);
      if (held === undefined) return undefined;
      const onExit = (code: number) => options.onExit(pod, name, code);
      held.main ??= createMainProcess(live, container, { argv, onExit });
      return held.main;
    },
    onChange: (pod) => {
      const held = pods.get(pod.metadata.uid ?? '');
      if (held === undefined) return;
      held.pod = pod;
      for (const [name, { restart, live }] of held.containers) {
        const status = findStatus(pod, name);
        if (status?.state.running !== undefined && status.restartCount === restart) continue;
        live.close();
        held.containers.delete(name);
      }
    },
    forget: (uid) => {
      for (const { live } of pods.get(uid)?.containers.values() ?? []) live.close();
      pods.delete(uid);
    },
    close: () => {
      for (const uid of [...pods.keys()]) for (const { live } of pods.get(uid)?.containers.values() ?? []) live.close();
      pods.clear();
    },
  };
};
