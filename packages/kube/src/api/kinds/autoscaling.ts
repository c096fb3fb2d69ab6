/** The autoscaling group. Source: Kubernetes API reference, autoscaling/v2. */
import type { Kind } from '../kind.ts';
import type { KubeObject } from '../object.ts';
import { age, asString, columnsOf } from './columns.ts';
import type { Loose } from './columns.ts';
import type { WorkloadCondition } from './workload.ts';

/** Quantities, or a percentage of the request. */
export interface MetricValue {
  type?: 'Utilization' | 'Value' | 'AverageValue';
  value?: string;
  averageValue?: string;
  averageUtilization?: number;
}

interface MetricSource {
  name?: string;
  container?: string;
  metric?: { name: string; selector?: Record<string, unknown> };
  describedObject?: { apiVersion?: string; kind: string; name: string };
  target?: MetricValue;
  current?: MetricValue;
}

export interface Metric {
  type: 'Resource' | 'ContainerResource' | 'Pods' | 'Object' | 'External';
  resource?: MetricSource;
  containerResource?: MetricSource;
  pods?: MetricSource;
  object?: MetricSource;
  external?: MetricSource;
}

export interface HorizontalPodAutoscaler extends KubeObject {
  spec: {
    scaleTargetRef: { apiVersion?: string; kind: string; name: string };
    minReplicas?: number;
    maxReplicas: number;
    metrics?: Metric[];
    behavior?: Record<string, unknown>;
  };
  status?: {
    observedGeneration?: number;
    lastScaleTime?: string;
    currentReplicas?: number;
    desiredReplicas: number;
    currentMetrics?: Metric[] | null;
    conditions?: WorkloadCondition[];
  };
}

const UNKNOWN = '<unknown>';

const sourceOf = (metric: Loose<Metric> | undefined, type: string | undefined): Loose<MetricSource> | undefined => {
  switch (type) {
    case 'Resource':
      return metric?.resource;
    case 'ContainerResource':
      return metric?.containerResource;
    case 'Pods':
      return metric?.pods;
    case 'Object':
      return metric?.object;
    case 'External':
      return metric?.external;
    default:
      return undefined;
  }
};

const percent = (value: number | undefined): string | undefined => (value === undefined ? undefined : `${value}%`);

/** `cpu: 40%/80%`, `12/100 (avg)`: now and wanted. */
const metricText = (spec: Loose<Metric>, status: Loose<Metric> | undefined): string => {
  const target = sourceOf(spec, spec.type)?.target;
  const current = sourceOf(status, spec.type)?.current;
  const average = target?.averageValue;
  switch (spec.type) {
    case 'Resource':
    case 'ContainerResource': {
      const values =
        average === undefined
          ? `${percent(current?.averageUtilization) ?? UNKNOWN}/${percent(target?.averageUtilization) ?? '<auto>'}`
          : `${current?.averageValue ?? UNKNOWN}/${average}`;
      return `${sourceOf(spec, spec.type)?.name ?? ''}: ${values}`;
    }
    case 'Pods':
      return `${current?.averageValue ?? UNKNOWN}/${average ?? '0'}`;
    case 'Object':
    case 'External':
      return average === undefined
        ? `${current?.value ?? UNKNOWN}/${target?.value ?? '0'}`
        : `${current?.averageValue ?? UNKNOWN}/${average} (avg)`;
    default:
      return '<unknown type>';
  }
};

const metricsText = (o: Loose<HorizontalPodAutoscaler>): string => {
  const texts = (o.spec?.metrics ?? []).map((spec, i) => metricText(spec, o.status?.currentMetrics?.[i]));
  if (texts.length === 0) return '<none>';
  const shown = texts.slice(0, 2).join(', ');
  return texts.length > 2 ? `${shown} + ${texts.length - 2} more...` : shown;
};

const autoscaler = columnsOf<HorizontalPodAutoscaler>();

export const horizontalPodAutoscalerKind: Kind = {
  group: 'autoscaling',
  version: 'v2',
  plural: 'horizontalpodautoscalers',
  kind: 'HorizontalPodAutoscaler',
  singular: 'horizontalpodautoscaler',
  shortNames: ['hpa'],
  categories: ['all'],
  namespaced: true,
  capabilities: [],
  columns: [
    autoscaler.text('Reference', (o) => `${o.spec?.scaleTargetRef?.kind ?? ''}/${o.spec?.scaleTargetRef?.name ?? ''}`),
    autoscaler.text('Targets', metricsText),
    autoscaler.text('MinPods', (o) => String(o.spec?.minReplicas ?? '<unset>')),
    asString(autoscaler.count('MaxPods', (o) => o.spec?.maxReplicas ?? 0)),
    asString(autoscaler.count('Replicas', (o) => o.status?.currentReplicas ?? 0)),
    age,
  ],
};

export const autoscalingKinds: readonly Kind[] = [horizontalPodAutoscalerKind];
