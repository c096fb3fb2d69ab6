/** The BatchRelease of a Rollout: one, of the same name, that the Rollout owns (rules §2.9). */
import type { BatchRelease, ReleasePlan, Rollout } from '../api/index.ts';
import {
  annotations,
  batchReleaseKind,
  finalizers,
  planOf,
  rolloutKind,
  sameJson,
  stepsOf,
  styleOf,
} from '../api/index.ts';
import { deletionOf, mergePatch, patchOf } from '../cluster/write.ts';
import type { Write } from '../cluster/write.ts';
import { sha256 } from '../cluster/stable-hash.ts';

export interface ReleaseWish {
  /** The step, from 1, whose Pods are to run. */
  step: number;
  rolloutId: string;
  rollingBack: boolean;
}

const planFor = (rollout: Rollout, { step, rolloutId }: ReleaseWish): ReleasePlan => {
  const style = styleOf(rollout);
  const { failureThreshold } = planOf(rollout) ?? {};
  const metadata = rollout.spec.strategy.canary?.patchPodTemplateMetadata;
  return {
    batches: stepsOf(rollout).map(({ replicas }) => ({ canaryReplicas: replicas ?? 0 })),
    batchPartition: step - 1,
    rolloutID: rolloutId,
    rollingStyle: style,
    enableExtraWorkloadForCanary: style === 'Canary',
    ...(failureThreshold === undefined ? {} : { failureThreshold }),
    ...(metadata === undefined ? {} : { patchPodTemplateMetadata: metadata }),
  };
};

const rollsBackInBatch = (rollout: Rollout): boolean =>
  rollout.metadata.annotations?.[annotations.rollbackInBatch] === 'true';

const inBatches = { annotations: { [annotations.rollbackInBatch]: 'true' } };

const newRelease = (rollout: Rollout, wish: ReleaseWish): BatchRelease => ({
  apiVersion: 'rollouts.kruise.io/v1beta1',
  kind: 'BatchRelease',
  metadata: {
    name: rollout.metadata.name,
    namespace: rollout.metadata.namespace ?? '',
    // Its own upkeep would add it, by a call and a pass more.
    finalizers: [finalizers.batchRelease],
    ...(wish.rollingBack && rollsBackInBatch(rollout) ? inBatches : {}),
    ownerReferences: [
      {
        apiVersion: 'rollouts.kruise.io/v1beta1',
        kind: rolloutKind.kind,
        name: rollout.metadata.name,
        uid: rollout.metadata.uid ?? '',
        controller: true,
        blockOwnerDeletion: true,
      },
    ],
  },
  spec: { workloadRef: rollout.spec.workloadRef, releasePlan: planFor(rollout, wish) },
});

/** Makes or changes the BatchRelease so that it runs up to the step; none when it says so already. */
export const runUpTo = (rollout: Rollout, release: BatchRelease | undefined, wish: ReleaseWish): readonly Write[] => {
  if (release === undefined) return [{ type: 'create', kind: batchReleaseKind, object: newRelease(rollout, wish) }];
  // One that is going away must be gone first.
  if (release.metadata.deletionTimestamp !== undefined) return [];
  const plan = planFor(rollout, wish);
  if (sameJson(release.spec.releasePlan, plan)) return [];
  const metadata = wish.rollingBack && rollsBackInBatch(rollout) ? { metadata: inBatches } : {};
  const releasePlan = mergePatch(release.spec.releasePlan, plan);
  return [patchOf(batchReleaseKind, release, { ...metadata, spec: { releasePlan } })];
};

/** The batch of this step has its Pods, and the status speaks of the plan as it is now. */
export const hasReached = (rollout: Rollout, release: BatchRelease | undefined, wish: ReleaseWish): boolean => {
  if (release?.status === undefined || runUpTo(rollout, release, wish).length > 0) return false;
  const { canaryStatus, observedReleasePlanHash, observedGeneration } = release.status;
  return (
    release.metadata.deletionTimestamp === undefined &&
    observedReleasePlanHash === sha256(release.spec.releasePlan) &&
    observedGeneration === release.metadata.generation &&
    canaryStatus.batchState === 'Ready' &&
    canaryStatus.currentBatch + 1 >= wish.step
  );
};

/** Has the workload go on by itself to the end of its update. Done when the BatchRelease is Completed, or gone. */
export const resume = (
  release: BatchRelease | undefined,
  finalizingPolicy: 'WaitResume' | 'Immediate',
): { done: boolean; writes: readonly Write[] } => {
  if (release === undefined) return { done: true, writes: [] };
  const { batchPartition, finalizingPolicy: policy } = release.spec.releasePlan;
  if (batchPartition != null || policy !== finalizingPolicy)
    return {
      done: false,
      writes: [
        patchOf(batchReleaseKind, release, { spec: { releasePlan: { batchPartition: null, finalizingPolicy } } }),
      ],
    };
  return { done: release.status?.phase === 'Completed', writes: [] };
};

/** Done when it is gone. */
export const remove = (release: BatchRelease | undefined): { done: boolean; writes: readonly Write[] } => {
  if (release === undefined) return { done: true, writes: [] };
  const asked = release.metadata.deletionTimestamp !== undefined;
  return { done: false, writes: asked ? [] : [deletionOf(batchReleaseKind, release)] };
};
