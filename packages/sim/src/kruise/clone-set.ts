/** CloneSets: Pods without order, updated down to a partition, anew or where they are. */
import { isDeepStrictEqual } from 'node:util';
import { createController } from '@binnacle/kube/controller';
import { claimPods, followPods } from '../controllers/pod-ownership.ts';
import { createPodControl } from '../controllers/pod-control.ts';
import { nextAvailable } from '../controllers/replicaset/status.ts';
import { ensureRevision, revisionHashLabel, templateOfRevision, truncateRevisions } from '../controllers/revisions.ts';
import { createEventRecorder } from '../local/events.ts';
import type { Informers } from '../local/informers.ts';
import { isPodAvailable, isPodReady, keyOf, refs, splitKey, type Pod, type PodTemplate } from '../local/objects.ts';
import type { ControllerRevision } from '../local/workloads.ts';
import type { ControllerContext } from '../types.ts';
import { expectedUpdated, planCloneSet } from './clone-set-plan.ts';
import { kruiseRefs } from './types.ts';
import type { CloneSet, CloneSetStatus } from './types.ts';

/** On ControllerRevisions. */
const hashLabel = 'controller.kubernetes.io/hash';
const podHashLabel = 'pod-template-hash';

const shortName = (revision: string): string => revision.slice(revision.lastIndexOf('-') + 1);

const labelsOf = (revision: string) => ({ [revisionHashLabel]: revision, [podHashLabel]: shortName(revision) });

const withLabels = ({ metadata, spec }: PodTemplate, revision: string): PodTemplate => ({
  metadata: { ...metadata, labels: { ...metadata?.labels, ...labelsOf(revision) } },
  spec,
});

const withoutImages = ({ metadata, spec }: PodTemplate) => ({
  metadata,
  spec: { ...spec, containers: spec.containers.map(({ image: _image, ...rest }) => rest) },
});

const selectorText = (labels: Record<string, string> = {}): string =>
  Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(',');

interface Revisions {
  current: ControllerRevision;
  update: ControllerRevision;
}

const statusOf = (
  set: CloneSet,
  pods: readonly Pod[],
  { current, update, now }: Revisions & { now: number },
): CloneSetStatus => {
  const staying = pods.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  const isAvailable = (pod: Pod) => isPodAvailable(pod, set.spec.minReadySeconds ?? 0, now);
  const updated = staying.filter(({ metadata }) => metadata.labels?.[revisionHashLabel] === update.metadata.name);
  const replicas = set.spec.replicas ?? 1;
  const isComplete = staying.length === replicas && updated.filter(isPodReady).length === replicas;
  return {
    observedGeneration: set.metadata.generation ?? 1,
    replicas: staying.length,
    readyReplicas: staying.filter(isPodReady).length,
    availableReplicas: staying.filter(isAvailable).length,
    updatedReplicas: updated.length,
    updatedReadyReplicas: updated.filter(isPodReady).length,
    updatedAvailableReplicas: updated.filter(isAvailable).length,
    expectedUpdatedReplicas: expectedUpdated(set),
    currentRevision: (isComplete ? update : current).metadata.name,
    updateRevision: update.metadata.name,
    labelSelector: selectorText(set.spec.selector.matchLabels),
  };
};

export const startCloneSetController = (context: ControllerContext, informers: Informers): (() => void) => {
  const { client, clock } = context;
  const sets = informers.of<CloneSet>(kruiseRefs.cloneSets);
  const pods = informers.of<Pod>(refs.pods);
  const revisions = informers.of<ControllerRevision>(refs.controllerRevisions);
  const control = createPodControl(client, createEventRecorder(context, { component: 'cloneset-controller' }));

  const updateInPlace = (pod: Pod, { spec }: PodTemplate, revision: string) =>
    client.update(refs.pods, {
      ...pod,
      metadata: { ...pod.metadata, labels: { ...pod.metadata.labels, ...labelsOf(revision) } },
      spec: {
        ...pod.spec,
        containers: pod.spec.containers.map((container) => ({
          ...container,
          image: spec.containers.find(({ name }) => name === container.name)?.image ?? container.image,
        })),
      },
    });

  const roll = async (set: CloneSet, { current, update }: Revisions): Promise<void> => {
    const [before, after] = [templateOfRevision(current), templateOfRevision(update)];
    const inPlace = set.spec.updateStrategy?.type?.startsWith('InPlace') === true;
    const plan = planCloneSet({
      set,
      pods: pods.controlledBy(set.metadata.uid ?? ''),
      isUpdated: ({ metadata }) => metadata.labels?.[revisionHashLabel] === update.metadata.name,
      canUpdateInPlace: inPlace && isDeepStrictEqual(withoutImages(before), withoutImages(after)),
      now: clock.now(),
    });
    for (let i = 0; i < plan.create.old; i += 1) await control.create(set, withLabels(before, current.metadata.name));
    for (let i = 0; i < plan.create.updated; i += 1) await control.create(set, withLabels(after, update.metadata.name));
    for (const pod of plan.remove) await control.delete(set, pod);
    for (const pod of plan.update) await updateInPlace(pod, after, update.metadata.name);
  };

  const controller = createController({
    name: 'cloneset',
    clock,
    concurrency: 5,
    reconcile: async (key) => {
      const set = client.get<CloneSet>(kruiseRefs.cloneSets, splitKey(key));
      if (set === undefined || set.metadata.deletionTimestamp !== undefined) return;
      const uid = set.metadata.uid ?? '';
      await claimPods({ client, pods }, set);
      const update = await ensureRevision(client, set, { held: revisions.controlledBy(uid), hashLabel });
      const held = revisions.controlledBy(uid);
      const current = held.find(({ metadata }) => metadata.name === set.status?.currentRevision) ?? update;
      await roll(set, { current, update });
      const latest = client.get<CloneSet>(kruiseRefs.cloneSets, splitKey(key));
      if (latest === undefined || latest.metadata.uid !== uid) return;
      const owned = pods.controlledBy(uid);
      const status = statusOf(set, owned, { current, update, now: clock.now() });
      if (!isDeepStrictEqual(status, latest.status))
        await client.updateStatus(kruiseRefs.cloneSets, { ...latest, status });
      const named = new Set([
        status.currentRevision,
        status.updateRevision,
        ...owned.map(({ metadata }) => metadata.labels?.[revisionHashLabel] ?? ''),
      ]);
      await truncateRevisions(client, held, {
        isLive: ({ metadata }) => named.has(metadata.name),
        limit: set.spec.revisionHistoryLimit ?? 10,
      });
      const next = nextAvailable(set, owned, clock.now());
      return next === undefined ? undefined : { requeueAfterMs: next - clock.now() };
    },
  });

  sets.subscribe(({ object }) => controller.enqueue(keyOf(object)));
  followPods(pods, { kind: 'CloneSet', owners: sets, enqueue: controller.enqueue });
  return controller.close;
};
