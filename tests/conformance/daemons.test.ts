import { expect } from 'vitest';
import type { UnstructuredObject } from '@binnacle/kube/api';
import { type Api, refusal } from './harness/api.ts';
import { conformance, eventually } from './harness/conformance.ts';
import { at, names, podTemplate, read } from './harness/objects.ts';

/** The first nodes by name, so that nodes that other bodies make do not count. */
const nodeNames = async (api: Api, count: number): Promise<string[]> =>
  names(await api.list(at('nodes')))
    .sort()
    .slice(0, count);

const pinnedTo = (nodes: readonly string[]) => ({
  nodeAffinity: {
    requiredDuringSchedulingIgnoredDuringExecution: {
      nodeSelectorTerms: [
        { matchFields: [{ key: 'metadata.name', operator: 'In', values: nodes.slice(0, 1) }] },
      ].concat(
        nodes.slice(1).map((node) => ({ matchFields: [{ key: 'metadata.name', operator: 'In', values: [node] }] })),
      ),
    },
  },
});

const daemonSet = (podSpec: Record<string, unknown>, spec: Record<string, unknown> = {}): UnstructuredObject => {
  const template = podTemplate({ app: 'a' });
  return {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name: 'a' },
    spec: {
      selector: { matchLabels: { app: 'a' } },
      template: { ...template, spec: { ...template.spec, ...podSpec } },
      ...spec,
    },
  };
};

const settled = (api: Api, ns: string, count: number) =>
  eventually(async () => {
    const current = await api.get(at('daemonsets', ns, 'a'));
    expect(current['status']).toEqual({
      observedGeneration: current.metadata.generation,
      currentNumberScheduled: count,
      desiredNumberScheduled: count,
      numberMisscheduled: 0,
      numberReady: count,
      ...(count === 0 ? {} : { numberAvailable: count, updatedNumberScheduled: count }),
    });
    return current;
  }, 30_000);

const setImage = (api: Api, ns: string, image: string) =>
  api.patch(
    at('daemonsets', ns, 'a'),
    { spec: { template: { spec: { containers: [{ name: 'main', image }] } } } },
    { type: 'strategic' },
  );

const images = async (api: Api, ns: string) =>
  (await api.list(at('pods', ns))).items.map((item) => read(item, 'spec.containers.0.image')).sort();

conformance('daemons', 'one Pod on every node that is chosen', async ({ api, ns }) => {
  const nodes = await nodeNames(api, 3);
  await api.post(at('daemonsets', ns), daemonSet({ affinity: pinnedTo(nodes) }));
  await settled(api, ns, 3);
  const pods = (await api.list(at('pods', ns))).items;
  expect(pods.map((pod) => read(pod, 'spec.nodeName')).sort()).toEqual(nodes);
  await eventually(async () => {
    const events = await api.list(at('events', ns), { fieldSelector: 'involvedObject.kind=DaemonSet' });
    expect(events.items.map((event) => event['message']).sort()).toEqual(
      pods.map((pod) => `Created pod: ${pod.metadata.name}`).sort(),
    );
    expect(read(events.items[0], 'source.component')).toBe('daemonset-controller');
  });
});

conformance('daemons', 'each Pod is bound to its node and tolerates its troubles', async ({ api, ns }) => {
  const nodes = await nodeNames(api, 1);
  await api.post(at('daemonsets', ns), daemonSet({ affinity: pinnedTo(nodes) }));
  await settled(api, ns, 1);
  const [pod] = (await api.list(at('pods', ns))).items;
  const [revision] = (await api.list(at('controllerrevisions', ns))).items;
  expect(pod!.metadata.labels).toEqual({
    app: 'a',
    'controller-revision-hash': revision!.metadata.labels?.['controller-revision-hash'],
    'pod-template-generation': '1',
  });
  expect(pod!.metadata.name).toMatch(/^a-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
  expect(read(pod, 'spec.affinity')).toEqual({
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: nodes }] }],
      },
    },
  });
  const exists = (name: string, effect: string) => ({ key: `node.kubernetes.io/${name}`, operator: 'Exists', effect });
  expect(read(pod, 'spec.tolerations')).toEqual([
    exists('not-ready', 'NoExecute'),
    exists('unreachable', 'NoExecute'),
    exists('disk-pressure', 'NoSchedule'),
    exists('memory-pressure', 'NoSchedule'),
    exists('pid-pressure', 'NoSchedule'),
    exists('unschedulable', 'NoSchedule'),
  ]);
});

conformance('daemons', 'defaults', async ({ api, ns }) => {
  const created = await api.post(at('daemonsets', ns), daemonSet({}), { dryRun: 'All' });
  expect(created['spec']).toMatchObject({
    updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1, maxSurge: 0 } },
    revisionHistoryLimit: 10,
  });
  expect(created.metadata.annotations).toEqual({ 'deprecated.daemonset.template.generation': '1' });
  expect(created['status']).toEqual({
    currentNumberScheduled: 0,
    desiredNumberScheduled: 0,
    numberMisscheduled: 0,
    numberReady: 0,
  });
});

conformance('daemons', 'it follows the labels of nodes', async ({ api, ns }) => {
  const [first] = (await nodeNames(api, 1)) as [string];
  const label = (value: string | null) =>
    api.patch(at('nodes', undefined, first), { metadata: { labels: { [ns]: value } } }, { type: 'merge' });
  await api.post(at('daemonsets', ns), daemonSet({ nodeSelector: { [ns]: 'yes' } }));
  try {
    await settled(api, ns, 0);
    await label('yes');
    await settled(api, ns, 1);
    expect((await api.list(at('pods', ns))).items.map((pod) => read(pod, 'spec.nodeName'))).toEqual([first]);
    await label('no');
    await settled(api, ns, 0);
    await eventually(async () => expect(names(await api.list(at('pods', ns)))).toEqual([]));
  } finally {
    await label(null);
  }
});

conformance('daemons', 'a new image replaces one Pod at a time', async ({ api, ns }) => {
  const nodes = await nodeNames(api, 3);
  await api.post(at('daemonsets', ns), daemonSet({ affinity: pinnedTo(nodes) }));
  const start = await settled(api, ns, 3);
  const watch = await api.watch(at('daemonsets', ns), {
    fieldSelector: 'metadata.name=a',
    resourceVersion: start.metadata.resourceVersion,
  });
  await setImage(api, ns, 'example.com/web:2');
  await watch.until(({ object }) => {
    const status = object['status'] as Record<string, number>;
    expect(status['numberAvailable']).toBeGreaterThanOrEqual(2);
    return status['updatedNumberScheduled'] === 3 && status['numberAvailable'] === 3;
  });
  const current = await settled(api, ns, 3);
  expect(await images(api, ns)).toEqual(Array.from({ length: 3 }, () => 'example.com/web:2'));
  expect(current.metadata.annotations).toEqual({ 'deprecated.daemonset.template.generation': '2' });
  expect((await api.list(at('controllerrevisions', ns))).items.map((item) => item['revision']).sort()).toEqual([1, 2]);
});

conformance('daemons', 'with a surge the old Pod stays until the new one is ready', async ({ api, ns }) => {
  const nodes = await nodeNames(api, 2);
  const updateStrategy = { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } };
  await api.post(at('daemonsets', ns), daemonSet({ affinity: pinnedTo(nodes) }, { updateStrategy }));
  const start = await settled(api, ns, 2);
  const watch = await api.watch(at('daemonsets', ns), {
    fieldSelector: 'metadata.name=a',
    resourceVersion: start.metadata.resourceVersion,
  });
  await setImage(api, ns, 'example.com/web:2');
  await watch.until(({ object }) => {
    const status = object['status'] as Record<string, number>;
    expect(status['numberAvailable']).toBe(2);
    return status['updatedNumberScheduled'] === 2;
  });
  await eventually(async () =>
    expect(await images(api, ns)).toEqual(Array.from({ length: 2 }, () => 'example.com/web:2')),
  );
});

conformance('daemons', 'OnDelete replaces a Pod when somebody deletes it', async ({ api, ns }) => {
  const nodes = await nodeNames(api, 2);
  await api.post(
    at('daemonsets', ns),
    daemonSet({ affinity: pinnedTo(nodes) }, { updateStrategy: { type: 'OnDelete' } }),
  );
  await settled(api, ns, 2);
  await setImage(api, ns, 'example.com/web:2');
  await eventually(async () => {
    const { status, metadata } = await api.get<UnstructuredObject & { status: Record<string, number> }>(
      at('daemonsets', ns, 'a'),
    );
    expect([status['observedGeneration'], status['updatedNumberScheduled']]).toEqual([metadata.generation, undefined]);
  });
  expect(await images(api, ns)).toEqual(['example.com/web:1', 'example.com/web:1']);
  const [pod] = (await api.list(at('pods', ns))).items;
  await api.delete(at('pods', ns, pod!.metadata.name));
  await eventually(async () => {
    expect(await images(api, ns)).toEqual(['example.com/web:1', 'example.com/web:2']);
    expect(read(await api.get(at('daemonsets', ns, 'a')), 'status.updatedNumberScheduled')).toBe(1);
  });
});

conformance('daemons', 'what is wrong with a DaemonSet is told', async ({ api, ns }) => {
  const post = async (spec: Record<string, unknown>) =>
    ((await refusal(api.post(at('daemonsets', ns), daemonSet({}, spec)))).details?.causes ?? []).map(
      ({ field, message }) => `${field}: ${message}`,
    );
  expect(await post({ selector: undefined })).toEqual([
    'spec.template.metadata.labels: Invalid value: {"app":"a"}: `selector` does not match template `labels`',
  ]);
  expect(await post({ selector: { matchLabels: { app: 'b' } }, updateStrategy: { type: 'Other' } })).toEqual([
    'spec.template.metadata.labels: Invalid value: {"app":"a"}: `selector` does not match template `labels`',
    'spec.updateStrategy: Unsupported value: {"Type":"Other","RollingUpdate":null}: supported values: "RollingUpdate", "OnDelete"',
  ]);
  expect(await post({ updateStrategy: { rollingUpdate: { maxSurge: 1 } } })).toEqual([
    'spec.updateStrategy.rollingUpdate.maxSurge: Invalid value: 1: may not be set when maxUnavailable is non-zero',
  ]);
  expect(await post({ updateStrategy: { rollingUpdate: { maxUnavailable: 0 } } })).toEqual([
    'spec.updateStrategy.rollingUpdate.maxUnavailable: Required value: cannot be 0 when maxSurge is 0',
  ]);
  expect(await post({ updateStrategy: { rollingUpdate: { maxUnavailable: '101%' } }, minReadySeconds: -1 })).toEqual([
    'spec.minReadySeconds: Invalid value: -1: must be greater than or equal to 0',
    'spec.updateStrategy.rollingUpdate.maxUnavailable: Invalid value: "101%": must not be greater than 100%',
  ]);
});
