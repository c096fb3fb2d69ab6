/**
 * One pass over a Deployment that is released by partition (rules §4.5): its ReplicaSets are made and sized here, while the
 * Deployment's own controller, which sees it paused, keeps revisions and status. Pure.
 */
import type { Deployment, ReplicaSet } from '@binnacle/kube/api';
import { deploymentKind, replicaSetKind } from '@binnacle/kube/api';
import { annotations, labels } from '../../api/index.ts';
import type { EventNote } from '../../cluster/events.ts';
import type { Reader } from '../../cluster/reader.ts';
import { patchOf, scaleOf } from '../../cluster/write.ts';
import type { Write } from '../../cluster/write.ts';
import { freeOrphan } from './canary.ts';
import { nothing } from '../next-workload.ts';
import type { NextWorkload } from '../next-workload.ts';
import { isPartitioned, partitionStrategyOf } from './partition-strategy.ts';
import { limitsOf, rollingLimit, rollOn, scaleAll } from './rolling.ts';
import type { Rolling, SetSize, Sizes } from './rolling.ts';
import { replicaSetHash, replicaSetsOf, sameTemplate, templateHash } from './template.ts';

const desiredReplicas = 'deployment.kubernetes.io/desired-replicas';
const maxReplicas = 'deployment.kubernetes.io/max-replicas';
const revisionNumber = 'deployment.kubernetes.io/revision';
/** Of a Deployment's annotations its ReplicaSets have all but these. */
const notCopied: ReadonlySet<string> = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  'deprecated.deployment.rollback.to',
  'deployment.kubernetes.io/revision-history',
  revisionNumber,
  desiredReplicas,
  maxReplicas,
]);

/** The ReplicaSet of the Deployment's template as it is now: the oldest, should there be several. */
export const newReplicaSet = (deployment: Deployment, sets: readonly ReplicaSet[]): ReplicaSet | undefined =>
  sets.find(({ spec }) => sameTemplate(spec.template, deployment.spec.template));

export const nextDeployment = (deployment: Deployment, reader: Reader): NextWorkload => {
  const orphan = freeOrphan(deployment, reader);
  if (orphan.length > 0) return { writes: orphan, events: [] };
  const strategy = partitionStrategyOf(deployment);
  const { metadata, spec } = deployment;
  if (strategy === undefined || !isPartitioned(deployment) || metadata.deletionTimestamp !== undefined) return nothing;
  if (Object.keys(spec.selector).length === 0) return selectsAll;
  const sets = replicaSetsOf(reader, deployment);
  const found = newReplicaSet(deployment, sets);
  const replicas = spec.replicas ?? 1;
  const limits = limitsOf(strategy.rollingUpdate ?? {}, replicas);
  const limit = rollingLimit(strategy.partition ?? 0, replicas, limits.surge);
  const stable = metadata.labels?.[labels.stableRevision];
  const sizeOf = (set: ReplicaSet): SetSize => ({
    name: set.metadata.name,
    replicas: set.spec.replicas ?? 1,
    available: set.status?.availableReplicas ?? 0,
    stable: replicaSetHash(set) === stable,
  });
  const rolling: Rolling = {
    ...limits,
    replicas,
    limit,
    current: found === undefined ? { name: '', replicas: 0, available: 0 } : sizeOf(found),
    old: sets.filter((set) => set !== found).map(sizeOf),
  };
  const from = scaledFrom(sets, replicas);
  const notes = extraStatus(deployment, found, limit);
  if (from !== undefined || strategy.paused === true) {
    const sizes = from === undefined ? new Map<string, number>() : scaleAll(rolling, from);
    return resize(sets, { sizes, replicas, surge: limits.surge, notes });
  }
  // The new set is made when it may have a Pod, not before: names of revisions that never ran would stay.
  if (found === undefined) {
    if (limit === 0) return { ...nothing, notes };
    return { ...create(deployment, { reader, sets, rolling, notes }), isMoving: true };
  }
  const sizes = rollOn(rolling);
  const isMoving = sizes.size > 0 || rolling.current.available < rolling.current.replicas;
  return { ...resize(sets, { sizes, replicas, surge: limits.surge, notes }), isMoving };
};

const selectsAll: NextWorkload = {
  writes: [],
  events: [
    {
      type: 'Warning',
      reason: 'SelectingAll',
      message: 'This deployment is selecting all pods. A non-empty selector is required.',
    },
  ],
};

/** How many Pods the sets were last sized for; undefined when that is how many there are to be. */
const scaledFrom = (sets: readonly ReplicaSet[], replicas: number): number | undefined => {
  const sizedFor = sets
    .filter(({ spec }) => (spec.replicas ?? 1) > 0)
    .map(({ metadata }) => metadata.annotations?.[desiredReplicas])
    .find((text) => text !== undefined && Number(text) !== replicas);
  return sizedFor === undefined ? undefined : Number(sizedFor);
};

interface Resize {
  sizes: Sizes;
  replicas: number;
  surge: number;
  notes: readonly Write[];
}

const resize = (sets: readonly ReplicaSet[], { sizes, replicas, surge, notes }: Resize): NextWorkload => {
  const writes: Write[] = [];
  const events: EventNote[] = [];
  const marks = { [desiredReplicas]: String(replicas), [maxReplicas]: String(replicas + surge) };
  for (const set of sets) {
    const from = set.spec.replicas ?? 1;
    const to = sizes.get(set.metadata.name) ?? from;
    if (from === 0 && to === 0) continue;
    const { annotations: own = {} } = set.metadata;
    if (to === from && own[desiredReplicas] === marks[desiredReplicas]) continue;
    const isMarked = Object.entries(marks).every(([key, text]) => own[key] === text);
    const size = to === from ? {} : { spec: { replicas: to } };
    writes.push(
      isMarked
        ? scaleOf(replicaSetKind, set, to)
        : patchOf(replicaSetKind, set, { metadata: { annotations: marks }, ...size }),
    );
    if (to === from) continue;
    const message = `Scaled ${to > from ? 'up' : 'down'} replica set ${set.metadata.name} to ${to} from ${from}`;
    events.push({ type: 'Normal', reason: 'ScalingReplicaSet', message });
  }
  return { writes, events, notes };
};

interface Creation {
  reader: Reader;
  sets: readonly ReplicaSet[];
  rolling: Rolling;
  notes: readonly Write[];
}

const create = (deployment: Deployment, { reader, sets, rolling, notes }: Creation): NextWorkload => {
  const { metadata, spec } = deployment;
  const namespace = metadata.namespace ?? '';
  const replicas = rollOn(rolling).get('') ?? 0;
  const { name, hash } = freeName(deployment, reader);
  const podLabels = { ...spec.template.metadata?.labels, [labels.podTemplateHash]: hash };
  const numbers = sets.map((set) => Number(set.metadata.annotations?.[revisionNumber] ?? 0));
  const set: ReplicaSet = {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name,
      namespace,
      labels: podLabels,
      annotations: {
        // The Deployment's controller would copy them, by a call more.
        ...Object.fromEntries(Object.entries(metadata.annotations ?? {}).filter(([key]) => !notCopied.has(key))),
        [desiredReplicas]: String(rolling.replicas),
        [maxReplicas]: String(rolling.replicas + rolling.surge),
        [revisionNumber]: String(Math.max(0, ...numbers) + 1),
      },
      ownerReferences: [
        {
          apiVersion: 'apps/v1',
          kind: 'Deployment',
          name: metadata.name,
          uid: metadata.uid ?? '',
          controller: true,
          blockOwnerDeletion: true,
        },
      ],
    },
    spec: {
      replicas,
      ...(spec.minReadySeconds === undefined ? {} : { minReadySeconds: spec.minReadySeconds }),
      selector: { ...spec.selector, matchLabels: { ...spec.selector.matchLabels, [labels.podTemplateHash]: hash } },
      template: { ...spec.template, metadata: { ...spec.template.metadata, labels: podLabels } },
    },
  };
  return {
    writes: [{ type: 'create', kind: replicaSetKind, object: set }],
    events: [{ type: 'Normal', reason: 'ScalingReplicaSet', message: `Scaled up replica set ${name} to ${replicas}` }],
    notes,
  };
};

/** A name that no other ReplicaSet has: one of another template may hash alike. */
const freeName = ({ metadata, spec }: Deployment, reader: Reader): { name: string; hash: string } => {
  for (let collision = 0; ; collision += 1) {
    const hash = templateHash(spec.template, collision);
    const name = `${metadata.name}-${hash}`;
    if (reader.get(replicaSetKind, metadata.namespace ?? '', name) === undefined) return { name, hash };
  }
};

/** What users read beside the Deployment's own status. Not on one that was given back meanwhile: nobody would remove it. */
const extraStatus = (deployment: Deployment, set: ReplicaSet | undefined, limit: number): readonly Write[] => {
  const text = JSON.stringify({
    updatedReadyReplicas: set?.status?.availableReplicas ?? 0,
    expectedUpdatedReplicas: limit,
  });
  return deployment.metadata.annotations?.[annotations.deploymentExtraStatus] === text
    ? []
    : [
        patchOf(deploymentKind, deployment, {
          metadata: {
            resourceVersion: deployment.metadata.resourceVersion,
            annotations: { [annotations.deploymentExtraStatus]: text },
          },
        }),
      ];
};
