import { delimiter } from 'node:path';
import { parseKubeconfig, inClusterTarget, kubeconfigPaths, loadKubeconfig } from '@binnacle/kube/client';
import type { ClusterSource } from '@binnacle/server';
import type { Invocation } from './command.ts';
import { startSimulated } from './simulated.ts';

/** The demo's clusters: one that is well, and one with something wrong to find. */
const demoClusters = [
  { name: 'production', scenario: 'small', seed: 1, description: 'Simulated: a shop in good health.' },
  { name: 'staging', scenario: 'crash', seed: 2, description: 'Simulated: the same shop, with several things wrong.' },
] as const;

/** What `serve` works on: kubeconfig contexts, else the in-cluster account, else simulated clusters. */
export const findClusters = async (
  invocation: Invocation,
  { kubeconfig, demo }: { kubeconfig: string | undefined; demo: boolean },
): Promise<ClusterSource[]> => {
  if (demo) return startDemo(invocation);
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
  return inCluster ? [{ target: inCluster, source: 'in-cluster' }] : startDemo(invocation);
};

const startDemo = (invocation: Invocation): Promise<ClusterSource[]> =>
  Promise.all(
    demoClusters.map(async ({ name, scenario, seed, description }): Promise<ClusterSource> => {
      const cluster = await startSimulated(invocation.home, { name, scenario, seed, listen: '127.0.0.1:0' });
      invocation.stop.add(() => cluster.close());
      const { targets } = parseKubeconfig(cluster.kubeconfig);
      const target = targets.find((candidate) => candidate.name === name);
      if (!target) throw new Error(`the simulated cluster ${name} wrote no context of its name`);
      return { target, source: 'simulated', description };
    }),
  );
