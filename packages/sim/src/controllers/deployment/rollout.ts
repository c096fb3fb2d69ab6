import { isDeepStrictEqual } from 'node:util';
import { isAlreadyExists } from '@binnacle/kube/api';
import type { ControllerContext } from '../../types.ts';
import type { EventRecorder } from '../../local/events.ts';
import type { Informer } from '../../local/informers.ts';
import { fromTime, refs, selects, toControllerRef } from '../../local/objects.ts';
import type { Condition, Deployment, Pod, ReplicaSet } from '../../local/objects.ts';
import {
  annotationsOfNewest,
  byCreation,
  desiredReplicasAnnotation,
  findNewReplicaSet,
  isSameTemplate,
  maxReplicasAnnotation,
  revisionAnnotation,
  revisionOf,
  templateHash,
  templateHashLabel,
} from './revision.ts';
import {
  nextNewSize,
  nextRollingStep,
  resolveLimits,
  scaleProportionally,
  type SetSize,
} from './rollout-arithmetic.ts';
import { countStatus, hasProgressDeadline, isComplete, maxSurgeOf, rolloutStatus, setCondition } from './status.ts';

export interface RolloutDeps extends ControllerContext {
  events: EventRecorder;
  sets: Informer<ReplicaSet>;
  pods: Informer<Pod>;
}

/** A deployment with the replica sets it owns. */
interface Owned {
  newest: ReplicaSet | undefined;
  /** Oldest first. */
  old: ReplicaSet[];
}

const sizeOf = (set: ReplicaSet): number => set.spec.replicas ?? 1;

const toSize = (set: ReplicaSet): SetSize => ({
  name: set.metadata.name,
  replicas: sizeOf(set),
  available: set.status?.availableReplicas ?? 0,
});

/** Moves one deployment a step towards what it asks for. */
export const createRollout = (deps: RolloutDeps) => {
  const { client, clock, events } = deps;

  const ownedBy = async (deployment: Deployment): Promise<ReplicaSet[]> => {
    const uid = deployment.metadata.uid ?? '';
    const owned: ReplicaSet[] = [];
    for (const set of deps.sets.controlledBy(uid)) {
      if (selects(deployment.spec.selector, set.metadata.labels)) owned.push(set);
      else if (deployment.metadata.deletionTimestamp === undefined) await setOwners(set, without(set, uid));
    }
    if (deployment.metadata.deletionTimestamp !== undefined) return owned;
    for (const set of deps.sets.orphansIn(deployment.metadata.namespace ?? '')) {
      if (set.metadata.deletionTimestamp !== undefined) continue;
      if (!selects(deployment.spec.selector, set.metadata.labels)) continue;
      owned.push(await setOwners(set, [...(set.metadata.ownerReferences ?? []), toControllerRef(deployment)]));
    }
    return owned;
  };

  const without = (set: ReplicaSet, uid: string) => set.metadata.ownerReferences?.filter((owner) => owner.uid !== uid);

  const setOwners = (set: ReplicaSet, ownerReferences: ReplicaSet['metadata']['ownerReferences']) =>
    client.update(refs.replicaSets, { ...set, metadata: { ...set.metadata, ownerReferences } });

  const writeStatus = async (deployment: Deployment, status: Deployment['status']): Promise<Deployment> =>
    isDeepStrictEqual(deployment.status, status)
      ? deployment
      : client.updateStatus(refs.deployments, { ...deployment, status });

  const withCondition = (deployment: Deployment, condition: Pick<Condition, 'status' | 'reason' | 'message'>) => ({
    ...deployment.status,
    conditions: setCondition(
      deployment.status?.conditions ?? [],
      { type: 'Progressing', ...condition },
      { now: clock.now() },
    ),
  });

  /** Written as a status is, as upstream does: an annotation alone would be a new generation. */
  const writeRevision = async (deployment: Deployment, revision: string): Promise<Deployment> => {
    if (deployment.metadata.annotations?.[revisionAnnotation] === revision) return deployment;
    const annotations = { ...deployment.metadata.annotations, [revisionAnnotation]: revision };
    return client.updateStatus(refs.deployments, { ...deployment, metadata: { ...deployment.metadata, annotations } });
  };

  const resize = async (set: ReplicaSet, to: number, deployment: Deployment): Promise<ReplicaSet> => {
    const desired = deployment.spec.replicas ?? 1;
    const annotations = {
      ...set.metadata.annotations,
      [desiredReplicasAnnotation]: String(desired),
      [maxReplicasAnnotation]: String(desired + maxSurgeOf(deployment)),
    };
    const from = sizeOf(set);
    if (from === to && isDeepStrictEqual(annotations, set.metadata.annotations)) return set;
    const updated = await client.update(refs.replicaSets, {
      ...set,
      metadata: { ...set.metadata, annotations },
      spec: { ...set.spec, replicas: to },
    });
    if (from !== to) {
      const direction = to > from ? 'up' : 'down';
      const message = `Scaled ${direction} replica set ${set.metadata.name} from ${from} to ${to}`;
      events.record({ about: deployment, reason: 'ScalingReplicaSet', message });
    }
    return updated;
  };

  /** Applies sizes by name; answers whether any changed. */
  const resizeAll = async (
    sets: readonly ReplicaSet[],
    sizes: readonly { name: string; to: number }[],
    d: Deployment,
  ) => {
    let changed = false;
    for (const { name, to } of sizes) {
      const set = sets.find((candidate) => candidate.metadata.name === name);
      if (set === undefined) continue;
      changed ||= sizeOf(set) !== to;
      await resize(set, to, d);
    }
    return changed;
  };

  const syncExisting = async (deployment: Deployment, newest: ReplicaSet, revision: number) => {
    const held = newest.metadata.annotations ?? {};
    const annotations = annotationsOfNewest(deployment, held, revision);
    const minReadySeconds = deployment.spec.minReadySeconds ?? 0;
    let set = newest;
    if (!isDeepStrictEqual(annotations, held) || (newest.spec.minReadySeconds ?? 0) !== minReadySeconds) {
      set = await client.update(refs.replicaSets, {
        ...newest,
        metadata: { ...newest.metadata, annotations },
        spec: { ...newest.spec, minReadySeconds },
      });
    }
    let current = await writeRevision(deployment, annotations[revisionAnnotation] ?? String(revision));
    const isWatched = current.status?.conditions?.some(({ type }) => type === 'Progressing') ?? false;
    if (hasProgressDeadline(deployment) && !isWatched) {
      const message = `Found new replica set "${set.metadata.name}"`;
      current = await writeStatus(
        current,
        withCondition(current, { status: 'True', reason: 'FoundNewReplicaSet', message }),
      );
    }
    return { deployment: current, newest: set };
  };

  const createNewest = async (deployment: Deployment, old: readonly ReplicaSet[], revision: number) => {
    const { template, selector, strategy, minReadySeconds } = deployment.spec;
    const desired = deployment.spec.replicas ?? 1;
    const hash = templateHash(template, deployment.status?.collisionCount);
    const labels = { ...template.metadata?.labels, [templateHashLabel]: hash };
    const surge = maxSurgeOf(deployment);
    const oldTotal = old.reduce((sum, set) => sum + sizeOf(set), 0);
    const replicas =
      strategy?.type === 'Recreate' ? desired : nextNewSize(desired, surge, { current: 0, all: oldTotal });
    const name = `${deployment.metadata.name}-${hash}`;
    const wanted: ReplicaSet = {
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      metadata: {
        name,
        namespace: deployment.metadata.namespace,
        labels,
        annotations: {
          ...annotationsOfNewest(deployment, {}, revision),
          [desiredReplicasAnnotation]: String(desired),
          [maxReplicasAnnotation]: String(desired + surge),
        },
        ownerReferences: [toControllerRef(deployment)],
      },
      spec: {
        replicas,
        ...(minReadySeconds === undefined ? {} : { minReadySeconds }),
        selector: { ...selector, matchLabels: { ...selector.matchLabels, [templateHashLabel]: hash } },
        template: { ...template, metadata: { ...template.metadata, labels } },
      },
    };
    try {
      const newest = await client.create(refs.replicaSets, wanted);
      if (replicas > 0) {
        const message = `Scaled up replica set ${name} from 0 to ${replicas}`;
        events.record({ about: deployment, reason: 'ScalingReplicaSet', message });
      }
      let current = await writeRevision(deployment, String(revision));
      if (hasProgressDeadline(deployment)) {
        const message = `Created new replica set "${name}"`;
        const status = withCondition(current, { status: 'True', reason: 'NewReplicaSetCreated', message });
        current = await writeStatus(current, status);
      }
      return { deployment: current, newest };
    } catch (error) {
      await explainFailure(deployment, name, error);
      throw error;
    }
  };

  /** Another template with the same hash raises the collision count; anything else is told in the status. */
  const explainFailure = async (deployment: Deployment, name: string, error: unknown) => {
    if (isAlreadyExists(error)) {
      const held = client.get<ReplicaSet>(refs.replicaSets, { namespace: deployment.metadata.namespace, name });
      if (held === undefined || isSameTemplate(held.spec.template, deployment.spec.template)) return;
      const collisionCount = (deployment.status?.collisionCount ?? 0) + 1;
      await writeStatus(deployment, { ...deployment.status, collisionCount });
      return;
    }
    const message = `Failed to create new replica set "${name}": ${error instanceof Error ? error.message : String(error)}`;
    events.record({ about: deployment, type: 'Warning', reason: 'ReplicaSetCreateError', message });
    if (hasProgressDeadline(deployment)) {
      await writeStatus(
        deployment,
        withCondition(deployment, { status: 'False', reason: 'ReplicaSetCreateError', message }),
      );
    }
  };

  const split = (deployment: Deployment, sets: readonly ReplicaSet[]): Owned => {
    const newest = findNewReplicaSet(deployment, sets);
    return { newest, old: sets.filter((set) => set.metadata.uid !== newest?.metadata.uid).sort(byCreation) };
  };

  const syncRevision = async (deployment: Deployment, { newest, old }: Owned, create: boolean) => {
    const revision = Math.max(0, ...old.map(revisionOf)) + 1;
    if (newest !== undefined) return syncExisting(deployment, newest, revision);
    return create ? createNewest(deployment, old, revision) : { deployment, newest };
  };

  /** Paused, or resized while a rollout is under way: only sizes change, nothing is rolled out. */
  const scaleOnly = async (deployment: Deployment, owned: Owned) => {
    const { deployment: current, newest } = await syncRevision(deployment, owned, false);
    const all = [...owned.old, ...(newest === undefined ? [] : [newest])];
    const active = all.filter((set) => sizeOf(set) > 0);
    const desired = deployment.spec.replicas ?? 1;
    const only = active.length === 0 ? (newest ?? owned.old.at(-1)) : active.length === 1 ? active[0] : undefined;
    if (only !== undefined) {
      if (sizeOf(only) !== desired) await resize(only, desired, deployment);
    } else if (newest !== undefined && isSaturated(deployment, newest)) {
      const toZero = owned.old.filter((set) => sizeOf(set) > 0).map(({ metadata }) => ({ name: metadata.name, to: 0 }));
      await resizeAll(all, toZero, deployment);
    } else if (active.length > 1 && deployment.spec.strategy?.type !== 'Recreate') {
      const sets = active.map((set) => ({
        ...toSize(set),
        maxReplicas: Number(set.metadata.annotations?.[maxReplicasAnnotation]) || 0,
        created: fromTime(set.metadata.creationTimestamp),
      }));
      const statusReplicas = deployment.status?.replicas ?? 0;
      await resizeAll(all, scaleProportionally(desired, maxSurgeOf(deployment), { sets, statusReplicas }), deployment);
    }
    if (deployment.spec.paused) await cleanUp(current, owned.old);
    const fresh = split(current, deps.sets.controlledBy(deployment.metadata.uid ?? ''));
    const sets = [...fresh.old, ...(fresh.newest === undefined ? [] : [fresh.newest])];
    await writeStatus(current, countStatus(current, sets, { newest: fresh.newest, now: clock.now() }));
  };

  const isSaturated = (deployment: Deployment, set: ReplicaSet): boolean => {
    const desired = deployment.spec.replicas ?? 1;
    return (
      sizeOf(set) === desired &&
      Number(set.metadata.annotations?.[desiredReplicasAnnotation]) === desired &&
      (set.status?.availableReplicas ?? 0) === desired
    );
  };

  const cleanUp = async (deployment: Deployment, old: readonly ReplicaSet[]) => {
    const limit = deployment.spec.revisionHistoryLimit;
    if (limit === undefined) return;
    const alive = old.filter((set) => set.metadata.deletionTimestamp === undefined);
    const excess = [...alive].sort((a, b) => revisionOf(a) - revisionOf(b)).slice(0, Math.max(0, alive.length - limit));
    for (const set of excess) {
      const { name, namespace, generation = 0 } = set.metadata;
      const isIdle = (set.status?.replicas ?? 0) === 0 && sizeOf(set) === 0;
      if (!isIdle || generation > (set.status?.observedGeneration ?? 0)) continue;
      await client.delete(refs.replicaSets, { namespace, name }, { propagationPolicy: 'Background' });
    }
  };

  const isScalingEvent = (deployment: Deployment, sets: readonly ReplicaSet[]): boolean =>
    sets.some((set) => {
      const annotation = set.metadata.annotations?.[desiredReplicasAnnotation];
      return sizeOf(set) > 0 && annotation !== undefined && Number(annotation) !== (deployment.spec.replicas ?? 1);
    });

  /** A pause or a resumption is told in the status, so that the deadline does not count the pause. */
  const notePause = async (deployment: Deployment): Promise<Deployment> => {
    const progressing = deployment.status?.conditions?.find(({ type }) => type === 'Progressing');
    if (!hasProgressDeadline(deployment) || progressing?.reason === 'ProgressDeadlineExceeded') return deployment;
    const wasPaused = progressing?.reason === 'DeploymentPaused';
    if ((deployment.spec.paused ?? false) === wasPaused) return deployment;
    const condition = wasPaused
      ? { reason: 'DeploymentResumed', message: 'Deployment is resumed' }
      : { reason: 'DeploymentPaused', message: 'Deployment is paused' };
    return writeStatus(deployment, withCondition(deployment, { status: 'Unknown', ...condition }));
  };

  const hasOldPods = (old: readonly ReplicaSet[]): boolean =>
    old.some(
      (set) =>
        (set.status?.replicas ?? 0) > 0 ||
        deps.pods
          .controlledBy(set.metadata.uid ?? '')
          .some(({ status }) => status?.phase !== 'Succeeded' && status?.phase !== 'Failed'),
    );

  /**
   * Status from the replica sets as they were at the start of this look: what it changed comes back as their events,
   * and only so are the steps of a rollout seen as progress one by one.
   */
  const finish = async (deployment: Deployment, { newest, old }: Owned): Promise<Deployment> => {
    if (isComplete(deployment, deployment.status ?? {})) await cleanUp(deployment, old);
    const sets = newest === undefined ? old : [...old, newest];
    return writeStatus(deployment, rolloutStatus(deployment, sets, { newest, now: clock.now() }));
  };

  const roll = async (deployment: Deployment, owned: Owned): Promise<Deployment> => {
    const { deployment: current, newest } = await syncRevision(deployment, owned, true);
    if (newest === undefined) return current;
    const desired = current.spec.replicas ?? 1;
    const limits = resolveLimits(current.spec.strategy?.rollingUpdate ?? {}, desired);
    const sets = { current: toSize(newest), old: owned.old.map(toSize) };
    await resizeAll([...owned.old, newest], nextRollingStep(desired, limits, sets), current);
    return finish(current, { newest, old: owned.old });
  };

  const recreate = async (deployment: Deployment, owned: Owned): Promise<Deployment> => {
    const first = await syncRevision(deployment, owned, false);
    const toZero = owned.old.filter((set) => sizeOf(set) > 0).map(({ metadata }) => ({ name: metadata.name, to: 0 }));
    if ((await resizeAll(owned.old, toZero, deployment)) || hasOldPods(owned.old)) {
      return finish(first.deployment, { newest: first.newest, old: owned.old });
    }
    const { deployment: current, newest } = await syncRevision(
      first.deployment,
      { ...owned, newest: first.newest },
      true,
    );
    if (newest !== undefined) await resize(newest, current.spec.replicas ?? 1, current);
    return finish(current, { newest, old: owned.old });
  };

  /** One look at one deployment; answers the deployment as it is then. */
  return async (deployment: Deployment): Promise<Deployment> => {
    const sets = await ownedBy(deployment);
    if (deployment.metadata.deletionTimestamp !== undefined) {
      const { newest } = split(deployment, sets);
      return writeStatus(deployment, countStatus(deployment, sets, { newest, now: clock.now() }));
    }
    const current = await notePause(deployment);
    const owned = split(current, sets);
    if (current.spec.paused || isScalingEvent(current, sets)) {
      await scaleOnly(current, owned);
      return current;
    }
    return current.spec.strategy?.type === 'Recreate' ? recreate(current, owned) : roll(current, owned);
  };
};
