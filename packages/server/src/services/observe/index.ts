import type { Kind } from '@binnacle/kube/api';
import type { Clock } from '@binnacle/kube/clock';
import { Type } from 'typebox';
import type { HealthReader } from '../health/index.ts';
import type { MetricsReaders } from '../metrics/index.ts';
import type { Operation } from '../operation.ts';
import { clusterOperation, KindField, NamespaceField } from '../resources/index.ts';
import { createAnswerCache } from './answer-cache.ts';
import { createBatchOperation, type BatchInput } from './batch.ts';
import { createDescribeOperations, type DescribeOperations } from './describe.ts';
import { createEventOperations, createEventReader, type EventOperations, type EventReader } from './events.ts';
import { createObjectReader, type Item, type ObjectReader } from './objects.ts';
import { createOverviewOperation, type Overview, type OverviewInput } from './overview.ts';
import type { Reading } from './reading.ts';
import { createUsageReader } from './usage.ts';

export interface SnapshotInput {
  kind: Kind;
  namespace?: string;
  force?: boolean;
}

export interface ObserveOperations {
  overview: Operation<OverviewInput, Overview>;
  snapshot: Operation<SnapshotInput, Reading<readonly Item[]>>;
  batch: Operation<BatchInput, BatchInput>;
}

export interface Observation {
  observe: ObserveOperations;
  describe: DescribeOperations;
  events: EventOperations;
  readers: Readers;
}

/** What reads clusters for others that observe them. */
export interface Readers {
  objects: ObjectReader;
  events: EventReader;
}

export const createObservation = ({
  clock,
  health,
  readings,
}: {
  clock: Clock;
  health: HealthReader;
  readings: MetricsReaders;
}): Observation => {
  const answers = createAnswerCache(clock);
  const objects = createObjectReader(answers, clock);
  const events = createEventReader(objects);
  const usage = createUsageReader(readings);
  return {
    readers: { objects, events },
    observe: {
      batch: createBatchOperation(),
      overview: createOverviewOperation({ answers, objects, clock }),
      snapshot: clusterOperation({
        id: 'resources.snapshot',
        summary: 'All objects of a kind, no older than 30 seconds',
        effect: 'read',
        access: 'viewer',
        verb: 'list',
        narrows: true,
        input: Type.Object({
          kind: KindField,
          namespace: Type.Optional(NamespaceField),
          force: Type.Optional(Type.Boolean()),
        }),
        run: (input, context) => objects.list(input, context),
      }),
    },
    describe: createDescribeOperations({ objects, usage, health, events, clock }),
    events: createEventOperations({ objects, events }),
  };
};

export type {
  DescribedDeployment,
  DescribedNode,
  DescribedPod,
  DescribedService,
  DescribeInput,
  DescribeOperations,
  NamedInput,
} from './describe.ts';
export { revisionOf } from './describe.ts';
export { lastSeen, mostEvents, type EventList, type EventOperations } from './events.ts';
export type { Item, ObjectReader } from './objects.ts';
export { mostBatched, type BatchedRequest, type BatchInput } from './batch.ts';
export type { Overview } from './overview.ts';
export { createParts } from './parts.ts';
export type { Missing, Reading } from './reading.ts';
