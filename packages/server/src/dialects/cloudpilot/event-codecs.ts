import type { CoreEvent } from '@binnacle/kube/api';
import { lastSeen, mostEvents, type EventList } from '../../services/observe/index.ts';
import type { Fields } from './fields.ts';
import { ageText, metadataOf } from './metadata.ts';

/** Looked for in an event's reason, in this order. Source: peers.md §5a, `category` and `severity`. */
const categories: readonly [RegExp, string][] = [
  [/Schedul|Preempt|Nominated/, 'scheduling'],
  [/Pull|Image/, 'image'],
  [/Unhealthy|Probe/, 'health'],
  [/Volume|Mount|Provision|Claim/, 'storage'],
  [/Network|Sandbox|Endpoint|LoadBalancer/, 'network'],
  [/Scal|Successful(Create|Delete)|Rollout|Completed/, 'scaling'],
  [/Node|Evict|Pressure|Taint/, 'node'],
  [/Started|Created|Killing|BackOff|Failed|OOM|Restart/, 'lifecycle'],
];
const severe = /BackOff|Failed|OOM|Evict|NotReady|Unschedulable/;

const categoryOf = ({ reason = '' }: CoreEvent): string =>
  categories.find(([test]) => test.test(reason))?.[1] ?? 'other';
const severityOf = ({ type, reason = '' }: CoreEvent): string =>
  type !== 'Warning' ? 'low' : severe.test(reason) ? 'high' : 'medium';
const countOf = ({ series, count }: CoreEvent): number => series?.count ?? count ?? 1;
const firstSeen = ({ firstTimestamp, eventTime, metadata }: CoreEvent): string | null =>
  firstTimestamp ?? eventTime ?? metadata.creationTimestamp ?? null;

const involvedFields = ({ involvedObject: about }: CoreEvent): Fields => ({
  kind: about.kind ?? '',
  name: about.name ?? '',
  namespace: about.namespace ?? '',
  uid: about.uid ?? '',
  api_version: about.apiVersion ?? '',
  resource_version: about.resourceVersion ?? '',
});

export const eventFields = (event: CoreEvent, now: number): Fields => ({
  name: event.metadata.name,
  namespace: event.metadata.namespace,
  uid: event.metadata.uid ?? '',
  type: event.type ?? 'Normal',
  reason: event.reason ?? '',
  message: event.message ?? '',
  source_component: event.source?.component ?? event.reportingComponent ?? '',
  source_host: event.source?.host ?? event.reportingInstance ?? '',
  involved_object: involvedFields(event),
  first_timestamp: firstSeen(event),
  last_timestamp: lastSeen(event) ?? null,
  count: countOf(event),
  creation_timestamp: event.metadata.creationTimestamp ?? null,
  age: ageText(Date.parse(lastSeen(event) ?? ''), now),
  severity: severityOf(event),
  category: categoryOf(event),
  is_recurring: countOf(event) > 1,
});

const tally = (texts: readonly string[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const text of texts) counts[text] = (counts[text] ?? 0) + 1;
  return counts;
};

const recentMs = 3_600_000;
const mostReasons = 10;

const summaryFields = (events: readonly CoreEvent[], now: number): Fields => {
  const types = tally(events.map(({ type = 'Normal' }) => type));
  const isRecent = (event: CoreEvent) => now - Date.parse(lastSeen(event) ?? '') < recentMs;
  return {
    total_events: events.length,
    warning_events: types['Warning'] ?? 0,
    normal_events: types['Normal'] ?? 0,
    error_events: events.filter((event) => severityOf(event) === 'high').length,
    recurring_events: events.filter((event) => countOf(event) > 1).length,
    recent_events: events.filter(isRecent).length,
    categories: tally(events.map(categoryOf)),
    top_reasons: Object.entries(tally(events.map(({ reason = '' }) => reason)))
      .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
      .slice(0, mostReasons)
      .map(([reason, count]) => ({ reason, count })),
  };
};

/** `events/resource`, `events/namespace`, `events/cluster`. */
export const eventsFields = (list: EventList, about: Fields, now: number): Fields => ({
  namespace: about['namespace'] ?? null,
  resource_type: about['resource_kind'] ?? null,
  resource_name: about['resource_name'] ?? null,
  events: list.value.map((event) => eventFields(event, now)),
  summary: summaryFields(list.value, now),
  query_info: {
    since_time: null,
    until_time: null,
    limit: mostEvents,
    event_type: null,
    total_raw_events: list.total,
    filtered_events: list.value.length,
  },
  metadata: metadataOf(list, now),
});

/** `/istio/workloads/{istiod,gateway}/events`. */
export const componentEvents = (list: EventList & { namespace: string }, now: number): Fields => {
  const { value: events } = list;
  const ofType = (wanted: string) => events.filter(({ type = 'Normal' }) => type === wanted).length;
  return {
    namespace: list.namespace,
    events: events.map((event) => ({
      name: event.metadata.name,
      namespace: event.metadata.namespace,
      type: event.type ?? 'Normal',
      reason: event.reason ?? '',
      message: event.message ?? '',
      first_timestamp: firstSeen(event),
      last_timestamp: lastSeen(event) ?? null,
      count: countOf(event),
      involved_object: involvedFields(event),
    })),
    total_events: events.length,
    warning_events: ofType('Warning'),
    error_events: events.filter((event) => severityOf(event) === 'high').length,
    metadata: metadataOf(list, now),
  };
};
