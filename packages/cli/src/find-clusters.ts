import { delimiter } from 'node:path';
import { parseKubeconfig, inClusterTarget, kubeconfigPaths, loadKubeconfig } from '@binnacle/kube/client';
import type { ClusterSource } from '@binnacle/server';
import { fleets } from '@binnacle/sim/fleets';
import type { FleetMember } from '@binnacle/sim/fleets';
import type { Invocation } from './command.ts';
import { startSimulated } from './simulated.ts';
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

const startDemo = (invocation: Invocation, asked: string | boolean | undefined): Promise<ClusterSource[]> =>
  Promise.all(
    fleetOf(typeof asked === 'string' ? asked : fleets[0]!.name).map(
      async ({ description, ...member }): Promise<ClusterSource> => {
        const kubeconfig = await startMember(invocation, member);
        const { targets } = parseKubeconfig(kubeconfig);
        const target = targets.find((candidate) => candidate.name === member.name);
        if (!target) throw new Error(`the simulated cluster ${member.name} wrote no context of its name`);
        await startSimulatedRollouts(target, {
          stop: invocation.stop,
          releases: withReleases.includes(member.scenario),
        });
        return { target, source: 'simulated', description };
      },
    ),
  );

/** The kubeconfig of a running cluster, or of one that never answers. */
const startMember = async (
  { home, stop }: Invocation,
  { name, scenario, seed, version }: Omit<FleetMember, 'description'>,
): Promise<string> => {
  if (scenario === undefined) return unreachableKubeconfig(name);
  const options = { name, scenario, seed, listen: '127.0.0.1:0', ...(version === undefined ? {} : { version }) };
  const cluster = await startSimulated(home, options);
  stop.add(() => cluster.close());
  return cluster.kubeconfig;
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
