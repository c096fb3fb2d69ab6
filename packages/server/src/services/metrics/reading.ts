import { isForbidden, isNotFound, isServiceUnavailable, quantityToNumber } from '@binnacle/kube/api';
import type { KubeClient } from '@binnacle/kube/client';
import type { Clock } from '@binnacle/kube/clock';
import { isClusterUnreachable, toProductError } from '../errors.ts';
import type { MetricsSource, Sample, Usage } from './types.ts';

/** What metrics.k8s.io said last. */
export interface Reading {
  source: MetricsSource;
  /** By name. */
  nodes: ReadonlyMap<string, Usage>;
  /** By `namespace/name`. */
  pods: ReadonlyMap<string, { used: Usage; containers: readonly ({ name: string } & Usage)[] }>;
}

/** A reading that is kept, for charts. */
export type Snapshot = Pick<Reading, 'nodes' | 'pods'> & { /** Epoch ms. */ at: number };

/**
 * Usage of one cluster, read in the background: an answer takes what was read last. Only who asks after a long silence
 * waits.
 */
export interface MetricsReader {
  /** Throws ClusterUnreachable when nothing was ever read. */
  read(): Promise<Reading>;
  /** Oldest first. */
  samples(): readonly Sample[];
  /** Readings of the last hour, oldest first; fewer of clusters with very many Pods. */
  history(): readonly Snapshot[];
}

/** Source: metrics-server, `--metric-resolution`, 15 s by default. */
const everyMs = 15_000;
const retryMs = 30_000;
/** What is older than this is not given away: whoever asks waits for a new reading. */
const longestAgeMs = 60_000;
/** Read on for so long after the last question, so that charts have no holes. */
const lingerMs = 3_600_000;
const sampleEveryMs = 60_000;
const mostSamples = 24 * 60;
const limitMs = 10_000;
const mostSnapshots = 60;
/** Pods in all snapshots together. */
const mostKept = 120_000;

const path = '/apis/metrics.k8s.io/v1beta1';
const nothing: Omit<Reading, 'source'> = { nodes: new Map(), pods: new Map() };

interface WireUsage {
  cpu: string;
  memory: string;
}
interface WireNode {
  metadata: { name: string };
  usage: WireUsage;
}
interface WirePod {
  metadata: { namespace: string; name: string };
  containers: { name: string; usage: WireUsage }[];
}

const toUsage = ({ cpu, memory }: WireUsage): Usage => ({
  cpu: quantityToNumber(cpu),
  memory: quantityToNumber(memory),
});

const sumOf = (usages: readonly Usage[]): Usage => ({
  cpu: usages.reduce((total, { cpu }) => total + cpu, 0),
  memory: usages.reduce((total, { memory }) => total + memory, 0),
});

export const createMetricsReader = (client: KubeClient, clock: Clock): MetricsReader => {
  const samples: Sample[] = [];
  let snapshots: Snapshot[] = [];
  let last: Reading | undefined;
  let readAt = -Infinity;
  let askedAt = -Infinity;
  let failure: unknown;
  let reading: Promise<void> | undefined;
  let isTicking = false;

  const list = async <T>(plural: string): Promise<T[]> => {
    const response = await client.request({ method: 'GET', path: `${path}/${plural}`, timeoutMs: limitMs });
    return (await response.json<{ items: T[] }>()).items;
  };

  const readNow = async (): Promise<void> => {
    try {
      const [nodes, pods] = await Promise.all([list<WireNode>('nodes'), list<WirePod>('pods')]);
      last = {
        source: { state: 'ready', at: clock.now() },
        nodes: new Map(nodes.map(({ metadata, usage }) => [metadata.name, toUsage(usage)])),
        pods: new Map(
          pods.map(({ metadata: { namespace, name }, containers }) => {
            const each = containers.map((container) => ({ name: container.name, ...toUsage(container.usage) }));
            return [`${namespace}/${name}`, { used: sumOf(each), containers: each }];
          }),
        ),
      };
      keepSample(last);
      failure = undefined;
    } catch (error) {
      const reason = missing(error);
      if (reason === undefined) failure = toProductError(error);
      else {
        last = { source: { state: 'none', reason }, ...nothing };
        failure = undefined;
      }
    } finally {
      readAt = clock.now();
      reading = undefined;
    }
  };

  const keepSample = ({ nodes, pods }: Reading): void => {
    const at = clock.now();
    if (at - (samples.at(-1)?.at ?? -Infinity) < sampleEveryMs) return;
    samples.push({ at, ...sumOf([...nodes.values()]), pods: pods.size });
    const most = Math.max(2, Math.min(mostSnapshots, Math.floor(mostKept / (pods.size + 1))));
    snapshots = [...snapshots, { at, nodes, pods }].slice(-most);
    if (samples.length > mostSamples) samples.shift();
  };

  const refresh = (): Promise<void> => (reading ??= readNow());

  const tick = (): void => {
    if (clock.now() - askedAt > lingerMs) {
      isTicking = false;
      return;
    }
    clock.after(sampleEveryMs, () => void refresh().then(tick));
  };

  return {
    read: async () => {
      askedAt = clock.now();
      if (!isTicking) {
        isTicking = true;
        tick();
      }
      const age = askedAt - readAt;
      const due = last?.source.state === 'ready' ? everyMs : retryMs;
      if (last === undefined || (age > longestAgeMs && last.source.state === 'ready')) await refresh();
      else if (age >= due) void refresh();
      if (failure !== undefined && (last === undefined || askedAt - ageOf(last) > longestAgeMs)) throw failure;
      return last!;
    },
    samples: () => samples,
    history: () => snapshots,
  };
};

/** One reader for each cluster, whoever asks. */
export interface MetricsReaders {
  of(client: KubeClient): MetricsReader;
}

export const createMetricsReaders = (clock: Clock): MetricsReaders => {
  const readers = new WeakMap<KubeClient, MetricsReader>();
  return {
    of: (client) => {
      let reader = readers.get(client);
      if (reader === undefined) readers.set(client, (reader = createMetricsReader(client, clock)));
      return reader;
    },
  };
};

const ageOf = ({ source }: Reading): number => (source.state === 'ready' ? source.at : Infinity);

/** Why there is nothing to read; undefined when that is the cluster's trouble as a whole. */
const missing = (error: unknown): string | undefined => {
  if (isNotFound(error)) return 'metrics.k8s.io is not served: install metrics-server, or set a Prometheus address';
  if (isForbidden(error)) return `metrics.k8s.io may not be read: ${error.message}`;
  if (isClusterUnreachable(toProductError(error))) return undefined;
  return isServiceUnavailable(error) ? `metrics.k8s.io does not answer: ${error.message}` : undefined;
};
