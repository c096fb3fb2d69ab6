import type { LogOptions } from '@binnacle/kube/client';

/** pods.logs (viewer, read, cluster). Container default: the default-container annotation, else the first. */
export interface LogsInput extends Omit<LogOptions, 'signal'> {
  namespace: string;
  name: string;
}
export interface LogsOutput {
  container: string;
  stream: AsyncIterable<Uint8Array>;
}
/** pods.restart (operator, write, cluster) {namespace,name}: deletes a Pod that has a controller; BadRequest for a bare Pod. */
export interface PodInput {
  namespace: string;
  name: string;
}
/** pods.evict (operator, write, cluster) */
export interface EvictInput extends PodInput {
  /** The Pod's own without it. */
  gracePeriodSeconds?: number;
}
export interface EvictOutput {
  /** The API server took it on; the Pod may still be ending. */
  evicted: true;
}
export interface PodRestartOutput {
  /** Who makes the new Pod. */
  controller: { kind: string; name: string };
}
