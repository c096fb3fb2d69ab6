import {
  isConditionTrue,
  configMapKind,
  deploymentKind,
  namespaceKind,
  nodeKind,
  podKind,
  quantityToNumber,
  secretKind,
  serviceKind,
  type Kind,
  type Node,
  type Pod,
  type PodPhase,
} from '@binnacle/kube/api';
import type { Clock } from '@binnacle/kube/clock';
import { Type } from 'typebox';
import type { Operation } from '../operation.ts';
import { clusterOperation } from '../resources/index.ts';
import type { AnswerCache } from './answer-cache.ts';
import type { Item, ObjectReader, Reader } from './objects.ts';
import { createParts } from './parts.ts';
import type { Missing, Reading } from './reading.ts';

/** A cluster in numbers. A part that could not be had is undefined, and named in `missing`. */
export interface Overview {
  nodes: { total: number; ready: number } | undefined;
  pods: ({ total: number } & Record<Lowercase<Exclude<PodPhase, 'Unknown'>>, number>) | undefined;
  deployments: number | undefined;
  services: number | undefined;
  configMaps: number | undefined;
  secrets: number | undefined;
  namespaces: number | undefined;
  /** What Pods that have not ended ask for: cores and bytes. */
  resources: { cpuRequests: number; memoryRequests: number; cpuLimits: number; memoryLimits: number } | undefined;
  missing: readonly Missing[];
  source: Reading<unknown>['source'];
  /** Epoch ms. */
  at: number;
}

export interface OverviewInput {
  force?: boolean;
}

/** Made at most once in that time for all who may see the same, in ms. */
const madeEveryMs = 1_000;

interface Services {
  answers: AnswerCache;
  objects: ObjectReader;
  clock: Clock;
}

export const createOverviewOperation = ({ answers, objects, clock }: Services): Operation<OverviewInput, Overview> => {
  const make = async (force: boolean, context: Reader): Promise<Overview> => {
    const parts = createParts(clock);
    const readings: Pick<Reading<unknown>, 'at' | 'source'>[] = [];

    const all = (kind: Kind) => async () => {
      if (!kind.namespaced && context.visible !== undefined)
        throw new Error(`${kind.plural} are shown to those who may see the whole cluster`);
      const reading = await objects.list({ kind, force }, context);
      readings.push(reading);
      return reading.value;
    };
    const count = (kind: Kind) => () => countOf(kind, { force, context, answers, readings, objects });
    const [nodes, pods, deployments, services, configMaps, secrets, namespaces] = await Promise.all([
      parts.read('nodes', all(nodeKind)),
      parts.read('pods', all(podKind)),
      parts.read('deployments', count(deploymentKind)),
      parts.read('services', count(serviceKind)),
      parts.read('configmaps', count(configMapKind)),
      parts.read('secrets', count(secretKind)),
      parts.read('namespaces', count(namespaceKind)),
    ]);
    parts.requireAny();
    const shares = pods?.map(shareOf);
    const inPhase = (phase: PodPhase) => shares?.filter((share) => share.phase === phase).length ?? 0;
    return {
      nodes: nodes && { total: nodes.length, ready: nodes.filter(isReadyOnce).length },
      pods: pods && {
        total: pods.length,
        running: inPhase('Running'),
        pending: inPhase('Pending'),
        succeeded: inPhase('Succeeded'),
        failed: inPhase('Failed'),
      },
      deployments,
      services,
      configMaps,
      secrets,
      namespaces,
      resources: shares && sumOf(shares),
      missing: parts.missing,
      source: readings.every(({ source }) => source === 'watch') ? 'watch' : force ? 'api' : 'cache',
      at: Math.min(clock.now(), ...readings.map(({ at }) => at)),
    };
  };

  return clusterOperation({
    id: 'overview.get',
    summary: 'A cluster in numbers, from the watch caches',
    effect: 'read',
    access: 'viewer',
    narrows: true,
    input: Type.Object({ force: Type.Optional(Type.Boolean()) }),
    run: async ({ force = false }, context) => {
      const { value } = await answers.read(
        context.cluster,
        { key: `overview ${context.visible?.id ?? ''}`, force, ttlMs: madeEveryMs, signal: context.signal },
        (signal) => make(force, { cluster: context.cluster, visible: context.visible, signal }),
      );
      return value;
    },
  });
};

interface Counting {
  force: boolean;
  context: Reader;
  answers: AnswerCache;
  objects: ObjectReader;
  readings: Pick<Reading<unknown>, 'at' | 'source'>[];
}

/** Nobody needs the objects: they are counted where a watch runs already, else by what the API server says remains of a page. */
const countOf = async (kind: Kind, { force, context, answers, objects, readings }: Counting): Promise<number> => {
  const { cluster, visible, signal } = context;
  const isWatched = cluster.runningCache(kind)?.freshness().state === 'synced';
  if ((isWatched && !force) || visible !== undefined) {
    const reading = await objects.list({ kind, force }, context);
    readings.push(reading);
    return reading.value.length;
  }
  const reading = await answers.read(
    cluster,
    { key: `count ${kind.group}/${kind.plural}`, force, signal },
    async (limit) => {
      const { items, metadata } = await cluster.client.list(kind, { limit: 1, signal: limit });
      return items.length + (metadata.remainingItemCount ?? 0);
    },
  );
  readings.push(reading);
  return reading.value;
};

/** What one Pod adds to the numbers. */
interface Share {
  phase: PodPhase;
  cpuRequests: number;
  memoryRequests: number;
  cpuLimits: number;
  memoryLimits: number;
}

/** An object is parsed once, however often it is counted. */
const shares = new WeakMap<object, Share>();
const readiness = new WeakMap<object, boolean>();

const shareOf = (item: Item): Share => {
  let share = shares.get(item.identity);
  if (share === undefined) shares.set(item.identity, (share = toShare(item.object() as unknown as Pod)));
  return share;
};

const isReadyOnce = (item: Item): boolean => {
  let ready = readiness.get(item.identity);
  if (ready === undefined) {
    const { status } = item.object() as unknown as Node;
    ready = isConditionTrue(status?.conditions, 'Ready');
    readiness.set(item.identity, ready);
  }
  return ready;
};

const toShare = ({ spec, status }: Pod): Share => {
  const phase = status?.phase ?? 'Pending';
  const ended = phase === 'Succeeded' || phase === 'Failed';
  const sum = (side: 'requests' | 'limits', resource: 'cpu' | 'memory') =>
    ended ? 0 : spec.containers.reduce((total, { resources }) => total + toNumber(resources?.[side]?.[resource]), 0);
  return {
    phase,
    cpuRequests: sum('requests', 'cpu'),
    memoryRequests: sum('requests', 'memory'),
    cpuLimits: sum('limits', 'cpu'),
    memoryLimits: sum('limits', 'memory'),
  };
};

const toNumber = (quantity: string | undefined): number => (quantity === undefined ? 0 : quantityToNumber(quantity));

const sumOf = (all: readonly Share[]): Overview['resources'] => {
  const total = { cpuRequests: 0, memoryRequests: 0, cpuLimits: 0, memoryLimits: 0 };
  for (const share of all) {
    total.cpuRequests += share.cpuRequests;
    total.memoryRequests += share.memoryRequests;
    total.cpuLimits += share.cpuLimits;
    total.memoryLimits += share.memoryLimits;
  }
  return total;
};
