import { isUnauthorized } from '@binnacle/kube/api';
import { sleep } from '@binnacle/kube/clock';
import type { Clock, Rng } from '@binnacle/kube/clock';
import type { Probe } from './probe.ts';
import type { Observed } from './ports.ts';
import type { ClusterHealth, ClusterStatus } from './types.ts';

/** Milliseconds between checks of a cluster that answers. */
const interval = 15_000;
/** Every so many checks count Nodes and Pods too. */
const countEvery = 4;
/** Milliseconds until the first check after a failure; doubled per failure up to `longestBackOff`. */
const firstBackOff = 1_000;
const longestBackOff = 30_000;
/** Milliseconds a check may take. */
const timeLimit = 5_000;
/** An answer that takes longer, in ms, is a warning. */
const slow = 2_000;
/** Failures in a row from which a cluster is called so. docs/operations.md states them. */
const thresholds: readonly [failures: number, health: ClusterHealth][] = [
  [6, 'unavailable'],
  [3, 'error'],
  [1, 'warning'],
];

export interface HealthCheck {
  status(): ClusterStatus;
  /** Takes in the result of a check that somebody else made. */
  report(found: Probe): void;
  /** Checks after `delayMs` and keeps checking until stopped. Calling it twice does nothing. */
  start(delayMs?: number): void;
  stop(): void;
}

export interface HealthCheckOptions {
  /** The cluster's, for messages. */
  name: string;
  probe: (signal: AbortSignal, counts: boolean) => Promise<Probe>;
  clock: Clock;
  rng: Rng;
  /** What was known before. */
  known?: Observed;
  /** Called after each check. */
  onCheck?: (status: ClusterStatus) => void;
}

/** Asks one cluster again and again how it is. Each cluster has its own loop, so that none waits for another. */
export const createHealthCheck = (options: HealthCheckOptions): HealthCheck => {
  const { name, clock, rng, onCheck } = options;
  let status: ClusterStatus = { state: 'connecting', health: 'unknown', ...options.known };
  let failures = 0;
  let checks = 0;
  let stopping: AbortController | undefined;

  const succeed = (found: Probe, tookMs: number): void => {
    failures = 0;
    const { reason: _reason, ...rest } = status;
    const isSlow = tookMs > slow;
    status = {
      ...rest,
      ...found,
      state: 'connected',
      health: isSlow ? 'warning' : 'healthy',
      ...(isSlow ? { reason: `cluster "${name}" took ${(tookMs / 1_000).toFixed(1)} s to answer` } : {}),
      lastConnectedAt: clock.now(),
    };
  };

  const fail = (error: unknown): void => {
    failures += 1;
    status = { ...status, state: 'unreachable', health: healthAfter(failures, error), reason: reasonOf(error) };
  };

  const check = async (stopped: AbortSignal): Promise<void> => {
    const limit = new AbortController();
    const cancel = clock.after(timeLimit, () =>
      limit.abort(new Error(`cluster "${name}" gave no answer within ${timeLimit / 1000} s`)),
    );
    const began = clock.now();
    try {
      const counts = checks % countEvery === 0;
      const found = await options.probe(AbortSignal.any([stopped, limit.signal]), counts);
      checks += 1;
      succeed(found, clock.now() - began);
    } catch (error) {
      if (stopped.aborted) return;
      // What was counted may have changed meanwhile: it is counted again with the next answer.
      checks = 0;
      fail(limit.signal.aborted ? limit.signal.reason : error);
    } finally {
      cancel();
    }
    onCheck?.(status);
  };

  const loop = async (stopped: AbortSignal, delayMs: number): Promise<void> => {
    if (delayMs > 0) await sleep(clock, delayMs, stopped);
    while (!stopped.aborted) {
      await check(stopped);
      await sleep(clock, jitter(failures === 0 ? interval : backOff(failures), rng), stopped);
    }
  };

  return {
    status: () => status,
    report: (found) => succeed(found, 0),
    start: (delayMs = 0) => {
      if (stopping !== undefined) return;
      stopping = new AbortController();
      // The only rejection is the sleep that `stop` aborts.
      loop(stopping.signal, delayMs).catch(() => undefined);
    },
    stop: () => stopping?.abort(new Error('stopped')),
  };
};

/** Refused credentials do not get better by waiting. */
const healthAfter = (failures: number, error: unknown): ClusterHealth => {
  const health = thresholds.find(([least]) => failures >= least)?.[1] ?? 'warning';
  return isUnauthorized(error) && health === 'warning' ? 'error' : health;
};

const backOff = (failures: number): number => Math.min(longestBackOff, firstBackOff * 2 ** (failures - 1));

/** Between 80 % and 120 %, so that many clusters are not asked at once. */
const jitter = (ms: number, rng: Rng): number => ms * (0.8 + 0.4 * rng.next());

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
