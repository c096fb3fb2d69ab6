/** `/proxy` of Nodes: what the kubelet serves to a Prometheus. Source: kubelet `/metrics/cadvisor`, cAdvisor's metrics. */
import { notImplemented } from '@binnacle/kube/api';
import { createUsageCounters, usageMetrics, type UsageCounters, type UsageSample } from '../usage/counters.ts';
import type { UsingPod } from '../usage/usage.ts';
import { belowProxy } from './below-proxy.ts';
import type { ResourceCall } from './call.ts';
import { family, labelText } from './exposition.ts';
import { admitConnection } from './streaming/admit-connection.ts';

/** One for each cluster and node: counters go on from scrape to scrape. */
const known = new WeakMap<object, Map<string, UsageCounters>>();

const countersOf = (registry: object, node: string): UsageCounters => {
  const byNode = known.get(registry) ?? new Map<string, UsageCounters>();
  known.set(registry, byNode);
  const counters = byNode.get(node) ?? createUsageCounters();
  byNode.set(node, counters);
  return counters;
};

const expose = (samples: readonly UsageSample[]): string =>
  usageMetrics
    .map((metric) => {
      const own = samples.filter(({ name }) => name === metric.name);
      return family(
        metric,
        own.map(({ labels, value }) => `{${labelText(labels)}} ${value}`),
      );
    })
    .join('');

export const serveNodeProxy = async (call: ResourceCall): Promise<void> => {
  await admitConnection(call);
  const { registry, clock } = call.context;
  const name = call.info.name ?? '';
  registry.find(call.info.resource)!.get({ name });
  const below = belowProxy(call);
  if (below !== '/metrics/cadvisor')
    throw notImplemented(`the simulated cluster's kubelets serve /metrics/cadvisor only, not ${below || '/'}`);
  const resource = registry.find({ group: '', version: 'v1', plural: 'pods' })!.resource;
  const pods = registry.range(resource).map(({ object }) => object as unknown as UsingPod);
  const own = pods.filter(({ spec }) => spec.nodeName === name);
  const text = expose(countersOf(registry, name).look([name], own, clock.now()).map(withoutTarget));
  call.response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' });
  call.response.end(call.method === 'HEAD' ? undefined : text);
};

/** Whose values they are is what the Prometheus knows of its target: a kubelet does not say it. */
const withoutTarget = ({
  labels: { node: _node, instance: _instance, ...labels },
  ...sample
}: UsageSample): UsageSample => ({
  ...sample,
  labels,
});
