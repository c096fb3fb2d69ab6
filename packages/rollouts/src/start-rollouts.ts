/** The Rollout controller over one API server. */
import type { DaemonSet, Deployment, KubeObject } from '@binnacle/kube/api';
import { daemonSetKind, deploymentKind, isConflict } from '@binnacle/kube/api';
import type { KubeClient } from '@binnacle/kube/client';
import { createRng, createSystemClock } from '@binnacle/kube/clock';
import type { Clock, Rng } from '@binnacle/kube/clock';
import { createBackoff, createController } from '@binnacle/kube/controller';
import type { Kind } from '@binnacle/kube/api';
import {
  annotations,
  batchReleaseKind,
  group,
  rolloutHistoryKind,
  rolloutKind,
  sameJson,
  trafficRoutingKind,
} from './api/index.ts';
import type { BatchRelease, BatchReleaseStatus, Rollout, RolloutStatus, TrafficRouting } from './api/index.ts';
import { createCluster, createEventWriter } from './cluster/index.ts';
import type { Reader, Write } from './cluster/index.ts';
import { nextHistory } from './history/next-history.ts';
import { nextRollout } from './reconcile/index.ts';
import type { Analyse } from './reconcile/index.ts';
import { executorFor, nextDaemonSet, nextDeployment, nextRelease, unsupportedRelease } from './release/index.ts';
import type { NextRelease, NextWorkload } from './release/index.ts';
import { createAnswers } from './answers.ts';
import { createTelling, sameRelease, sameRollout } from './only-told.ts';
import { settle } from './settle.ts';
import { startWebhooks } from './start-webhooks.ts';
import type { WebhookOptions } from './start-webhooks.ts';
import type { WebhookServer } from './webhook/index.ts';
import { nextRouting } from './traffic/index.ts';
import { see } from './view/see.ts';
import { workloadKindOf } from './view/workload-view.ts';
import { seeRouting } from './view/see-routing.ts';

export interface RolloutsOptions {
  client: KubeClient;
  clock?: Clock;
  rng?: Rng;
  /** All namespaces when absent. */
  namespace?: string;
  /** Passes at the same time; never two over the same object. Default 16. */
  workers?: number;
  /** Decides whether a step's Pods do well. Goes on at once unless given. */
  analyse?: Analyse;
  /** Serves and registers admission and conversion; without it nothing catches changes of workloads. */
  webhooks?: WebhookOptions;
  /** Told of each pass. */
  onPass?: (pass: Pass) => void;
  /** Told of each failed pass, which is tried again with back-off. */
  onError?: (error: unknown, what: string) => void;
}

/** One look at one object, and what came of it. */
export interface Pass {
  what: 'rollout' | 'release' | 'routing' | 'history' | 'deployment' | 'daemonset';
  outcome: 'done' | 'conflict' | 'failed';
  ms: number;
}

export interface Rollouts {
  /** Where admission and conversion are served, if they are. */
  readonly webhookUrl: string | undefined;
  /** How many Rollouts there are in each phase. */
  phases(): ReadonlyMap<string, number>;
  /** Objects that wait for a pass. */
  readonly waiting: number;
  close(): Promise<void>;
}

const goOn: Analyse = () => ({ type: 'go' });
/** A minute at most between tries: what is missing may come without a sign that a watch would give. */
const longestBackoffMs = 60_000;

/** In a BatchRelease's hand. */
const isControlled = ({ metadata }: KubeObject): boolean =>
  (metadata.annotations?.[annotations.controlInfo] ?? '') !== '';

interface Decision {
  status: object;
  upkeep?: readonly Write[];
  writes: readonly Write[];
}

interface Subject {
  kind: Kind;
  object: KubeObject & { status?: unknown };
  /** The status that was decided tells no more than how far the release is. */
  onlyTells: boolean;
}

interface Carried {
  isUpkeep: boolean;
  /** Until the status is told. */
  tellsInMs?: number;
}

const idOf = ({ namespace, name }: { namespace: string; name: string }): string => `${namespace}/${name}`;

/** The first of these moments. */
const again = (...inMs: readonly (number | undefined)[]): { requeueAfterMs: number } | undefined => {
  const known = inMs.filter((ms) => ms !== undefined);
  return known.length === 0 ? undefined : { requeueAfterMs: Math.min(...known) };
};

/** Resolves once Rollouts and BatchReleases are known and every one has been looked at or is about to be. */
export const startRollouts = async (options: RolloutsOptions): Promise<Rollouts> => {
  const { client, namespace, workers = 16, analyse = goOn, onError, onPass } = options;
  const clock = options.clock ?? createSystemClock({ keepAlive: true });
  const rng = options.rng ?? createRng(clock.now());
  const cluster = createCluster({
    client,
    clock,
    rng,
    ...(namespace === undefined ? {} : { namespace }),
    onChange: (key) => controller.enqueue(key),
  });
  const tellEvent = createEventWriter(client, clock, (error) => onError?.(error, 'an event'));

  const telling = createTelling(clock);
  const answers = createAnswers();
  const forget = (key: string): void => {
    telling.over(key);
    cluster.forget(key);
  };

  /** Upkeep alone, or the status and then the writes: so nothing is done that the status or a plan does not say. */
  const carryOut = async (key: string, subject: Subject, decision: Decision): Promise<Carried> => {
    const upkeep = decision.upkeep ?? [];
    for (const write of upkeep) await cluster.apply(write);
    if (upkeep.length > 0) return { isUpkeep: true };
    const { kind, object, onlyTells } = subject;
    const isChanged = !sameJson(decision.status, object.status);
    const tellsInMs = isChanged && onlyTells ? telling.left(key, 'status') : 0;
    if (tellsInMs === 0) telling.over(key);
    if (isChanged && tellsInMs === 0) await cluster.writeStatus(kind, { ...object, status: decision.status });
    for (const write of decision.writes) await cluster.apply(write);
    return { isUpkeep: false, ...(tellsInMs > 0 ? { tellsInMs } : {}) };
  };

  const passRollout = async (key: string, at: { namespace: string; name: string }) => {
    const pass = await cluster.read(key, (reader) => {
      const found = see(reader, { ...at, now: clock.now(), analyse });
      if (found === undefined) return undefined;
      const seen = { ...found, release: answers.on(idOf(at), found.release) };
      const { rollout } = seen;
      const decide = (status: object | undefined) =>
        nextRollout({ ...seen, rollout: { ...rollout, status: status as RolloutStatus } });
      return { rollout, next: settle(rollout.status, decide) };
    });
    if (pass === undefined) return forget(key);
    const { rollout, next } = pass;
    if (rollout.metadata.deletionTimestamp !== undefined && (next.upkeep ?? []).length > 0) {
      // The last look: a change of the workload that was caught a moment ago would be held for ever.
      const kind = workloadKindOf(rollout);
      const { name } = rollout.spec.workloadRef;
      if (kind !== undefined && (await cluster.refresh(kind, { namespace: at.namespace, name }))) return again(0);
    }
    const onlyTells = rollout.status !== undefined && sameRollout(next.status, rollout.status);
    const { isUpkeep, tellsInMs } = await carryOut(key, { kind: rolloutKind, object: rollout, onlyTells }, next);
    if (isUpkeep) return;
    for (const message of next.events) tellEvent(rollout, { type: 'Normal', reason: 'Progressing', message });
    if (next.problem !== undefined && next.problem !== rollout.status?.message)
      tellEvent(rollout, { type: 'Warning', reason: 'Progressing', message: next.problem });
    return again(next.requeueAfterMs, tellsInMs);
  };

  const passRelease = async (key: string, at: { namespace: string; name: string }) => {
    const id = idOf(at);
    const pass = await cluster.read(key, (reader) => {
      const release = reader.get<BatchRelease>(batchReleaseKind, at.namespace, at.name);
      if (release === undefined) return undefined;
      const decide = (status: object | undefined) =>
        releaseOf({ ...release, status: status as BatchReleaseStatus }, reader);
      return { release, next: settle(answers.on(id, release).status, decide) };
    });
    if (pass === undefined) {
      answers.forget(id);
      return forget(key);
    }
    const { release, next } = pass;
    const { events = [] } = next;
    const onlyTells = sameRelease(next.status, release.status);
    const { isUpkeep, tellsInMs } = await carryOut(key, { kind: batchReleaseKind, object: release, onlyTells }, next);
    if (isUpkeep) return;
    for (const event of events) tellEvent(release, event);
    if (!answers.put(id, release, next.status)) return again(tellsInMs);
    controller.enqueue(`rollout ${id}`);
    // What has come to its end while it was going away goes.
    return again(release.metadata.deletionTimestamp === undefined ? tellsInMs : 0);
  };

  const releaseOf = (release: BatchRelease, reader: Reader): NextRelease => {
    const answer = executorFor(release, reader);
    const executor = answer.type === 'found' ? answer.executor : undefined;
    // To be given back or taken away it needs nobody who knows the kind.
    const leaving = release.metadata.deletionTimestamp !== undefined || release.spec.releasePlan.batchPartition == null;
    return answer.type === 'unsupported' && !leaving
      ? unsupportedRelease(release, answer.message)
      : nextRelease({ now: clock.now(), release, executor });
  };

  /** Workloads that we roll ourselves, for their own controllers know no partition. */
  const passWorkload =
    <T extends KubeObject>(kind: Kind, next: (workload: T, reader: Reader) => NextWorkload) =>
    async (key: string, at: { namespace: string; name: string }) => {
      const pass = await cluster.read(key, (reader) => {
        const workload = reader.get<T>(kind, at.namespace, at.name);
        return workload && isControlled(workload) ? { workload, next: next(workload, reader) } : undefined;
      });
      if (pass === undefined) return forget(key);
      const { writes, events, notes = [], isMoving } = pass.next;
      for (const write of writes) await cluster.apply(write);
      for (const event of events) tellEvent(pass.workload, event);
      const tellsInMs = notes.length > 0 ? telling.left(key, isMoving === true ? 'moving' : 'atRest') : 0;
      if (tellsInMs > 0) return again(tellsInMs);
      telling.over(key);
      for (const note of notes) await cluster.apply(note);
    };

  const passRouting = async (key: string, at: { namespace: string; name: string }) => {
    const pass = await cluster.read(key, (reader) => {
      const routing = reader.get<TrafficRouting>(trafficRoutingKind, at.namespace, at.name);
      if (routing === undefined) return undefined;
      const decide = (status: object | undefined) =>
        nextRouting(seeRouting({ ...routing, status: status as TrafficRouting['status'] & object }, reader));
      return { routing, next: settle(routing.status, decide) };
    });
    if (pass === undefined) return cluster.forget(key);
    const { routing, next } = pass;
    const subject = { kind: trafficRoutingKind, object: routing, onlyTells: false };
    if ((await carryOut(key, subject, next)).isUpkeep) return;
    if (next.problem !== undefined && next.problem !== routing.status?.message)
      tellEvent(routing, { type: 'Warning', reason: 'TrafficRouting', message: next.problem });
    return again(next.requeueAfterMs);
  };

  const passHistory = async (key: string, at: { namespace: string; name: string }) => {
    const next = await cluster.read(key, (reader) => {
      const rollout = reader.get<Rollout>(rolloutKind, at.namespace, at.name);
      return rollout && nextHistory(rollout, reader);
    });
    if (next === undefined) return cluster.forget(key);
    for (const write of next.writes) await cluster.apply(write);
    if (next.status !== undefined)
      await cluster.writeStatus(rolloutHistoryKind, { ...next.status.history, status: next.status.status });
  };

  const passes = {
    rollout: passRollout,
    release: passRelease,
    routing: passRouting,
    deployment: passWorkload<Deployment>(deploymentKind, nextDeployment),
    history: passHistory,
    daemonset: passWorkload<DaemonSet>(daemonSetKind, nextDaemonSet),
  } as const;

  const controller = createController({
    name: 'rollouts',
    clock,
    concurrency: workers,
    backoff: createBackoff({ maxMs: longestBackoffMs }),
    // Somebody else was faster, a user's approval perhaps: the next pass sees it.
    onError: (error, key) => (isConflict(error) ? undefined : onError?.(error, key)),
    reconcile: async (key) => {
      const [what, id] = key.split(' ') as [keyof typeof passes, string];
      const [ns, name] = id.split('/') as [string, string];
      const started = clock.now();
      const end = (outcome: Pass['outcome']) => onPass?.({ what, outcome, ms: clock.now() - started });
      try {
        const again = await passes[what](key, { namespace: ns, name });
        end('done');
        return again;
      } catch (error) {
        end(isConflict(error) ? 'conflict' : 'failed');
        throw error;
      }
    },
  });

  const starts: [keyof typeof passes, Kind][] = [
    ['rollout', rolloutKind],
    ['release', batchReleaseKind],
    ['routing', trafficRoutingKind],
    ['history', rolloutKind],
    ['deployment', deploymentKind],
    ['daemonset', daemonSetKind],
  ];
  let server: WebhookServer | undefined;
  const close = async () => {
    controller.close();
    await server?.close();
    await cluster.close();
  };
  const start = async () => {
    server = options.webhooks && (await startWebhooks({ client, cluster, clock, onError }, options.webhooks));
    for (const [, kind] of starts) await cluster.follow(kind);
    for (const [what, kind] of starts)
      cluster.each(kind, (row) => {
        const ours = kind.group === group || row.bytes.includes(annotations.controlInfo);
        if (ours) controller.enqueue(`${what} ${row.namespace}/${row.name}`);
      });
  };
  try {
    await start();
  } catch (error) {
    // Nothing of a start that failed may go on working: the next one would have it beside itself.
    await close();
    throw error;
  }

  const webhookUrl = server?.url;
  return {
    webhookUrl,
    phases: () => cluster.count(rolloutKind, 'STATUS'),
    get waiting() {
      return controller.depth;
    },
    close,
  };
};
