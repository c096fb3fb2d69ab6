import { type ChildProcess, fork } from 'node:child_process';
import { mkdirSync, openSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { deploymentKind, ingressKind, namespaceKind, serviceKind } from '@binnacle/kube/api';
import type { Kind, KubeObject } from '@binnacle/kube/api';
import { type ClusterTarget, createClient, type KubeClient } from '@binnacle/kube/client';
import { createRng, createSystemClock } from '@binnacle/kube/clock';
import { createReconnectGate, createResourceCache, defaultCacheSettings } from '@binnacle/kube/watch';
import type { OwnedCache } from '@binnacle/kube/watch';
import { rolloutKind, subStatusOf } from '@binnacle/rollouts/api';
import type { Rollout } from '@binnacle/rollouts/api';
import { findBinaries } from '../tests/cluster/binaries.ts';
import { startControlPlane } from '../tests/cluster/control-plane.ts';
import { startSimulator } from '../tests/fixtures/simulator.ts';
import { createNodes } from './fleet.ts';
import type { Measure } from './report.ts';
import { bundleProgram } from './server-process.ts';

export interface RolloutsOptions {
  /** How many Rollouts are changed together, one fleet after the other. */
  fleets: readonly number[];
  simulator: boolean;
  log: (text: string) => void;
}

const ns = 'bench-rollouts';
const patience = 600_000;
const idleMs = 10_000;
const atATime = 20;

interface Usage {
  rss: number;
  calls: number;
  /** Calls by verb and resource. */
  byKind: Readonly<Record<string, number>>;
}

interface ControllerProcess {
  usage(): Promise<Usage>;
  stop(): Promise<void>;
}

const answerOf = (child: ChildProcess): Promise<unknown> =>
  new Promise((resolve, reject) => {
    const onExit = (code: number | null) => reject(new Error(`the controller ended with ${code}`));
    child.once('exit', onExit);
    child.once('message', (message) => {
      child.off('exit', onExit);
      resolve(message);
    });
  });

const startController = async (target: ClusterTarget): Promise<ControllerProcess> => {
  const program = await bundleProgram('rollouts');
  mkdirSync(path.dirname(program), { recursive: true });
  const log = openSync(path.join(path.dirname(program), 'rollouts.log'), 'w');
  const child = fork(program, [JSON.stringify(target)], { stdio: ['ignore', log, log, 'ipc'], execArgv: [] });
  await answerOf(child);
  return {
    usage: async () => {
      const answer = answerOf(child);
      child.send('usage');
      return (await answer) as Usage;
    },
    stop: async () => {
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await gone;
    },
  };
};

const deploymentOf = (name: string, version: string): KubeObject =>
  ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: ns },
    spec: {
      replicas: 5,
      selector: { matchLabels: { app: name } },
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
      template: {
        metadata: { labels: { app: name } },
        spec: { terminationGracePeriodSeconds: 1, containers: [{ name: 'main', image: `nginx:${version}` }] },
      },
    },
  }) as KubeObject;

const rolloutOf = (name: string, canary: object): KubeObject =>
  ({
    apiVersion: 'rollouts.kruise.io/v1beta1',
    kind: 'Rollout',
    metadata: { name, namespace: ns },
    spec: { workloadRef: { apiVersion: 'apps/v1', kind: 'Deployment', name }, strategy: { canary } },
  }) as KubeObject;

/** A Rollout as the watch shows it, and when it is as told. */
const follow = (client: KubeClient) => {
  const clock = createSystemClock({ keepAlive: true });
  const rng = createRng(1);
  const gate = createReconnectGate({ clock, rng, backoff: defaultCacheSettings.backoff });
  const cache: OwnedCache = createResourceCache({ client, kind: rolloutKind, clock, rng, gate, namespace: ns });
  const read = (name: string): Rollout | undefined => {
    const row = cache.get(ns, name);
    return row && (JSON.parse(row.bytes.toString()) as Rollout);
  };
  /** Milliseconds until it holds for all. */
  const until = (names: readonly string[], holds: (rollout: Rollout) => boolean): Promise<number> =>
    new Promise((resolve, reject) => {
      const started = performance.now();
      const left = new Set(names);
      const look = (name: string) => {
        const rollout = left.has(name) ? read(name) : undefined;
        if (rollout === undefined || !holds(rollout)) return;
        left.delete(name);
        if (left.size === 0) end();
      };
      const timer = setTimeout(() => reject(new Error(`${left.size} Rollouts did not get there`)), patience);
      const stop = cache.subscribe({ change: ({ row }) => look(row.name) });
      const end = () => {
        clearTimeout(timer);
        stop();
        resolve(performance.now() - started);
      };
      for (const name of names) look(name);
    });
  return { ready: () => cache.ready(), stop: () => cache.stop(), read, until };
};

const isPausedAt = (step: number) => (rollout: Rollout) => {
  const sub = subStatusOf(rollout.status);
  return sub?.currentStepState === 'StepPaused' && sub.currentStepIndex === step;
};
const isHealthy = ({ status }: Rollout) => status?.phase === 'Healthy' && status.currentStepState === 'Completed';

const inTurns = async <T>(items: readonly T[], run: (item: T) => Promise<unknown>): Promise<void> => {
  const queue = [...items];
  const worker = async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await run(item);
  };
  await Promise.all(Array.from({ length: atATime }, worker));
};

interface Bench {
  client: KubeClient;
  controller: ControllerProcess;
  rollouts: ReturnType<typeof follow>;
}

const create = (client: KubeClient, kind: Kind, object: KubeObject) => client.create(kind, object);
const release = (client: KubeClient, name: string, version: string) =>
  client.patch(
    deploymentKind,
    { namespace: ns, name },
    {
      type: 'merge',
      body: {
        spec: { template: (deploymentOf(name, version) as never as { spec: { template: object } }).spec.template },
      },
    },
  );

/** One Rollout in canary style: to its first pause, and from an approval to the next. */
const benchOne = async (
  { client, controller, rollouts }: Bench,
  name: string,
  withIngress: boolean,
): Promise<Measure[]> => {
  await create(client, deploymentKind, deploymentOf(name, 'v1'));
  if (withIngress) {
    const port = { name, port: { number: 80 } };
    await create(client, serviceKind, {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name, namespace: ns },
      spec: { selector: { app: name }, ports: [{ port: 80, targetPort: 8080 }] },
    } as KubeObject);
    await create(client, ingressKind, {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: { name, namespace: ns },
      spec: {
        ingressClassName: 'nginx',
        rules: [
          { host: 'a.example.com', http: { paths: [{ path: '/', pathType: 'Prefix', backend: { service: port } }] } },
        ],
      },
    } as KubeObject);
  }
  const steps = ['20%', '40%', '100%'].map((share) => ({
    replicas: share,
    pause: {},
    ...(withIngress ? { traffic: share } : {}),
  }));
  const trafficRoutings = withIngress ? [{ service: name, ingress: { classType: 'nginx', name } }] : [];
  await create(client, rolloutKind, rolloutOf(name, { enableExtraWorkloadForCanary: true, steps, trafficRoutings }));
  await rollouts.until([name], isHealthy);
  const before = (await controller.usage()).calls;
  await release(client, name, 'v2');
  const first = await rollouts.until([name], isPausedAt(1));
  await client.patch(
    rolloutKind,
    { namespace: ns, name },
    { type: 'merge', subresource: 'status', body: { status: { canaryStatus: { currentStepState: 'StepReady' } } } },
  );
  const next = await rollouts.until([name], isPausedAt(2));
  const calls = (await controller.usage()).calls - before;
  const [was, then, mostFirst, mostNext] = withIngress ? [24.5, 10.4, 8, 4] : [8.4, 3.1, 2, 0.5];
  const where = withIngress ? 'with an Ingress' : 'without traffic';
  const line = (work: string, ms: number, { original, most }: { original: number; most: number }): Measure => ({
    work: `${work}, ${where} (the original: ${original} s)`,
    value: `${(ms / 1000).toFixed(2)} s`,
    ratio: ms / 1000,
    of: 's',
    most,
  });
  return [
    line('template change → paused at step 1', first, { original: was, most: mostFirst }),
    line('approve → paused at step 2', next, { original: then, most: mostNext }),
    { work: `API calls for both steps, ${where}`, value: String(calls) },
  ];
};

const goals: Readonly<Record<number, number>> = { 50: 25, 500: 180 };

/** Many Rollouts by partition, three steps with a pause of a second, changed together. */
const benchFleet = async ({ client, controller, rollouts }: Bench, count: number): Promise<Measure[]> => {
  const names = Array.from({ length: count }, (_, i) => `fleet-${count}-${i}`);
  const steps = ['20%', '60%', '100%'].map((replicas) => ({ replicas, pause: { duration: 1 } }));
  await inTurns(names, async (name) => {
    await create(client, deploymentKind, deploymentOf(name, 'v1'));
    await create(client, rolloutKind, rolloutOf(name, { steps }));
  });
  await rollouts.until(names, isHealthy);
  await pause(idleMs);
  const before = await controller.usage();
  await pause(idleMs);
  const idle = (await controller.usage()).calls - before.calls;
  const started = performance.now();
  const generation = new Map(names.map((name) => [name, subStatusOf(rollouts.read(name)?.status)?.observedRolloutID]));
  await inTurns(names, (name) => release(client, name, 'v2'));
  await rollouts.until(
    names,
    (rollout) =>
      isHealthy(rollout) && subStatusOf(rollout.status)?.observedRolloutID !== generation.get(rollout.metadata.name),
  );
  const seconds = (performance.now() - started) / 1000;
  const after = await controller.usage();
  const perStep = Object.entries(after.byKind)
    .map(([kind, calls]) => [kind, (calls - (before.byKind[kind] ?? 0)) / count / steps.length] as const)
    .filter(([, calls]) => calls >= 0.1)
    .sort(([, a], [, b]) => b - a);
  const most = goals[count];
  const original = count === 50 ? ' (the original: 123 s)' : '';
  return [
    {
      work: `${count} Rollouts changed together → all Healthy${original}`,
      value: `${seconds.toFixed(1)} s`,
      ratio: seconds,
      of: 's',
      ...(most === undefined ? {} : { most }),
    },
    {
      work: `API calls for each step of ${count}`,
      value: ((after.calls - before.calls) / count / steps.length).toFixed(1),
    },
    {
      work: `the same, by what they are`,
      value: perStep.map(([kind, calls]) => `${kind} ${calls.toFixed(1)}`).join(', '),
    },
    { work: `API calls in 10 s of ${count} idle Rollouts`, value: String(idle), ratio: idle, of: 'calls', most: 0 },
    {
      work: `resident memory after ${count}`,
      value: `${(after.rss / 1e6).toFixed(0)} MB`,
      ratio: after.rss / 1e6,
      of: 'MB',
      most: 300,
    },
  ];
};

/** Releases measured as a user sees them, on a real control plane where one is built. */
export const benchRollouts = async (options: RolloutsOptions): Promise<{ title: string; measures: Measure[] }> => {
  const { fleets, log } = options;
  const real = !options.simulator && (await findBinaries()) !== undefined;
  log(real ? 'starting a real control plane' : 'starting the simulator');
  const cluster = real ? await startControlPlane() : await startSimulator();
  const client = createClient(cluster.admin);
  let controller: ControllerProcess | undefined;
  try {
    if (real) await createNodes(client, 40);
    await client.create(namespaceKind, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: ns } });
    controller = await startController(cluster.admin);
    const rollouts = follow(client);
    await rollouts.ready();
    const bench = { client, controller, rollouts };
    const measures: Measure[] = [];
    log('one Rollout with an Ingress, one without');
    measures.push(...(await benchOne(bench, 'with-ingress', true)), ...(await benchOne(bench, 'without', false)));
    for (const count of fleets) {
      log(`${count} Rollouts`);
      measures.push(...(await benchFleet(bench, count)));
    }
    await rollouts.stop();
    return { title: `Releases on ${real ? 'a real control plane, kwok Pods' : 'the simulator'}`, measures };
  } finally {
    await controller?.stop();
    await client.close();
    await cluster.stop();
  }
};
