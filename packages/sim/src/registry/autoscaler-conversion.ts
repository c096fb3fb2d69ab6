/**
 * One stored HorizontalPodAutoscaler in its two forms: autoscaling/v1 knows one number for the cpu and keeps all else in
 * annotations. Source: kube-apiserver `pkg/apis/autoscaling/v1/conversion.go`.
 */
import type { UnstructuredObject } from '@binnacle/kube/api';
import { ensureObject, isJsonObject, objectAt, objectsAt, valueAt } from './json.ts';
import type { JsonObject } from './json.ts';

const PREFIX = 'autoscaling.alpha.kubernetes.io/';
const annotationNames = ['metrics', 'current-metrics', 'behavior', 'conditions'].map((name) => `${PREFIX}${name}`);

/** [in v1, in v2], in the order in which v1 writes them. */
type Fields = readonly (readonly [string, string])[];

const specFields: Readonly<Record<string, Fields>> = {
  object: [
    ['target', 'describedObject'],
    ['metricName', 'metric.name'],
    ['targetValue', 'target.value'],
    ['selector', 'metric.selector'],
    ['averageValue', 'target.averageValue'],
  ],
  pods: [
    ['metricName', 'metric.name'],
    ['targetAverageValue', 'target.averageValue'],
    ['selector', 'metric.selector'],
  ],
  resource: [
    ['name', 'name'],
    ['targetAverageUtilization', 'target.averageUtilization'],
    ['targetAverageValue', 'target.averageValue'],
  ],
  containerResource: [
    ['name', 'name'],
    ['targetAverageUtilization', 'target.averageUtilization'],
    ['targetAverageValue', 'target.averageValue'],
    ['container', 'container'],
  ],
  external: [
    ['metricName', 'metric.name'],
    ['metricSelector', 'metric.selector'],
    ['targetValue', 'target.value'],
    ['targetAverageValue', 'target.averageValue'],
  ],
};

const statusFields: Readonly<Record<string, Fields>> = Object.fromEntries(
  Object.entries(specFields).map(([source, fields]) => [
    source,
    fields.map(([old, now]): readonly [string, string] => [
      old.replace(/^target(?=[A-Z])/, 'current'),
      now.replace(/^target\./, 'current.'),
    ]),
  ]),
);

const renamed = (
  metric: JsonObject,
  table: Readonly<Record<string, Fields>>,
  { from, to }: { from: 0 | 1; to: 0 | 1 },
): JsonObject => {
  const result: JsonObject = { type: metric.type };
  for (const [source, fields] of Object.entries(table)) {
    if (!isJsonObject(metric[source])) continue;
    const target = (result[source] = {} as JsonObject);
    for (const names of fields) {
      const value = valueAt(metric[source], ...names[from].split('.'));
      const path = names[to].split('.');
      if (value !== undefined) ensureObject(target, ...path.slice(0, -1))[path.at(-1)!] = value;
    }
  }
  return result;
};

const toOld = { from: 1, to: 0 } as const;
const toNew = { from: 0, to: 1 } as const;

/** v1 does not say of what type a target is; its fields do. */
const withTargetType = (metric: JsonObject): JsonObject => {
  for (const source of Object.keys(specFields)) {
    if (!isJsonObject(metric[source])) continue;
    const target = ensureObject(metric[source], 'target');
    const type =
      target.averageUtilization !== undefined ? 'Utilization' : target.value === undefined ? 'AverageValue' : 'Value';
    metric[source] = { ...metric[source], target: { type, ...target } };
  }
  return metric;
};

/** The behaviour is kept under the names of Go's fields. */
const capitalized = (value: unknown, change: (name: string) => string): unknown => {
  if (Array.isArray(value)) return value.map((part) => capitalized(part, change));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [change(name), capitalized(part, change)]));
};
const upper = (name: string) => name.charAt(0).toUpperCase() + name.slice(1);
const lower = (name: string) => name.charAt(0).toLowerCase() + name.slice(1);

const isCpuShare = (metric: JsonObject): boolean =>
  valueAt(metric, 'resource', 'name') === 'cpu' &&
  valueAt(metric, 'resource', 'target', 'averageUtilization') !== undefined;

const withoutKept = (metadata: UnstructuredObject['metadata']): UnstructuredObject['metadata'] => {
  const { annotations, ...rest } = metadata;
  const kept = Object.entries(annotations ?? {}).filter(([name]) => !annotationNames.includes(name));
  return kept.length === 0 ? rest : { ...rest, annotations: Object.fromEntries(kept) };
};

/** As autoscaling/v1 serves what is stored. */
export const toOldAutoscaler = (object: UnstructuredObject): UnstructuredObject => {
  const { metrics: _metrics, behavior, ...spec } = objectAt(object, 'spec');
  const { currentMetrics: _current, conditions, ...status } = objectAt(object, 'status');
  const metrics = objectsAt(object, 'spec', 'metrics');
  const current = objectsAt(object, 'status', 'currentMetrics');
  const metadata = withoutKept(object.metadata);
  const annotations: Record<string, string> = { ...metadata.annotations };
  const keep = (name: string, value: unknown) => {
    if (Array.isArray(value) ? value.length > 0 : value !== undefined)
      annotations[`${PREFIX}${name}`] = JSON.stringify(value);
  };
  keep(
    'metrics',
    metrics.filter((metric) => !isCpuShare(metric)).map((metric) => renamed(metric, specFields, toOld)),
  );
  keep(
    'current-metrics',
    current.map((metric) => renamed(metric, statusFields, toOld)),
  );
  keep('behavior', capitalized(behavior, upper));
  keep('conditions', conditions);
  const cpu = metrics.find(isCpuShare);
  const used = current.find((metric) => valueAt(metric, 'resource', 'name') === 'cpu');
  const share = valueAt(used, 'resource', 'current', 'averageUtilization');
  return {
    ...object,
    apiVersion: 'autoscaling/v1',
    metadata: Object.keys(annotations).length === 0 ? metadata : { ...metadata, annotations },
    spec: {
      ...spec,
      ...(cpu === undefined
        ? {}
        : { targetCPUUtilizationPercentage: valueAt(cpu, 'resource', 'target', 'averageUtilization') }),
    },
    status: {
      currentReplicas: 0,
      ...status,
      ...(share === undefined ? {} : { currentCPUUtilizationPercentage: share }),
    },
  };
};

const parsed = (object: UnstructuredObject, name: string): unknown => {
  try {
    return JSON.parse(object.metadata.annotations?.[`${PREFIX}${name}`] ?? 'null') as unknown;
  } catch {
    // Somebody wrote it by hand: upstream takes no notice either.
    return null;
  }
};

const listOf = (value: unknown): JsonObject[] => (Array.isArray(value) ? value.filter(isJsonObject) : []);

/** As autoscaling/v2 stores what came through v1. */
export const fromOldAutoscaler = (object: UnstructuredObject): UnstructuredObject => {
  const { targetCPUUtilizationPercentage: wanted, ...spec } = objectAt(object, 'spec');
  const { currentCPUUtilizationPercentage: used, ...status } = objectAt(object, 'status');
  const cpu = (field: string, value: object) => ({ type: 'Resource', resource: { name: 'cpu', [field]: value } });
  const metrics = listOf(parsed(object, 'metrics')).map((metric) => withTargetType(renamed(metric, specFields, toNew)));
  if (wanted !== undefined) metrics.push(cpu('target', { type: 'Utilization', averageUtilization: wanted }));
  const kept = listOf(parsed(object, 'current-metrics')).map((metric) => renamed(metric, statusFields, toNew));
  const current = kept.length > 0 || used === undefined ? kept : [cpu('current', { averageUtilization: used })];
  const behavior = parsed(object, 'behavior');
  const conditions = parsed(object, 'conditions');
  return {
    ...object,
    apiVersion: 'autoscaling/v2',
    metadata: withoutKept(object.metadata),
    spec: {
      ...spec,
      ...(metrics.length === 0 ? {} : { metrics }),
      ...(isJsonObject(behavior) ? { behavior: capitalized(behavior, lower) } : {}),
    },
    ...(object.status === undefined
      ? {}
      : {
          status: {
            ...status,
            ...(current.length === 0 ? {} : { currentMetrics: current }),
            ...(Array.isArray(conditions) ? { conditions } : {}),
          },
        }),
  };
};
