import type { Pod } from '@binnacle/kube/api';
import {
  proxyContainerOf,
  proxyStatusOf,
  versionOfImage,
  type ProxySync,
  type ProxySyncReading,
} from '../health/index.ts';
import type { Item } from '../observe/index.ts';
import { workloadOf } from '../resources/index.ts';

/** The proxies of one version. */
export interface MeshProxies {
  version: string;
  count: number;
  ready: number;
}

/** How far a proxy is with what istiod sends it; `lost`: no istiod is connected to it, `unknown`: istiod cannot be asked. */
export type ProxyState = 'synced' | 'behind' | 'lost' | 'unknown';

/** One proxy. */
export interface MeshProxy {
  namespace: string;
  pod: string;
  /** Of the Deployment or other workload that the Pod belongs to; the Pod's own without one. */
  workload: string;
  version: string;
  isReady: boolean;
  state: ProxyState;
  /** What it has not taken over: `clusters`, `listeners`, `routes`, `endpoints`. */
  behind: readonly string[];
  /** The Pod of the istiod that it is connected to; undefined where that is not known. */
  istiod: string | undefined;
  /** Epoch ms of the oldest thing that it has not taken over. */
  since: number | undefined;
}

/** All proxies by version, and the first of them one by one, the worst first. */
export interface ProxySummary {
  versions: readonly MeshProxies[];
  proxies: readonly MeshProxy[];
  total: number;
  states: Readonly<Record<ProxyState, number>>;
}

/** Proxies that one answer holds one by one. */
const mostProxies = 500;

type ProxyFacts = Pick<MeshProxy, 'workload' | 'version' | 'isReady'>;

/** What a Pod's proxy is, read once for each version of the Pod. */
const known = new WeakMap<object, ProxyFacts | 'none'>();

const factsOf = (item: Item): ProxyFacts | 'none' => {
  let facts = known.get(item.identity);
  if (facts === undefined) known.set(item.identity, (facts = readFacts(item)));
  return facts;
};

const readFacts = (item: Item): ProxyFacts | 'none' => {
  const pod = item.object() as unknown as Pod;
  const { metadata, status } = pod;
  const container = proxyContainerOf(pod);
  if (container === undefined || status?.phase === 'Succeeded' || status?.phase === 'Failed') return 'none';
  return {
    workload: workloadOf(metadata)?.name ?? item.name,
    version: versionOfImage(container.image) ?? '',
    isReady: proxyStatusOf(pod)?.ready === true,
  };
};

const order: Readonly<Record<ProxyState, number>> = { lost: 0, behind: 1, unknown: 2, synced: 3 };

/** `reading` is undefined where istiod could not be asked. */
export const summarizeProxies = (pods: readonly Item[], reading: ProxySyncReading | undefined): ProxySummary => {
  const versions = new Map<string, MeshProxies>();
  const states: Record<ProxyState, number> = { synced: 0, behind: 0, lost: 0, unknown: 0 };
  const proxies: MeshProxy[] = [];
  for (const item of pods) {
    const facts = factsOf(item);
    if (facts === 'none') continue;
    const { count = 0, ready = 0 } = versions.get(facts.version) ?? {};
    versions.set(facts.version, { version: facts.version, count: count + 1, ready: ready + (facts.isReady ? 1 : 0) });
    const sync = reading?.proxies.get(`${item.namespace}/${item.name}`);
    const state = stateOf(sync, reading);
    states[state] += 1;
    proxies.push({
      namespace: item.namespace,
      pod: item.name,
      ...facts,
      state,
      behind: Object.keys(sync?.behind ?? {}),
      istiod: sync?.istiod,
      since: oldestOf(sync),
    });
  }
  const byName = (a: MeshProxy, b: MeshProxy) => (`${a.namespace}/${a.pod}` < `${b.namespace}/${b.pod}` ? -1 : 1);
  proxies.sort((a, b) => order[a.state] - order[b.state] || Number(a.isReady) - Number(b.isReady) || byName(a, b));
  return {
    versions: [...versions.values()].sort((a, b) => b.count - a.count),
    proxies: proxies.slice(0, mostProxies),
    total: proxies.length,
    states,
  };
};

const stateOf = (sync: ProxySync | undefined, reading: ProxySyncReading | undefined): ProxyState => {
  if (reading === undefined) return 'unknown';
  if (sync === undefined) return 'lost';
  return Object.keys(sync.behind).length === 0 ? 'synced' : 'behind';
};

const oldestOf = (sync: ProxySync | undefined): number | undefined => {
  const moments = Object.values(sync?.behind ?? {}).map(({ since }) => since);
  return moments.length === 0 ? undefined : Math.min(...moments);
};
