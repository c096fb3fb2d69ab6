import { createClient, type KubeClient } from '@binnacle/kube/client';
import type { ResourceRef } from '@binnacle/kube/api';
import { startSimulator } from '../tests/fixtures/simulator.ts';
import { runLoad, timeOne } from './load.ts';
import type { Measure } from './report.ts';
import { bundleServer, startServerProcess } from './server-process.ts';
import { median, served } from './side-by-side.ts';

const overview = '/k8s/overview/cluster';
const summary = '/istio/health/summary?cluster_name=mesh';
const connections = 8;
const durationMs = 8_000;
const objects = 1_000;
const changes = 40;

const virtualServices: ResourceRef = {
  group: 'networking.istio.io',
  version: 'v1',
  plural: 'virtualservices',
  namespaced: true,
};
const nameOf = (index: number) => `route-${String(index).padStart(4, '0')}`;

/** Routes of hosts that nobody else has, all sound. */
const createRoutes = async (client: KubeClient): Promise<void> => {
  for (let index = 0; index < objects; index++)
    await client.create(virtualServices, {
      apiVersion: 'networking.istio.io/v1',
      kind: 'VirtualService',
      metadata: { name: nameOf(index), namespace: 'shop' },
      spec: { hosts: [`${nameOf(index)}.example.com`], http: [{ route: [{ destination: { host: 'catalog' } }] }] },
    } as never);
};

/** How long the summary takes right after each of some changes, in ms. */
const afterChanges = async (client: KubeClient, ask: () => Promise<{ ms: number }>): Promise<number[]> => {
  const times: number[] = [];
  for (let index = 0; index < changes; index++) {
    const body = { metadata: { annotations: { bench: String(index) } } };
    await client.patch(virtualServices, { namespace: 'shop', name: nameOf(index) }, { type: 'merge', body });
    times.push((await ask()).ms);
  }
  return times.sort((a, b) => a - b);
};

/** The overview of 10,000 Pods, and the health of 1,000 objects of a mesh after each change. */
export const benchObserve = async (log: (text: string) => void): Promise<{ title: string; measures: Measure[] }> => {
  log('starting two simulated clusters');
  const [large, mesh, program] = await Promise.all([
    startSimulator('large', 'large'),
    startSimulator('istio', 'mesh'),
    bundleServer(),
  ]);
  const client = createClient(mesh.admin);
  try {
    log(`creating ${objects} virtual services`);
    await createRoutes(client);
    const server = await startServerProcess(program, large.admin, { ...mesh.admin, name: 'mesh' });
    try {
      const asUser = { base: server.url, authorization: server.authorization };
      const first = await timeOne({ ...asUser, path: overview });
      log('measuring the overview');
      const result = await served(server, () => runLoad({ ...asUser, paths: [overview], connections, durationMs }));
      log('measuring the mesh');
      await timeOne({ ...asUser, path: summary });
      const times = await afterChanges(client, () => timeOne({ ...asUser, path: summary }));
      const middle = median(times);
      return {
        title: 'Overview of 10,000 Pods and health of 1,000 virtual services, behind the simulator, 8 connections',
        measures: [
          { work: 'first overview, nothing known yet', value: `${first.ms.toFixed(0)} ms` },
          {
            work: 'overview',
            value: `${Math.round(result.requestsPerSecond).toLocaleString('en')} requests/s`,
            ratio: result.requestsPerSecond,
            of: 'requests/s',
            least: 1_000,
          },
          { work: 'overview, p99', value: `${result.p99Ms.toFixed(1)} ms`, ratio: result.p99Ms, of: 'ms', most: 20 },
          {
            work: 'health summary right after a change, median',
            value: `${middle.toFixed(1)} ms`,
            ratio: middle,
            of: 'ms',
            most: 50,
          },
          { work: 'the same, slowest', value: `${times.at(-1)?.toFixed(1)} ms` },
        ],
      };
    } finally {
      await server.stop();
    }
  } finally {
    await client.close();
    await Promise.all([large.stop(), mesh.stop()]);
  }
};
