/** One pass over a native DaemonSet under release: which Pods are deleted, to come back as the new revision. Pure. */
import type { DaemonSet, Pod } from '@binnacle/kube/api';
import { podKind } from '@binnacle/kube/api';
import { ceilOf } from '../../api/index.ts';
import type { Reader } from '../../cluster/reader.ts';
import { deletionOf } from '../../cluster/write.ts';
import { nothing } from '../next-workload.ts';
import type { NextWorkload } from '../next-workload.ts';
import { isServing } from '../partitioned/updated-pods.ts';
import { daemonSetControlOf } from './control.ts';
import { daemonSetPods, hasRevision } from './executor.ts';
import { daemonSetRevisions } from './revisions.ts';

export interface PodsToDelete {
  pods: readonly Pod[];
  revision: string;
  /** Pods that are to be of that revision. */
  wanted: number;
  /** Nodes that run one. */
  nodes: number;
  maxUnavailable: number;
}

/** Old Pods that do not serve go first and freely; of those that do, as many as may be missing at one time. */
export const podsToDelete = ({ pods, revision, wanted, nodes, maxUnavailable }: PodsToDelete): readonly Pod[] => {
  const leaving = pods.filter(({ metadata }) => metadata.deletionTimestamp !== undefined);
  const updated = pods.filter(hasRevision(revision));
  const old = pods.filter((pod) => !leaving.includes(pod) && !updated.includes(pod));
  const idle = old.filter((pod) => !isServing(pod));
  const serving = old.filter(isServing);
  // Those on their way count as updated: what comes back in their place will be.
  const absent = Math.max(0, nodes - updated.length - old.length);
  const needed = wanted - updated.length - absent;
  const starting = updated.filter((pod) => !isServing(pod)).length;
  const quota = Math.max(0, maxUnavailable - starting - absent);
  return [...idle, ...serving.slice(0, quota)].slice(0, Math.max(0, needed));
};

export const nextDaemonSet = (workload: DaemonSet, reader: Reader): NextWorkload => {
  const control = daemonSetControlOf(workload);
  const { metadata, spec, status } = workload;
  const settled = status?.observedGeneration === metadata.generation;
  if (control === undefined || !settled || spec.updateStrategy?.type !== 'OnDelete') return nothing;
  if (metadata.deletionTimestamp !== undefined) return nothing;
  // A Pod deleted now would come back as a revision that nobody has planned for.
  if (daemonSetRevisions(workload, reader).canary !== control.revision) return nothing;
  const nodes = status?.desiredNumberScheduled ?? 0;
  const maxUnavailable = Math.max(1, ceilOf(spec.updateStrategy.rollingUpdate?.maxUnavailable ?? 1, nodes));
  const gone = podsToDelete({
    pods: daemonSetPods(reader, workload),
    revision: control.revision,
    wanted: nodes - control.partition,
    nodes,
    maxUnavailable,
  });
  return {
    writes: gone.map((pod) => deletionOf(podKind, pod)),
    events: gone.map((pod) => ({
      type: 'Normal',
      reason: 'PodDeleted',
      message: `Deleted pod ${pod.metadata.name} to update it`,
    })),
  };
};
