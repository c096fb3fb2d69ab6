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
export interface PodRestartOutput {
  /** Who makes the new Pod. */
  controller: { kind: string; name: string };
}
