/** TrafficRouting v1alpha1: traffic rules that several Rollouts share. */
import type { KubeObject } from '@binnacle/kube/api';
import type { HeaderModifier, HttpMatch, TrafficRoutingRef } from './traffic.ts';

export interface TrafficRouting extends KubeObject {
  spec: {
    objectRef: TrafficRoutingRef[];
    strategy: { weight?: number; requestHeaderModifier?: HeaderModifier; matches?: HttpMatch[] };
  };
  status?: {
    observedGeneration?: number;
    phase?: 'Initial' | 'Healthy' | 'Progressing' | 'Finalizing' | 'Terminating';
    message?: string;
  };
}
