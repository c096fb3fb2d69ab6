import { delimiter } from 'node:path';
import { inClusterTarget, kubeconfigPaths, loadKubeconfig } from '@binnacle/kube/client';
import type { ClusterSource } from '@binnacle/server';
import { fleets } from '@binnacle/sim/fleets';
import type { FleetMember } from '@binnacle/sim/fleets';
import type { Invocation } from './command.ts';
import { openSimulated, targetOf } from './simulated.ts';
import { startSimulatedRollouts } from './simulated-rollouts.ts';

/** The scenarios in which releases are under way. */
const withReleases: readonly (string | undefined)[] = ['small', 'canary'];

/** What `serve` works on: kubeconfig contexts, else the in-cluster account, else simulated clusters. */
export const findClusters = async (
  invocation: Invocation,
  { kubeconfig, demo }: { kubeconfig: string | undefined; demo: boolean },
): Promise<ClusterSource[]> => {
  if (demo) return startDemo(invocation, invocation.flags['scenario']);
  const { env } = invocation;
  const paths =
    kubeconfig === undefined ? kubeconfigPaths(env) : kubeconfig.split(delimiter).filter((path) => path !== '');
  const loaded = loadKubeconfig(paths, { allowExec: true, allowFiles: true });
  if (loaded) {
    for (const { name, error } of loaded.broken)
      process.stderr.write(`Context ${name} is left out: ${error.message}\n`);
    return loaded.targets.map((target) => ({
      target,
      source: 'kubeconfig',
      isDefault: target.name === loaded.current,
    }));
  }
  if (kubeconfig !== undefined)
    throw new Error(`There is no kubeconfig at ${paths.join(', ')}: name one that exists, or leave the setting out.`);
  const inCluster = inClusterTarget(env);
  return inCluster ? [{ target: inCluster, source: 'in-cluster' }] : startDemo(invocation, undefined);
};

/** A fleet by its name, or one cluster of a scenario; the first fleet unless asked. */
const fleetOf = (asked: string): readonly FleetMember[] => {
  const found = fleets.find(({ name }) => name === asked);
  if (found !== undefined) return found.members;
  return [{ name: asked, scenario: asked, seed: 1, description: `Simulated: ${asked}.` }];
};

/**
 * Simulated clusters that have their addresses. They live their pasts one after the other while the server is up, so
 * that it always has a processor to answer with; each is shown as connecting until then.
 */
const startDemo = async (invocation: Invocation, asked: string | boolean | undefined): Promise<ClusterSource[]> => {
  const members = fleetOf(typeof asked === 'string' ? asked : fleets[0]!.name);
  const opened = await Promise.all(members.map((member) => openMember(invocation, member)));
  let before = Promise.resolve();
  return opened.map(({ source, live }) => {
    before = before.then(live).catch((error: unknown) => {
      const why = error instanceof Error ? error.message : String(error);
      process.stderr.write(`The simulated cluster ${source.target.name} did not start: ${why}\n`);
    });
    return { ...source, comesUp: before };
  });
};

interface OpenedMember {
  source: ClusterSource;
  /** Brings it up, with the Rollout controller and, where the scenario has any, releases under way. */
  live(): Promise<void>;
}

const openMember = async (
  { home, stop }: Invocation,
  { description, name, scenario, seed, version }: FleetMember,
): Promise<OpenedMember> => {
  const sourceOf = (kubeconfig: string): ClusterSource => ({
    target: targetOf(kubeconfig, name),
    source: 'simulated',
    description,
  });
  if (scenario === undefined) return { source: sourceOf(unreachableKubeconfig(name)), live: () => Promise.resolve() };
  const options = { name, scenario, seed, listen: '127.0.0.1:0', ...(version === undefined ? {} : { version }) };
  const cluster = await openSimulated(home, options);
  stop.add(() => cluster.close());
  const source = sourceOf(cluster.kubeconfig);
  return {
    source,
    live: async () => {
      await cluster.live();
      await startSimulatedRollouts(source.target, { stop, releases: withReleases.includes(scenario) });
    },
  };
};

/** Nothing listens at port 1, and nothing unprivileged can. */
const unreachableKubeconfig = (name: string): string =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name, cluster: { server: 'https://127.0.0.1:1' } }],
    users: [{ name, user: { token: 'none' } }],
    contexts: [{ name, context: { cluster: name, user: name } }],
    'current-context': name,
  });
