/** Pod templates of Deployments: compared and hashed without the label that ReplicaSets add. */
import type { Deployment, PodTemplateSpec, ReplicaSet } from '@binnacle/kube/api';
import { replicaSetKind } from '@binnacle/kube/api';
import { labels, sameJson } from '../../api/index.ts';
import { fnv32, safeEncode } from '../../cluster/stable-hash.ts';
import type { Reader } from '../../cluster/reader.ts';

const withoutHash = (template: PodTemplateSpec): PodTemplateSpec => {
  const { [labels.podTemplateHash]: _hash, ...rest } = template.metadata?.labels ?? {};
  return { ...template, metadata: { ...template.metadata, labels: rest } } as PodTemplateSpec;
};

export const sameTemplate = (a: PodTemplateSpec, b: PodTemplateSpec): boolean =>
  a === b || sameJson(withoutHash(a), withoutHash(b));

const hashOf = (value: unknown): string => safeEncode(String(fnv32(value)));

/** Each pass asks anew for the hash of a template that has not changed. */
const hashes = new WeakMap<PodTemplateSpec, string>();

/** A hash of ours (rules §2.3): stable, and not the one that ReplicaSets are named by. */
export const templateHash = (template: PodTemplateSpec, collision = 0): string => {
  if (collision > 0) return hashOf([withoutHash(template), collision]);
  let hash = hashes.get(template);
  if (hash === undefined) hashes.set(template, (hash = hashOf(withoutHash(template))));
  return hash;
};

export const replicaSetHash = (set: ReplicaSet | undefined): string =>
  set?.metadata.labels?.[labels.podTemplateHash] ?? '';

/** The Deployment's ReplicaSets that stay, oldest first. */
export const replicaSetsOf = (reader: Reader, deployment: Deployment): readonly ReplicaSet[] =>
  reader
    .list<ReplicaSet>(replicaSetKind, deployment.metadata.namespace ?? '', deployment.spec.selector.matchLabels ?? {})
    .filter(
      ({ metadata }) =>
        metadata.deletionTimestamp === undefined &&
        metadata.ownerReferences?.some(({ uid, controller }) => controller === true && uid === deployment.metadata.uid),
    )
    .sort((a, b) => compareAge(a, b));

export const compareAge = (
  a: { metadata: { creationTimestamp?: string; name: string } },
  b: { metadata: { creationTimestamp?: string; name: string } },
): number => {
  const [x, y] = [a.metadata.creationTimestamp ?? '', b.metadata.creationTimestamp ?? ''];
  return x === y ? (a.metadata.name < b.metadata.name ? -1 : 1) : x < y ? -1 : 1;
};

/** The oldest that is to have Pods: what runs while a change is held. */
export const stableReplicaSet = (sets: readonly ReplicaSet[]): ReplicaSet | undefined =>
  sets.find(({ spec }) => (spec.replicas ?? 1) > 0);
