/** Releases as the console shows them: 1,000 Rollouts over 5 clusters, and one change told to 500 who watch. */
import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { findKindByName, namespaceKind, type KubeObject, type UnstructuredObject } from '@binnacle/kube/api';
import { createClient, type ClusterTarget, type KubeClient } from '@binnacle/kube/client';
import { definitions, rolloutKind, type Rollout } from '@binnacle/rollouts/api';
import { startSimulator } from '../tests/fixtures/simulator.ts';
import { runLoad, timeOne } from './load.ts';
import { measurePage } from './releases-page.ts';
import type { Measure } from './report.ts';
import { bundleServer, startServerProcess, type ServerProcess } from './server-process.ts';
import { served } from './side-by-side.ts';

const namespace = 'bench';
const clusters = 5;
const perCluster = 200;
const watchers = 500;
const changes = 100;
const changeEveryMs = 200;
/** How many get on while the console is looked at, and how often one of them takes a step. */
const moving = 50;
const movesEveryMs = 20;
const durationMs = 6_000;
const connections = 8;

const rolloutOf = (name: string): KubeObject =>
  ({
    apiVersion: 'rollouts.kruise.io/v1beta1',
    kind: 'Rollout',
    metadata: { name, namespace },
    spec: {
      workloadRef: { apiVersion: 'apps/v1', kind: 'Deployment', name },
      strategy: { canary: { steps: ['20%', '60%', '100%'].map((replicas) => ({ replicas, pause: {} })) } },
    },
  }) as KubeObject;

interface Standing {
  message: string;
  isProgressing: boolean;
  step: number;
  stepState: string;
}

const statusOf = ({ message, isProgressing, step, stepState }: Standing): object => ({
  observedGeneration: 1,
  phase: isProgressing ? 'Progressing' : 'Healthy',
  message,
  currentStepIndex: step,
  currentStepState: stepState,
  conditions: [
    {
      type: 'Progressing',
      status: isProgressing ? 'True' : 'False',
      reason: isProgressing ? 'InRolling' : 'Completed',
      message: 'Rollout is in Progressing',
      lastUpdateTime: '2026-11-21T00:00:00Z',
      lastTransitionTime: '2026-11-21T00:00:00Z',
    },
  ],
  canaryStatus: {
    stableRevision: 'stable',
    canaryRevision: 'canary',
    podTemplateHash: 'canary',
    canaryReplicas: step,
    canaryReadyReplicas: stepState === 'StepUpgrade' ? step - 1 : step,
    currentStepIndex: step,
    nextStepIndex: step + 1,
    currentStepState: stepState,
    finalisingStep: '',
    lastUpdateTime: '2026-11-21T00:00:00Z',
  },
});

const write = (client: KubeClient, index: number, standing: Standing) =>
  client.patch<Rollout>(
    rolloutKind,
    { namespace, name: `release-${index}` },
    { type: 'merge', subresource: 'status', body: { status: statusOf(standing) } },
  );

/** Every tenth waits; the others are at rest. */
const setStatus = (client: KubeClient, index: number, message: string) => {
  const isProgressing = index % 10 === 0;
  return write(client, index, {
    message,
    isProgressing,
    step: 1,
    stepState: isProgressing ? 'StepPaused' : 'Completed',
  });
};

const stepStates = ['StepUpgrade', 'StepTrafficRouting', 'StepMetricsAnalysis', 'StepPaused', 'StepReady'];

/** Each time called, the next of the releases takes its next state. */
const startMoving = (client: KubeClient): (() => Promise<unknown>) => {
  let moves = 0;
  return () => {
    const round = Math.floor(moves / moving);
    const step = (Math.floor(round / stepStates.length) % 3) + 1;
    const stepState = stepStates[round % stepStates.length] ?? 'StepUpgrade';
    const message = `Rollout is in step(${step}/3), and ${stepState}`;
    return write(client, moves++ % moving, { message, isProgressing: true, step, stepState });
  };
};

const fill = async (client: KubeClient): Promise<void> => {
  for (const definition of definitions()) {
    const kind = findKindByName(definition.apiVersion, definition.kind);
    if (kind !== undefined) await client.create(kind, definition as unknown as UnstructuredObject);
  }
  await client.create(namespaceKind, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  // Served an instant after they are established.
  for (let left = 100; left > 0; left -= 1) {
    const isServed = await client.list(rolloutKind).then(
      () => true,
      () => false,
    );
    if (isServed) break;
    await pause(100);
  }
  for (let index = 0; index < perCluster; index += 1) {
    await client.create(rolloutKind, rolloutOf(`release-${index}`));
    await setStatus(client, index, 'at rest');
  }
};

const mark = 'sent at ';
const markEnd = ' ms';
/** A mark and its number are no longer than this. */
const longestCut = 40;

/** Follows contract 000's watch of the namespace; tells of each mark it hears. */
const openWatcher = ({ url, authorization }: ServerProcess, onSent: (sentAt: number) => void): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const { host, hostname, port } = new URL(url);
    const socket = connect({ host: hostname, port: Number(port) }, () => {
      socket.write(
        `GET /api/v1/rollout/watch/${namespace} HTTP/1.1\r\nHost: ${host}\r\nAuthorization: ${authorization}\r\nAccept: text/event-stream\r\n\r\n`,
      );
    });
    let rest = '';
    socket.setEncoding('utf8');
    socket.once('error', reject);
    socket.once('data', () => resolve(socket));
    socket.on('data', (chunk: string) => {
      const text = rest + chunk;
      let from = 0;
      for (let at = text.indexOf(mark); at >= 0; at = text.indexOf(mark, from)) {
        const end = text.indexOf(markEnd, at);
        if (end < 0) break;
        onSent(Number(text.slice(at + mark.length, end)));
        from = end;
      }
      rest = text.slice(Math.max(from, text.length - longestCut));
    });
  });

const now = (): number => performance.timeOrigin + performance.now();

const measureWatchers = async (client: KubeClient, server: ServerProcess): Promise<number[]> => {
  const lags: number[] = [];
  const sockets: Socket[] = [];
  try {
    for (let opened = 0; opened < watchers; opened += 50)
      sockets.push(
        ...(await Promise.all(
          Array.from({ length: 50 }, () => openWatcher(server, (sentAt) => lags.push(now() - sentAt))),
        )),
      );
    // Until all snapshots are read.
    await pause(5_000);
    lags.length = 0;
    for (let change = 0; change < changes; change += 1) {
      await setStatus(client, change % perCluster, `${mark}${now()}${markEnd}`);
      await pause(changeEveryMs);
    }
    for (let waited = 0; lags.length < watchers * changes && waited < 20_000; waited += 100) await pause(100);
  } finally {
    for (const socket of sockets) socket.destroy();
  }
  return lags.sort((a, b) => a - b);
};

export const benchReleases = async (log: (text: string) => void): Promise<{ title: string; measures: Measure[] }> => {
  const [simulator, program] = await Promise.all([startSimulator('empty'), bundleServer()]);
  const client = createClient(simulator.admin);
  try {
    log(`filling ${perCluster} Rollouts, seen as ${clusters} clusters`);
    await fill(client);
    const targets = Array.from({ length: clusters }, (_, index): ClusterTarget => ({
      ...simulator.admin,
      name: `cluster-${index}`,
    }));
    const server = await startServerProcess(program, ...targets);
    try {
      const asUser = { base: server.url, authorization: server.authorization };
      const list = '/api/console/v1/rollouts';
      await timeOne({ ...asUser, path: list });
      await pause(3_000);
      log('measuring the list and the inbox');
      const measures: Measure[] = [];
      for (const [work, path] of [
        [`list of ${clusters * perCluster} releases`, list],
        ['inbox: those that wait', `${list}?state=waiting`],
      ] as const) {
        const { p99Ms, requestsPerSecond, bytesPerAnswer, cpuMicros } = await served(server, () =>
          runLoad({ ...asUser, paths: [path], connections, durationMs }),
        );
        measures.push({
          work: `${work}, ${connections} connections, ${Math.round(bytesPerAnswer / 1_000)} kB each`,
          value: `${Math.round(requestsPerSecond)} requests/s, ${Math.round(cpuMicros)} µs of CPU each`,
          ratio: p99Ms,
          of: 'ms p99',
          most: 20,
        });
      }
      log(`measuring ${changes} changes told to ${watchers} watchers`);
      const lags = await measureWatchers(client, server);
      measures.push({
        work: `a change told to ${watchers} watchers of contract 000`,
        value: `${lags.length} of ${watchers * changes} heard, worst ${Math.round(lags.at(-1) ?? 0)} ms`,
        ratio: lags.length < watchers * changes ? Infinity : (lags[Math.floor(lags.length * 0.99)] ?? Infinity),
        of: 'ms p99',
        most: 100,
      });
      log(`measuring the console's pages while ${moving} releases get on`);
      const pages = await measurePage(server, {
        releases: moving,
        next: startMoving(client),
        everyMs: movesEveryMs,
        release: `/clusters/cluster-0/-/rollouts/${namespace}/release-0`,
      });
      return { title: 'Releases in the console', measures: [...measures, ...pages] };
    } finally {
      await server.stop();
    }
  } finally {
    await client.close();
    await simulator.stop();
  }
};
