import { ApiError } from '@binnacle/kube/api';
import type { KubeClient } from '@binnacle/kube/client';
import type { Clock } from '@binnacle/kube/clock';
import type { FoundPrometheus, PrometheusFinder } from './ports.ts';

/** How a search ended. Moments are epoch ms. */
export interface DiscoveryResult {
  outcome: 'found' | 'none' | 'failed';
  startedAt: number;
  endedAt: number;
  /** What was found, or why nothing was. */
  message: string;
  found?: FoundPrometheus;
}

/** `step`: what it does now. `steps`: all it has done, for whoever wonders why nothing was found. */
export type DiscoveryStatus =
  | { state: 'idle' }
  | { state: 'running'; startedAt: number; step: string; steps: readonly string[] }
  | { state: 'ended'; result: DiscoveryResult; steps: readonly string[] };

export interface Discovery {
  status(): DiscoveryStatus;
  /** Starts a search and returns when it began (epoch ms). Throws Conflict (409) while one runs. */
  start(client: KubeClient): number;
  /** Ends a search under way without a result. */
  stop(): void;
}

export interface DiscoveryOptions {
  finder: PrometheusFinder;
  clock: Clock;
  /** The cluster's, for messages. */
  name: string;
  inCluster: boolean;
  last?: DiscoveryResult | undefined;
  onEnd: (result: DiscoveryResult) => void;
}

const timeLimitMs = 60_000;
const mostSteps = 100;

/** One cluster's search for its Prometheus: at most one at a time, within a time limit, its progress visible. */
export const createDiscovery = (options: DiscoveryOptions): Discovery => {
  const { finder, clock, name, inCluster, last, onEnd } = options;
  let status: DiscoveryStatus = last === undefined ? { state: 'idle' } : { state: 'ended', result: last, steps: [] };
  let running: AbortController | undefined;

  const search = async (client: KubeClient, controller: AbortController): Promise<void> => {
    const startedAt = clock.now();
    const steps: string[] = [];
    const onStep = (step: string) => {
      if (running !== controller) return;
      if (steps.length < mostSteps) steps.push(step);
      status = { state: 'running', startedAt, step, steps };
    };
    status = { state: 'running', startedAt, step: '', steps };
    const cancelLimit = clock.after(timeLimitMs, () =>
      controller.abort(new Error(`nothing was found within ${timeLimitMs / 1_000} s`)),
    );
    const outcome = await outcomeOf(finder, { client, inCluster, signal: controller.signal, onStep });
    cancelLimit();
    if (running !== controller) return;
    running = undefined;
    const result: DiscoveryResult = { ...outcome, startedAt, endedAt: clock.now() };
    status = { state: 'ended', result, steps };
    onEnd(result);
  };

  return {
    status: () => status,
    start: (client) => {
      if (running !== undefined) {
        throw new ApiError('Conflict', 409, `a search for the Prometheus of cluster "${name}" is under way`);
      }
      running = new AbortController();
      void search(client, running);
      return clock.now();
    },
    stop: () => {
      running?.abort(new Error('stopped'));
      running = undefined;
      if (status.state === 'running') status = { state: 'idle' };
    },
  };
};

const outcomeOf = async (
  finder: PrometheusFinder,
  request: Parameters<PrometheusFinder['find']>[0],
): Promise<Pick<DiscoveryResult, 'outcome' | 'message' | 'found'>> => {
  try {
    const found = await finder.find(request);
    return found === undefined
      ? { outcome: 'none', message: 'no Prometheus was found' }
      : { outcome: 'found', message: `found at ${found.url}`, found };
  } catch (error) {
    const { signal } = request;
    const cause: unknown = signal.aborted ? signal.reason : error;
    return { outcome: 'failed', message: cause instanceof Error ? cause.message : String(cause) };
  }
};
