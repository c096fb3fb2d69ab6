import type { ResourceRef } from '@binnacle/kube/api';
import { isDeepStrictEqual } from 'node:util';
import { createBackoff, createController } from '@binnacle/kube/controller';
import { createEventRecorder } from '../../local/events.ts';
import type { Informers } from '../../local/informers.ts';
import { keyOf, refs, splitKey, type Node, type Pod, type PodTemplate } from '../../local/objects.ts';
import type { ControllerRevision, DaemonSet } from '../../local/workloads.ts';
import type { ControllerContext } from '../../types.ts';
import { createPodControl } from '../pod-control.ts';
import { claimPods, followPods } from '../pod-ownership.ts';
import { nextAvailable } from '../replicaset/status.ts';
import { ensureRevision, revisionHashLabel, truncateRevisions } from '../revisions.ts';
import { daemonTemplate, nodeOf, specForNode } from './placement.ts';
import { planNodes, planUpdate, type DaemonLook, type DaemonPlan } from './plan.ts';
import { daemonSetStatus } from './status.ts';

/** Most pods created or deleted in one look. Source: kube-controller-manager `BurstReplicas` of daemon sets. */
const burst = 250;

const byNode = (pods: readonly Pod[]): Map<string, Pod[]> => {
  const map = new Map<string, Pod[]>();
  for (const pod of pods) {
    const isOver = pod.status?.phase === 'Failed' || pod.status?.phase === 'Succeeded';
    if (isOver && pod.metadata.deletionTimestamp !== undefined) continue;
    const node = nodeOf(pod);
    const held = map.get(node);
    if (held === undefined) map.set(node, [pod]);
    else held.push(pod);
  }
  return map;
};

/** Which DaemonSets: the native ones, or those of another group that go the same way with a little more. */
export interface DaemonSets {
  ref: ResourceRef;
  /** What of a plan to update may be done. */
  narrow?: (look: DaemonLook, plan: DaemonPlan) => DaemonPlan;
  /** On Pods, beside the revision's label. */
  podLabels?: (hash: string) => Record<string, string>;
  extraStatus?: (revision: ControllerRevision) => object;
}

/** DaemonSets: one pod on every node that takes it. */
export const startDaemonSets =
  ({ ref, narrow, podLabels, extraStatus }: DaemonSets) =>
  (context: ControllerContext, informers: Informers): (() => void) => {
    const { client, clock } = context;
    const sets = informers.of<DaemonSet>(ref);
    const pods = informers.of<Pod>(refs.pods);
    const nodes = informers.of<Node>(refs.nodes);
    const revisions = informers.of<ControllerRevision>(refs.controllerRevisions);
    const events = createEventRecorder(context, { component: 'daemonset-controller' });
    const control = createPodControl(client, events);
    /** A daemon that fails again and again is not replaced at once for ever. Source: `failedPodsBackoff`. */
    const backoff = createBackoff({ baseMs: 1000, maxMs: 900_000 });
    const blockedUntil = new Map<string, number>();

    const templateOf = (set: DaemonSet, hash: string): PodTemplate => {
      const { metadata, spec } = daemonTemplate(set, hash);
      return { metadata: { ...metadata, labels: { ...metadata?.labels, ...podLabels?.(hash) } }, spec };
    };
    const lookAt = (set: DaemonSet, hash: string): DaemonLook => ({
      set,
      template: templateOf(set, hash),
      hash,
      nodes: nodes.all(),
      pods: byNode(pods.controlledBy(set.metadata.uid ?? '')),
      now: clock.now(),
    });

    const carryOut = async ({ set, template }: DaemonLook, { create, remove }: DaemonPlan) => {
      for (const node of create.slice(0, burst)) {
        await control.create(set, template, { pod: { spec: specForNode(template, node) } });
      }
      await Promise.all(remove.slice(0, burst).map((pod) => control.delete(set, pod)));
    };

    /** Pods that ended are removed, told, and after repeated failures only now and then. */
    const removeEnded = async ({ set, now }: DaemonLook, { ended }: DaemonPlan) => {
      for (const { pod, node } of ended) {
        const { namespace, name } = pod.metadata;
        const at = `${namespace}/${name} on node ${node}`;
        if (pod.status?.phase === 'Failed') {
          const key = `${set.metadata.uid}/${node}`;
          const until = blockedUntil.get(key) ?? 0;
          if (now < until) {
            controller.enqueueAfter(keyOf(set), until - now);
            continue;
          }
          blockedUntil.set(key, now + backoff.next(key));
          const message = `Found failed daemon pod ${at}, will try to kill it`;
          events.record({ about: set, type: 'Warning', reason: 'FailedDaemonPod', message });
        } else {
          const message = `Found succeeded daemon pod ${at}, will try to delete it`;
          events.record({ about: set, reason: 'SucceededDaemonPod', message });
        }
        await control.delete(set, pod);
      }
    };

    const forget = (uid: string) => {
      for (const key of blockedUntil.keys()) {
        if (!key.startsWith(`${uid}/`)) continue;
        blockedUntil.delete(key);
        backoff.reset(key);
      }
    };

    const postStatus = async (look: DaemonLook, revision: ControllerRevision) => {
      const latest = client.get<DaemonSet>(ref, splitKey(keyOf(look.set)));
      if (latest === undefined || latest.metadata.uid !== look.set.metadata.uid) return;
      const status = { ...daemonSetStatus(look), ...extraStatus?.(revision) };
      if (!isDeepStrictEqual(status, latest.status)) await client.updateStatus(ref, { ...latest, status });
    };

    const controller = createController({
      name: 'daemonset',
      clock,
      concurrency: 2,
      reconcile: async (key) => {
        const set = client.get<DaemonSet>(ref, splitKey(key));
        if (set === undefined || set.metadata.deletionTimestamp !== undefined) return;
        const uid = set.metadata.uid ?? '';
        await claimPods({ client, pods }, set);
        const held = revisions.controlledBy(uid);
        const revision = await ensureRevision(client, set, { held, hashLabel: revisionHashLabel });
        const hash = revision.metadata.labels?.[revisionHashLabel] ?? '';
        let failure: unknown;
        try {
          const look = lookAt(set, hash);
          const plan = planNodes(look);
          await carryOut(look, plan);
          await removeEnded(look, plan);
          if (set.spec.updateStrategy?.type !== 'OnDelete') {
            const next = lookAt(set, hash);
            const wanted = planUpdate(next);
            await carryOut(next, narrow?.(next, wanted) ?? wanted);
          }
        } catch (error) {
          failure = error;
        }
        await postStatus(lookAt(set, hash), revision);
        const owned = pods.controlledBy(uid);
        const used = new Set([hash, ...owned.map(({ metadata }) => metadata.labels?.[revisionHashLabel] ?? '')]);
        await truncateRevisions(client, revisions.controlledBy(uid), {
          isLive: ({ metadata }) => used.has(metadata.labels?.[revisionHashLabel] ?? ''),
          limit: set.spec.revisionHistoryLimit ?? 10,
        });
        if (failure !== undefined) throw failure;
        const next = nextAvailable(set, owned, clock.now());
        return next === undefined ? undefined : { requeueAfterMs: next - clock.now() };
      },
    });

    sets.subscribe(({ type, object }) => {
      if (type === 'DELETED') forget(object.metadata.uid ?? '');
      else controller.enqueue(keyOf(object));
    });
    followPods(pods, { kind: 'DaemonSet', owners: sets, enqueue: controller.enqueue });
    // Heartbeats change nothing that decides where daemons run.
    nodes.subscribe(({ type, object, previous }) => {
      const isSame =
        type === 'MODIFIED' &&
        isDeepStrictEqual(previous?.spec, object.spec) &&
        isDeepStrictEqual(previous?.metadata.labels, object.metadata.labels);
      if (!isSame) for (const set of sets.all()) controller.enqueue(keyOf(set));
    });
    return controller.close;
  };

export const startDaemonSetController = startDaemonSets({ ref: refs.daemonSets });
