import { isDeepStrictEqual } from 'node:util';
import type { KubeObject, ResourceRef } from '@binnacle/kube/api';
import { createController } from '@binnacle/kube/controller';
import { createEventRecorder } from '../../local/events.ts';
import type { Informers } from '../../local/informers.ts';
import { keyOf, refs, selects, splitKey, toTime, type LabelSelector, type Pod } from '../../local/objects.ts';
import type { ControllerContext } from '../../types.ts';
import { createMetricsSource, type MetricsSource } from './metrics.ts';
import { pace, type Past } from './pace.ts';
import { propose, type Question } from './proposal.ts';
import type { Autoscaler, AutoscalerCondition, AutoscalerStatus, MetricSpec } from './types.ts';

/** Between two looks, and before the first one. Source: kube-controller-manager `--horizontal-pod-autoscaler-sync-period`. */
const syncMs = 15_000;

/** Something whose replicas can be set. */
interface Scalable extends KubeObject {
  spec: { replicas?: number; selector?: LabelSelector | Record<string, string> };
}

/** Sets a condition; the time moves when the status does. */
const setCondition = (
  status: AutoscalerStatus,
  [type, state, reason, message]: [AutoscalerCondition['type'], 'True' | 'False', string, string],
  now: number,
): void => {
  const held = status.conditions ?? [];
  const before = held.find((condition) => condition.type === type);
  const since = before?.status === state ? before.lastTransitionTime : toTime(now);
  const next: AutoscalerCondition = { type, status: state, lastTransitionTime: since, reason, message };
  status.conditions =
    before === undefined ? [...held, next] : held.map((condition) => (condition === before ? next : condition));
};

/** Autoscalers: as many replicas as usage asks for, within bounds and not too fast. */
export const startAutoscaler = (
  context: ControllerContext,
  informers: Informers,
  metrics: MetricsSource = createMetricsSource(context),
): (() => void) => {
  const { client, clock } = context;
  const events = createEventRecorder(context, { component: 'horizontal-pod-autoscaler' });
  const pods = informers.of<Pod>(refs.pods);
  const pasts = new Map<string, Past>();

  const targetOf = ({ metadata, spec: { scaleTargetRef } }: Autoscaler): { ref: ResourceRef; target: Scalable } => {
    const { apiVersion = '', kind, name } = scaleTargetRef;
    const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
    const ref = client.kinds().find((other) => other.kind === kind && other.group === group);
    if (ref === undefined)
      throw new Error(`no matches for kind ${JSON.stringify(kind)} in group ${JSON.stringify(group)}`);
    const target = client.get<Scalable>(ref, { namespace: metadata.namespace ?? '', name });
    const plural = group === '' ? ref.plural : `${ref.plural}.${group}`;
    if (target === undefined) throw new Error(`${plural} ${JSON.stringify(name)} not found`);
    if (target.spec.selector === undefined) throw new Error('the server could not find the requested resource');
    return { ref, target };
  };

  const podsOf = ({ kind, metadata, spec: { selector = {} } }: Scalable): Pod[] => {
    const wanted = (kind === 'ReplicationController' ? { matchLabels: selector } : selector) as LabelSelector;
    return pods.inNamespace(metadata.namespace ?? '').filter((pod) => selects(wanted, pod.metadata.labels));
  };

  /** One metric's proposal; throws with upstream's whole chain of reasons. */
  const judge = (metric: MetricSpec, target: Scalable, own: readonly Pod[]) => {
    const source = metric.resource ?? metric.containerResource;
    if (source === undefined) {
      const name = (metric.pods ?? metric.object ?? metric.external)?.metric.name ?? '';
      const api = metric.type === 'External' ? 'external' : 'custom';
      throw new Error(
        `failed to get ${metric.type.toLowerCase()} metric value: unable to get metric ${name}: no ${api} metrics API is served`,
      );
    }
    const { name: resource, target: wanted } = source;
    const isContainer = metric.containerResource !== undefined;
    const what = wanted.averageValue === undefined ? 'utilization' : 'usage';
    const usage = metrics.podUsage(target.metadata.namespace ?? '');
    const question: Question = {
      resource,
      ...(metric.containerResource === undefined ? {} : { container: metric.containerResource.container }),
      target: wanted,
      current: target.spec.replicas ?? 1,
    };
    try {
      if (usage === undefined)
        throw new Error(
          `unable to get metrics for resource ${resource}: unable to fetch metrics from resource metrics API: the server could not find the requested resource (get pods.metrics.k8s.io)`,
        );
      const named = new Set(own.map(({ metadata }) => metadata.name));
      const mine = usage.filter(({ pod }) => named.has(pod));
      if (mine.length === 0)
        throw new Error(
          `unable to get metrics for resource ${resource}: no metrics returned from resource metrics API`,
        );
      const { replicas, now } = propose(question, own, mine);
      const described = isContainer
        ? {
            type: 'ContainerResource',
            containerResource: { name: resource, container: question.container, current: now },
          }
        : { type: 'Resource', resource: { name: resource, current: now } };
      const share = `${resource} ${isContainer ? 'container ' : ''}resource utilization (percentage of request)`;
      return { replicas, described, name: what === 'usage' ? `${resource} resource` : share };
    } catch (error) {
      throw new Error(`failed to get ${resource} ${what}: ${(error as Error).message}`, { cause: error });
    }
  };

  /** What all metrics together ask for; undefined, with the reason told, when that cannot be said. */
  const judgeAll = (autoscaler: Autoscaler, status: AutoscalerStatus, target: Scalable) => {
    const specs = autoscaler.spec.metrics ?? [];
    const own = podsOf(target);
    const found: { replicas: number; name: string }[] = [];
    const failures: { type: string; resource: string; message: string }[] = [];
    const current = specs.map((metric): unknown => {
      try {
        const { described, ...proposal } = judge(metric, target, own);
        found.push(proposal);
        return described;
      } catch (error) {
        const resource = (metric.resource ?? metric.containerResource)?.name ?? '';
        failures.push({ type: metric.type, resource, message: (error as Error).message });
        return { type: '' };
      }
    });
    const best = found.reduce<(typeof found)[number] | undefined>(
      (most, one) => (most === undefined || one.replicas > most.replicas ? one : most),
      undefined,
    );
    status.currentMetrics = current;
    const [failure] = failures;
    if (failure !== undefined && (best === undefined || best.replicas < (target.spec.replicas ?? 1))) {
      const reason = `FailedGet${failure.type}Metric`;
      const message = `the HPA was unable to compute the replica count: ${failure.message}`;
      setCondition(status, ['ScalingActive', 'False', reason, message], clock.now());
      events.record({ about: autoscaler, type: 'Warning', reason, message: failure.message });
      const metric = `${failure.resource} ${failure.type === 'ContainerResource' ? 'container ' : ''}resource metric value`;
      const first = failure.resource === '' ? failure.message : `failed to get ${metric}: ${failure.message}`;
      events.record({
        about: autoscaler,
        type: 'Warning',
        reason: 'FailedComputeMetricsReplicas',
        message: `invalid metrics (${failures.length} invalid out of ${specs.length}), first error is: ${first}`,
      });
      return undefined;
    }
    if (best === undefined) return undefined;
    const message = `the HPA was able to successfully calculate a replica count from ${best.name}`;
    setCondition(status, ['ScalingActive', 'True', 'ValidMetricFound', message], clock.now());
    return best;
  };

  /** Replicas wanted and why; undefined when nothing is to be done. Fills the status as it goes. */
  const decide = (
    autoscaler: Autoscaler,
    status: AutoscalerStatus,
    { target, past }: { target: Scalable; past: Past },
  ) => {
    const { minReplicas: min = 1, maxReplicas: max } = autoscaler.spec;
    const current = target.spec.replicas ?? 1;
    const now = clock.now();
    if (current === 0 && min !== 0) {
      const why = 'scaling is disabled since the replica count of the target is zero';
      setCondition(status, ['ScalingActive', 'False', 'ScalingDisabled', why], now);
      return { replicas: 0, reason: '' };
    }
    if (current > max) return { replicas: max, reason: 'Current number of replicas above Spec.MaxReplicas' };
    if (current < min) return { replicas: min, reason: 'Current number of replicas below Spec.MinReplicas' };
    const best = judgeAll(autoscaler, status, target);
    if (best === undefined) return undefined;
    const { replicas, able, limited } = pace(autoscaler.spec, past, { current, wanted: best.replicas, min, max, now });
    setCondition(status, ['AbleToScale', 'True', able.reason, able.message], now);
    setCondition(status, ['ScalingLimited', limited.status, limited.reason, limited.message], now);
    const reason = best.replicas > current ? `${best.name} above target` : 'All metrics below target';
    return { replicas, reason };
  };

  const rescale = async (autoscaler: Autoscaler, status: AutoscalerStatus, past: Past) => {
    const now = clock.now();
    let found: ReturnType<typeof targetOf>;
    try {
      found = targetOf(autoscaler);
    } catch (error) {
      const { message } = error as Error;
      events.record({ about: autoscaler, type: 'Warning', reason: 'FailedGetScale', message });
      const text = `the HPA controller was unable to get the target's current scale: ${message}`;
      setCondition(status, ['AbleToScale', 'False', 'FailedGetScale', text], now);
      return;
    }
    const able = "the HPA controller was able to get the target's current scale";
    setCondition(status, ['AbleToScale', 'True', 'SucceededGetScale', able], now);
    const { ref, target } = found;
    const current = target.spec.replicas ?? 1;
    if (past.wanted.length === 0) past.wanted.push({ at: now, replicas: current });
    const decision = decide(autoscaler, status, { target, past });
    status.currentReplicas = current;
    if (current === 0) delete status.currentReplicas;
    if (decision === undefined) return;
    const { replicas, reason } = decision;
    status.desiredReplicas = replicas;
    if (replicas === current) return;
    await client.update(ref, { ...target, spec: { ...target.spec, replicas } });
    const done = `the HPA controller was able to update the target scale to ${replicas}`;
    setCondition(status, ['AbleToScale', 'True', 'SucceededRescale', done], now);
    events.record({
      about: autoscaler,
      reason: 'SuccessfulRescale',
      message: `New size: ${replicas}; reason: ${reason}`,
    });
    past.changes = past.changes.filter(({ at }) => at > now - 3_600_000);
    past.changes.push({ at: now, replicas: replicas - current });
    status.lastScaleTime = toTime(now);
  };

  const controller = createController({
    name: 'horizontalpodautoscaler',
    clock,
    concurrency: 5,
    reconcile: async (key) => {
      const autoscaler = client.get<Autoscaler>(refs.autoscalers, splitKey(key));
      if (autoscaler === undefined || autoscaler.metadata.deletionTimestamp !== undefined) {
        pasts.delete(key);
        return;
      }
      let past = pasts.get(key);
      if (past === undefined) pasts.set(key, (past = { wanted: [], changes: [] }));
      const status: AutoscalerStatus = {
        desiredReplicas: 0,
        ...autoscaler.status,
        currentMetrics: null,
      };
      await rescale(autoscaler, status, past);
      const latest = client.get<Autoscaler>(refs.autoscalers, splitKey(key));
      if (latest !== undefined && !isDeepStrictEqual(status, latest.status))
        await client.updateStatus(refs.autoscalers, { ...latest, status });
      return { requeueAfterMs: syncMs };
    },
  });

  informers.of<Autoscaler>(refs.autoscalers).subscribe(({ type, object, previous }) => {
    if (type === 'DELETED') pasts.delete(keyOf(object));
    else if (previous === undefined || !isDeepStrictEqual(previous.spec, object.spec))
      controller.enqueueAfter(keyOf(object), syncMs);
  });
  return controller.close;
};
