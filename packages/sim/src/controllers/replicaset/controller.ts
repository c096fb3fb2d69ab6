import { isDeepStrictEqual } from 'node:util';
import type { KubeObject, ResourceRef } from '@binnacle/kube/api';
import { createController } from '@binnacle/kube/controller';
import type { ControllerContext } from '../../types.ts';
import { createEventRecorder } from '../../local/events.ts';
import type { Informers } from '../../local/informers.ts';
import { isPodActive, keyOf, refs, splitKey } from '../../local/objects.ts';
import type { Pod, ReplicaSet } from '../../local/objects.ts';
import { createPodControl } from '../pod-control.ts';
import { claimPods, followPods } from '../pod-ownership.ts';
import { deletionOrder } from './deletion-order.ts';
import { nextAvailable, replicaSetStatus } from './status.ts';

/** Most pods created or deleted in one look. Source: kube-controller-manager `BurstReplicas`. */
const burst = 500;

/** A look at a set costs as much as it has Pods: what happens to them is looked at again this long after for each. */
const restPerPodMs = 5;
const mostRestMs = 1000;

/** A kind that keeps a number of pods, and how one of its objects reads as a replica set. */
interface Kind<T extends KubeObject> {
  ref: ResourceRef;
  kind: string;
  component: string;
  asSet: (object: T) => ReplicaSet;
}

/** As many pods of the template as the spec asks for. */
const startReplicaController = <T extends KubeObject>(
  { context, informers }: { context: ControllerContext; informers: Informers },
  { ref, kind, component, asSet }: Kind<T>,
): (() => void) => {
  const { client, clock } = context;
  const sets = informers.of<T>(ref);
  const pods = informers.of<Pod>(refs.pods);
  const events = createEventRecorder(context, { component });
  const control = createPodControl(client, events);

  const activePods = (set: ReplicaSet) => pods.controlledBy(set.metadata.uid ?? '').filter(isPodActive);

  /** One after the other in growing batches, so that a creation that cannot work fails once, not 500 times. */
  const createPods = async (set: ReplicaSet, count: number) => {
    for (let done = 0, batch = 1; done < count; batch *= 2) {
      const size = Math.min(batch, count - done);
      const results = await Promise.allSettled(
        Array.from({ length: size }, () => control.create(set, set.spec.template)),
      );
      const failed = results.find((result) => result.status === 'rejected');
      if (failed !== undefined) throw failed.reason;
      done += size;
    }
  };

  const manage = async (set: ReplicaSet) => {
    const active = activePods(set);
    const missing = (set.spec.replicas ?? 1) - active.length;
    if (missing > 0) await createPods(set, Math.min(missing, burst));
    if (missing < 0) {
      const excess = deletionOrder(active, clock.now()).slice(0, Math.min(-missing, burst));
      await Promise.all(excess.map((pod) => control.delete(set, pod)));
    }
  };

  const controller = createController({
    name: component,
    clock,
    concurrency: 5,
    reconcile: async (key) => {
      const object = client.get<T>(ref, splitKey(key));
      if (object === undefined) return;
      const set = asSet(object);
      let error: Error | undefined;
      if (set.metadata.deletionTimestamp === undefined) {
        try {
          await claimPods({ client, pods }, set);
          await manage(set);
        } catch (caught) {
          error = caught instanceof Error ? caught : new Error(String(caught));
        }
      }
      const latest = client.get<T>(ref, splitKey(key));
      if (latest === undefined || latest.metadata.uid !== set.metadata.uid) return;
      const held = asSet(latest);
      const now = clock.now();
      const active = activePods(held);
      // What was observed is the spec that was acted on; a newer one gets its own look.
      const observed = { ...held, metadata: { ...held.metadata, generation: set.metadata.generation } };
      const status = replicaSetStatus(observed, active, { now, error });
      if (!isDeepStrictEqual(status, held.status)) await client.updateStatus(ref, { ...latest, status });
      if (error !== undefined) throw error;
      const next = nextAvailable(held, active, now);
      const restMs = Math.min(mostRestMs, active.length * restPerPodMs);
      return next === undefined ? { restMs } : { restMs, requeueAfterMs: next - now };
    },
  });

  sets.subscribe(({ object }) => controller.enqueue(keyOf(object)));
  const owners = { inNamespace: (namespace: string) => sets.inNamespace(namespace).map(asSet) };
  followPods(pods, { kind, owners, enqueue: controller.enqueueRested });
  return controller.close;
};

export const startReplicaSetController = (context: ControllerContext, informers: Informers): (() => void) =>
  startReplicaController<ReplicaSet>(
    { context, informers },
    { ref: refs.replicaSets, kind: 'ReplicaSet', component: 'replicaset-controller', asSet: (set) => set },
  );

/** The older kind, whose selector is plain labels. */
interface ReplicationController extends KubeObject {
  spec: Omit<ReplicaSet['spec'], 'selector'> & { selector?: Record<string, string> };
  status?: ReplicaSet['status'];
}

export const startReplicationController = (context: ControllerContext, informers: Informers): (() => void) =>
  startReplicaController<ReplicationController>(
    { context, informers },
    {
      ref: refs.replicationControllers,
      kind: 'ReplicationController',
      component: 'replication-controller',
      asSet: (object) => ({
        ...object,
        spec: { ...object.spec, selector: { matchLabels: object.spec.selector ?? {} } },
      }),
    },
  );
