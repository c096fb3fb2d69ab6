import { isNotFound } from '@binnacle/kube/api';
import { createDelayQueue } from '@binnacle/kube/controller';
import { createEventRecorder } from '../../local/events.ts';
import type { Informers } from '../../local/informers.ts';
import { keyOf, refs, splitKey, type Node, type Pod, type Taint } from '../../local/objects.ts';
import type { ControllerContext } from '../../types.ts';
import { condemnPod } from '../condemn-pod.ts';
import { tolerates } from '../scheduler/fit.ts';

/** Seconds that a Pod stays under taints: 0 when it does not tolerate them, undefined for ever. */
const toleratedSeconds = ({ spec }: Pod, taints: readonly Taint[]): number | undefined => {
  let shortest: number | undefined;
  for (const taint of taints) {
    const matching = (spec.tolerations ?? []).filter((toleration) => tolerates(toleration, taint));
    if (matching.length === 0) return 0;
    for (const { tolerationSeconds } of matching)
      if (tolerationSeconds !== undefined) shortest = Math.min(shortest ?? Infinity, Math.max(0, tolerationSeconds));
  }
  return shortest;
};

/** Takes Pods off nodes with NoExecute taints, at once or when their tolerance ends. */
export const startTaintEviction = (context: ControllerContext, informers: Informers): (() => void) => {
  const { client, clock } = context;
  const pods = informers.of<Pod>(refs.pods);
  const events = createEventRecorder(context, { component: 'taint-eviction-controller' });
  /** NoExecute taints by node; nodes without are not here. */
  const tainted = new Map<string, readonly Taint[]>();
  /** Pods that will go. */
  const condemned = new Set<string>();

  const evict = async (key: string) => {
    condemned.delete(key);
    const pod = client.get<Pod>(refs.pods, splitKey(key));
    if (pod === undefined || pod.metadata.deletionTimestamp !== undefined) return;
    events.record({ about: pod, reason: 'TaintManagerEviction', message: `Marking for deletion Pod ${key}` });
    await condemnPod(context, pod, {
      reason: 'DeletionByTaintManager',
      message: 'Taint manager: deleting due to NoExecute taint',
    });
  };

  const queue = createDelayQueue(clock, (key) => {
    void evict(key).catch((error: unknown) => {
      if (!isNotFound(error)) queue.set(key, clock.now() + 1_000);
    });
  });

  const look = (pod: Pod) => {
    const key = keyOf(pod);
    const taints = tainted.get(pod.spec.nodeName ?? '');
    const seconds = taints === undefined ? undefined : toleratedSeconds(pod, taints);
    if (seconds === undefined || pod.metadata.deletionTimestamp !== undefined) {
      if (!condemned.delete(key)) return;
      queue.delete(key);
      if (pod.metadata.deletionTimestamp === undefined)
        events.record({ about: pod, reason: 'TaintManagerEviction', message: `Cancelling deletion of Pod ${key}` });
      return;
    }
    // An earlier end stays: another look does not give more time.
    condemned.add(key);
    queue.set(key, clock.now() + seconds * 1000);
  };

  informers.of<Node>(refs.nodes).subscribe(({ type, object }) => {
    const { name } = object.metadata;
    const taints = (object.spec?.taints ?? []).filter(({ effect }) => effect === 'NoExecute');
    const before = tainted.get(name) ?? [];
    const isSame = taints.length === before.length && taints.every((taint, i) => taint.key === before[i]?.key);
    if (type === 'DELETED' || taints.length === 0) tainted.delete(name);
    else tainted.set(name, taints);
    if (type !== 'DELETED' && !isSame) for (const pod of pods.all()) if (pod.spec.nodeName === name) look(pod);
  });
  pods.subscribe(({ type, object, previous }) => {
    const key = keyOf(object);
    if (type === 'DELETED') {
      condemned.delete(key);
      queue.delete(key);
    } else if (tainted.has(object.spec.nodeName ?? '') && previous?.spec.nodeName !== object.spec.nodeName)
      look(object);
  });
  return () => queue.close();
};
