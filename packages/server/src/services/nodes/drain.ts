import { badRequest, conflict, isNotFound, isTooManyRequests, nodeKind, notFound, podKind } from '@binnacle/kube/api';
import type { KubeClient } from '@binnacle/kube/client';
import { sleep, type Clock } from '@binnacle/kube/clock';
import type { ClusterHandle } from '../operation.ts';
import { requestEviction } from '../pods/index.ts';
import { toRfc3339 } from '../resources/index.ts';
import { toProductError, isClusterUnreachable } from '../errors.ts';
import { planDrain, type DrainPlan } from './drain-plan.ts';
import { setSchedulable } from './schedule.ts';
import type { Drain, DrainedPod, DrainInput, PodToDrain } from './types.ts';

const defaultTimeoutSeconds = 300;
/** Milliseconds between looks at the node. */
const lookEveryMs = 1_000;
/** Milliseconds before a Pod that a budget protects is tried again; as kubectl. */
const retryBlockedMs = 5_000;
/** Evictions asked for at once. */
const atOnce = 10;
/** Milliseconds that an ended drain can still be looked at. */
const keptForMs = 10 * 60_000;
/** Refusals named in one message. */
const mostNamed = 10;

interface Target extends DrainedPod {
  uid: string;
  retryAt: number;
}

interface Running {
  drain: Drain;
  targets: Target[];
  stop: AbortController;
  done: Promise<void>;
}

export interface Drains {
  /** Cordons and begins. Throws BadRequest naming what forbids it (nothing is changed then), Conflict while one runs. */
  start(cluster: ClusterHandle, input: DrainInput, signal: AbortSignal): Promise<Drain>;
  /** Resolves when the drain ends or `limitMs` has passed. */
  settled(cluster: ClusterHandle, node: string, limitMs: number): Promise<Drain>;
  /** Throws NotFound when none is known. */
  state(cluster: ClusterHandle, node: string): Drain;
  /** Evicts no more; what was evicted stays evicted, and the node cordoned. */
  cancel(cluster: ClusterHandle, node: string): Drain;
}

/** Drains outlive the request that asked for them, by no more than their own time limit. */
export const createDrains = (clock: Clock): Drains => {
  const known = new Map<string, Running>();
  const idOf = (cluster: ClusterHandle, node: string) => `${cluster.id}/${node}`;
  const find = (cluster: ClusterHandle, node: string): Running => {
    const running = known.get(idOf(cluster, node));
    if (running === undefined) throw notFound({ group: '', plural: 'drains' }, node);
    return running;
  };
  const end = (running: Running, state: Drain['state'], message?: string) => {
    const { drain } = running;
    if (drain.state !== 'running') return;
    drain.state = state;
    drain.endedAt = toRfc3339(clock.now());
    if (message !== undefined) drain.message = message;
  };

  return {
    start: async (cluster, input, signal) => {
      const { name: node, timeoutSeconds = defaultTimeoutSeconds } = input;
      const id = idOf(cluster, node);
      if (known.get(id)?.drain.state === 'running')
        throw conflict({ group: '', plural: nodeKind.plural }, node, 'it is being drained already');
      await cluster.client.get(nodeKind, { name: node }, signal);
      const plan = planDrain(await podsOn(cluster.client, node, signal), input);
      if (plan.refusals.length > 0) throw badRequest(refusalText(node, plan.refusals));
      await setSchedulable(cluster.client, { name: node, schedulable: false, signal });
      const running = toRunning(node, plan, clock);
      known.set(id, running);
      running.done = evictAll({ cluster, input, running, clock, deadline: clock.now() + timeoutSeconds * 1_000 })
        .then((message) => end(running, message === undefined ? 'done' : 'failed', message))
        .catch((error: unknown) => end(running, 'failed', error instanceof Error ? error.message : String(error)))
        .finally(() =>
          clock.after(keptForMs, () => {
            if (known.get(id) === running) known.delete(id);
          }),
        );
      return running.drain;
    },
    settled: async (cluster, node, limitMs) => {
      const running = find(cluster, node);
      const wait = new AbortController();
      await Promise.race([running.done, sleep(clock, limitMs, wait.signal).catch(() => undefined)]);
      wait.abort();
      return running.drain;
    },
    state: (cluster, node) => find(cluster, node).drain,
    cancel: (cluster, node) => {
      const running = find(cluster, node);
      end(running, 'cancelled');
      running.stop.abort();
      return running.drain;
    },
  };
};

const refusalText = (node: string, refusals: readonly string[]): string => {
  const more = refusals.length > mostNamed ? `; and ${refusals.length - mostNamed} more` : '';
  return `nodes "${node}" cannot be drained: ${refusals.slice(0, mostNamed).join('; ')}${more}`;
};

const toRunning = (node: string, { evicted, kept }: DrainPlan, clock: Clock): Running => {
  const keyOf = ({ metadata }: PodToDrain) => ({ namespace: metadata.namespace ?? '', name: metadata.name });
  const targets = evicted.map((pod): Target => ({
    ...keyOf(pod),
    state: 'waiting',
    uid: pod.metadata.uid ?? '',
    retryAt: 0,
  }));
  const stay = kept.map(({ pod, reason }): DrainedPod => ({ ...keyOf(pod), state: 'kept', reason }));
  const pods = [...targets, ...stay];
  return {
    drain: { node, state: 'running', startedAt: toRfc3339(clock.now()), pods },
    targets,
    stop: new AbortController(),
    done: Promise.resolve(),
  };
};

const podsOn = async (client: KubeClient, node: string, signal: AbortSignal): Promise<PodToDrain[]> =>
  (await client.list(podKind, { fieldSelector: `spec.nodeName=${node}`, signal })).items;

interface Work {
  cluster: ClusterHandle;
  input: DrainInput;
  running: Running;
  clock: Clock;
  /** Epoch ms. */
  deadline: number;
}

/** Until every target is gone. Resolves to why it was given up, if it was. */
const evictAll = async ({ cluster, input, running, clock, deadline }: Work): Promise<string | undefined> => {
  const { client } = cluster;
  const { targets, stop } = running;
  const { signal } = stop;
  while (!signal.aborted) {
    try {
      const present = new Set((await podsOn(client, input.name, signal)).map(({ metadata }) => metadata.uid));
      for (const target of targets) if (!present.has(target.uid)) settle(target, 'evicted');
      if (targets.every(({ state }) => state === 'evicted')) return undefined;
      const due = targets.filter(({ state, retryAt }) => isOpen(state) && retryAt <= clock.now());
      for (let i = 0; i < due.length; i += atOnce)
        await Promise.all(due.slice(i, i + atOnce).map((target) => evict(client, target, { input, clock, signal })));
    } catch (error) {
      // A cluster that is away for a moment is asked again; any other refusal ends it.
      if (signal.aborted || !isClusterUnreachable(toProductError(error))) throw error;
    }
    if (clock.now() >= deadline) {
      const left = targets.filter(({ state }) => state !== 'evicted').length;
      return `${left} of ${targets.length} Pods were still there when the time was over`;
    }
    await sleep(clock, lookEveryMs, signal).catch(() => undefined);
  }
  return undefined;
};

const isOpen = (state: DrainedPod['state']): boolean => state === 'waiting' || state === 'blocked';

const settle = (target: Target, state: DrainedPod['state'], reason?: string): void => {
  target.state = state;
  if (reason === undefined) delete target.reason;
  else target.reason = reason;
};

interface Asking {
  input: DrainInput;
  clock: Clock;
  signal: AbortSignal;
}

const evict = async (client: KubeClient, target: Target, { input, clock, signal }: Asking): Promise<void> => {
  const { namespace, name, uid } = target;
  const { gracePeriodSeconds } = input;
  try {
    await requestEviction(client, {
      namespace,
      name,
      uid,
      ...(gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds }),
      signal,
    });
    settle(target, 'evicting');
  } catch (error) {
    if (isNotFound(error)) return settle(target, 'evicted');
    if (!isTooManyRequests(error)) throw error;
    target.retryAt = clock.now() + retryBlockedMs;
    settle(target, 'blocked', error.details?.causes?.[0]?.message ?? error.message);
  }
};
