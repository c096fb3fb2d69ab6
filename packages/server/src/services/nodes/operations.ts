import type { Clock } from '@binnacle/kube/clock';
import { Type } from 'typebox';
import type { Operation } from '../operation.ts';
import { clusterOperation } from '../resources/index.ts';
import { createDrains } from './drain.ts';
import { createScheduleOperation, NodeNameField } from './schedule.ts';
import { createUsageOperation, type UsageOutput } from './usage.ts';
import type { Drain, DrainInput, NodeInput, ScheduleInput, ScheduleOutput } from './types.ts';

export interface NodeOperations {
  schedule: Operation<ScheduleInput, ScheduleOutput>;
  drain: Operation<DrainInput, Drain>;
  drainState: Operation<NodeInput, Drain>;
  cancelDrain: Operation<NodeInput, Drain>;
  usage: Operation<Record<string, never>, UsageOutput>;
}

/** Milliseconds that a caller waits for the drain that it asked for; most nodes need more, and are then looked at. */
const waitMs = 5_000;

export const createNodeOperations = ({ clock }: { clock: Clock }): NodeOperations => {
  const drains = createDrains(clock);
  return {
    schedule: createScheduleOperation(),
    usage: createUsageOperation(),
    drain: clusterOperation({
      id: 'nodes.drain',
      summary: 'Move all Pods off a node, within their disruption budgets',
      effect: 'write',
      access: 'operator',
      input: Type.Object({
        name: NodeNameField,
        gracePeriodSeconds: Type.Optional(Type.Integer({ minimum: 0, maximum: 2 ** 31 - 1 })),
        timeoutSeconds: Type.Optional(Type.Integer({ minimum: 1, maximum: 3_600 })),
        ignoreDaemonSets: Type.Optional(Type.Boolean()),
        deleteEmptyDirData: Type.Optional(Type.Boolean()),
        force: Type.Optional(Type.Boolean()),
      }),
      run: async (input, { cluster, signal }) => {
        await drains.start(cluster, input, signal);
        return drains.settled(cluster, input.name, waitMs);
      },
    }),
    drainState: clusterOperation({
      id: 'nodes.drainState',
      summary: "How far a node's drain is",
      effect: 'read',
      access: 'viewer',
      input: Type.Object({ name: NodeNameField }),
      run: ({ name }, { cluster }) => Promise.resolve(drains.state(cluster, name)),
    }),
    cancelDrain: clusterOperation({
      id: 'nodes.cancelDrain',
      summary: 'Evict no more Pods of a node that is being drained',
      effect: 'write',
      access: 'operator',
      input: Type.Object({ name: NodeNameField }),
      run: ({ name }, { cluster }) => Promise.resolve(drains.cancel(cluster, name)),
    }),
  };
};
