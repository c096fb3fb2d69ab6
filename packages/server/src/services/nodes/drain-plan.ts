/** Which Pods of a node are evicted, which stay, and which forbid it. Source: kubectl `drain/filters.go`. */
import { isMirrorPod } from './mirror-pod.ts';
import type { DrainInput, PodToDrain } from './types.ts';

export interface DrainPlan {
  evicted: PodToDrain[];
  kept: { pod: PodToDrain; reason: string }[];
  /** What stands against draining at all, each a sentence that names the Pod. */
  refusals: string[];
}

export const planDrain = (pods: readonly PodToDrain[], input: DrainInput): DrainPlan => {
  const { ignoreDaemonSets = true, deleteEmptyDirData = false, force = false } = input;
  const plan: DrainPlan = { evicted: [], kept: [], refusals: [] };
  for (const pod of pods) {
    const { namespace, name, ownerReferences } = pod.metadata;
    const subject = `Pod ${namespace ?? ''}/${name}`;
    const controller = ownerReferences?.find((owner) => owner.controller === true);
    const isFinished = pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';
    if (isMirrorPod(pod)) plan.kept.push({ pod, reason: 'it is a static Pod of the node' });
    else if (controller?.kind === 'DaemonSet' && !isFinished) {
      if (ignoreDaemonSets) plan.kept.push({ pod, reason: `DaemonSet ${controller.name} would put it back` });
      else plan.refusals.push(`${subject} belongs to DaemonSet ${controller.name}`);
    } else if (!isFinished && controller === undefined && !force)
      plan.refusals.push(`${subject} has no controller that would replace it`);
    else if (!isFinished && !deleteEmptyDirData && pod.spec?.volumes?.some(({ emptyDir }) => emptyDir !== undefined))
      plan.refusals.push(`${subject} would lose the data of its emptyDir volumes`);
    else plan.evicted.push(pod);
  }
  return plan;
};
