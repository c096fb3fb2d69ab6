import type { RolloutStepSummary, RolloutSummary } from '@binnacle/api';
import type { Row } from '@binnacle/kube/watch';
import {
  askedWeight,
  isObserved,
  progressOf,
  releaseStateOf,
  resumesAt,
  stepsOf,
  styleOf,
  weightOf,
  type Rollout,
  type RolloutStep,
} from '@binnacle/rollouts/api';
import { toRfc3339 } from '../resources/index.ts';
import { rolloutOfRow } from './served.ts';

/** Which cluster a Rollout is of. */
export interface ClusterName {
  id: number;
  name: string;
}

const styles = { Canary: 'canary', Partition: 'partition', BlueGreen: 'blue-green' } as const;

const stepSummary = (step: RolloutStep): RolloutStepSummary => ({
  replicas: String(step.replicas ?? ''),
  traffic: weightOf(step) ?? null,
  pause: step.pause?.duration ?? null,
});

const podsOf = (rollout: Rollout): { updated: number; ready: number } => {
  const status = progressOf(rollout)?.status;
  if (status === undefined) return { updated: 0, ready: 0 };
  return 'updatedReplicas' in status
    ? { updated: status.updatedReplicas, ready: status.updatedReadyReplicas }
    : { updated: status.canaryReplicas, ready: status.canaryReadyReplicas };
};

const summarize = (rollout: Rollout, cluster: ClusterName): RolloutSummary => {
  const { metadata, spec, status } = rollout;
  const progress = progressOf(rollout);
  const phase = status?.phase ?? '';
  const isReleasing = phase === 'Progressing';
  const goesOn = resumesAt(rollout);
  return {
    cluster_id: cluster.id,
    cluster: cluster.name,
    uid: metadata.uid ?? '',
    namespace: metadata.namespace ?? '',
    name: metadata.name,
    resource_version: metadata.resourceVersion ?? '',
    created: metadata.creationTimestamp ?? '',
    workload: { kind: spec.workloadRef?.kind ?? '', name: spec.workloadRef?.name ?? '' },
    style: styles[styleOf(rollout)],
    state: releaseStateOf(rollout),
    phase,
    message: status?.message ?? '',
    step: isReleasing ? (progress?.step ?? 0) : 0,
    plan: stepsOf(rollout).map(stepSummary),
    weight: askedWeight(rollout) ?? null,
    ...podsOf(rollout),
    since: (isReleasing && progress?.status.lastUpdateTime) || null,
    resumes_at: goesOn === undefined ? null : toRfc3339(goesOn),
    observed: isObserved(rollout),
  };
};

/** A summary, and the same as JSON text. */
export interface Told {
  summary: RolloutSummary;
  text: string;
  /** How Pods of both revisions are known while one takes the place of the other. */
  revisions: { fresh: string; stable: string } | undefined;
}

const revisionsOf = (rollout: Rollout): Told['revisions'] => {
  const status = rollout.status?.phase === 'Progressing' ? progressOf(rollout)?.status : undefined;
  const { podTemplateHash: fresh, stableRevision: stable } = status ?? {};
  return fresh && stable ? { fresh, stable } : undefined;
};

/** Rows are replaced, never changed, and each is of one cluster, so each is told once for all its readers. */
const told = new WeakMap<Row, Told>();

export const tell = (row: Row, cluster: ClusterName): Told => {
  let found = told.get(row);
  if (found === undefined) {
    const rollout = rolloutOfRow(row);
    const summary = summarize(rollout, cluster);
    found = { summary, text: JSON.stringify(summary), revisions: revisionsOf(rollout) };
    told.set(row, found);
  }
  return found;
};
