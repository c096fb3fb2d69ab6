import { isNotFound } from '@binnacle/kube/api';
import type { Cancel } from '@binnacle/kube/clock';
import type { Informers } from '../../local/informers.ts';
import { fromTime, refs, type Node, type Pod } from '../../local/objects.ts';
import type { ControllerContext } from '../../types.ts';
import { condemnPod } from '../condemn-pod.ts';

/** Source: kube-controller-manager `podgc`. */
const checkMs = 20_000;
/** A node that is gone may come back within this. */
const quarantineMs = 40_000;
/** Source: `--terminated-pod-gc-threshold`. */
const keptTerminated = 12_500;

/** Removes Pods that nobody will end: of nodes that are gone, never placed, or finished in too great a number. */
export const startPodCollector = (context: ControllerContext, informers: Informers): (() => void) => {
  const { client, clock } = context;
  const pods = informers.of<Pod>(refs.pods);
  const nodes = informers.of<Node>(refs.nodes);
  /** When a node was first missed. */
  const gone = new Map<string, number>();
  /** How many Pods there are; only very many can be too many finished ones. */
  let count = 0;
  let cancel: Cancel | undefined;

  nodes.subscribe(({ type, object }) => {
    if (type === 'DELETED') gone.set(object.metadata.name, clock.now());
    else gone.delete(object.metadata.name);
    schedule();
  });
  pods.subscribe(({ type, object }) => {
    const isLost = object.metadata.deletionTimestamp !== undefined && !object.spec.nodeName;
    if (type !== 'DELETED' && isLost) schedule();
    if (type === 'ADDED') count += 1;
    if (type === 'DELETED') count -= 1;
    if (count > keptTerminated) schedule();
  });

  const collect = async () => {
    const all = pods.all();
    const expired = new Set([...gone].filter(([, since]) => since + quarantineMs <= clock.now()).map(([name]) => name));
    for (const pod of all) {
      if (expired.has(pod.spec.nodeName ?? ''))
        await condemnPod(context, pod, {
          reason: 'DeletionByPodGC',
          message: 'PodGC: node no longer exists',
          force: true,
        });
      else if (pod.metadata.deletionTimestamp !== undefined && !pod.spec.nodeName) await remove(pod);
    }
    for (const name of expired) gone.delete(name);
    const finished = all.filter(({ status }) => status?.phase === 'Succeeded' || status?.phase === 'Failed');
    const excess = finished.length - keptTerminated;
    if (excess <= 0) return;
    finished.sort((a, b) => fromTime(a.metadata.creationTimestamp) - fromTime(b.metadata.creationTimestamp));
    for (const pod of finished.slice(0, excess)) await remove(pod);
  };

  const remove = async ({ metadata: { namespace = '', name, uid } }: Pod) =>
    client.delete(refs.pods, { namespace, name }, { preconditions: { uid }, gracePeriodSeconds: 0 });

  /** There is nothing to look for most of the time, and no timer then. */
  const schedule = () => {
    cancel ??= clock.after(checkMs, () => {
      cancel = undefined;
      collect()
        .catch((error: unknown) => {
          if (!isNotFound(error)) schedule();
        })
        .finally(() => {
          if (gone.size > 0) schedule();
        });
    });
  };
  return () => cancel?.();
};
