import type { ObjectInput } from '../resources/types.ts';

/** workloads.scale (operator, write, cluster): Invalid/BadRequest for kinds without the `scalable` capability. */
export interface ScaleInput extends ObjectInput {
  /** 0 or more, whole. */
  replicas: number;
}
export interface ScaleOutput {
  previous: number;
  replicas: number;
}

/** workloads.restart (operator, write, cluster): template annotation kubectl.kubernetes.io/restartedAt. */
export interface RestartOutput {
  /** RFC 3339. */
  restartedAt: string;
}
