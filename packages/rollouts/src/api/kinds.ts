/** The kinds of this group, for readers that know kinds as data. */
import type { Column, Kind, UnstructuredObject } from '@binnacle/kube/api';
import { group } from './names.ts';

const field = (object: UnstructuredObject, path: string): unknown =>
  path.split('.').reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], object);

const text = (name: string, path: string): Column => ({
  name,
  type: 'string',
  priority: 0,
  value: (object) => String(field(object, path) ?? ''),
});
const count = (name: string, path: string): Column => ({
  name,
  type: 'integer',
  priority: 0,
  value: (object) => (field(object, path) as number | undefined) ?? null,
});
const age: Column = {
  name: 'AGE',
  type: 'date',
  priority: 0,
  value: (object) => object.metadata.creationTimestamp ?? null,
};

const shared = { group, namespaced: true, shortNames: [], categories: [], capabilities: [] } as const;

export const rolloutKind: Kind = {
  ...shared,
  version: 'v1beta1',
  plural: 'rollouts',
  kind: 'Rollout',
  singular: 'rollout',
  columns: [
    text('STATUS', 'status.phase'),
    count('CANARY_STEP', 'status.currentStepIndex'),
    text('CANARY_STATE', 'status.currentStepState'),
    text('MESSAGE', 'status.message'),
    age,
  ],
};

/** For clusters whose controller is too old for v1beta1; not among `rolloutKinds`. */
export const rolloutKindV1alpha1: Kind = {
  ...rolloutKind,
  version: 'v1alpha1',
  columns: [
    text('STATUS', 'status.phase'),
    count('CANARY_STEP', 'status.canaryStatus.currentStepIndex'),
    text('CANARY_STATE', 'status.canaryStatus.currentStepState'),
    text('MESSAGE', 'status.message'),
    age,
  ],
};

export const batchReleaseKind: Kind = {
  ...shared,
  version: 'v1beta1',
  plural: 'batchreleases',
  kind: 'BatchRelease',
  singular: 'batchrelease',
  columns: [
    text('KIND', 'spec.workloadRef.kind'),
    text('PHASE', 'status.phase'),
    count('BATCH', 'status.canaryStatus.currentBatch'),
    text('BATCH-STATE', 'status.canaryStatus.batchState'),
    age,
  ],
};

export const trafficRoutingKind: Kind = {
  ...shared,
  version: 'v1alpha1',
  plural: 'trafficroutings',
  kind: 'TrafficRouting',
  singular: 'trafficrouting',
  columns: [text('STATUS', 'status.phase'), text('MESSAGE', 'status.message'), age],
};

export const rolloutHistoryKind: Kind = {
  ...shared,
  version: 'v1alpha1',
  plural: 'rollouthistories',
  kind: 'RolloutHistory',
  singular: 'rollouthistory',
  columns: [age],
};

export const rolloutKinds: readonly Kind[] = [rolloutKind, batchReleaseKind, trafficRoutingKind, rolloutHistoryKind];
