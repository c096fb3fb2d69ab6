import type { ClusterTarget } from '@binnacle/kube/client';

/** The two API servers every body runs against: the simulator, and a real control plane. */
export type TargetName = 'simulator' | 'cluster';

/** What the global set-up of a run hands to its bodies. */
export interface Target {
  name: TargetName;
  /** May do everything. */
  admin: ClusterTarget;
  /** Authenticated, and may do nothing until bound. */
  viewer: ClusterTarget;
}

declare module 'vitest' {
  export interface ProvidedContext {
    target: Target;
  }
}
