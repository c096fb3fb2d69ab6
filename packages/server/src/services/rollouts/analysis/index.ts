import type { RolloutAnalysisRun, RolloutMeasured } from '@binnacle/api';
import { isForbidden, isServiceUnavailable, isBadRequest } from '@binnacle/kube/api';
import type { Clock } from '@binnacle/kube/clock';
import { progressOf, type Rollout } from '@binnacle/rollouts/api';
import type { ClusterCall, Operation } from '../../operation.ts';
import type { PrometheusReader } from '../../prometheus/index.ts';
import { rolloutQuery } from '../operation.ts';
import { podsOf } from '../revisions.ts';
import { readRollout } from '../served.ts';
import { createSharedAnswers } from '../shared-answers.ts';
import type { RolloutInput } from '../types.ts';
import { judge } from './judge.ts';
import { measure } from './measure.ts';

/** How the requests of a release's two revisions do. */
export interface AnalysisOutput {
  /**
   * `unconfigured`: the cluster has no Prometheus; `unavailable`: it has one that gives no answer; `pending`: nothing of the
   * new revision is measured yet; `idle`: nothing is released.
   */
  state: 'unconfigured' | 'unavailable' | 'pending' | 'running' | 'idle';
  summary: string;
  runs: RolloutAnalysisRun[];
  measured?: RolloutMeasured;
}

export interface AnalysisOptions {
  reader: PrometheusReader;
  clock: Clock;
}

/** Milliseconds for which one answer serves all who ask. */
const sharedMs = 5_000;
const mostShared = 500;

export const createAnalysisOperation = (options: AnalysisOptions): Operation<RolloutInput, AnalysisOutput> => {
  const answers = createSharedAnswers<AnalysisOutput>({ clock: options.clock, forMs: sharedMs, most: mostShared });
  return rolloutQuery(
    { id: 'rollouts.analysis', summary: 'How the requests of both revisions of a release do' },
    async (input, context) => {
      const rollout = await readRollout(input, context);
      const { cluster } = context;
      const key = `${input.namespace}/${input.name}/${rollout.metadata.resourceVersion}`;
      // It ends with the cluster, and the reader has limits of its own.
      const call = { cluster, signal: cluster.closed };
      return answers.of(cluster.client, key, () => analyse(rollout, { input, call, ...options }));
    },
  );
};

interface Analysed extends AnalysisOptions {
  input: RolloutInput;
  call: ClusterCall;
}

const analyse = async (rollout: Rollout, { input, call, reader, clock }: Analysed): Promise<AnalysisOutput> => {
  const { cluster, signal } = call;
  const found = reader.find(cluster);
  if ('reason' in found) return { state: 'unconfigured', summary: found.reason, runs: [] };
  const progress = rollout.status?.phase === 'Progressing' ? progressOf(rollout) : undefined;
  const { revisions } = await podsOf(rollout, call);
  const canary = progress === undefined ? undefined : revisions.find(({ isCanary }) => isCanary);
  const stable = revisions.find(({ isStable }) => isStable) ?? revisions.find((revision) => revision !== canary);
  if (canary === undefined && stable === undefined)
    return { state: 'idle', summary: 'the workload has no revisions', runs: [] };
  let measured: RolloutMeasured;
  try {
    const { namespace } = input;
    measured = await measure({ reader, cluster, namespace, canary, stable, now: clock.now(), signal });
  } catch (error) {
    if (isServiceUnavailable(error) || isForbidden(error) || isBadRequest(error))
      return { state: 'unavailable', summary: error.message, runs: [] };
    throw error;
  }
  if (progress === undefined) return { state: 'idle', summary: 'nothing is being released', runs: [], measured };
  const startedAt = progress.status.lastUpdateTime ?? '';
  const runs = judge(measured).map((verdict) => ({
    id: `step-${progress.step}-${verdict.name}`,
    startedAt,
    finishedAt: '',
    ...verdict,
  }));
  if (measured.canary?.requestsPerSecond == null)
    return { state: 'pending', summary: 'the new revision has had no requests yet', runs, measured };
  const summary = runs.map(({ name, message }) => `${name}: ${message}`).join('; ');
  return { state: 'running', summary, runs, measured };
};
