/** Rollout v1alpha1: served, never stored. */
import type { IntOrString, KubeObject } from '@binnacle/kube/api';
import type {
  CanaryStatus,
  RolloutCondition,
  RolloutPhase,
  StepPause,
  TemplateMetadata,
  WorkloadRef,
} from './rollout.ts';
import type { HeaderModifier, TrafficRoutingRef, ValueMatch } from './traffic.ts';

export interface RolloutStepV1alpha1 {
  /** Percent of the traffic. */
  weight?: number;
  requestHeaderModifier?: HeaderModifier;
  matches?: { headers?: ValueMatch[] }[];
  replicas?: IntOrString;
  pause?: StepPause;
}

export interface RolloutV1alpha1 extends KubeObject {
  spec: {
    objectRef: { workloadRef?: WorkloadRef };
    disabled?: boolean;
    /** Deprecated: the workload's label is read instead. */
    rolloutID?: string;
    strategy: {
      paused?: boolean;
      canary?: {
        steps?: RolloutStepV1alpha1[];
        trafficRoutings?: TrafficRoutingRef[];
        failureThreshold?: IntOrString;
        patchPodTemplateMetadata?: TemplateMetadata;
        disableGenerateCanaryService?: boolean;
      };
    };
  };
  status?: {
    observedGeneration?: number;
    phase?: RolloutPhase;
    message?: string;
    conditions?: RolloutCondition[];
    canaryStatus?: CanaryStatus;
  };
}
