import type { KubeObject } from '@binnacle/kube/api';
import type { Authority } from '@binnacle/kube/certificates';
import { createHistoryClock, createRng } from '@binnacle/kube/clock';
import type { Clock, PacedClock } from '@binnacle/kube/clock';
import { startControllers } from './controllers/index.ts';
import { startKruise } from './kruise/start.ts';
import { startRequests } from './requests/start.ts';
import { createRegistry } from './registry/index.ts';
import type { Registry } from './registry/index.ts';
import type { KeptState } from './storage/index.ts';
import type { LocalClient, NodeAgent, Scenario, ScenarioContext, StartControllers } from './types.ts';

/** A cluster at work, without the server that others reach it by. */
export interface RunningCluster {
  registry: Registry & { client: LocalClient };
  clock: Clock;
  nodeAgent: NodeAgent;
  close(): void;
}

interface ClusterOptions {
  pace: PacedClock;
  seed: number;
  /** PEM of the API server's authority. */
  rootCa: string;
  authority: Authority;
  version: string;
}

/** What a scenario places its objects with. */
export const putInto =
  (registry: Registry): ScenarioContext['put'] =>
  (ref, object) => {
    registry.find(ref)?.replace(object.metadata, object as KubeObject & Record<string, unknown>);
  };

/** The stock controllers, and Kruise's for when its kinds are served. */
const startAll: StartControllers = (context) => {
  const requests = startRequests({ ...context, rng: context.rng.fork('requests') });
  const { nodeAgent, close } = startControllers({ ...context, prometheus: requests.prometheus });
  const stopKruise = startKruise({ ...context, rng: context.rng.fork('kruise') });
  return {
    nodeAgent,
    close: () => {
      requests.close();
      stopKruise();
      close();
    },
  };
};

/** Lets a new cluster live through its scenario's past, up to the present. */
export const beginCluster = async (
  scenario: Scenario,
  { pace, seed, rootCa, authority, version }: ClusterOptions,
): Promise<RunningCluster> => {
  const clock = createHistoryClock(pace, scenario.ageMs);
  const rng = createRng(seed);
  const registry = createRegistry({ clock, rng });
  const { client } = registry;
  const controllers = startAll({ client, clock, rng: rng.fork('controllers'), rootCa, authority, version });
  await scenario.load({ client, clock, rng: rng.fork('scenario'), put: putInto(registry) });
  await clock.goLive();
  // As a server that has just started: nobody can have seen what was before.
  registry.store.compact(registry.store.revision);
  return { registry, clock, ...controllers };
};

/** Goes on where a cluster was left, as after a sleep of the whole machine room. */
export const resumeCluster = (
  kept: KeptState,
  { pace, seed, rootCa, authority, version }: ClusterOptions,
): RunningCluster => {
  // The same chance again would give the same names again.
  const rng = createRng(seed).fork(`resumed at ${kept.revision}`);
  const registry = createRegistry({ clock: pace, rng, kept });
  const controllers = startAll({
    client: registry.client,
    clock: pace,
    rng: rng.fork('controllers'),
    rootCa,
    authority,
    version,
  });
  return { registry, clock: pace, ...controllers };
};
