/** Advanced DaemonSets: the native ones' way, down to a partition, with the hash of the revision in the status. */
import type { DaemonSets } from '../controllers/daemonset/controller.ts';
import { isOfRevision, shouldRun } from '../controllers/daemonset/placement.ts';
import type { DaemonLook, DaemonPlan } from '../controllers/daemonset/plan.ts';
import { scaledValue } from '../controllers/deployment/rollout-arithmetic.ts';
import type { IntOrString } from '../local/objects.ts';
import { kruiseRefs } from './types.ts';

interface Advanced {
  updateStrategy?: { rollingUpdate?: { partition?: IntOrString; paused?: boolean } };
}

/** As many of the planned replacements as the partition leaves. */
const within = ({ set, template, nodes, pods, hash }: DaemonLook, plan: DaemonPlan): DaemonPlan => {
  const { partition, paused = false } = (set.spec as Advanced).updateStrategy?.rollingUpdate ?? {};
  const desired = nodes.filter((node) => shouldRun(template, node).start).length;
  const staying = [...pods.values()].flat().filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  const old = staying.filter((pod) => !isOfRevision(pod, hash)).length;
  const most = paused ? 0 : Math.max(0, old - scaledValue(partition, desired, true));
  return { ...plan, create: plan.create.slice(0, most), remove: plan.remove.slice(0, most) };
};

export const advancedDaemonSets: DaemonSets = {
  ref: kruiseRefs.daemonSets,
  narrow: within,
  podLabels: (hash) => ({ 'pod-template-hash': hash }),
  extraStatus: ({ metadata }) => ({ daemonSetHash: metadata.name }),
};
