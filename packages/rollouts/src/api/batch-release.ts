/** BatchRelease: how many Pods of a workload are to run the new revision, and how many do. Made by Rollouts. */
import type { Condition, IntOrString, KubeObject } from '@binnacle/kube/api';
import type { TemplateMetadata, WorkloadRef } from './rollout.ts';

export type RollingStyle = 'Canary' | 'Partition' | 'BlueGreen';

export interface ReleasePlan {
  /** One for each step of the Rollout. */
  batches?: { canaryReplicas: IntOrString }[];
  /** The batch, from 0, that may run; none means finalise. */
  batchPartition?: number | null;
  rolloutID?: string;
  failureThreshold?: IntOrString;
  finalizingPolicy?: 'WaitResume' | 'Immediate';
  patchPodTemplateMetadata?: TemplateMetadata;
  rollingStyle?: RollingStyle;
  enableExtraWorkloadForCanary: boolean;
}

export type BatchPhase = '' | 'Preparing' | 'Progressing' | 'Finalizing' | 'Completed';
export type BatchState = 'Upgrading' | 'Verifying' | 'Ready';

export interface BatchReleaseStatus {
  phase?: BatchPhase;
  message?: string;
  conditions?: Condition[];
  canaryStatus: {
    batchState?: BatchState;
    /** From 0. */
    currentBatch: number;
    /** RFC 3339. */
    batchReadyTime?: string;
    updatedReplicas?: number;
    updatedReadyReplicas?: number;
    noNeedUpdateReplicas?: number;
  };
  stableRevision?: string;
  updateRevision?: string;
  observedGeneration?: number;
  observedRolloutID?: string;
  observedWorkloadReplicas: number;
  collisionCount?: number;
  observedReleasePlanHash?: string;
}

export interface BatchRelease extends KubeObject {
  spec: { workloadRef: WorkloadRef; releasePlan: ReleasePlan };
  status?: BatchReleaseStatus;
}

export interface BatchReleaseV1alpha1 extends KubeObject {
  spec: {
    targetReference: { workloadRef?: WorkloadRef };
    releasePlan: Omit<ReleasePlan, 'enableExtraWorkloadForCanary'>;
  };
  status?: Omit<BatchReleaseStatus, 'message'>;
}
