import { setTimeout as pause } from 'node:timers/promises';
import { configMapKind, deploymentKind } from '@binnacle/kube/api';
import { type ClusterTarget, createClient, type KubeClient } from '@binnacle/kube/client';
import { findBinaries } from '../tests/cluster/binaries.ts';
import { startControlPlane } from '../tests/cluster/control-plane.ts';
import { createFleet, createNodes, growFleet, nodesFor, podsPerNamespace } from './fleet.ts';
import type { ListOptions, ListReport } from './list.ts';
import { runLoad } from './load.ts';
import type { Measure } from './report.ts';
import { bundleProgram } from './server-process.ts';
import { type SimProcess, startSimProcess } from './sim-process.ts';
import { measureFanOut } from './watchers.ts';

/** What both API servers hold while their reads are compared. */
const comparedPods = 1_000;
const connections = 8;
const roundMs = 3_000;
const rounds = 3;

const reads = {
  'GET a Pod': '/api/v1/namespaces/team-00/pods/',
  'LIST 100 Pods': '/api/v1/namespaces/team-00/pods?limit=100',
  'LIST 1,000 Pods': '/api/v1/pods?labelSelector=tier',
} as const;

const authorizationOf = (target: ClusterTarget): string =>
  target.credentials.type === 'token' ? `Bearer ${target.credentials.token}` : '';

const median = (values: number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;

/** The simulator's speed and memory, beside a real kube-apiserver where one is built. */
export const benchSim = async ({ pods, simulator, log }: ListOptions): Promise<ListReport> => {
  const program = await bundleProgram('sim');
  const ready = await measureReady(program, log);
  const sim = await startSimProcess(program, 'empty');
  const real = !simulator && (await findBinaries()) !== undefined ? await startControlPlane() : undefined;
  const client = createClient(sim.admin);
  try {
    await createNodes(client, nodesFor(pods));
    log(`creating ${comparedPods} Pods`);
    const first = await growOn(sim, client, { from: 0, to: comparedPods / podsPerNamespace, log });
    const costSmall = await costPerWrite(sim, client);
    if (real !== undefined) {
      const realClient = createClient(real.admin);
      await createNodes(realClient, nodesFor(comparedPods));
      await growFleet(realClient, { from: 0, to: comparedPods / podsPerNamespace, log });
      await realClient.close();
    }
    log('comparing reads');
    const compared = await compareReads(sim.admin, real?.admin);
    await real?.stop();
    log('500 watchers');
    const fanOut = await measureFanOut(sim.admin, authorizationOf(sim.admin), {
      watchers: 500,
      perSecond: 100,
      seconds: 5,
    });
    log(`creating ${pods - comparedPods} more Pods`);
    const rest = await growOn(sim, client, {
      from: comparedPods / podsPerNamespace,
      to: pods / podsPerNamespace,
      log,
    });
    const { rss } = await sim.usage();
    const costLarge = await costPerWrite(sim, client);
    const seconds = first.seconds + rest.seconds;
    return {
      title: `The simulator with ${pods.toLocaleString('en')} Pods`,
      measures: [
        ...ready,
        {
          work: `${pods.toLocaleString('en')} Pods through Deployments, all running`,
          value: `${seconds.toFixed(1)} s`,
          ratio: seconds,
          of: 's',
          most: 60,
        },
        {
          work: 'the same, in the simulator’s processor time',
          value: `${((first.cpuMicros + rest.cpuMicros) / 1e6).toFixed(1)} s`,
        },
        { work: 'resident memory then', value: `${Math.round(rss / 1e6)} MB`, ratio: rss / 1e6, of: 'MB', most: 600 },
        ...compared,
        {
          work: '100 changes/s to 500 watchers, the slowest hearing',
          value: `${Math.round(fanOut.worstMs)} ms (p99 ${Math.round(fanOut.p99Ms)} ms, ${fanOut.heard} of ${fanOut.expected} heard)`,
          ratio: fanOut.heard < fanOut.expected ? Infinity : fanOut.worstMs / 1000,
          of: 's',
          most: 1,
        },
        { work: 'cost of a write, 1,000 Pods stored', value: `${costSmall.toFixed(0)} µs of CPU` },
        {
          work: `cost of a write, ${pods.toLocaleString('en')} Pods stored`,
          value: `${costLarge.toFixed(0)} µs of CPU`,
          ratio: costLarge / costSmall,
          of: 'the cost at 1,000',
        },
      ],
    };
  } finally {
    await client.close();
    await sim.stop();
    await real?.stop();
  }
};

const measureReady = async (program: string, log: (text: string) => void): Promise<Measure[]> => {
  const measures: Measure[] = [];
  for (const [scenario, most] of [
    ['empty', 1],
    ['small', 1],
    ['large', undefined],
  ] as const) {
    log(`starting ${scenario}`);
    const sim = await startSimProcess(program, scenario);
    const { cpuMicros } = await sim.usage();
    await sim.stop();
    measures.push(
      {
        work: `from start until /readyz is answered, scenario ${scenario}`,
        value: `${Math.round(sim.readyMs)} ms`,
        ratio: sim.readyMs / 1000,
        of: 's',
        ...(most !== undefined && { most }),
      },
      {
        work: 'the same, until its past is lived',
        value: `${Math.round(sim.liveMs)} ms (${Math.round(cpuMicros / 1000)} ms of CPU)`,
      },
    );
  }
  return measures;
};

/** Grows the fleet by Deployments and waits, asking little, until all their Pods are ready; fails after ten minutes. */
const growOn = async (
  sim: SimProcess,
  client: KubeClient,
  { from, to, log }: { from: number; to: number; log: (text: string) => void },
): Promise<{ seconds: number; cpuMicros: number }> => {
  const before = await sim.usage();
  const started = performance.now();
  await createFleet(client, { from, to });
  for (;;) {
    const { items } = await client.list(deploymentKind, { resourceVersion: '0' });
    const ready = items.reduce(
      (sum, { status }) => sum + ((status as { readyReplicas?: number })?.readyReplicas ?? 0),
      0,
    );
    const seconds = (performance.now() - started) / 1000;
    if (ready >= to * podsPerNamespace) return { seconds, cpuMicros: (await sim.usage()).cpuMicros - before.cpuMicros };
    if (seconds > 600) throw new Error(`only ${ready} of ${to * podsPerNamespace} Pods are ready after ten minutes`);
    log(`${ready} of ${to * podsPerNamespace} Pods are ready`);
    await pause(1_000);
  }
};

/** Processor time of a changed ConfigMap. */
const costPerWrite = async (sim: SimProcess, client: KubeClient): Promise<number> => {
  const key = { namespace: 'default', name: 'cost' };
  const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: key, data: { n: '0' } };
  await client.create(configMapKind, object).catch(() => {});
  const write = async (count: number) => {
    for (let i = 0; i < count; i += 1)
      await client.patch(configMapKind, key, { type: 'merge', body: { data: { n: String(performance.now()) } } });
  };
  await write(200);
  const idleFrom = await sim.usage();
  await pause(2_000);
  const busyFrom = await sim.usage();
  const started = performance.now();
  await write(1_000);
  const idle = ((busyFrom.cpuMicros - idleFrom.cpuMicros) / 2_000) * (performance.now() - started);
  return Math.max(0, (await sim.usage()).cpuMicros - busyFrom.cpuMicros - idle) / 1_000;
};

/** Rounds on both, in turns; medians. */
const compareReads = async (sim: ClusterTarget, real: ClusterTarget | undefined): Promise<Measure[]> => {
  const measures: Measure[] = [];
  for (const [work, path] of Object.entries(reads)) {
    const rates: Record<'sim' | 'real', number[]> = { sim: [], real: [] };
    for (let round = 0; round < rounds; round += 1)
      for (const [name, target] of [['sim', sim] as const, ...(real === undefined ? [] : [['real', real] as const])]) {
        const full = path.endsWith('/') ? path + (await firstPodOf(target)) : path;
        const base = { base: target.server, authorization: authorizationOf(target), connections, durationMs: roundMs };
        rates[name].push((await runLoad({ ...base, paths: [full] })).requestsPerSecond);
      }
    const rate = median(rates.sim);
    const other = median(rates.real);
    measures.push({
      work: `${work}, ${connections} connections`,
      value: `${Math.round(rate).toLocaleString('en')} requests/s`,
      ...(real !== undefined && {
        ratio: rate / other,
        of: `kube-apiserver's ${Math.round(other).toLocaleString('en')}`,
        least: 1,
      }),
    });
  }
  return measures;
};

const firstPodOf = async (target: ClusterTarget): Promise<string> => {
  const client = createClient(target);
  const { items } = await client.list({ ...podsIn }, { namespace: 'team-00', limit: 1 });
  await client.close();
  return items[0]!.metadata.name;
};

const podsIn = { group: '', version: 'v1', plural: 'pods', namespaced: true } as const;
