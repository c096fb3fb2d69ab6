/** RolloutHistory v1alpha1: what a release consisted of, kept after it. */
import type { KubeObject } from '@binnacle/kube/api';

export interface RolloutHistory extends KubeObject {
  spec?: {
    rollout?: { rolloutID: string; name: string; data?: unknown };
    workload?: { apiVersion?: string; kind?: string; name: string; data?: unknown };
    service?: { name: string; data?: unknown };
    trafficRouting?: { ingress?: { name: string; data?: unknown }; httpRoute?: { name: string; data?: unknown } };
  };
  status?: {
    phase?: '' | 'completed';
    canarySteps?: { canaryStepIndex: number; pods?: { name?: string; ip?: string; nodeName?: string }[] }[];
  };
}
