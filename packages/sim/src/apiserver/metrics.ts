/** metrics.k8s.io, as a metrics-server answers it. Nothing of it is stored. */
import { methodNotAllowed, notFound, parseFieldSelector, parseLabelSelector, toTime } from '@binnacle/kube/api';
import type { UnstructuredObject } from '@binnacle/kube/api';
import { nodeUsage, podUsage, usageWindowMs, type Usage, type UsingPod } from '../usage/usage.ts';
import type { ResourceCall } from './call.ts';
import { negotiate, sendObject } from './respond.ts';

const quantities = ({ milliCpu, memory }: Usage) => ({
  cpu: `${milliCpu * 1_000_000}n`,
  memory: `${Math.round(memory / 1024)}Ki`,
});

const stored = (call: ResourceCall, plural: 'pods' | 'nodes', namespace?: string): UnstructuredObject[] => {
  const { registry } = call.context;
  const resource = registry.find({ group: '', version: 'v1', plural })?.resource;
  return resource === undefined ? [] : registry.range(resource, namespace).map(({ object }) => object);
};

/** The metrics of each object that is selected and known. */
const metricsOf = (call: ResourceCall): object[] => {
  const { info, query, context } = call;
  const now = context.clock.now();
  const about = { timestamp: toTime(Math.floor(now / usageWindowMs) * usageWindowMs), window: '15.0s' };
  const labels = parseLabelSelector(query.get('labelSelector') ?? '');
  const fields = parseFieldSelector(query.get('fieldSelector') ?? '');
  const isWanted = (object: UnstructuredObject) =>
    (info.name === undefined || info.name === object.metadata.name) &&
    labels.matches(object.metadata.labels ?? {}) &&
    fields.matches(object);
  const head = (kind: string, { metadata: { name, namespace, labels: own } }: UnstructuredObject) => ({
    kind,
    apiVersion: 'metrics.k8s.io/v1beta1',
    metadata: {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      creationTimestamp: toTime(now),
      ...(own === undefined ? {} : { labels: own }),
    },
    ...about,
  });
  if (info.resource.plural === 'nodes') {
    const byNode = new Map<string, UsingPod[]>();
    for (const pod of stored(call, 'pods') as unknown as UsingPod[]) {
      const { nodeName = '' } = pod.spec;
      byNode.set(nodeName, [...(byNode.get(nodeName) ?? []), pod]);
    }
    return stored(call, 'nodes')
      .filter(isWanted)
      .map((node) => {
        const { name } = node.metadata;
        return { ...head('NodeMetrics', node), usage: quantities(nodeUsage(name, byNode.get(name) ?? [], now)) };
      });
  }
  return stored(call, 'pods', info.namespace)
    .filter(isWanted)
    .flatMap((pod) => {
      const usage = podUsage(pod as unknown as UsingPod, now);
      if (usage === undefined) return [];
      const containers = [...usage].map(([name, used]) => ({ name, usage: quantities(used) }));
      return [{ ...head('PodMetrics', pod), containers }];
    });
};

export const serveMetrics = (call: ResourceCall): Promise<void> => {
  const { info } = call;
  const encoding = negotiate(call);
  const items = metricsOf(call);
  if (info.verb === 'list') {
    const list = { kind: `${info.resource.kind}List`, apiVersion: 'metrics.k8s.io/v1beta1', metadata: {}, items };
    sendObject(call, list, { encoding });
    return Promise.resolve();
  }
  if (info.verb !== 'get') throw methodNotAllowed();
  const [item] = items;
  if (item === undefined)
    throw notFound(
      { group: 'metrics.k8s.io', plural: info.resource.plural === 'nodes' ? 'nodemetrics' : 'podmetrics' },
      info.namespace === undefined ? (info.name ?? '') : `${info.namespace}/${info.name ?? ''}`,
    );
  sendObject(call, item, { encoding });
  return Promise.resolve();
};
