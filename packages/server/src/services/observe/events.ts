import { coreEventKind, deploymentKind, type CoreEvent } from '@binnacle/kube/api';
import { Type } from 'typebox';
import type { CallContext, Operation } from '../operation.ts';
import { clusterOperation, NameField, NamespaceField } from '../resources/index.ts';
import type { ObjectReader } from './objects.ts';
import type { Reading } from './reading.ts';

export interface EventListInput {
  namespace?: string;
  /** Only about this object. */
  about?: { kind: string; name: string };
  force?: boolean;
}

/** Newest first. */
export interface EventList extends Reading<readonly CoreEvent[]> {
  /** How many there are in all; those beyond the newest thousand are left out. */
  total: number;
}

/** Events that one answer holds at most. */
export const mostEvents = 1_000;

export interface EventReader {
  list(input: EventListInput, context: Pick<CallContext, 'cluster' | 'signal' | 'visible'>): Promise<EventList>;
}

export const createEventReader = (objects: ObjectReader): EventReader => ({
  list: async ({ namespace, about, force }, context) => {
    const fieldSelector =
      about === undefined ? undefined : `involvedObject.kind=${about.kind},involvedObject.name=${about.name}`;
    const reading = await objects.list({ kind: coreEventKind, namespace, fieldSelector, force }, context);
    const events = reading.value
      .map((item) => item.object() as unknown as CoreEvent)
      .map((event) => ({ event, at: lastSeen(event) ?? '' }))
      .sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0))
      .map(({ event }) => event);
    return { ...reading, value: events.slice(0, mostEvents), total: events.length };
  },
});

/** RFC 3339. A repeated event has a series when it was written through events.k8s.io, else `lastTimestamp`. */
export const lastSeen = ({ series, lastTimestamp, eventTime, metadata }: CoreEvent): string | undefined =>
  series?.lastObservedTime ?? lastTimestamp ?? eventTime ?? metadata.creationTimestamp;

export interface EventOperations {
  list: Operation<EventListInput, EventList>;
  scaling: Operation<{ namespace: string; name: string }, EventList>;
}

export const createEventOperations = ({
  objects,
  events,
}: {
  objects: ObjectReader;
  events: EventReader;
}): EventOperations => ({
  list: clusterOperation({
    id: 'resources.eventList',
    summary: 'What was reported, newest first: about one object, in one namespace or in the cluster',
    effect: 'read',
    access: 'viewer',
    verb: 'list',
    narrows: true,
    input: Type.Object({
      namespace: Type.Optional(NamespaceField),
      about: Type.Optional(Type.Object({ kind: NameField, name: NameField })),
      force: Type.Optional(Type.Boolean()),
    }),
    run: (input, context) => events.list(input, context),
  }),
  scaling: clusterOperation({
    id: 'deployments.scalingEvents',
    summary: 'When and how a Deployment was scaled, newest first',
    effect: 'read',
    access: 'viewer',
    verb: 'get',
    input: Type.Object({ namespace: NamespaceField, name: NameField }),
    run: async ({ namespace, name }, context) => {
      await objects.get({ kind: deploymentKind, key: { namespace, name } }, context);
      const found = await events.list({ namespace, about: { kind: 'Deployment', name } }, context);
      const value = found.value.filter(isScaling);
      return { ...found, value, total: value.length };
    },
  }),
});

/** Source: deployment controller, reason `ScalingReplicaSet`. */
export const isScaling = ({ reason }: Pick<CoreEvent, 'reason'>): boolean => reason === 'ScalingReplicaSet';
