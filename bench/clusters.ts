import { createServer, type Server } from 'node:net';
import type { AddressInfo } from 'node:net';
import type { ClusterTarget } from '@binnacle/kube/client';
import { startSimulator } from '../tests/fixtures/simulator.ts';
import { runLoad, timeOne } from './load.ts';
import type { Measure } from './report.ts';
import { bundleServer, startServerProcess } from './server-process.ts';
import { median, rounds, served, sideBySide, type Served } from './side-by-side.ts';

const list = '/api/v1/k8s/clusters';
const pods = '/api/v1/kubernetes/pods?page=1&pageSize=20';
const connections = 8;
const durationMs = 4_000;
const many = 100;

/** How long a server took, in ms. */
interface Started {
  ready: number;
  firstPage: number;
}

/** Takes connections and never says a word: the worst kind of unreachable. */
const startSilence = async (): Promise<Server> => {
  const server = createServer(() => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
};

/** 100 clusters, a third of which never answers, beside 100 that do and one alone: the list, a page of Pods, and the start. */
export const benchClusters = async (log: (text: string) => void): Promise<{ title: string; measures: Measure[] }> => {
  const [simulator, silence, program] = await Promise.all([startSimulator('small'), startSilence(), bundleServer()]);
  const silent = { ...simulator.admin, server: `https://127.0.0.1:${(silence.address() as AddressInfo).port}` };
  const fleetWith = (third: ClusterTarget) =>
    Array.from({ length: many }, (_, index): ClusterTarget => {
      const target = index % 3 === 1 ? third : simulator.admin;
      return { ...target, name: `cluster-${index}` };
    });
  const start = async (...targets: ClusterTarget[]) => {
    const began = performance.now();
    const server = await startServerProcess(program, ...targets);
    const ready = performance.now() - began;
    const asUser = { base: server.url, authorization: server.authorization };
    const { ms } = await timeOne({ ...asUser, path: pods });
    return { server, asUser, ready, firstPage: ms };
  };
  try {
    log(`starting a server with one cluster, one with ${many}, and one with ${many} of which a third is silent`);
    const starts = { well: [] as Started[], among: [] as Started[] };
    const alone = await start(simulator.admin);
    for (let round = 1; round < rounds; round++) {
      for (const [name, third] of [
        ['well', simulator.admin],
        ['among', silent],
      ] as const) {
        const { server, ready, firstPage } = await start(...fleetWith(third));
        starts[name].push({ ready, firstPage });
        await server.stop();
      }
    }
    const well = await start(...fleetWith(simulator.admin));
    starts.well.push(well);
    const among = await start(...fleetWith(silent));
    starts.among.push(among);
    try {
      log('measuring');
      const load = ({ server, asUser }: typeof alone, path: string, base = asUser.base) =>
        served(server, () => runLoad({ ...asUser, base, paths: [path], connections, durationMs }));
      const pages = {
        pageAlone: () => load(alone, pods),
        pageWell: () => load(well, pods),
        pageAmong: () => load(among, pods),
      };
      // V8 compiles what is used much while it is used: the first seconds of a server say nothing about the next hours.
      for (const warm of Object.values(pages)) for (let round = 0; round < 2; round++) await warm();
      const page = await sideBySide(pages);
      // The list comes after the pages: what it leaves to be collected would be paid for by one of the two only.
      const constant = await among.server.constant(list);
      const result = await sideBySide({
        constant: () => load(among, list, constant),
        list: () => load(among, list),
      });
      const rate = (r: Served) => `${Math.round(r.requestsPerSecond).toLocaleString('en')} requests/s`;
      const time = (ms: number) => `${ms.toFixed(0)} ms`;
      const middle = (name: keyof typeof starts, what: keyof Started) => median(starts[name].map((one) => one[what]));
      const measures: Measure[] = [
        { work: 'constant: the same bytes, sent by the same process', value: rate(result.constant) },
        {
          work: `list of ${many} clusters`,
          value: rate(result.list),
          ratio: result.list.requestsPerSecond,
          of: 'requests/s',
          least: 1_000,
        },
        {
          work: 'the same',
          value: `${result.list.cpuMicros.toFixed(0)} µs of CPU`,
          ratio: result.list.requestsPerSecond / result.constant.requestsPerSecond,
          of: 'the constant',
        },
        { work: 'page of 20 Pods, one cluster', value: rate(page.pageAlone) },
        { work: `page of 20 Pods, ${many} clusters that answer`, value: rate(page.pageWell) },
        {
          work: 'the same, a third silent',
          value: rate(page.pageAmong),
          ratio: page.pageAmong.requestsPerSecond / page.pageWell.requestsPerSecond,
          of: 'none silent',
          least: 0.9,
        },
        {
          work: "the same, in the server's processor time",
          value: `${page.pageAmong.cpuMicros.toFixed(0)} µs`,
          ratio: page.pageWell.cpuMicros / page.pageAmong.cpuMicros,
          of: `the ${page.pageWell.cpuMicros.toFixed(0)} µs with none silent`,
          least: 0.9,
        },
        { work: 'start until it answers, one cluster', value: time(alone.ready) },
        { work: `start until it answers, ${many} clusters that answer`, value: time(middle('well', 'ready')) },
        {
          work: 'the same, a third silent',
          value: time(middle('among', 'ready')),
          ratio: middle('among', 'ready') / middle('well', 'ready'),
          of: 'none silent',
          most: 1.2,
        },
        { work: `first page after the start, ${many} clusters that answer`, value: time(middle('well', 'firstPage')) },
        {
          work: 'the same, a third silent',
          value: time(middle('among', 'firstPage')),
          ratio: middle('among', 'firstPage') / middle('well', 'firstPage'),
          of: 'none silent',
        },
      ];
      return { title: `${many} clusters, a third silent, ${connections} connections`, measures };
    } finally {
      await Promise.all([alone, well, among].map(({ server }) => server.stop()));
    }
  } finally {
    silence.close();
    await simulator.stop();
  }
};
