import { daemonSetKind, deploymentKind, statefulSetKind, type Kind } from '@binnacle/kube/api';
import { groupOf, type Rollout, type WorkloadRef } from '@binnacle/rollouts/api';
import { refused } from './errors.ts';

/** Kruise's own, as far as they are read and written here. Source: OpenKruise API reference, apps.kruise.io. */
const kruise = (like: Kind, { kind, plural, version }: Pick<Kind, 'kind' | 'plural' | 'version'>): Kind => ({
  ...like,
  group: 'apps.kruise.io',
  version,
  kind,
  plural,
  singular: kind.toLowerCase(),
  shortNames: [],
  categories: [],
});

export const cloneSetKind = kruise(statefulSetKind, { kind: 'CloneSet', plural: 'clonesets', version: 'v1alpha1' });
export const advancedStatefulSetKind = kruise(statefulSetKind, { ...statefulSetKind, version: 'v1beta1' });
export const advancedDaemonSetKind = kruise(daemonSetKind, { ...daemonSetKind, version: 'v1alpha1' });

/** Workloads that a Rollout may name and whose Pods come from a template of theirs. */
const workloadKinds: readonly Kind[] = [
  deploymentKind,
  statefulSetKind,
  daemonSetKind,
  cloneSetKind,
  advancedStatefulSetKind,
  advancedDaemonSetKind,
];

/** The workload of a Rollout. Throws WorkloadRefMissing or WorkloadRefInvalid. */
export const workloadRefOf = ({ metadata, spec }: Rollout): WorkloadRef => {
  const ref = (spec as Partial<Rollout['spec']> | undefined)?.workloadRef as Partial<WorkloadRef> | undefined;
  if (ref === undefined) throw refused('WorkloadRefMissing', `rollout "${metadata.name}" names no workload`);
  const { apiVersion, kind, name } = ref;
  if (!apiVersion || !kind || !name)
    throw refused('WorkloadRefInvalid', `the workloadRef of rollout "${metadata.name}" lacks apiVersion, kind or name`);
  return { apiVersion, kind, name };
};

export const findWorkloadKind = ({ apiVersion, kind }: WorkloadRef): Kind | undefined =>
  workloadKinds.find((known) => known.kind === kind && known.group === groupOf(apiVersion));
