import { type ChildProcess, fork } from 'node:child_process';
import { mkdirSync, openSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { deploymentKind, ingressKind, namespaceKind, podKind, serviceKind } from '@binnacle/kube/api';
import type { Deployment, Kind, KubeObject } from '@binnacle/kube/api';
import { type ClusterTarget, createClient, type KubeClient } from '@binnacle/kube/client';
import { createRng, createSystemClock } from '@binnacle/kube/clock';
import { createReconnectGate, createResourceCache, defaultCacheSettings } from '@binnacle/kube/watch';
import type { OwnedCache } from '@binnacle/kube/watch';
import { rolloutKind, subStatusOf } from '@binnacle/rollouts/api';
import type { Rollout } from '@binnacle/rollouts/api';
import { findBinaries } from '../tests/cluster/binaries.ts';
import { type ControlPlane, startControlPlane } from '../tests/cluster/control-plane.ts';
import { startSimulator } from '../tests/fixtures/simulator.ts';
import { type Cost, listed, readCost, spent, total } from './control-plane-cost.ts';
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
  /** Processor seconds. */
  cpu: number;
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
  /** The real one; its programs' costs are read from outside. */
  plane: ControlPlane | undefined;
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
const stepsOfFleet = ['20%', '60%', '100%'].map((replicas) => ({ replicas, pause: { duration: 1 } }));

interface Spent {
  seconds: number;
  cost: Cost | undefined;
}

/** How long the work takes, and what it costs the control plane. */
const measure = async ({ client, plane }: Bench, work: () => Promise<unknown>): Promise<Spent> => {
  const before = plane && (await readCost(client, plane));
  const started = performance.now();
  await work();
  const seconds = (performance.now() - started) / 1000;
  return { seconds, cost: plane && before && spent(before, await readCost(client, plane)) };
};

const costLines = (what: string, { cost }: Spent, count: number): Measure[] =>
  cost === undefined
    ? []
    : [
        { work: `processor seconds, ${what}`, value: `${total(cost.seconds).toFixed(1)}: ${listed(cost.seconds)}` },
        {
          work: `requests for each Deployment, ${what}`,
          value: `${(total(cost.requests) / count).toFixed(0)}: ${listed(cost.requests, { per: count, least: 0.5 })}`,
        },
      ];

/** The same Deployments changed together with no Rollout over them: what their Pods cost by themselves. */
const benchPlain = async (bench: Bench, count: number): Promise<Measure[]> => {
  const { client } = bench;
  const names = Array.from({ length: count }, (_, i) => `plain-${i}`);
  await inTurns(names, (name) => create(client, deploymentKind, deploymentOf(name, 'v1')));
  await untilDeployed(client, names);
  const run = await measure(bench, async () => {
    await inTurns(names, (name) => release(client, name, 'v2'));
    await untilDeployed(client, names);
  });
  await inTurns(names, (name) => client.delete(deploymentKind, { namespace: ns, name }));
  await untilNoPods(client);
  return [
    { work: `${count} Deployments of 5 changed together, with no Rollout`, value: `${run.seconds.toFixed(1)} s` },
    ...costLines(`${count} with no Rollout`, run, count),
  ];
};

/** What was measured before is worth its lines all the same. */
const missed = (count: number, { message }: Error): Measure => ({
  work: `${count} Rollouts changed together → all Healthy`,
  value: `not within ${patience / 1000} s: ${message}`,
  ratio: Infinity,
  of: 's',
  ...(goals[count] === undefined ? {} : { most: goals[count] }),
});

const lookEveryMs = 500;
/** Plain ones are named so. */
const isOfRollout = ({ metadata }: KubeObject): boolean => !metadata.name.startsWith('plain-');

/** What follows is not to be measured beside their end. */
const untilNoPods = async (client: KubeClient): Promise<void> => {
  for (const deadline = performance.now() + patience; performance.now() < deadline; await pause(lookEveryMs))
    if ((await client.list(podKind, { namespace: ns })).items.every(isOfRollout)) return;
  throw new Error('Pods stayed');
};

/** All Pods are of the template as it is now, and available. */
const untilDeployed = async (client: KubeClient, names: readonly string[]): Promise<void> => {
  for (const deadline = performance.now() + patience; performance.now() < deadline; await pause(lookEveryMs)) {
    const { items } = await client.list<Deployment>(deploymentKind, { namespace: ns });
    const deployed = new Set(
      items
        .filter(({ metadata, spec, status }) => {
          const { observedGeneration, replicas, updatedReplicas, availableReplicas } = status ?? {};
          const counts = [replicas, updatedReplicas, availableReplicas];
          return observedGeneration === metadata.generation && counts.every((found) => found === spec.replicas);
        })
        .map(({ metadata }) => metadata.name),
    );
    if (names.every((name) => deployed.has(name))) return;
  }
  throw new Error('the Deployments did not get there');
};

/** Many Rollouts by partition, three steps with a pause of a second, changed together. */
const benchFleet = async (bench: Bench, count: number): Promise<Measure[]> => {
  const { client, controller, rollouts } = bench;
  const names = Array.from({ length: count }, (_, i) => `fleet-${count}-${i}`);
  await inTurns(names, async (name) => {
    await create(client, deploymentKind, deploymentOf(name, 'v1'));
    await create(client, rolloutKind, rolloutOf(name, { steps: stepsOfFleet }));
  });
  await rollouts.until(names, isHealthy);
  await pause(idleMs);
  const before = await controller.usage();
  await pause(idleMs);
  const idle = (await controller.usage()).calls - before.calls;
  const idOf = (rollout: Rollout | undefined) => subStatusOf(rollout?.status)?.observedRolloutID;
  const ids = new Map(names.map((name) => [name, idOf(rollouts.read(name))]));
  const run = await measure(bench, async () => {
    await inTurns(names, (name) => release(client, name, 'v2'));
    await rollouts.until(names, (rollout) => isHealthy(rollout) && idOf(rollout) !== ids.get(rollout.metadata.name));
  });
  const after = await controller.usage();
  const own = new Map(Object.entries(after.byKind).map(([kind, calls]) => [kind, calls - (before.byKind[kind] ?? 0)]));
  const perStep = count * stepsOfFleet.length;
  const most = goals[count];
  const original = count === 50 ? ' (the original: 123 s)' : '';
  return [
    {
      work: `${count} Rollouts changed together → all Healthy${original}`,
      value: `${run.seconds.toFixed(1)} s`,
      ratio: run.seconds,
      of: 's',
      ...(most === undefined ? {} : { most }),
    },
    { work: `API calls for each step of ${count}`, value: (total(own) / perStep).toFixed(1) },
    { work: `the same, by what they are`, value: listed(own, { per: perStep }) },
    ...costLines(`${count} Rollouts`, run, count),
    { work: `the controller's own processor seconds`, value: (after.cpu - before.cpu).toFixed(1) },
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
  const plane = real ? await startControlPlane() : undefined;
  const cluster = plane ?? (await startSimulator());
  const client = createClient(cluster.admin);
  let controller: ControllerProcess | undefined;
  try {
    if (real) await createNodes(client, 40);
    await client.create(namespaceKind, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: ns } });
    controller = await startController(cluster.admin);
    const rollouts = follow(client);
    await rollouts.ready();
    const bench = { client, plane, controller, rollouts };
    const measures: Measure[] = [];
    log('one Rollout with an Ingress, one without');
    measures.push(...(await benchOne(bench, 'with-ingress', true)), ...(await benchOne(bench, 'without', false)));
    for (const count of fleets) {
      log(`${count} Deployments with no Rollout`);
      measures.push(...(await benchPlain(bench, count)));
      log(`${count} Rollouts`);
      measures.push(...(await benchFleet(bench, count).catch((error: Error) => [missed(count, error)])));
    }
    await rollouts.stop();
    return { title: `Releases on ${real ? 'a real control plane, kwok Pods' : 'the simulator'}`, measures };
  } finally {
    await controller?.stop();
    await client.close();
    await cluster.stop();
  }
};
