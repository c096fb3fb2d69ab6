import type { ResourceRef } from '@binnacle/kube/api';
import { isDeepStrictEqual } from 'node:util';
import { createController } from '@binnacle/kube/controller';
import { createEventRecorder } from '../../local/events.ts';
import type { Informers } from '../../local/informers.ts';
import { keyOf, refs, splitKey, type Pod } from '../../local/objects.ts';
import type { ControllerRevision, StatefulSet } from '../../local/workloads.ts';
import type { ControllerContext } from '../../types.ts';
import { claimPods, followPods } from '../pod-ownership.ts';
import { nextAvailable } from '../replicaset/status.ts';
import { ensureRevision, truncateRevisions } from '../revisions.ts';
import { createStatefulPodControl, ordinalOf, revisionNameOf } from './pods.ts';
import { statefulSetStatus } from './status.ts';
import { stepStatefulSet } from './step.ts';

/** On ControllerRevisions. */
const hashLabel = 'controller.kubernetes.io/hash';

/** Which StatefulSets: the native ones, or those of another group that go the same way. */
export interface StatefulSets {
  ref: ResourceRef;
  /** The set as the native rules read it. */
  seen: (set: StatefulSet) => StatefulSet;
}

/** StatefulSets: pods with names that stay, made, replaced and removed in order. */
export const startStatefulSets =
  ({ ref, seen }: StatefulSets) =>
  (context: ControllerContext, informers: Informers): (() => void) => {
    const { client, clock } = context;
    const sets = informers.of<StatefulSet>(ref);
    const pods = informers.of<Pod>(refs.pods);
    const revisions = informers.of<ControllerRevision>(refs.controllerRevisions);
    const control = createStatefulPodControl(
      client,
      createEventRecorder(context, { component: 'statefulset-controller' }),
    );

    const controller = createController({
      name: 'statefulset',
      clock,
      concurrency: 5,
      reconcile: async (key) => {
        const found = client.get<StatefulSet>(ref, splitKey(key));
        if (found === undefined) return;
        const set = seen(found);
        const uid = set.metadata.uid ?? '';
        if (set.metadata.deletionTimestamp === undefined)
          await claimPods({ client, pods }, set, (pod) => ordinalOf(set, pod) >= 0);
        const update = await ensureRevision(client, set, { held: revisions.controlledBy(uid), hashLabel });
        const held = revisions.controlledBy(uid);
        const current = held.find(({ metadata }) => metadata.name === set.status?.currentRevision) ?? update;
        let failure: unknown;
        try {
          await stepStatefulSet({ set, pods: pods.controlledBy(uid), current, update, now: clock.now() }, control);
        } catch (error) {
          failure = error;
        }
        const latest = client.get<StatefulSet>(ref, splitKey(key));
        if (latest === undefined || latest.metadata.uid !== uid) return;
        const owned = pods.controlledBy(uid);
        // What was observed is the spec that was acted on; a newer one gets its own look.
        const status = statefulSetStatus(set, owned, { current, update, now: clock.now() });
        if (!isDeepStrictEqual(status, latest.status)) await client.updateStatus(ref, { ...latest, status });
        const named = new Set([status.currentRevision, status.updateRevision, ...owned.map(revisionNameOf)]);
        await truncateRevisions(client, held, {
          isLive: ({ metadata }) => named.has(metadata.name),
          limit: set.spec.revisionHistoryLimit ?? 10,
        });
        if (failure !== undefined) throw failure;
        const next = nextAvailable(set, owned, clock.now());
        return next === undefined ? undefined : { requeueAfterMs: next - clock.now() };
      },
    });

    sets.subscribe(({ object }) => controller.enqueue(keyOf(object)));
    followPods(pods, { kind: 'StatefulSet', owners: sets, enqueue: controller.enqueue });
    return controller.close;
  };

export const startStatefulSetController = startStatefulSets({ ref: refs.statefulSets, seen: (set) => set });
