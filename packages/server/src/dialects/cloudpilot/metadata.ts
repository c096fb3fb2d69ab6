import { toTime, type KubeObject } from '@binnacle/kube/api';
import type { Missing, Reading } from '../../services/observe/index.ts';
import type { Fields } from './fields.ts';

const minuteMs = 60_000;
const hourMs = 3_600_000;
const dayMs = 86_400_000;

/** `5d`, `3h`, `45m`, `< 1m`, `Unknown`. Source: peers.md §5a. */
export const ageText = (created: number | undefined, now: number): string => {
  if (created === undefined || Number.isNaN(created)) return 'Unknown';
  const ms = now - created;
  if (ms >= dayMs) return `${Math.floor(ms / dayMs)}d`;
  if (ms >= hourMs) return `${Math.floor(ms / hourMs)}h`;
  if (ms >= minuteMs) return `${Math.floor(ms / minuteMs)}m`;
  return '< 1m';
};

export const ageOf = ({ metadata }: Pick<KubeObject, 'metadata'>, now: number): string =>
  ageText(Date.parse(metadata.creationTimestamp ?? ''), now);

/** What every read answer says about itself. `missing` names parts that could not be had, and why. */
export const metadataOf = (
  { at, source }: Pick<Reading<unknown>, 'at' | 'source'>,
  now: number,
  missing: readonly Missing[] = [],
): Fields => ({
  last_updated: toTime(at),
  age_seconds: Math.max(0, Math.round((now - at) / 1_000)),
  source,
  ...(missing.length === 0 ? {} : { missing }),
});

/** Name, namespace and what else all details begin with. */
export const identity = ({ metadata }: Pick<KubeObject, 'metadata'>, now: number): Fields => ({
  name: metadata.name,
  ...(metadata.namespace === undefined ? {} : { namespace: metadata.namespace }),
  uid: metadata.uid ?? '',
  creation_timestamp: metadata.creationTimestamp ?? null,
  age: ageOf({ metadata }, now),
  labels: metadata.labels ?? {},
  annotations: metadata.annotations ?? {},
});
