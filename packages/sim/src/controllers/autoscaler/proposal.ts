/** How many replicas a metric asks for. Source: kube-controller-manager `pkg/controller/podautoscaler/replica_calculator.go`. */
import { formatQuantity, quantityToMilli } from '@binnacle/kube/api';
import { findCondition, type Pod } from '../../local/objects.ts';
import type { PodUsage } from './metrics.ts';
import type { MetricTarget } from './types.ts';

/** Changes smaller than this are none. Source: `--horizontal-pod-autoscaler-tolerance`. */
const tolerance = 0.1;

export interface Question {
  resource: string;
  /** Only this container, else all of the Pod. */
  container?: string;
  target: MetricTarget;
  current: number;
}

export interface Proposal {
  replicas: number;
  /** The metric now, as status tells it. */
  now: { averageValue: string; averageUtilization?: number };
}

interface Groups {
  ready: Map<string, number>;
  unready: string[];
  missing: string[];
}

const usageOf = ({ resource, container }: Question, { containers }: PodUsage): number | undefined => {
  const counted = container === undefined ? [...containers.values()] : [containers.get(container)];
  const values = counted.map((usage) => usage?.[resource]);
  return values.some((value) => value === undefined) || values.length === 0
    ? undefined
    : values.reduce<number>((sum, value) => sum + (value ?? 0), 0);
};

const group = (question: Question, pods: readonly Pod[], usage: readonly PodUsage[]): Groups => {
  const used = new Map(usage.map((one) => [one.pod, usageOf(question, one)]));
  const groups: Groups = { ready: new Map(), unready: [], missing: [] };
  for (const { metadata, status } of pods) {
    if (metadata.deletionTimestamp !== undefined || status?.phase === 'Failed') continue;
    const value = used.get(metadata.name);
    const isReady = findCondition(status?.conditions, 'Ready')?.status === 'True';
    if ((status?.phase ?? 'Pending') === 'Pending') groups.unready.push(metadata.name);
    else if (value === undefined) groups.missing.push(metadata.name);
    else if (question.resource === 'cpu' && !isReady) groups.unready.push(metadata.name);
    else groups.ready.set(metadata.name, value);
  }
  return groups;
};

/** In thousandths, by Pod. Throws when a container says nothing. */
const requestsOf = ({ resource, container }: Question, pods: readonly Pod[]): Map<string, number> =>
  new Map(
    pods.map(({ metadata, spec }) => {
      const counted = spec.containers.filter(({ name }) => container === undefined || name === container);
      const sum = counted.reduce((total, { name, resources }) => {
        const request = resources?.requests?.[resource];
        if (request === undefined)
          throw new Error(`missing request for ${resource} in container ${name} of Pod ${metadata.name}`);
        return total + quantityToMilli(request);
      }, 0);
      return [metadata.name, sum];
    }),
  );

const sumOf = (values: Iterable<number>): number => [...values].reduce((sum, value) => sum + value, 0);
const isWithin = (ratio: number): boolean => Math.abs(ratio - 1) <= tolerance;

/** Replicas for a ratio of use to target. Pods that tell nothing are counted so that they dampen the change. */
const replicasFor = (
  groups: Groups,
  { current, ratio, ratioWith }: { current: number; ratio: number; ratioWith: (extra: Map<string, number>) => number },
  fallback: (pod: string) => number,
): number => {
  const scaleUpWithUnready = groups.unready.length > 0 && ratio > 1;
  if (!scaleUpWithUnready && groups.missing.length === 0)
    return isWithin(ratio) ? current : Math.ceil(ratio * groups.ready.size - 1e-9);
  const extra = new Map<string, number>();
  for (const pod of groups.missing) extra.set(pod, ratio < 1 ? fallback(pod) : 0);
  if (scaleUpWithUnready) for (const pod of groups.unready) extra.set(pod, 0);
  const next = ratioWith(extra);
  if (isWithin(next) || (ratio < 1 && next > 1) || (ratio > 1 && next < 1)) return current;
  const replicas = Math.ceil(next * (groups.ready.size + extra.size) - 1e-9);
  return (next < 1 && replicas > current) || (next > 1 && replicas < current) ? current : replicas;
};

const shown = (resource: string, milli: number): string =>
  formatQuantity({
    nanos: BigInt(Math.trunc(milli)) * 1_000_000n,
    format: resource === 'memory' ? 'binarySI' : 'decimalSI',
  });

/** Throws in upstream's words when the metric cannot be judged. */
export const propose = (question: Question, pods: readonly Pod[], usage: readonly PodUsage[]): Proposal => {
  const { resource, target, current } = question;
  if (pods.length === 0) throw new Error('no pods returned by selector while calculating replica count');
  const groups = group(question, pods, usage);
  if (groups.ready.size === 0) throw new Error('did not receive metrics for targeted pods (pods might be unready)');
  const used = sumOf(groups.ready.values());
  const average = Math.trunc(used / groups.ready.size);
  if (target.averageValue !== undefined) {
    const wanted = quantityToMilli(target.averageValue);
    const ratioWith = (extra: Map<string, number>) =>
      (used + sumOf(extra.values())) / (groups.ready.size + extra.size) / wanted;
    const ratio = ratioWith(new Map());
    return {
      replicas: replicasFor(groups, { current, ratio, ratioWith }, () => wanted),
      now: { averageValue: shown(resource, average) },
    };
  }
  const requests = requestsOf(question, pods);
  const wanted = target.averageUtilization ?? 80;
  const utilizationWith = (extra: Map<string, number>): number => {
    const names = [...groups.ready.keys(), ...extra.keys()];
    const requested = sumOf(names.map((name) => requests.get(name) ?? 0));
    if (requested === 0) throw new Error('no metrics returned matched known pods');
    return Math.trunc(((used + sumOf(extra.values())) * 100) / requested);
  };
  const ratioWith = (extra: Map<string, number>) => utilizationWith(extra) / wanted;
  const utilization = utilizationWith(new Map());
  const fallback = (pod: string) => ((requests.get(pod) ?? 0) * Math.max(100, wanted)) / 100;
  return {
    replicas: replicasFor(groups, { current, ratio: utilization / wanted, ratioWith }, fallback),
    now: { averageUtilization: utilization, averageValue: shown(resource, average) },
  };
};
