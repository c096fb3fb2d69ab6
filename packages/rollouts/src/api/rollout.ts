/** Rollout v1beta1, the stored version. */
import type { IntOrString, KubeObject } from '@binnacle/kube/api';
import type { TrafficRoutingRef, TrafficStrategy } from './traffic.ts';

export interface WorkloadRef {
  apiVersion: string;
  kind: string;
  name: string;
}

/** Without `duration` (seconds) somebody has to confirm. */
export interface StepPause {
  duration?: number;
}

export interface RolloutStep extends TrafficStrategy {
  replicas?: IntOrString;
  pause?: StepPause;
}

export interface TemplateMetadata {
  annotations?: Record<string, string>;
  labels?: Record<string, string>;
}

/** What both strategies say. */
export interface StrategyPlan {
  steps?: RolloutStep[];
  trafficRoutings?: TrafficRoutingRef[];
  failureThreshold?: IntOrString;
  /** The name of a TrafficRouting. */
  trafficRoutingRef?: string;
  disableGenerateCanaryService?: boolean;
}

export interface CanaryStrategy extends StrategyPlan {
  patchPodTemplateMetadata?: TemplateMetadata;
  /** True: new Pods run in a Deployment of their own (canary style); otherwise in the workload (partition style). */
  enableExtraWorkloadForCanary?: boolean;
}

export interface RolloutStrategy {
  paused?: boolean;
  canary?: CanaryStrategy;
  blueGreen?: StrategyPlan;
  /** Contract 004 writes it here as well as below `canary`. */
  trafficRoutingRef?: string;
}

export interface RolloutSpec {
  workloadRef: WorkloadRef;
  disabled?: boolean;
  strategy: RolloutStrategy;
}

export type RolloutPhase = '' | 'Initial' | 'Healthy' | 'Progressing' | 'Terminating' | 'Disabled' | 'Disabling';

export type StepState =
  | ''
  | 'BeforeStepUpgrade'
  | 'StepUpgrade'
  | 'StepTrafficRouting'
  | 'StepMetricsAnalysis'
  | 'StepPaused'
  | 'StepReady'
  | 'Completed';

export type FinalisingStep =
  | ''
  | 'FinalisingStepRouteTrafficToStable'
  | 'FinalisingStepRouteTrafficToNew'
  | 'RestoreStableService'
  | 'RemoveCanaryService'
  | 'ResumeWorkload'
  | 'ReleaseWorkloadControl'
  | 'END';

/** What the status says of a release, whatever the style. */
export interface CommonStatus {
  observedWorkloadGeneration?: number;
  observedRolloutID?: string;
  rolloutHash?: string;
  stableRevision?: string;
  podTemplateHash: string;
  /** From 1. */
  currentStepIndex?: number;
  /** From 1; -1 for none. Users write it to jump. */
  nextStepIndex: number;
  /** Users write StepReady to approve. */
  currentStepState: StepState;
  message?: string;
  /** RFC 3339. */
  lastUpdateTime?: string;
  finalisingStep: FinalisingStep;
}

export interface CanaryStatus extends CommonStatus {
  canaryReplicas: number;
  canaryReadyReplicas: number;
  canaryRevision: string;
}

export interface BlueGreenStatus extends CommonStatus {
  updatedReplicas: number;
  updatedReadyReplicas: number;
  updatedRevision: string;
}

export interface RolloutCondition {
  type: 'Progressing' | 'Succeeded' | 'Terminating';
  status: 'True' | 'False' | 'Unknown';
  reason: string;
  message: string;
  lastUpdateTime?: string;
  lastTransitionTime?: string;
}

export interface RolloutStatus {
  observedGeneration?: number;
  phase?: RolloutPhase;
  message?: string;
  conditions?: RolloutCondition[];
  /** Mirrors of the canary or blue-green status. */
  currentStepIndex: number;
  currentStepState: StepState;
  canaryStatus?: CanaryStatus;
  blueGreenStatus?: BlueGreenStatus;
}

export interface Rollout extends KubeObject {
  spec: RolloutSpec;
  status?: RolloutStatus;
}
