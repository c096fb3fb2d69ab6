/** Events, in the core group and in events.k8s.io. Source: Kubernetes API reference, Event v1 core and v1 events.k8s.io. */
import type { Column, Kind } from '../kind.ts';
import type { KubeObject } from '../object.ts';
import { asString, columnsOf, firstText, wide } from './columns.ts';
import type { Loose } from './columns.ts';
import type { ObjectReference } from './core-service.ts';

export interface CoreEvent extends KubeObject {
  involvedObject: ObjectReference;
  reason?: string;
  message?: string;
  type?: 'Normal' | 'Warning';
  source?: { component?: string; host?: string };
  firstTimestamp?: string | null;
  lastTimestamp?: string | null;
  count?: number;
  /** RFC 3339 with microseconds. */
  eventTime?: string | null;
  series?: { count: number; lastObservedTime: string };
  action?: string;
  related?: ObjectReference;
  reportingComponent?: string;
  reportingInstance?: string;
}

/** The same object as a CoreEvent, spelt differently. */
export interface Event extends KubeObject {
  regarding?: ObjectReference;
  related?: ObjectReference;
  reason?: string;
  note?: string;
  type?: 'Normal' | 'Warning';
  action?: string;
  eventTime: string | null;
  series?: { count: number; lastObservedTime: string };
  reportingController?: string;
  reportingInstance?: string;
  deprecatedSource?: { component?: string; host?: string };
  deprecatedFirstTimestamp?: string | null;
  deprecatedLastTimestamp?: string | null;
  deprecatedCount?: number;
}

/** What both spellings have in common. */
const normal = (o: Loose<CoreEvent> & Loose<Event>) => {
  const first = firstText(o.firstTimestamp ?? o.deprecatedFirstTimestamp ?? '', o.eventTime ?? '');
  const last = firstText(o.series?.lastObservedTime, o.lastTimestamp ?? o.deprecatedLastTimestamp ?? '', first);
  const count = o.series === undefined ? (o.count ?? o.deprecatedCount ?? 0) || 1 : (o.series.count ?? 0);
  const source = o.source ?? o.deprecatedSource;
  const component = firstText(source?.component, o.reportingComponent, o.reportingController);
  const host = firstText(source?.host, o.reportingInstance);
  const target = o.involvedObject ?? o.regarding;
  const kind = (target?.kind ?? '').toLowerCase();
  return {
    first: first === '' ? null : first,
    last: last === '' ? null : last,
    count,
    source: host === '' ? component : `${component}, ${host}`,
    object: target?.name ? `${kind}/${target.name}` : kind,
    subobject: target?.fieldPath ?? '',
    message: (o.message ?? o.note ?? '').trim(),
  };
};

const event = columnsOf<CoreEvent & Event>();

const columns: readonly Column[] = [
  event.date('Last Seen', (o) => normal(o).last),
  event.text('Type', (o) => o.type ?? ''),
  event.text('Reason', (o) => o.reason ?? ''),
  event.text('Object', (o) => normal(o).object),
  wide(event.text('Subobject', (o) => normal(o).subobject)),
  wide(event.text('Source', (o) => normal(o).source)),
  event.text('Message', (o) => normal(o).message),
  wide(event.date('First Seen', (o) => normal(o).first)),
  wide(asString(event.count('Count', (o) => normal(o).count))),
];

const shared = {
  version: 'v1',
  plural: 'events',
  kind: 'Event',
  singular: 'event',
  shortNames: ['ev'],
  categories: [],
  namespaced: true,
  capabilities: [],
  columns,
  nameColumn: 'wide',
} as const;

export const coreEventKind: Kind = {
  ...shared,
  group: '',
  selectableFields: [
    'involvedObject.kind',
    'involvedObject.namespace',
    'involvedObject.name',
    'involvedObject.uid',
    'involvedObject.apiVersion',
    'involvedObject.resourceVersion',
    'involvedObject.fieldPath',
    'reason',
    'reportingComponent',
    'source',
    'type',
  ],
};

export const eventKind: Kind = {
  ...shared,
  group: 'events.k8s.io',
  selectableFields: [
    'regarding.kind',
    'regarding.namespace',
    'regarding.name',
    'regarding.uid',
    'regarding.apiVersion',
    'regarding.resourceVersion',
    'regarding.fieldPath',
    'reason',
    'reportingController',
    'type',
  ],
};
