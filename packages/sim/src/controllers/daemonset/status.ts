import { isPodAvailable, isPodReady } from '../../local/objects.ts';
import type { DaemonSetStatus } from '../../local/workloads.ts';
import { byAge, isOfRevision, shouldRun } from './placement.ts';
import type { DaemonLook } from './plan.ts';

const optional = <K extends string>(key: K, value: number) => (value === 0 ? {} : { [key]: value });

/** Nodes are counted, not pods: the oldest pod of a node speaks for it. */
export const daemonSetStatus = ({ set, template, hash, nodes, pods, now }: DaemonLook): DaemonSetStatus => {
  let [desired, current, misscheduled, ready, updated, available] = [0, 0, 0, 0, 0, 0];
  for (const node of nodes) {
    const [first] = [...(pods.get(node.metadata.name) ?? [])].sort(byAge);
    if (!shouldRun(template, node).start) {
      if (first !== undefined) misscheduled++;
      continue;
    }
    desired++;
    if (first === undefined) continue;
    current++;
    if (isPodReady(first)) ready++;
    if (isPodAvailable(first, set.spec.minReadySeconds ?? 0, now)) available++;
    if (isOfRevision(first, hash)) updated++;
  }
  return {
    currentNumberScheduled: current,
    numberMisscheduled: misscheduled,
    desiredNumberScheduled: desired,
    numberReady: ready,
    observedGeneration: set.metadata.generation ?? 1,
    ...optional('updatedNumberScheduled', updated),
    ...optional('numberAvailable', available),
    ...optional('numberUnavailable', desired - available),
  };
};
