import {
  isConditionTrue,
  deploymentKind,
  podKind,
  toLabelSelectorText,
  type UnstructuredObject,
} from '@binnacle/kube/api';
import {
  labels,
  progressOf,
  rolloutHistoryKind,
  styleOf,
  type Rollout,
  type RolloutHistory,
} from '@binnacle/rollouts/api';
import { isNotFound, type PodTemplateSpec } from '@binnacle/kube/api';
import type { ClusterCall } from '../operation.ts';
import { withoutManagedFields } from '../resources/index.ts';
import { changesBetween, readRevisions, templateHashLabel, type KeptRevision } from '../workloads/index.ts';
import { readRollout } from './served.ts';
import type { RolloutHistoryOutput, RolloutInput, RolloutPodsOutput, RolloutRevision } from './types.ts';
import { findWorkloadKind, workloadRefOf } from './workload-kinds.ts';

const revisionHashLabel = 'controller-revision-hash';
/** Which Rollout a history is of. Source: rollouts-behaviour §6. */
const rolloutNameLabel = 'rollouts.kruise.io/rollout-name';

/** How Pods and status name the revision that an object keeps or a Pod is of. */
export const hashOf = ({ metadata, kind }: UnstructuredObject): string =>
  metadata.labels?.[templateHashLabel] ??
  metadata.labels?.[revisionHashLabel] ??
  (kind === 'ControllerRevision' ? metadata.name : '');

/** The Pods of a Rollout's workload, by revision. */
export const readPods = async (input: RolloutInput, context: ClusterCall): Promise<RolloutPodsOutput> =>
  podsOf(await readRollout(input, context), context);

/** The same of a Rollout that was read already. */
export const podsOf = async (rollout: Rollout, context: ClusterCall): Promise<RolloutPodsOutput> => {
  const empty = { workload: undefined, pods: [], revisions: [], template: undefined };
  const { workloadRef } = rollout.spec as Partial<Rollout['spec']>;
  if (workloadRef === undefined) return empty;
  const ref = workloadRefOf(rollout);
  const kind = findWorkloadKind(ref);
  if (kind === undefined) return { ...empty, workload: ref };
  const { namespace = '' } = rollout.metadata;
  try {
    const [{ workload, revisions: own }, extra] = await Promise.all([
      readRevisions({ kind, namespace, name: ref.name }, context),
      styleOf(rollout) === 'Canary' ? readExtra({ namespace, name: ref.name }, context) : [],
    ]);
    const revisions = [...extra.map((revision) => ({ ...revision, number: (own[0]?.number ?? 0) + 1 })), ...own];
    const selector = kind.podSelector?.(workload);
    const labelSelector = selector === undefined ? '' : toLabelSelectorText(selector);
    const { items } = await context.cluster.client.list(podKind, { namespace, labelSelector, signal: context.signal });
    const pods = items.map(withoutManagedFields);
    const { template } = (workload['spec'] ?? {}) as { template?: PodTemplateSpec };
    return { workload: ref, pods, revisions: describe({ rollout, revisions, pods }), template };
  } catch (error) {
    // A Rollout may wait for a workload that is not there yet.
    if (!isNotFound(error)) throw error;
    return { ...empty, workload: ref };
  }
};

/**
 * In canary style the new template runs in a Deployment of its own until the release is over, and then becomes the workload's
 * next revision.
 */
const readExtra = async ({ namespace, name }: RolloutInput, context: ClusterCall): Promise<KeptRevision[]> => {
  const { cluster, signal } = context;
  const labelSelector = `${labels.canaryDeployment}=${name}`;
  const { items } = await cluster.client.list(deploymentKind, { namespace, labelSelector, signal });
  const [newest] = items
    .filter(({ metadata }) => metadata.deletionTimestamp === undefined)
    .sort((a, b) => (b.metadata.creationTimestamp ?? '').localeCompare(a.metadata.creationTimestamp ?? ''));
  if (newest === undefined) return [];
  const { revisions } = await readRevisions({ kind: deploymentKind, namespace, name: newest.metadata.name }, context);
  return revisions.slice(0, 1);
};

/** RolloutHistories, and the revisions of the workload. */
export const readHistory = async (input: RolloutInput, context: ClusterCall): Promise<RolloutHistoryOutput> => {
  const { revisions } = await readPods(input, context);
  return {
    revisions: [...revisions].sort((a, b) => b.revision - a.revision),
    histories: await readHistories(input, context),
  };
};

const readHistories = async (
  { namespace, name }: RolloutInput,
  { cluster, signal }: ClusterCall,
): Promise<RolloutHistory[]> => {
  try {
    const labelSelector = `${rolloutNameLabel}=${name}`;
    const { items } = await cluster.client.list<RolloutHistory>(rolloutHistoryKind, {
      namespace,
      labelSelector,
      signal,
    });
    const createdOf = ({ metadata }: RolloutHistory) => metadata.creationTimestamp ?? '';
    return items.sort((a, b) => createdOf(b).localeCompare(createdOf(a)));
  } catch (error) {
    // A cluster whose controller keeps none has no such kind.
    if (isNotFound(error)) return [];
    throw error;
  }
};

interface Read {
  rollout: Rollout;
  revisions: readonly KeptRevision[];
  pods: readonly UnstructuredObject[];
}

const describe = ({ rollout, revisions, pods }: Read): RolloutRevision[] => {
  // A status keeps the names of its last release: once that is over, the workload's newest revision is the stable one.
  const progress = rollout.status?.phase === 'Progressing' ? progressOf(rollout) : undefined;
  const [newest] = revisions;
  const stable = progress?.status.stableRevision ?? (newest === undefined ? '' : hashOf(newest.keeper));
  const canary = [progress?.updatedRevision, progress?.status.podTemplateHash];
  const isNamed = (name: string | undefined, hash: string) =>
    name !== undefined && name !== '' && (hash === name || hash.endsWith(`-${name}`));
  return revisions
    .map(({ number, keeper, template }, index): RolloutRevision => {
      const hash = hashOf(keeper);
      const own = pods.filter((pod) => hashOf(pod) === hash);
      const isStable = isNamed(stable, hash);
      return {
        name: keeper.metadata.name,
        revision: number,
        hash,
        isStable,
        isCanary: !isStable && canary.some((name) => isNamed(name, hash)),
        pods: own,
        readyPods: own.filter(isReady).length,
        createdAt: keeper.metadata.creationTimestamp ?? '',
        template,
        changes: changesBetween(revisions[index + 1]?.template ?? template, template),
      };
    })
    .sort((a, b) => rankOf(a) - rankOf(b) || b.revision - a.revision);
};

const rankOf = ({ isCanary, isStable }: RolloutRevision): number => (isCanary ? 0 : isStable ? 1 : 2);

const isReady = ({ status }: UnstructuredObject): boolean =>
  isConditionTrue((status as { conditions?: { type: string; status: string }[] } | undefined)?.conditions, 'Ready');
