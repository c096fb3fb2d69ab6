import type { ReleasePod } from './use-revisions.ts';

export type PodLook = 'ready' | 'starting' | 'failing' | 'leaving';

export const isPodReady = ({ status }: ReleasePod): boolean =>
  status?.conditions?.some(({ type, status: value }) => type === 'Ready' && value === 'True') ?? false;

/** Why a container does not run, in the kubelet's word. */
export const waitingReason = ({ status }: ReleasePod): string =>
  status?.containerStatuses?.map(({ state }) => state?.waiting?.reason ?? '').find((reason) => reason !== '') ?? '';

/** Waiting for these is no failure. */
const usual = new Set(['', 'ContainerCreating', 'PodInitializing']);

export const lookOfPod = (pod: ReleasePod): PodLook => {
  if ('deletionTimestamp' in pod.metadata) return 'leaving';
  if (isPodReady(pod)) return 'ready';
  return pod.status?.phase === 'Failed' || !usual.has(waitingReason(pod)) ? 'failing' : 'starting';
};

/** The step, from 1, that made the Pod; empty where nobody wrote it. Source: rollouts-behaviour §4.7. */
export const batchOfPod = ({ metadata }: ReleasePod): string =>
  metadata.labels?.['rollouts.kruise.io/rollout-batch-id'] ?? '';
