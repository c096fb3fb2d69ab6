/** Which changes of a workload are caught and held for a Rollout (rules §3.2). */
import type { KubeObject, PodTemplateSpec } from '@binnacle/kube/api';
import type { Rollout } from '../api/index.ts';
import { annotations, labels, namesWorkload, sameJson, stepsOf } from '../api/index.ts';

/** The Rollout in charge of a workload: none that is going away, disabled or without steps. */
export const rolloutFor = (workload: KubeObject, rollouts: readonly Rollout[]): Rollout | undefined => {
  const { apiVersion, kind, metadata } = workload;
  const found = rollouts.find(
    (rollout) =>
      rollout.metadata.deletionTimestamp === undefined &&
      rollout.status?.phase !== 'Disabled' &&
      namesWorkload(rollout, { apiVersion, kind, name: metadata.name }),
  );
  return found !== undefined && stepsOf(found).length > 0 ? found : undefined;
};

const idOf = ({ metadata }: KubeObject): string => metadata.annotations?.[labels.rolloutId] ?? '';

const withoutHash = ({ metadata, ...rest }: PodTemplateSpec) => {
  const { [labels.podTemplateHash]: _hash, ...own } = metadata?.labels ?? {};
  return { ...rest, metadata: { ...metadata, labels: own } };
};

export const templateChanged = (before: PodTemplateSpec, after: PodTemplateSpec): boolean =>
  !sameJson(withoutHash(before), withoutHash(after));

/** With an id the id alone says what a release is; without one the template does. */
export const releaseChanged = <T extends KubeObject & { spec: { template: PodTemplateSpec } }>(
  before: T,
  after: T,
): boolean =>
  idOf(after) === '' ? templateChanged(before.spec.template, after.spec.template) : idOf(before) !== idOf(after);

export const isInProgress = ({ metadata }: KubeObject): boolean =>
  (metadata.annotations?.[annotations.inProgressing] ?? '') !== '';
