import { setTimeout as pause } from 'node:timers/promises';
import { deploymentKind, ingressKind, namespaceKind, podKind, serviceKind } from '@binnacle/kube/api';
import type { Deployment, Kind, KubeObject } from '@binnacle/kube/api';
import { createClient, type KubeClient } from '@binnacle/kube/client';
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
import { deploymentOf, type Ref, rolloutOf } from './rollout-objects.ts';
import { type ControllerProcess, startController } from './rollouts-process.ts';

export interface RolloutsOptions {
  /** How many Rollouts are changed together, one fleet after the other. */
  fleets: readonly number[];
  /**
   * How many in each namespace: kube-controller-manager compares a Deployment with every ReplicaSet of its namespace, with a Rollout
   * and without.
   */
  perNamespace: number;
  simulator: boolean;
  log: (text: string) => void;
}

const patience = 600_000;
const idleMs = 10_000;
const atATime = 20;

/** A Rollout as the watch shows it, and when it is as told. */
const follow = (client: KubeClient) => {
  const clock = createSystemClock({ keepAlive: true });
  const rng = createRng(1);
  const gate = createReconnectGate({ clock, rng, backoff: defaultCacheSettings.backoff });
  const cache: OwnedCache = createResourceCache({ client, kind: rolloutKind, clock, rng, gate });
  const read = ({ namespace, name }: Ref): Rollout | undefined => {
    const row = cache.get(namespace, name);
    return row && (JSON.parse(row.bytes.toString()) as Rollout);
  };
  /** Milliseconds until it holds for all. */
  const until = (refs: readonly Ref[], holds: (rollout: Rollout) => boolean): Promise<number> =>
    new Promise((resolve, reject) => {
      const started = performance.now();
      const left = new Set(refs.map(({ name }) => name));
      const look = (ref: Ref) => {
        const rollout = left.has(ref.name) ? read(ref) : undefined;
        if (rollout === undefined || !holds(rollout)) return;
        left.delete(ref.name);
        if (left.size === 0) end();
      };
      const timer = setTimeout(() => reject(new Error(`${left.size} Rollouts did not get there`)), patience);
      const stop = cache.subscribe({ change: ({ row }) => look(row) });
      const end = () => {
        clearTimeout(timer);
        stop();
        resolve(performance.now() - started);
      };
      for (const ref of refs) look(ref);
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
  perNamespace: number;
}

const namespaceOf = (n: number): string => `bench-rollouts-${n}`;
const refsOf = (prefix: string, count: number, perNamespace: number): Ref[] =>
  Array.from({ length: count }, (_, n) => ({
    namespace: namespaceOf(Math.floor(n / perNamespace)),
    name: `${prefix}-${n}`,
  }));

const create = (client: KubeClient, kind: Kind, object: KubeObject) => client.create(kind, object);
const release = (client: KubeClient, ref: Ref, version: string) =>
  client.patch(deploymentKind, ref, {
    type: 'merge',
    body: {
      spec: { template: (deploymentOf(ref, version) as never as { spec: { template: object } }).spec.template },
    },
  });

/** One Rollout in canary style: to its first pause, and from an approval to the next. */
const benchOne = async (
  { client, controller, rollouts }: Bench,
  ref: Ref,
  withIngress: boolean,
): Promise<Measure[]> => {
  const { name } = ref;
  await create(client, deploymentKind, deploymentOf(ref, 'v1'));
  if (withIngress) {
    const port = { name, port: { number: 80 } };
    await create(client, serviceKind, {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: ref,
      spec: { selector: { app: name }, ports: [{ port: 80, targetPort: 8080 }] },
    } as KubeObject);
    await create(client, ingressKind, {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: ref,
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
  await create(client, rolloutKind, rolloutOf(ref, { enableExtraWorkloadForCanary: true, steps, trafficRoutings }));
  await rollouts.until([ref], isHealthy);
  const before = (await controller.usage()).calls;
  await release(client, ref, 'v2');
  const first = await rollouts.until([ref], isPausedAt(1));
  await client.patch(rolloutKind, ref, {
    type: 'merge',
    subresource: 'status',
    body: { status: { canaryStatus: { currentStepState: 'StepReady' } } },
  });
  const next = await rollouts.until([ref], isPausedAt(2));
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
  const { client, perNamespace } = bench;
  const refs = refsOf('plain', count, perNamespace);
  await inTurns(refs, (ref) => create(client, deploymentKind, deploymentOf(ref, 'v1')));
  await untilDeployed(client, refs);
  const run = await measure(bench, async () => {
    await inTurns(refs, (ref) => release(client, ref, 'v2'));
    await untilDeployed(client, refs);
  });
  await inTurns(refs, (ref) => client.delete(deploymentKind, ref));
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
    if ((await client.list(podKind)).items.every(isOfRollout)) return;
  throw new Error('Pods stayed');
};

/** All Pods are of the template as it is now, and available. */
const untilDeployed = async (client: KubeClient, refs: readonly Ref[]): Promise<void> => {
  for (const deadline = performance.now() + patience; performance.now() < deadline; await pause(lookEveryMs)) {
    const { items } = await client.list<Deployment>(deploymentKind);
    const deployed = new Set(
      items
        .filter(({ metadata, spec, status }) => {
          const { observedGeneration, replicas, updatedReplicas, availableReplicas } = status ?? {};
          const counts = [replicas, updatedReplicas, availableReplicas];
          return observedGeneration === metadata.generation && counts.every((found) => found === spec.replicas);
        })
        .map(({ metadata }) => metadata.name),
    );
    if (refs.every(({ name }) => deployed.has(name))) return;
  }
  throw new Error('the Deployments did not get there');
};

/** Many Rollouts by partition, three steps with a pause of a second, changed together. */
const benchFleet = async (bench: Bench, count: number): Promise<Measure[]> => {
  const { client, controller, rollouts, perNamespace } = bench;
  const refs = refsOf(`fleet-${count}`, count, perNamespace);
  await inTurns(refs, async (ref) => {
    await create(client, deploymentKind, deploymentOf(ref, 'v1'));
    await create(client, rolloutKind, rolloutOf(ref, { steps: stepsOfFleet }));
  });
  await rollouts.until(refs, isHealthy);
  await pause(idleMs);
  const before = await controller.usage();
  await pause(idleMs);
  const idle = (await controller.usage()).calls - before.calls;
  const idOf = (rollout: Rollout | undefined) => subStatusOf(rollout?.status)?.observedRolloutID;
  const ids = new Map(refs.map((ref) => [ref.name, idOf(rollouts.read(ref))]));
  const run = await measure(bench, async () => {
    await inTurns(refs, (ref) => release(client, ref, 'v2'));
    await rollouts.until(refs, (rollout) => isHealthy(rollout) && idOf(rollout) !== ids.get(rollout.metadata.name));
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
  const { fleets, perNamespace, log } = options;
  const real = !options.simulator && (await findBinaries()) !== undefined;
  log(real ? 'starting a real control plane' : 'starting the simulator');
  const plane = real ? await startControlPlane() : undefined;
  const cluster = plane ?? (await startSimulator());
  const client = createClient(cluster.admin);
  let controller: ControllerProcess | undefined;
  try {
    if (real) await createNodes(client, 40);
    for (let n = 0; n < Math.max(1, ...fleets.map((count) => Math.ceil(count / perNamespace))); n++)
      await client.create(namespaceKind, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespaceOf(n) } });
    controller = await startController(cluster.admin);
    const rollouts = follow(client);
    await rollouts.ready();
    const bench = { client, plane, controller, rollouts, perNamespace };
    const measures: Measure[] = [];
    log('one Rollout with an Ingress, one without');
    measures.push(
      ...(await benchOne(bench, { namespace: namespaceOf(0), name: 'with-ingress' }, true)),
      ...(await benchOne(bench, { namespace: namespaceOf(0), name: 'without' }, false)),
    );
    for (const count of fleets) {
      log(`${count} Deployments with no Rollout`);
      measures.push(...(await benchPlain(bench, count)));
      log(`${count} Rollouts`);
      measures.push(...(await benchFleet(bench, count).catch((error: Error) => [missed(count, error)])));
    }
    await rollouts.stop();
    const where = real ? 'a real control plane, kwok Pods' : 'the simulator';
    return { title: `Releases on ${where}, ${perNamespace} in each namespace`, measures };
  } finally {
    await controller?.stop();
    await client.close();
    await cluster.stop();
  }
};
