import type { RolloutCluster } from '@binnacle/api';
import { isNotFound } from '@binnacle/kube/api';
import type { Clock } from '@binnacle/kube/clock';
import type { ResourceCache, Row } from '@binnacle/kube/watch';
import { rolloutKindV1alpha1 } from '@binnacle/rollouts/api';
import type { CallContext, Caller, ClusterHandle } from '../operation.ts';
import { toProductError } from '../errors.ts';
import { toWireFreshness } from '../resources/index.ts';
import { partOf, viewOf, type PartQuery } from './fleet-part.ts';
import { knownRolloutKind, lookForRollouts } from './served.ts';
import { tell, type ClusterName, type Told } from './summary.ts';

/** Where Rollouts of all clusters come from, and who may see which. */
export interface FleetPort {
  /** Every registered cluster. */
  clusters(): readonly (ClusterName & { enabled: boolean })[];
  /** Throws for one that is disabled or whose credentials cannot be used. */
  handle(id: number, caller: Caller): ClusterHandle;
  /** Undefined for somebody who may see none of them. */
  visible(caller: Caller, cluster: string): { id: string; test(namespace: string): boolean } | 'all' | undefined;
}

export interface FleetInput {
  /** Names or ids; all clusters without it. */
  clusters?: readonly string[];
  /** All namespaces without it. */
  namespaces?: readonly string[];
  /** Of their releases; all without it. */
  states?: readonly string[];
}

/** One cluster as a reader of all of them sees it. */
export interface FleetMember {
  readonly cluster: ClusterName;
  /** Undefined for a cluster that is disabled or cannot be used. */
  readonly handle: ClusterHandle | undefined;
  readonly cache: ResourceCache | undefined;
  /** Ends when the cluster is changed or removed. */
  readonly closed: AbortSignal | undefined;
  /** The cluster serves another version than the one that was read: open it again. */
  isOutdated(): boolean;
  /** Settles when it has answered for the first time, or will not soon; undefined when there is nothing to wait for. */
  whenRead(): Promise<void> | undefined;
  state(): RolloutCluster;
  isMeant(row: Row): boolean;
  tell(row: Row): Told;
  rows(): readonly Row[];
  /** Summaries in these states as JSON texts with commas between them; empty for none. */
  part(states: FleetInput['states']): Buffer;
}

const nothing = Buffer.alloc(0);

/** Milliseconds that a cluster which is read for the first time may take before the answer goes without it. */
const firstSyncMs = 2_000;

const isAsked = ({ clusters }: FleetInput, { id, name }: ClusterName): boolean =>
  clusters === undefined || clusters.some((ref) => ref === name || ref === String(id));

/** The clusters that the caller means and may see, each with what is known of it now. */
export const openMembers = (input: FleetInput, opening: Opening): FleetMember[] => {
  const { port, caller } = opening;
  return port
    .clusters()
    .filter((cluster) => isAsked(input, cluster) && port.visible(caller(), cluster.name) !== undefined)
    .map((cluster) => openMember(input, cluster, opening));
};

interface Opening {
  port: FleetPort;
  clock: Clock;
  caller: () => Caller;
}

/** Those whose cluster serves no Rollouts, as was found when they were first read: whoever comes later knows it at once. */
const absent = new WeakSet<ResourceCache>();

const openMember = (
  { namespaces }: FleetInput,
  cluster: ClusterName & { enabled: boolean },
  { port, clock, caller }: Opening,
): FleetMember => {
  const { id, name, enabled } = cluster;
  /** By the rights of this moment; undefined when there are none left. */
  const query = (): PartQuery | undefined => {
    const visible = port.visible(caller(), name);
    if (visible === undefined) return undefined;
    return { ...(namespaces === undefined ? {} : { namespaces }), ...(visible === 'all' ? {} : { visible }) };
  };
  const isMeant = ({ namespace }: Row): boolean => {
    const meant = query();
    if (meant === undefined) return false;
    return meant.visible?.test(namespace) !== false && meant.namespaces?.includes(namespace) !== false;
  };
  const shared = { cluster: { id, name }, isMeant, tell: (row: Row) => tell(row, cluster) };
  const without = (state: RolloutCluster): FleetMember => ({
    ...shared,
    handle: undefined,
    cache: undefined,
    closed: undefined,
    isOutdated: () => false,
    whenRead: () => undefined,
    state: () => state,
    rows: () => [],
    part: () => nothing,
  });
  if (!enabled) return without({ id, name, state: 'disabled' });
  try {
    const handle = port.handle(id, caller());
    const kind = knownRolloutKind(handle);
    const cache = handle.cache(kind);
    // Its controller may be renewed.
    if (kind === rolloutKindV1alpha1) void lookForRollouts(handle, clock);
    const read = async (): Promise<void> => {
      try {
        await cache.ready({ timeoutMs: firstSyncMs });
      } catch (error) {
        // Not served, as opposed to out of reach: known from what the first list was answered.
        if (!isNotFound(error)) return;
        absent.add(cache);
        await lookForRollouts(handle, clock);
      }
    };
    const { state: before } = cache.freshness();
    const reading = before === 'synced' ? undefined : read();
    return {
      ...shared,
      handle,
      cache,
      closed: handle.closed,
      isOutdated: () => knownRolloutKind(handle) !== kind,
      whenRead: () => (before === 'starting' ? reading : undefined),
      state: () => {
        const { state, since, reason } = toWireFreshness(cache.freshness());
        if (state === 'synced') absent.delete(cache);
        if (state === 'synced') return { id, name, state };
        if (absent.has(cache)) return { id, name, state: 'absent' };
        return { id, name, state, since, ...(reason === undefined ? {} : { reason }) };
      },
      rows: () => {
        const meant = query();
        if (meant === undefined) return [];
        const view = viewOf(cache, meant);
        return view.page(0, view.total);
      },
      part: (states) => {
        const meant = query();
        return meant === undefined
          ? nothing
          : partOf(cache, states === undefined ? meant : { ...meant, states }, cluster);
      },
    };
  } catch (error) {
    const reason = toProductError(error);
    return without({ id, name, state: 'down', reason: reason instanceof Error ? reason.message : String(error) });
  }
};

/** The members, once every cluster has answered for the first time, or will not soon. */
export const readMembers = async (
  open: () => FleetMember[],
  call: Pick<CallContext, 'signal'>,
): Promise<readonly FleetMember[]> => {
  const members = open();
  const unread = members.flatMap((member) => member.whenRead() ?? []);
  // Asking for the signal makes it: a list that is known needs none.
  if (unread.length === 0) return members;
  await Promise.all(unread);
  call.signal.throwIfAborted();
  return members.some((member) => member.isOutdated()) ? readMembers(open, call) : members;
};
