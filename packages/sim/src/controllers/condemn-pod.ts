import { refs, toTime, type Condition, type Pod } from '../local/objects.ts';
import type { ControllerContext } from '../types.ts';

export interface Why {
  reason: string;
  message: string;
  /** The Pod has no kubelet that could end it: it failed, and goes at once. */
  force?: boolean;
}

/** Says in the Pod's status why it must go, then deletes it. A Pod replaced meanwhile is left alone. */
export const condemnPod = async ({ client, clock }: ControllerContext, pod: Pod, why: Why): Promise<void> => {
  const { namespace = '', name, uid } = pod.metadata;
  const held = client.get<Pod>(refs.pods, { namespace, name });
  if (held === undefined || held.metadata.uid !== uid) return;
  const { reason, message, force = false } = why;
  const target: Condition = {
    type: 'DisruptionTarget',
    status: 'True',
    lastProbeTime: null,
    lastTransitionTime: toTime(clock.now()),
    reason,
    message,
  };
  const conditions = [...(held.status?.conditions ?? []).filter(({ type }) => type !== target.type), target];
  const isOver = held.status?.phase === 'Succeeded' || held.status?.phase === 'Failed';
  const phase = force && !isOver ? { phase: 'Failed' as const } : {};
  await client.updateStatus(refs.pods, { ...held, status: { ...held.status, ...phase, conditions } });
  await client.delete(
    refs.pods,
    { namespace, name },
    { preconditions: { uid }, ...(force ? { gracePeriodSeconds: 0 } : {}) },
  );
};
