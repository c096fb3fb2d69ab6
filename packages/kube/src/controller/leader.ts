/** Who of several processes does the work: the holder of a Lease (coordination.k8s.io). */
import { isConflict, isNotFound, leaseKind, toMicroTime } from '../api/index.ts';
import type { Lease } from '../api/index.ts';
import type { KubeClient } from '../client/index.ts';
import { sleep } from '../clock/index.ts';
import type { Clock } from '../clock/index.ts';

export interface LeaderOptions {
  client: KubeClient;
  clock: Clock;
  lease: { namespace: string; name: string };
  /** Unlike any other's. */
  identity: string;
  /** Others wait so long without a renewal before they take over. Default 15 s. */
  durationMs?: number;
  signal: AbortSignal;
  /** Told of each failed try; it is made again. */
  onError?: (error: unknown) => void;
}

export interface Leadership {
  /** Aborted when the Lease could not be renewed in time: somebody else may lead by now. */
  readonly lost: AbortSignal;
  /** Gives the Lease away at once, so that another need not wait. */
  release(): Promise<void>;
}

const defaultDurationMs = 15_000;

/** Resolves once this process holds the Lease, and renews it from then on. Rejects with the signal's reason. */
export const becomeLeader = async (options: LeaderOptions): Promise<Leadership> => {
  const { client, clock, lease, identity, signal, onError, durationMs = defaultDurationMs } = options;
  const retryMs = durationMs / 5;
  /** What the Lease said when last it changed, and when we saw that: clocks of others are not trusted. */
  let seen = { text: '', at: clock.now() };

  const write = async (found: Lease | undefined): Promise<Lease> => {
    const now = toMicroTime(clock.now());
    const mine = found?.spec?.holderIdentity === identity;
    const spec = {
      holderIdentity: identity,
      leaseDurationSeconds: Math.ceil(durationMs / 1000),
      acquireTime: mine ? (found.spec?.acquireTime ?? now) : now,
      renewTime: now,
      leaseTransitions: (found?.spec?.leaseTransitions ?? 0) + (mine || found === undefined ? 0 : 1),
    };
    return found === undefined
      ? client.create(leaseKind, { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: lease, spec })
      : client.update(leaseKind, { ...found, spec } as Lease);
  };

  const read = async (): Promise<Lease | undefined> => {
    try {
      return await client.get<Lease>(leaseKind, lease);
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  };

  /** The Lease as we hold it; undefined while another does. */
  const attempt = async (): Promise<Lease | undefined> => {
    const found = await read();
    const holder = found?.spec?.holderIdentity ?? '';
    if (holder !== '' && holder !== identity) {
      const text = JSON.stringify(found?.spec);
      if (text !== seen.text) seen = { text, at: clock.now() };
      const patience = (found?.spec?.leaseDurationSeconds ?? 15) * 1000;
      if (clock.now() - seen.at < patience) return undefined;
    }
    return write(found);
  };

  const tryOnce = async (): Promise<Lease | undefined> => {
    try {
      return await attempt();
    } catch (error) {
      if (!isConflict(error)) onError?.(error);
      return undefined;
    }
  };

  let held = await tryOnce();
  while (held === undefined) {
    await sleep(clock, retryMs, signal);
    held = await tryOnce();
  }

  const losing = new AbortController();
  const stopping = new AbortController();
  const keep = async (): Promise<void> => {
    let renewed = clock.now();
    while (!stopping.signal.aborted) {
      await sleep(clock, retryMs, stopping.signal).catch(() => {});
      if (stopping.signal.aborted) return;
      const again = await tryOnce();
      if (again !== undefined) [held, renewed] = [again, clock.now()];
      // Given up before another may take over.
      else if (clock.now() - renewed >= durationMs - retryMs) return losing.abort(new Error('the Lease was lost'));
    }
  };
  const kept = keep();
  return {
    lost: losing.signal,
    release: async () => {
      stopping.abort();
      await kept;
      if (losing.signal.aborted || held === undefined) return;
      const given = { ...held, spec: { ...held.spec, holderIdentity: '', renewTime: toMicroTime(clock.now()) } };
      await client.update(leaseKind, given as Lease).catch((error: unknown) => onError?.(error));
    },
  };
};
