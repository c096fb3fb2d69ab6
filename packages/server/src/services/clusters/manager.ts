import { renderKubeconfig, type ClusterTarget, type KubeClient } from '@binnacle/kube/client';
import type { Clock } from '@binnacle/kube/clock';
import { clusterNameTaken, invalidField } from '../errors.ts';
import { tryConnection } from './connection.ts';
import type { ClusterEntry } from './entry.ts';
import { changedRecord, checkFields } from './fields.ts';
import { newRecord } from './load.ts';
import type { ClusterManager } from './manager-types.ts';
import type { ClusterRepository, Observed } from './ports.ts';
import type { Probe } from './probe.ts';
import type { ManagedRegistry } from './registry.ts';
import type { ClusterRecord, ClusterStatus } from './types.ts';
import { inspectUpload, readUpload, type UploadPolicy } from './upload.ts';

export interface ManagerOptions {
  registry: () => ManagedRegistry;
  repository: ClusterRepository;
  policy: UploadPolicy;
  createClient: (target: ClusterTarget) => KubeClient;
  clock: Clock;
  /** Looks for Prometheus by itself when a cluster is new. */
  autoDiscover: boolean;
  /** Throws BadRequest for an address that may not be called. */
  checkPrometheusUrl: (url: string) => void;
  /** What could not be saved in the background. */
  onError: (error: unknown, what: string) => void;
}

/** Searches for Prometheus that begin by themselves at a time; a cluster that must wait has its turn with a later check. */
const mostSearches = 4;

/** A moment of connection is saved at least this often, in ms. */
const saveEvery = 5 * 60_000;

export const createClusterManager = (options: ManagerOptions): ClusterManager => {
  const { repository, policy, clock, autoDiscover } = options;
  const registry = () => options.registry();
  const saved = new Map<number, Observed>();

  // One change at a time, so that names stay unique and one default stays one.
  let changing: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = changing.then(work, work);
    changing = turn.catch(() => undefined);
    return turn;
  };

  const requireFreeName = (name: string, own?: number): void => {
    const taken = registry()
      .list()
      .find(({ record }) => record.name === name);
    if (taken !== undefined && taken.record.id !== own) throw clusterNameTaken(name);
  };

  const connect = (target: ClusterTarget, signal: AbortSignal): Promise<Probe> =>
    tryConnection(target, { createClient: options.createClient, clock, signal });

  /** Once per cluster, unless `again`: what was searched in vain is searched when somebody asks. */
  const startDiscovery = (entry: ClusterEntry, again = false): void => {
    const { record, discovery } = entry;
    if (!autoDiscover || !record.enabled || record.prometheusSource !== 'none') return;
    const { state } = discovery.status();
    if (state === 'idle' || (again && state === 'ended')) discovery.start(entry.connect().client);
  };

  const searches = () =>
    registry()
      .list()
      .filter(({ discovery }) => discovery.state === 'running').length;

  /** A new default takes the mark from the old one, in memory as in the store. */
  const unmarkOthers = (record: ClusterRecord): void => {
    if (!record.isDefault) return;
    for (const { record: other } of registry().list()) {
      if (other.id === record.id) continue;
      const entry = registry().find(other.id);
      if (entry.record.isDefault) entry.record = { ...entry.record, isDefault: false };
    }
  };

  const create: ClusterManager['create'] = async (draft, signal) => {
    checkFields(draft, options);
    requireFreeName(draft.name);
    const upload = readUpload(draft.kubeconfig, policy, draft.context);
    await connect({ ...upload.target, name: draft.name }, signal);
    return inTurn(async () => {
      requireFreeName(draft.name);
      const { kubeconfig: _kubeconfig, context: _context, ...marks } = draft;
      const record: Omit<ClusterRecord, 'id'> = {
        ...newRecord(draft.name, clock.now()),
        ...marks,
        server: upload.target.server,
        prometheusSource: draft.prometheusUrl ? 'manual' : 'none',
      };
      const id = await repository.insert({ ...record, kubeconfig: upload.kubeconfig, observed: {} });
      const entry = registry().put({ record: { ...record, id }, reach: upload.target });
      unmarkOthers(entry.record);
      startDiscovery(entry);
      return registry().view(id);
    });
  };

  const update: ClusterManager['update'] = async (ref, changes, signal) => {
    checkFields(changes, options);
    const { id, name } = registry().find(ref).record;
    if (changes.name !== undefined) requireFreeName(changes.name, id);
    if (changes.context !== undefined && changes.kubeconfig === undefined)
      throw invalidField('context', 'is given without a kubeconfig');
    const upload =
      changes.kubeconfig === undefined ? undefined : readUpload(changes.kubeconfig, policy, changes.context);
    const found = upload && (await connect({ ...upload.target, name: changes.name ?? name }, signal));
    return inTurn(async () => {
      const entry = registry().find(id);
      if (changes.name !== undefined) requireFreeName(changes.name, id);
      if (changes.isDefault === false && registry().defaultEntry() === entry)
        throw invalidField('is_default', 'cannot be taken away: make another cluster the default');
      const record = changedRecord(entry.record, changes, { server: upload?.target.server, now: clock.now() });
      await repository.update(id, { ...record, ...(upload && { kubeconfig: upload.kubeconfig }) });
      const next = applyChange(entry, record, upload?.target);
      unmarkOthers(record);
      if (found !== undefined && record.enabled) next.health.report(found);
      if (record.prometheusSource === 'manual') next.discovery.stop();
      else startDiscovery(next, changes.prometheusUrl === '');
      return registry().view(id);
    });
  };

  /** What is connected keeps its connections, unless how it is reached, in whose name, or what it is called changes. */
  const applyChange = (entry: ClusterEntry, record: ClusterRecord, target: ClusterTarget | undefined): ClusterEntry => {
    const { name, enabled, identity } = entry.record;
    const isSame = record.name === name && record.enabled === enabled && record.identity === identity;
    if (target === undefined && isSame) {
      entry.record = record;
      return entry;
    }
    const { preferred, reach } = entry;
    const { state, health: _health, reason: _reason, ...observed } = entry.health.status();
    const status = entry.discovery.status();
    return registry().put({
      record,
      reach: target ?? reach,
      preferred,
      ...(target === undefined && state !== 'connecting' ? { observed } : {}),
      ...(target === undefined && status.state === 'ended' ? { discovery: status.result } : {}),
    });
  };

  const save = (work: Promise<unknown>, what: string): void => {
    const watched: Promise<unknown> = work.catch((error: unknown) => options.onError(error, what));
    changing = Promise.all([changing, watched]);
  };

  return {
    create,
    update,
    remove: (ref) =>
      inTurn(async () => {
        const { record } = registry().find(ref);
        await repository.update(record.id, { deletedAt: clock.now(), isDefault: false });
        saved.delete(record.id);
        await registry().drop(record.id);
        return record;
      }),
    test: async (ref, signal) => {
      const { record, reach, health } = registry().find(ref);
      if (reach instanceof Error) throw reach;
      const found = await connect({ ...reach, name: record.name }, signal);
      if (record.enabled) health.report(found);
      return { ...found, id: record.id, name: record.name, server: record.server, testedAt: clock.now() };
    },
    tryOut: async ({ kubeconfig, context }, signal) => {
      const { target } = readUpload(kubeconfig, policy, context);
      const found = await connect(target, signal);
      return { ...found, name: target.name, server: target.server, testedAt: clock.now() };
    },
    inspect: (kubeconfig) => {
      const { targets, broken, current } = inspectUpload(kubeconfig, policy);
      const names = new Set(
        registry()
          .list()
          .map(({ record }) => record.name),
      );
      const view = (name: string) => ({ name, isCurrent: name === current, isTaken: names.has(name) });
      return [
        ...targets.map(({ name, server, credentials }) => ({ ...view(name), server, credentials: credentials.type })),
        ...broken.map(({ name, error }) => ({ ...view(name), problem: error.message })),
      ];
    },
    rediscover: (ref) => {
      const entry = registry().find(ref);
      const startedAt = entry.discovery.start(entry.connect().client);
      return { view: registry().view(entry.record.id), startedAt };
    },
    kubeconfigOf: async (ref) => {
      const { record, reach } = registry().find(ref);
      if (record.source !== 'registered') return reach instanceof Error ? '' : renderKubeconfig(reach);
      return (await repository.kubeconfig(record.id)) ?? '';
    },
    onCheck: (entry, status) => {
      const { id } = entry.record;
      if (status.state === 'connected' && searches() < mostSearches) startDiscovery(entry);
      const last = saved.get(id);
      const { version, lastConnectedAt, nodeCount, podCount } = status;
      if (last !== undefined && isSameObserved(last, status)) return;
      const observed: Observed = {
        ...(version === undefined ? {} : { version }),
        ...(lastConnectedAt === undefined ? {} : { lastConnectedAt }),
        ...(nodeCount === undefined ? {} : { nodeCount }),
        ...(podCount === undefined ? {} : { podCount }),
      };
      saved.set(id, observed);
      save(repository.update(id, { observed }), `what was seen of cluster ${id}`);
    },
    onDiscovered: (entry, result) => {
      const change = inTurn(async () => {
        const url = result.found?.url ?? (result.outcome === 'none' ? discoveredGone(entry.record) : undefined);
        const changes =
          url === undefined
            ? {}
            : ({
                prometheusUrl: url,
                prometheusSource: url === '' ? 'none' : 'discovered',
                updatedAt: clock.now(),
              } as const);
        entry.record = { ...entry.record, ...changes };
        await repository.update(entry.record.id, { ...changes, discovery: result });
      });
      save(change, `the Prometheus of cluster ${entry.record.id}`);
    },
    close: async () => {
      await changing;
    },
  };
};

/** What was found once and is not any more is forgotten; what an administrator said is not. */
const discoveredGone = ({ prometheusSource }: ClusterRecord): '' | undefined =>
  prometheusSource === 'discovered' ? '' : undefined;

const isSameObserved = (last: Observed, status: ClusterStatus): boolean =>
  last.version === status.version &&
  last.nodeCount === status.nodeCount &&
  last.podCount === status.podCount &&
  (status.lastConnectedAt ?? 0) - (last.lastConnectedAt ?? 0) < saveEvery;
