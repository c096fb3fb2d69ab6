/** Admission by path: workloads are caught, Rollouts are checked (rules §3). */
import { fieldErrorText, joinedErrorText, replicaSetKind } from '@binnacle/kube/api';
import type { DaemonSet, Deployment, FieldError, KubeObject, ReplicaSet } from '@binnacle/kube/api';
import {
  annotations,
  fromV1alpha1Rollout,
  holderOf,
  rolloutKind,
  validateRollout,
  validateRolloutUpdate,
  validateV1alpha1Rollout,
  validateV1alpha1Update,
} from '../api/index.ts';
import type { Rollout, RolloutV1alpha1 } from '../api/index.ts';
import type { Reader } from '../cluster/index.ts';
import { partitionShapeOf } from '../release/index.ts';
import type { PartitionedWorkload } from '../release/index.ts';
import { admitDaemonSet } from './admit-daemon-set.ts';
import { admitDeployment } from './admit-deployment.ts';
import { admitPartitioned } from './admit-partitioned.ts';
import { rolloutFor } from './catch.ts';
import { allow, allowAs, deny } from './review.ts';
import type { AdmissionRequest, AdmissionResponse } from './review.ts';

export interface AdmitOptions {
  /** In percent; see validation. */
  partitionPercentLimit: number;
}

export type Admit = (request: AdmissionRequest, reader: Reader, options: AdmitOptions) => AdmissionResponse;

const rolloutsIn = (reader: Reader, namespace: string): readonly Rollout[] =>
  reader.list<Rollout>(rolloutKind, namespace, {});

/** Of all Rollouts in the namespace; first the one that the workload is held for is asked, if it is held. */
const chargeOf = (workload: KubeObject, reader: Reader): Rollout | undefined => {
  const { namespace = '', annotations: own = {} } = workload.metadata;
  const holder = reader.get<Rollout>(rolloutKind, namespace, holderOf(own[annotations.inProgressing]));
  const held = holder && rolloutFor(workload, [holder]);
  return held ?? rolloutFor(workload, rolloutsIn(reader, namespace));
};

const mutateDeployment: Admit = ({ operation, subResource = '', object, oldObject }, reader) => {
  if (operation !== 'UPDATE' || subResource !== '' || object == null || oldObject == null) return allow;
  const after = object as Deployment;
  const namespace = after.metadata.namespace ?? '';
  const rollout = chargeOf(after, reader);
  const sets = reader
    .list<ReplicaSet>(replicaSetKind, namespace, after.spec.selector.matchLabels ?? {})
    .filter(({ metadata }) => metadata.ownerReferences?.some(({ uid }) => uid === oldObject.metadata.uid));
  return allowAs(after, admitDeployment({ before: oldObject as Deployment, after, rollout, sets }));
};

const mutateDaemonSet: Admit = ({ operation, subResource = '', object, oldObject }, reader) => {
  if (operation !== 'UPDATE' || subResource !== '' || object == null || oldObject == null) return allow;
  const after = object as DaemonSet;
  const rollout = chargeOf(after, reader);
  return allowAs(after, admitDaemonSet({ before: oldObject as DaemonSet, after, rollout }));
};

const mutatePartitioned: Admit = ({ operation, subResource = '', object, oldObject }, reader) => {
  if (operation !== 'UPDATE' || subResource !== '' || object == null || oldObject == null) return allow;
  const shape = partitionShapeOf(object);
  if (shape === undefined) return allow;
  const after = object as PartitionedWorkload;
  const rollout = chargeOf(after, reader);
  return allowAs(after, admitPartitioned({ before: oldObject as PartitionedWorkload, after, rollout, shape }));
};

const isOld = (object: { apiVersion: string }): object is RolloutV1alpha1 => object.apiVersion.endsWith('/v1alpha1');

const current = (object: Rollout | RolloutV1alpha1): Rollout => (isOld(object) ? fromV1alpha1Rollout(object) : object);

/** v1alpha1 has rules of its own, and lets the number of steps change. */
const problems = (
  object: Rollout | RolloutV1alpha1,
  stored: Rollout | RolloutV1alpha1 | undefined,
  rules: Parameters<typeof validateRollout>[1],
): FieldError[] => {
  const own = isOld(object) ? validateV1alpha1Rollout(object) : [];
  if (own.length > 0) return own;
  const next = current(object);
  if (stored === undefined) return validateRollout(next, rules);
  if (!isOld(object)) return validateRolloutUpdate(next, current(stored), rules);
  const found = validateRolloutUpdate(next, current(stored), rules);
  const kept = found.filter(({ field }) => field !== 'Spec.Strategy.Steps');
  return [...kept, ...(isOld(stored) ? validateV1alpha1Update(object, stored) : [])];
};

const checkRollout: Admit = ({ operation, subResource = '', object, oldObject }, reader, options) => {
  if (subResource !== '' || object == null || (operation !== 'CREATE' && operation !== 'UPDATE')) return allow;
  const rollout = object as Rollout | RolloutV1alpha1;
  const others = rolloutsIn(reader, rollout.metadata.namespace ?? '');
  const found = problems(
    rollout,
    operation === 'UPDATE' ? ((oldObject ?? undefined) as Rollout | undefined) : undefined,
    {
      ...options,
      others,
    },
  );
  return found.length === 0 ? allow : deny(joinedErrorText(found.map(fieldErrorText)));
};

export const admissions: Readonly<Record<string, Admit>> = {
  '/mutate-apps-v1-deployment': mutateDeployment,
  '/mutate-apps-kruise-io-v1alpha1-cloneset': mutatePartitioned,
  '/mutate-apps-kruise-io-v1alpha1-daemonset': mutatePartitioned,
  '/mutate-apps-v1-daemonset': mutateDaemonSet,
  '/mutate-unified-workload': mutatePartitioned,
  '/validate-rollouts-kruise-io-rollout': checkRollout,
};
