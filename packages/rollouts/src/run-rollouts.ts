/** The Rollout controller as a process: one of several works at a time, and none beside the original's. */
import { randomUUID } from 'node:crypto';
import { conflict, isNotFound, leaseKind } from '@binnacle/kube/api';
import type { Lease } from '@binnacle/kube/api';
import type { KubeClient } from '@binnacle/kube/client';
import { createSystemClock, sleep } from '@binnacle/kube/clock';
import type { Clock } from '@binnacle/kube/clock';
import { becomeLeader } from '@binnacle/kube/controller';
import { startRollouts } from './start-rollouts.ts';
import type { Rollouts, RolloutsOptions } from './start-rollouts.ts';
import { refuseBesideAnother } from './start-webhooks.ts';

export type RunState = { type: 'waiting' } | { type: 'leading'; rollouts: Rollouts } | { type: 'lost'; reason: string };

export interface RunOptions extends RolloutsOptions {
  /** Where the Lease is kept by which several processes agree on one. */
  leaseNamespace: string;
  onState: (state: RunState) => void;
}

export interface Run {
  close(): Promise<void>;
}

export const leaseName = 'binnacle-rollouts';
const originalLease = { namespace: 'kruise-rollout', name: '71ddec2c.kruise.io' };
const afterTroubleMs = 2_000;

/** Conflict while the original controller holds its Lease: its webhooks may not be registered yet. */
const refuseBesideOriginal = async (client: KubeClient, clock: Clock): Promise<void> => {
  let lease: Lease;
  try {
    lease = await client.get<Lease>(leaseKind, originalLease);
  } catch (error) {
    if (isNotFound(error)) return;
    throw error;
  }
  const { holderIdentity = '', renewTime, leaseDurationSeconds = 15 } = lease.spec ?? {};
  const renewed = Date.parse(renewTime ?? '') || 0;
  if (holderIdentity === '' || clock.now() - renewed > 2 * leaseDurationSeconds * 1000) return;
  const why = `another Rollout controller holds it (${holderIdentity}); only one may run in a cluster`;
  throw conflict(leaseKind, originalLease.name, why);
};

/** Rejects when another Rollout controller is at work; otherwise leads, and leads again after the Lease was lost. */
export const runRollouts = async (options: RunOptions): Promise<Run> => {
  const { client, leaseNamespace, onState, onError } = options;
  const clock = options.clock ?? createSystemClock({ keepAlive: true });
  await refuseBesideOriginal(client, clock);
  await refuseBesideAnother(client);
  const stop = new AbortController();
  const identity = randomUUID();

  const leadOnce = async (): Promise<void> => {
    onState({ type: 'waiting' });
    const leadership = await becomeLeader({
      client,
      clock,
      identity,
      lease: { namespace: leaseNamespace, name: leaseName },
      signal: stop.signal,
      onError: (error) => onError?.(error, 'the Lease'),
    });
    try {
      const rollouts = await startRollouts({ ...options, clock });
      onState({ type: 'leading', rollouts });
      const ended = AbortSignal.any([leadership.lost, stop.signal]);
      if (!ended.aborted) await new Promise<void>((resolve) => ended.addEventListener('abort', () => resolve()));
      await rollouts.close();
      if (leadership.lost.aborted) onState({ type: 'lost', reason: String(leadership.lost.reason) });
    } finally {
      await leadership.release();
    }
  };

  const lead = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      try {
        await leadOnce();
      } catch (error) {
        if (stop.signal.aborted) return;
        onError?.(error, 'the controller');
        await sleep(clock, afterTroubleMs, stop.signal).catch(() => {});
      }
    }
  };
  const done = lead();
  return {
    close: async () => {
      stop.abort(new Error('closed'));
      await done;
    },
  };
};
