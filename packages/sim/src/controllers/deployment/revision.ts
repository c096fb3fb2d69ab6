import { isDeepStrictEqual } from 'node:util';
import type { Deployment, PodTemplate, ReplicaSet } from '../../local/objects.ts';
import { fromTime } from '../../local/objects.ts';

export const revisionAnnotation = 'deployment.kubernetes.io/revision';
export const revisionHistoryAnnotation = 'deployment.kubernetes.io/revision-history';
export const desiredReplicasAnnotation = 'deployment.kubernetes.io/desired-replicas';
export const maxReplicasAnnotation = 'deployment.kubernetes.io/max-replicas';
export const templateHashLabel = 'pod-template-hash';

/** Not copied from a deployment to its replica sets. */
const ownAnnotations = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  revisionAnnotation,
  revisionHistoryAnnotation,
  desiredReplicasAnnotation,
  maxReplicasAnnotation,
  'deprecated.deployment.rollback.to',
]);

/** Longest revision history kept, in characters. */
const historyLimit = 2000;

export const revisionOf = (object: { metadata: { annotations?: Record<string, string> } }): number =>
  Number(object.metadata.annotations?.[revisionAnnotation] ?? 0) || 0;

const withoutHash = (template: PodTemplate): PodTemplate => {
  const { [templateHashLabel]: _, ...labels } = template.metadata?.labels ?? {};
  return { ...template, metadata: { ...template.metadata, labels } };
};

export const isSameTemplate = (a: PodTemplate, b: PodTemplate): boolean =>
  isDeepStrictEqual(withoutHash(a), withoutHash(b));

export const byCreation = (a: ReplicaSet, b: ReplicaSet): number =>
  fromTime(a.metadata.creationTimestamp) - fromTime(b.metadata.creationTimestamp) ||
  (a.metadata.name < b.metadata.name ? -1 : 1);

/** The replica set of the deployment's present template: the oldest, should there be several. */
export const findNewReplicaSet = (deployment: Deployment, sets: readonly ReplicaSet[]): ReplicaSet | undefined =>
  [...sets].sort(byCreation).find((set) => isSameTemplate(set.spec.template, deployment.spec.template));

const sortKeys = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sortKeys(inner)]),
  );
};

/** Without vowels and look-alikes, so that no words appear. Upstream's alphabet for generated names. */
const safeAlphabet = 'bcdfghjklmnpqrstvwxz2456789';

/** A template's hash, spelled as upstream spells it; equal templates have equal hashes whatever their key order. */
export const templateHash = (template: object, collisionCount = 0): string => {
  const text = `${JSON.stringify(sortKeys(template))}${collisionCount === 0 ? '' : collisionCount}`;
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return [...String(hash)].map((digit) => safeAlphabet[digit.charCodeAt(0) % safeAlphabet.length]).join('');
};

/** Annotations of a replica set that is to be the newest: the deployment's own, the revision, and earlier revisions. */
export const annotationsOfNewest = (
  deployment: Deployment,
  held: Readonly<Record<string, string>>,
  revision: number,
): Record<string, string> => {
  const next: Record<string, string> = { ...held };
  for (const [key, value] of Object.entries(deployment.metadata.annotations ?? {})) {
    if (!ownAnnotations.has(key)) next[key] = value;
  }
  const before = held[revisionAnnotation];
  if ((Number(before) || 0) >= revision) return next;
  next[revisionAnnotation] = String(revision);
  if (before !== undefined) {
    const history = [...(held[revisionHistoryAnnotation]?.split(',') ?? []), before];
    while (history.join(',').length > historyLimit) history.shift();
    next[revisionHistoryAnnotation] = history.join(',');
  }
  return next;
};
