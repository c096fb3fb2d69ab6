import { createClient } from '@binnacle/kube/client';
import { findBinaries } from '../tests/cluster/binaries.ts';
import { startControlPlane } from '../tests/cluster/control-plane.ts';
import { startSimulator } from '../tests/fixtures/simulator.ts';
import type { Measure } from './report.ts';
import { runLoad } from './load.ts';
import { startServerProcess, type ServerProcess } from './server-process.ts';
import { served, sideBySide, type Served } from './side-by-side.ts';
import { createSmallKinds } from './small-kinds.ts';

const base = '/api/v1/kubernetes';
const connections = 8;
const roundMs = 1_500;

/** Kinds of few bytes, in namespaces and without, and a filter for each. */
const lists: Readonly<Record<string, string>> = {
  deployments: 'labelSelector=app',
  configmaps: 'keyword=root',
  events: 'type=Normal',
  nodes: 'keyword=1',
  serviceaccounts: 'fieldSelector=metadata.name%3Ddefault',
};

/**
 * Pages of 20 of other kinds than Pods, beside the same bytes as a constant. The cluster is at rest, as it is for the lists of
 * Pods: what a cluster at work costs is a measure of its own.
 */
export const benchLists = async (program: string, log: (text: string) => void): Promise<Measure[]> => {
  const real = (await findBinaries()) !== undefined;
  log(real ? 'starting a real control plane' : 'no real control plane is built here: starting the simulator');
  const cluster = real ? await startControlPlane() : await startSimulator();
  const client = createClient(cluster.admin);
  try {
    await createSmallKinds(client);
    const server = await startServerProcess(program, cluster.admin);
    try {
      return await measureLists(server);
    } finally {
      await server.stop();
    }
  } finally {
    await client.close();
    await cluster.stop();
  }
};

const measureLists = async (server: ServerProcess): Promise<Measure[]> => {
  const measures: Measure[] = [];
  const { authorization } = server;
  for (const [plural, filter] of Object.entries(lists)) {
    const page = `${base}/${plural}?page=1&pageSize=20`;
    const constant = await server.constant(page);
    const load = (from: string, path: string) => () =>
      served(server, () =>
        runLoad({ base: from, authorization, paths: [path], connections, durationMs: roundMs, awake: true }),
      );
    const result = await sideBySide({
      constant: load(constant, page),
      page: load(server.url, page),
      filtered: load(server.url, `${page}&${filter}`),
    });
    const { cpuMicros, requestsPerSecond } = result.constant;
    const inRates = (work: string, of: Served, least: number): Measure => ({
      work,
      value: `${Math.round(of.requestsPerSecond).toLocaleString('en')} requests/s`,
      ratio: of.requestsPerSecond / requestsPerSecond,
      of: `the constant's ${Math.round(requestsPerSecond).toLocaleString('en')}`,
      least,
    });
    const inTime = (work: string, of: Served, least: number): Measure => ({
      work: `${work}, in the server's processor time`,
      value: `${of.cpuMicros.toFixed(0)} µs`,
      ratio: cpuMicros / of.cpuMicros,
      of: `the constant's ${cpuMicros.toFixed(0)} µs`,
      least,
    });
    const [whole, part] = [`page of 20 ${plural}`, `page of 20 ${plural} with ${filter}`];
    measures.push(inRates(whole, result.page, 0.4), inTime(whole, result.page, 0.4));
    measures.push(inRates(part, result.filtered, 0.35), inTime(part, result.filtered, 0.35));
  }
  return measures;
};
