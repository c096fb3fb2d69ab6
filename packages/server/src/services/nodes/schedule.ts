import { nodeKind } from '@binnacle/kube/api';
import type { KubeClient } from '@binnacle/kube/client';
import { Type } from 'typebox';
import type { Operation } from '../operation.ts';
import { clusterOperation, fieldManager } from '../resources/index.ts';
import type { ScheduleInput, ScheduleOutput } from './types.ts';

export const NodeNameField = Type.String({ minLength: 1, maxLength: 253 });

export const createScheduleOperation = (): Operation<ScheduleInput, ScheduleOutput> =>
  clusterOperation({
    id: 'nodes.schedule',
    summary: 'Allow or stop new Pods on a node',
    effect: 'write',
    access: 'operator',
    input: Type.Object({ name: NodeNameField, schedulable: Type.Boolean() }),
    run: ({ name, schedulable }, { cluster, signal }) => setSchedulable(cluster.client, { name, schedulable, signal }),
  });

/** As `kubectl cordon`: nothing is written where it is so already. */
export const setSchedulable = async (
  client: KubeClient,
  { name, schedulable, signal }: ScheduleInput & { signal: AbortSignal },
): Promise<ScheduleOutput> => {
  const node = await client.get(nodeKind, { name }, signal);
  const { unschedulable = false } = (node['spec'] ?? {}) as { unschedulable?: boolean };
  if (unschedulable === !schedulable) return { schedulable, unchanged: true };
  const spec = { unschedulable: schedulable ? null : true };
  await client.patch(nodeKind, { name }, { type: 'strategic', body: { spec }, fieldManager, signal });
  return { schedulable, unchanged: false };
};
