import { quantityToNumber } from '@binnacle/kube/api';
import type { KubeObject } from '@binnacle/kube/api';

/** Processor and memory in use: thousandths of a core, and bytes. */
export interface Usage {
  milliCpu: number;
  memory: number;
}

/** The parts of a container and a Pod that its usage follows from. */
export interface UsingContainer {
  name: string;
  image: string;
  resources?: { requests?: Readonly<Record<string, string>>; limits?: Readonly<Record<string, string>> };
}

interface ContainerState {
  name: string;
  state?: { running?: { startedAt?: string } };
}

export interface UsingPod extends KubeObject {
  spec: { nodeName?: string; containers: readonly UsingContainer[]; initContainers?: readonly UsingContainer[] };
  status?: { containerStatuses?: readonly ContainerState[]; initContainerStatuses?: readonly ContainerState[] };
}

/** How often usage is looked at; between two looks it is the same. Source: metrics-server `--metric-resolution`. */
export const usageWindowMs = 15_000;

/** Load comes and goes in this time, so that something can be seen happening. */
const waveMs = 20 * 60_000;
/** And in the course of a day. */
const dayMs = 24 * 3_600_000;

/** A fraction below 1 that depends on the text only. */
const fractionOf = (text: string): number => {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) >>> 0;
  return ((hash ^ (hash >>> 13)) >>> 0) / 2 ** 32;
};

/** Programs that do nothing until somebody uses them. */
const idle = /(^|\/)(busybox|alpine|debian|ubuntu|pause)(:|@|$)/;

const amount = (list: Readonly<Record<string, string>> | undefined, name: string): number | undefined => {
  const text = list?.[name];
  return text === undefined ? undefined : quantityToNumber(text);
};

/** The load of a workload, between 0 and 1: its Pods share one curve, which is theirs for ever. */
const loadOf = (pod: UsingPod, now: number): number => {
  const owner = pod.metadata.ownerReferences?.find(({ controller }) => controller === true)?.name ?? pod.metadata.name;
  // The Pods of a Deployment's old and new ReplicaSet serve the same callers.
  const workload = `${pod.metadata.namespace ?? ''}/${owner.replace(/-[a-z0-9]{8,10}$/, '')}`;
  const phase = fractionOf(workload);
  const wave = Math.sin(2 * Math.PI * (now / waveMs + phase));
  const day = Math.sin(2 * Math.PI * (now / dayMs - 0.3));
  return 0.5 + 0.3 * wave + 0.15 * day;
};

/** What a container uses at a moment; undefined while it does not run, or not long enough to have been looked at. */
export const containerUsage = (pod: UsingPod, container: UsingContainer, now: number): Usage | undefined => {
  const statuses = [...(pod.status?.containerStatuses ?? []), ...(pod.status?.initContainerStatuses ?? [])];
  const startedAt = statuses.find(({ name }) => name === container.name)?.state?.running?.startedAt;
  if (startedAt === undefined) return undefined;
  const moment = Math.floor(now / usageWindowMs) * usageWindowMs;
  const age = moment - Date.parse(startedAt);
  if (age < 0) return undefined;
  const own = fractionOf(`${pod.metadata.uid ?? ''}/${container.name}`);
  const jitter = fractionOf(`${pod.metadata.uid ?? ''}/${container.name}/${moment}`);
  const load = loadOf(pod, moment);
  const { requests, limits } = container.resources ?? {};
  const isIdle = idle.test(container.image);
  const askedCpu = (amount(requests, 'cpu') ?? 0.04) * 1000;
  const askedMemory = amount(requests, 'memory') ?? 48 * 2 ** 20;
  // A program that has just started works hard, and fills its memory within minutes.
  const warm = 1 - Math.exp(-age / 120_000);
  const cpu = isIdle
    ? 1
    : askedCpu * (0.15 + 0.75 * load + 0.15 * (jitter - 0.5) + 0.1 * own) + askedCpu * 0.3 * (1 - warm);
  const memory = isIdle ? 2 ** 20 * (1 + own) : askedMemory * (0.35 + 0.3 * warm + 0.15 * load + 0.1 * own);
  return {
    milliCpu: Math.max(1, Math.round(Math.min(cpu, (amount(limits, 'cpu') ?? Infinity) * 980))),
    memory: Math.round(Math.min(memory, (amount(limits, 'memory') ?? Infinity) * 0.92)),
  };
};

/** What all containers of a Pod use, by name; undefined when one that should run has not been looked at. */
export const podUsage = (pod: UsingPod, now: number): ReadonlyMap<string, Usage> | undefined => {
  const found = new Map<string, Usage>();
  for (const container of pod.spec.containers) {
    const usage = containerUsage(pod, container, now);
    if (usage === undefined) return undefined;
    found.set(container.name, usage);
  }
  return found;
};

/** What a node uses: its Pods, and the machine itself. */
export const nodeUsage = (name: string, pods: readonly UsingPod[], now: number): Usage => {
  const sum: Usage = {
    milliCpu: 60 + Math.round(60 * fractionOf(name)),
    memory: Math.round((600 + 200 * fractionOf(name)) * 2 ** 20),
  };
  for (const pod of pods)
    for (const container of pod.spec.containers) {
      const usage = containerUsage(pod, container, now);
      sum.milliCpu += usage?.milliCpu ?? 0;
      sum.memory += usage?.memory ?? 0;
    }
  return sum;
};
