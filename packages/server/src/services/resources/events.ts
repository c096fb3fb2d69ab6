import { coreEventKind } from '@binnacle/kube/api';
import type { CoreEvent, UnstructuredObject } from '@binnacle/kube/api';
import { Type } from 'typebox';
import type { Operation } from '../operation.ts';
import { clusterOperation } from './cluster-operation.ts';
import { withoutManagedFields } from './get.ts';
import { ObjectFields, toKey } from './inputs.ts';
import type { EventsOutput, ObjectInput } from './types.ts';

/** Events read for one object. Equal ones are counted, not repeated, so that there are rarely more than a hundred. */
const mostEvents = 1000;

export const createEventsOperation = (): Operation<ObjectInput, EventsOutput> =>
  clusterOperation({
    id: 'resources.events',
    summary: 'What was reported about one object, newest first',
    effect: 'read',
    access: 'viewer',
    verb: 'get',
    input: Type.Object(ObjectFields),
    run: async (input, { cluster, signal }) => {
      const { kind } = input;
      const key = toKey(input);
      const { namespace, name } = key;
      const about = [`involvedObject.kind=${kind.kind}`, `involvedObject.name=${name}`];
      if (namespace !== undefined) about.push(`involvedObject.namespace=${namespace}`);
      const list = await cluster.client.list(coreEventKind, {
        ...(namespace === undefined ? {} : { namespace }),
        fieldSelector: about.join(','),
        limit: mostEvents,
        signal,
      });
      // Events outlive their object for an hour; with none, an unknown name must not look like a quiet object.
      if (list.items.length === 0) await cluster.client.get(kind, key, signal);
      return { items: newestFirst(list.items).map(withoutManagedFields) };
    },
  });

const newestFirst = (items: readonly UnstructuredObject[]): UnstructuredObject[] =>
  items
    .map((event) => ({ event, at: lastSeen(event) }))
    .sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0))
    .map(({ event }) => event);

/** RFC 3339. A repeated event has a series when it was written through events.k8s.io, else `lastTimestamp`. */
const lastSeen = (event: UnstructuredObject): string => {
  const { series, lastTimestamp, eventTime } = event as Pick<CoreEvent, 'series' | 'lastTimestamp' | 'eventTime'>;
  return series?.lastObservedTime ?? lastTimestamp ?? eventTime ?? event.metadata.creationTimestamp ?? '';
};
