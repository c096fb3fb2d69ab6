import { setTimeout as pause } from 'node:timers/promises';
import { podKind } from '@binnacle/kube/api';
import { type ClusterTarget, createClient, type KubeClient } from '@binnacle/kube/client';
import { findBinaries } from '../tests/cluster/binaries.ts';
import { startControlPlane } from '../tests/cluster/control-plane.ts';
import { startSimulator } from '../tests/fixtures/simulator.ts';
import { createNodes, growFleet, podsPerNamespace } from './fleet.ts';
import { runLoad, timeOne } from './load.ts';
import type { Measure } from './report.ts';
import { bundleServer, type ServerProcess, startServerProcess } from './server-process.ts';
import { median, served, sideBySide, type Served } from './side-by-side.ts';

const pods = '/api/v1/kubernetes/pods';
const firstPage = `${pods}?page=1&pageSize=20`;
const connections = 8;
const roundMs = 4_000;

export interface ListOptions {
  /** A multiple of 500, at least 1,000. */
  pods: number;
  /** Use the simulator although a real control plane could be started. */
  simulator: boolean;
  log: (text: string) => void;
}

export interface ListReport {
  title: string;
  measures: Measure[];
}

/** Lists of many Pods, side by side with the API server itself and with a constant, in one run. */
export const benchList = async (options: ListOptions): Promise<ListReport> => {
  const { log } = options;
  const real = !options.simulator && (await findBinaries()) !== undefined;
  log(real ? 'starting a real control plane' : 'no real control plane is built here: starting the simulator');
  const cluster = real ? await startControlPlane() : await startSimulator();
  const client = createClient(cluster.admin);
  try {
    const program = await bundleServer();
    // A simulated node holds what a node of its size holds, one of kwok as many as asked.
    await createNodes(client, real ? 50 : Math.ceil(options.pods / 60));
    const smallFleet = 1_000;
    await growFleet(client, { from: 0, to: smallFleet / podsPerNamespace, log });
    const costSmall = await costPerChange(program, { target: cluster.admin, client });
    await growFleet(client, { from: smallFleet / podsPerNamespace, to: options.pods / podsPerNamespace, log });
    const costLarge = await costPerChange(program, { target: cluster.admin, client });
    log('measuring lists');
    const lists = await measureLists(program, cluster.admin, options.pods);
    const perChange: Measure[] = [
      {
        work: `cost of a change, ${smallFleet.toLocaleString('en')} Pods cached`,
        value: `${costSmall.toFixed(0)} µs of CPU`,
      },
      {
        work: `cost of a change, ${options.pods.toLocaleString('en')} Pods cached`,
        value: `${costLarge.toFixed(0)} µs of CPU`,
        ratio: costLarge / costSmall,
        of: 'the cost at 1,000',
      },
    ];
    const title = `${options.pods.toLocaleString('en')} Pods behind ${real ? 'a real kube-apiserver' : 'the simulator'}, ${connections} connections`;
    return { title, measures: [...lists, ...perChange] };
  } finally {
    await client.close();
    await cluster.stop();
  }
};

/** CPU time of the server per changed Pod, with a list open in somebody's browser. */
const costPerChange = async (
  program: string,
  { target, client }: { target: ClusterTarget; client: KubeClient },
): Promise<number> => {
  const server = await startServerProcess(program, target);
  try {
    await timeOne({ base: server.url, authorization: server.authorization, path: firstPage });
    const leave = new AbortController();
    const stream = await fetch(`${server.url}/api/console/v1/clusters/1/resources/core/v1/pods?limit=50`, {
      headers: { authorization: server.authorization, accept: 'text/event-stream' },
      signal: leave.signal,
    });
    const reading = drain(stream.body!).catch(() => {});
    const page = await client.list(podKind, { namespace: 'team-00', resourceVersion: '0' });
    const targets = page.items.map((item) => item.metadata.name);
    const change = (round: number) =>
      inParallel(targets, (name) =>
        client.patch(
          podKind,
          { namespace: 'team-00', name },
          { type: 'merge', body: { metadata: { annotations: { bench: String(round) } } } },
        ),
      );
    await change(0);
    await pause(2_000);
    const idle = await cpuDuring(server, () => pause(5_000));
    const started = performance.now();
    const busy = await cpuDuring(server, async () => {
      for (let round = 1; round <= 3; round++) await change(round);
      await pause(1_000);
    });
    const idleShare = (idle / 5_000) * (performance.now() - started);
    leave.abort();
    await reading;
    return Math.max(0, busy - idleShare) / (targets.length * 3);
  } finally {
    await server.stop();
  }
};

const drain = async (body: ReadableStream<Uint8Array>): Promise<void> => {
  const reader = body.getReader();
  while (!(await reader.read()).done);
};

const inParallel = async (items: readonly string[], work: (item: string) => Promise<unknown>): Promise<void> => {
  const queue = [...items];
  const lane = async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: 8 }, lane));
};

const cpuDuring = async (server: ServerProcess, work: () => Promise<unknown>): Promise<number> => {
  const before = await server.usage();
  await work();
  return (await server.usage()).cpuMicros - before.cpuMicros;
};

const measureLists = async (program: string, target: ClusterTarget, count: number): Promise<Measure[]> => {
  const server = await startServerProcess(program, target);
  try {
    const asUser = { base: server.url, authorization: server.authorization };
    const token = target.credentials.type === 'token' ? target.credentials.token : '';
    const asAdmin = { base: target.server, authorization: `Bearer ${token}` };
    const cold = await timeOne({ ...asUser, path: firstPage });
    const labelled = `${firstPage}&labelSelector=tier%3Dt2`;
    const anyPages = Array.from(
      { length: count / 20 },
      (_, i) => `${pods}?page=${((i * 7) % (count / 20)) + 1}&pageSize=20`,
    );
    const load = (options: { base: string; authorization?: string }, paths: readonly string[]) => () =>
      served(server, () => runLoad({ ...options, paths, connections, durationMs: roundMs }));
    const constant = await server.constant(firstPage);
    // A constant answers anybody; the header is sent all the same, so that both read the same request.
    const result = await sideBySide({
      constant: load({ base: constant, authorization: server.authorization }, [firstPage]),
      page: load(asUser, [firstPage]),
      anyPage: load(asUser, anyPages),
      label: load(asUser, [labelled]),
      apiServer: load(asAdmin, ['/api/v1/pods?limit=20']),
    });
    const full = await fullList(asUser, `${pods}?pageSize=${count}`);
    const fullApiServer = await fullList(asAdmin, '/api/v1/pods');
    const { rss } = await server.usage();
    await pause(10_000);
    const later = await server.usage();
    const rate = (r: Served) => `${Math.round(r.requestsPerSecond).toLocaleString('en')} requests/s`;
    const to = (r: Served, other: Served) => r.requestsPerSecond / other.requestsPerSecond;
    // A goal for the rate holds for the processor's time too: there the client cannot be what is measured.
    const cpu = (work: string, r: Served, least?: number): Measure => ({
      work: `${work}, in the server's processor time`,
      value: `${r.cpuMicros.toFixed(0)} µs`,
      ratio: result.constant.cpuMicros / r.cpuMicros,
      of: `the constant's ${result.constant.cpuMicros.toFixed(0)} µs`,
      ...(least !== undefined && { least }),
    });
    return [
      { work: 'constant: the same bytes, sent by the same process', value: rate(result.constant) },
      {
        work: 'page of 20, all namespaces, by name',
        value: rate(result.page),
        ratio: to(result.page, result.constant),
        of: 'the constant',
        least: 0.4,
      },
      cpu('page of 20', result.page, 0.4),
      {
        work: 'the same, another page each time',
        value: rate(result.anyPage),
        ratio: to(result.anyPage, result.constant),
        of: 'the constant',
      },
      cpu('another page each time', result.anyPage),
      {
        work: 'page of 20 with a label filter (1 in 5)',
        value: rate(result.label),
        ratio: to(result.label, result.constant),
        of: 'the constant',
        least: 0.35,
      },
      cpu('page of 20 with a label filter', result.label, 0.35),
      { work: "kube-apiserver's own limit=20", value: rate(result.apiServer) },
      {
        work: 'page of 20 against it',
        value: rate(result.page),
        ratio: to(result.page, result.apiServer),
        of: "kube-apiserver's rate",
        least: 10,
      },
      {
        work: 'page of 20, p99',
        value: `${result.page.p99Ms.toFixed(2)} ms`,
        ratio: result.page.p99Ms,
        of: 'ms',
        most: 10,
      },
      { work: 'bytes of a page', value: `${(result.page.bytesPerAnswer / 1000).toFixed(1)} kB` },
      {
        work: `all ${count.toLocaleString('en')}`,
        value: `${full.toFixed(0)} ms`,
        ratio: full / fullApiServer,
        of: `kube-apiserver's ${fullApiServer.toFixed(0)} ms`,
        most: 0.1,
      },
      {
        work: 'first page after a cold start',
        value: `${cold.ms.toFixed(0)} ms`,
        ratio: cold.ms / 1000,
        of: 's',
        most: 2,
      },
      {
        work: 'resident memory after the load',
        value: `${(rss / 1e6).toFixed(0)} MB`,
        ratio: rss / 1e6,
        of: 'MB',
        most: 300,
      },
      { work: 'resident memory 10 s later', value: `${(later.rss / 1e6).toFixed(0)} MB` },
    ];
  } finally {
    await server.stop();
  }
};

/** The median time of five whole lists. */
const fullList = async (options: { base: string; authorization: string }, path: string): Promise<number> => {
  const times: number[] = [];
  for (let i = 0; i < 5; i++) times.push((await timeOne({ ...options, path })).ms);
  return median(times);
};
