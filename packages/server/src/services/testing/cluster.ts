/** A simulated cluster with a registry before it: what operations are tested against, over HTTP. */
import { kinds } from '@binnacle/kube/api';
import type { KubeObject } from '@binnacle/kube/api';
import { createClient, parseKubeconfig } from '@binnacle/kube/client';
import type { ClusterTarget, Interceptor, KubeClient } from '@binnacle/kube/client';
import { createRng, createSystemClock, sleep } from '@binnacle/kube/clock';
import { createCachePool } from '@binnacle/kube/watch';
import { startSim } from '@binnacle/sim';
import { createClusterRegistry, newRecord } from '../clusters/index.ts';
import type { ClusterRegistry } from '../clusters/index.ts';
import type { CallContext, Operation } from '../operation.ts';
import { createLink } from './link.ts';
import type { Link } from './link.ts';

export interface TestCluster {
  /** Straight to the API server, for preparing and for looking at what was done. */
  direct: KubeClient;
  registry: ClusterRegistry;
  /** How the registry reaches the cluster. */
  target: ClusterTarget;
  /** Between the registry's client and the API server. */
  link: Link;
  /** Runs an operation as the dispatcher would once the input is checked. */
  run<I, O>(operation: Operation<I, O>, input: NoInfer<I>, signal?: AbortSignal): Promise<O>;
  /** Creates objects in order. */
  create(...objects: KubeObject[]): Promise<void>;
  close(): Promise<void>;
}

export interface TestClusterOptions {
  /** Sees the registry's calls, not the direct ones. */
  interceptor?: Interceptor;
  /** The kubeconfig context that the registry uses; the admin's unless given. */
  context?: string;
  /** Changes how the registry reaches the cluster. */
  target?: (target: ClusterTarget) => ClusterTarget;
}

const clock = createSystemClock();
/** Shorter than in earnest, so that tests of outages are short. */
const backoff = { initialMs: 20, maxMs: 100 };

export const startTestCluster = async (options: TestClusterOptions = {}): Promise<TestCluster> => {
  const sim = await startSim({ name: 'east' });
  const { targets } = parseKubeconfig(sim.kubeconfig);
  const targetOf = (context: string) => targets.find(({ name }) => name === context)!;
  const direct = createClient(targetOf('east'));
  const link = await createLink(sim.url);
  const through = { ...targetOf(options.context ?? 'east'), name: 'east', server: link.url };
  const target = options.target?.(through) ?? through;
  const registry = createClusterRegistry({
    clusters: [{ record: { ...newRecord('east', clock.now()), id: 1 }, reach: target }],
    finder: { find: async () => undefined },
    tokens: { find: () => undefined },
    createClient: (of) =>
      createClient(of, options.interceptor === undefined ? {} : { interceptor: options.interceptor }),
    createCaches: (client) => createCachePool({ client, clock, rng: createRng(1), settings: { backoff } }),
    clock,
    rng: createRng(1),
  });

  return {
    direct,
    registry,
    target,
    link,
    run: (operation, input, signal = new AbortController().signal) =>
      operation.run(input, createContext(registry, signal)),
    create: async (...objects) => {
      for (const object of objects) await direct.create(kindOf(object), object);
    },
    close: async () => {
      await registry.close();
      await link.close();
      await direct.close();
      await sim.close();
    },
  };
};

const createContext = (registry: ClusterRegistry, signal: AbortSignal): CallContext => ({
  cluster: registry.resolve(undefined),
  caller: { username: 'ada', displayName: 'Ada', roles: ['admin'], anonymous: false },
  rights: { isAdmin: true, inCluster: () => true, mayList: () => true },
  visible: undefined,
  traceId: 'test',
  signal,
  delicate: false,
});

const kindOf = ({ apiVersion, kind }: KubeObject) => {
  const found = kinds.find((known) => known.kind === kind && apiVersion.split('/').at(-1) === known.version);
  if (found === undefined) throw new Error(`no such kind: ${apiVersion} ${kind}`);
  return found;
};

/** Waits until `check` returns something; a cluster's answers come when they come. Fails by the test's own time limit. */
export const eventually = async <T>(check: () => Promise<T | undefined> | T | undefined): Promise<T> => {
  for (;;) {
    const found = await check();
    if (found !== undefined) return found;
    await sleep(clock, 20);
  }
};
