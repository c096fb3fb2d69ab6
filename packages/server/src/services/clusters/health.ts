import { isForbidden } from '@binnacle/kube/api';
import { sleep } from '@binnacle/kube/clock';
import type { Clock, Rng } from '@binnacle/kube/clock';
import type { ClusterStatus } from './types.ts';

/** Milliseconds between checks of a cluster that answers. */
const interval = 15_000;
/** Milliseconds until the first check after a failure; doubled per failure up to `longestBackOff`. */
const firstBackOff = 1_000;
const longestBackOff = 30_000;
/** Milliseconds a check may take. */
const timeLimit = 5_000;

export interface HealthCheck {
  status(): ClusterStatus;
  /** Checks now and keeps checking until stopped. Calling it twice does nothing. */
  start(): void;
  stop(): void;
}

export interface HealthCheckOptions {
  /** The cluster's, for messages. */
  name: string;
  version: (signal: AbortSignal) => Promise<{ gitVersion: string }>;
  clock: Clock;
  rng: Rng;
}

/** Asks one cluster's version again and again. Each cluster has its own loop, so that none waits for another. */
export const createHealthCheck = ({ name, version, clock, rng }: HealthCheckOptions): HealthCheck => {
  let status: ClusterStatus = { state: 'connecting' };
  let failures = 0;
  let stopping: AbortController | undefined;

  const check = async (stopped: AbortSignal): Promise<void> => {
    const limit = new AbortController();
    const cancel = clock.after(timeLimit, () =>
      limit.abort(new Error(`cluster "${name}" gave no answer within ${timeLimit / 1000} s`)),
    );
    try {
      const { gitVersion } = await version(AbortSignal.any([stopped, limit.signal]));
      failures = 0;
      status = { state: 'connected', version: gitVersion, lastConnectedAt: clock.now() };
    } catch (error) {
      if (stopped.aborted) return;
      if (isForbidden(error)) {
        // The API server answered and knows who asks: reading /version is simply not granted.
        failures = 0;
        status = { ...status, state: 'connected', lastConnectedAt: clock.now() };
        delete status.reason;
        return;
      }
      failures += 1;
      status = {
        ...status,
        state: 'unreachable',
        reason: reasonOf(limit.signal.aborted ? limit.signal.reason : error),
      };
    } finally {
      cancel();
    }
  };

  const loop = async (stopped: AbortSignal): Promise<void> => {
    while (!stopped.aborted) {
      await check(stopped);
      await sleep(clock, jitter(failures === 0 ? interval : backOff(failures), rng), stopped);
    }
  };

  return {
    status: () => status,
    start: () => {
      if (stopping !== undefined) return;
      stopping = new AbortController();
      // The only rejection is the sleep that `stop` aborts.
      loop(stopping.signal).catch(() => undefined);
    },
    stop: () => stopping?.abort(new Error('stopped')),
  };
};

const backOff = (failures: number): number => Math.min(longestBackOff, firstBackOff * 2 ** (failures - 1));

/** Between 80 % and 120 %, so that many clusters are not asked at once. */
const jitter = (ms: number, rng: Rng): number => ms * (0.8 + 0.4 * rng.next());

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
