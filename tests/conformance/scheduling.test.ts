/** Where Pods go, and why not: affinity, spread, priorities, gates. */
import { expect } from 'vitest';
import { type Api } from './harness/api.ts';
import { conformance, eventually } from './harness/conformance.ts';
import { at, pod, read } from './harness/objects.ts';

const HOST = 'kubernetes.io/hostname';

const nodeNames = async (api: Api) => (await api.list(at('nodes'))).items.map(({ metadata: { name } }) => name).sort();

const scheduled = (api: Api, ns: string, name: string) =>
  eventually(async () => {
    const node = read(await api.get(at('pods', ns, name)), 'spec.nodeName') as string | undefined;
    expect(node).toBeDefined();
    return node as string;
  });

/** kube-scheduler's explanation; the number of nodes is written N. */
const explained = (api: Api, ns: string, name: string) =>
  eventually(async () => {
    const current = await api.get(at('pods', ns, name));
    const conditions = (read(current, 'status.conditions') ?? []) as Record<string, string>[];
    const condition = conditions.find(({ type }) => type === 'PodScheduled');
    expect(condition).toMatchObject({ status: 'False', reason: 'Unschedulable' });
    const nodes = (await nodeNames(api)).length;
    return (condition?.['message'] ?? '').replaceAll(new RegExp(`\\b${nodes}\\b`, 'g'), 'N');
  });

const near = (labels: Record<string, string>, topologyKey = HOST) => ({
  podAffinity: {
    requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey, labelSelector: { matchLabels: labels } }],
  },
});
const far = (labels: Record<string, string>, topologyKey = HOST) => ({
  podAntiAffinity: {
    requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey, labelSelector: { matchLabels: labels } }],
  },
});

const unhelpful =
  'no new claims to deallocate, preemption: 0/N nodes are available: N Preemption is not helpful for scheduling.';
const noVictims =
  'no new claims to deallocate, preemption: 0/N nodes are available: N No preemption victims found for incoming pod.';

conformance('scheduling', 'a Pod goes where another one is', async ({ api, ns }) => {
  const [, second] = await nodeNames(api);
  await api.post(at('pods', ns), pod('a', { nodeSelector: { [HOST]: second } }, { labels: { app: 'a' } }));
  await scheduled(api, ns, 'a');
  await api.post(at('pods', ns), pod('b', { affinity: near({ app: 'a' }) }));
  expect(await scheduled(api, ns, 'b')).toBe(second);
});

conformance('scheduling', 'nothing to be near is told; the first of its kind may go anywhere', async ({ api, ns }) => {
  await api.post(at('pods', ns), pod('a', { affinity: near({ app: 'none' }) }));
  expect(await explained(api, ns, 'a')).toBe(
    `0/N nodes are available: N node(s) didn't match pod affinity rules. ${unhelpful}`,
  );
  await api.post(at('pods', ns), pod('b', { affinity: near({ app: 'b' }) }, { labels: { app: 'b' } }));
  await scheduled(api, ns, 'b');
});

conformance('scheduling', 'a Pod that waits for company comes when it is there', async ({ api, ns }) => {
  await api.post(at('pods', ns), pod('a', { affinity: near({ app: 'late' }) }));
  await explained(api, ns, 'a');
  await api.post(at('pods', ns), pod('b', {}, { labels: { app: 'late' } }));
  expect(await scheduled(api, ns, 'a')).toBe(await scheduled(api, ns, 'b'));
});

conformance('scheduling', 'Pods that keep apart', async ({ api, ns }) => {
  const nodes = await nodeNames(api);
  const labels = { app: 'a' };
  for (const [i] of nodes.entries())
    await api.post(at('pods', ns), pod(`a-${i}`, { affinity: far(labels) }, { labels }));
  const chosen = await Promise.all(nodes.map((_, i) => scheduled(api, ns, `a-${i}`)));
  expect(chosen.sort()).toEqual(nodes);
  await api.post(at('pods', ns), pod('more', { affinity: far(labels) }, { labels }));
  expect(await explained(api, ns, 'more')).toBe(
    `0/N nodes are available: N node(s) didn't match pod anti-affinity rules. ${noVictims}`,
  );
  await api.post(at('pods', ns), pod('other', {}, { labels }));
  expect(await explained(api, ns, 'other')).toBe(
    `0/N nodes are available: N node(s) didn't satisfy existing pods anti-affinity rules. ${noVictims}`,
  );
  await api.delete(at('pods', ns, 'a-0'));
  await eventually(async () => {
    const placed = await Promise.all(
      ['more', 'other'].map(async (name) => read(await api.get(at('pods', ns, name)), 'spec.nodeName')),
    );
    expect(placed.filter((node) => node !== undefined)).toHaveLength(1);
  });
});

conformance('scheduling', 'anti-affinity stays in its namespace', async ({ api, ns }) => {
  const labels = { app: 'same' };
  const [first] = await nodeNames(api);
  const there = { nodeSelector: { [HOST]: first } };
  await api.post(at('pods', ns), pod('a', { affinity: far(labels), ...there }, { labels }));
  await scheduled(api, ns, 'a');
  const other = `${ns}-other`;
  await api.post(at('namespaces'), { apiVersion: 'v1', kind: 'Namespace', metadata: { name: other } });
  try {
    await eventually(() => api.get(at('serviceaccounts', other, 'default')));
    await api.post(at('pods', other), pod('b', { affinity: far(labels), ...there }, { labels }));
    expect(await scheduled(api, other, 'b')).toBe(first);
  } finally {
    await api.delete(at('namespaces', undefined, other));
  }
});

const spread = (maxSkew: number, labels: Record<string, string>, rest: Record<string, unknown> = {}) => ({
  topologySpreadConstraints: [
    { maxSkew, topologyKey: HOST, whenUnsatisfiable: 'DoNotSchedule', labelSelector: { matchLabels: labels }, ...rest },
  ],
});

conformance('scheduling', 'Pods spread over the values of a label', async ({ api, ns }) => {
  const nodes = await nodeNames(api);
  const labels = { app: 'a' };
  for (const [i] of nodes.entries()) await api.post(at('pods', ns), pod(`a-${i}`, spread(1, labels), { labels }));
  const chosen = await Promise.all(nodes.map((_, i) => scheduled(api, ns, `a-${i}`)));
  expect(chosen.sort()).toEqual(nodes);
});

conformance('scheduling', 'one too many in one place is told', async ({ api, ns }) => {
  const [first] = await nodeNames(api);
  const labels = { app: 'a' };
  const there = { nodeSelector: { [HOST]: first }, ...spread(1, labels, { nodeAffinityPolicy: 'Ignore' }) };
  await api.post(at('pods', ns), pod('a', there, { labels }));
  await scheduled(api, ns, 'a');
  await api.post(at('pods', ns), pod('b', there, { labels }));
  expect(await explained(api, ns, 'b')).toMatch(
    /^0\/N nodes are available: 1 node\(s\) didn't match pod topology spread constraints, \d node\(s\) didn't match Pod's node affinity\/selector\. no new claims to deallocate, preemption: 0\/N nodes are available: 1 No preemption victims found for incoming pod, \d Preemption is not helpful for scheduling\.$/,
  );
  await api.post(at('pods', ns), pod('c', spread(1, labels, { topologyKey: 'none' }), { labels }));
  expect(await explained(api, ns, 'c')).toBe(
    `0/N nodes are available: N node(s) didn't match pod topology spread constraints (missing required label). ${unhelpful}`,
  );
});

conformance('scheduling', 'preferences choose among nodes that fit', async ({ api, ns }) => {
  const [, , third] = await nodeNames(api);
  const preference = { matchExpressions: [{ key: HOST, operator: 'In', values: [third] }] };
  const nodeAffinity = { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100, preference }] };
  await api.post(at('pods', ns), pod('a', { affinity: { nodeAffinity } }, { labels: { app: 'a' } }));
  expect(await scheduled(api, ns, 'a')).toBe(third);
  const podAffinityTerm = { topologyKey: HOST, labelSelector: { matchLabels: { app: 'a' } } };
  const podAffinity = { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100, podAffinityTerm }] };
  await api.post(at('pods', ns), pod('b', { affinity: { podAffinity } }));
  expect(await scheduled(api, ns, 'b')).toBe(third);
});

conformance('scheduling', 'a Pod with gates waits until they are gone', async ({ api, ns }) => {
  const made = await api.post(at('pods', ns), pod('a', { schedulingGates: [{ name: 'example.com/gate' }] }));
  expect(read(made, 'status.conditions')).toEqual([
    {
      type: 'PodScheduled',
      status: 'False',
      lastProbeTime: null,
      lastTransitionTime: expect.stringMatching(/Z$/) as string,
      reason: 'SchedulingGated',
      message: 'Scheduling is blocked due to non-empty scheduling gates',
    },
  ]);
  await api.patch(at('pods', ns, 'a'), { spec: { schedulingGates: null } }, { type: 'merge' });
  await scheduled(api, ns, 'a');
});

/** A resource of one unit on one node, of a name that no other body uses. */
const makeRoomForOne = async (api: Api, ns: string) => {
  const resource = `example.com/${ns}`;
  const [node] = await nodeNames(api);
  const amount = { [resource]: '1' };
  await api.patch(
    at('nodes', undefined, `${node}/status`),
    { status: { capacity: amount, allocatable: amount } },
    { type: 'merge' },
  );
  const containers = [{ name: 'main', image: 'example.com/web:1', resources: { limits: amount } }];
  return {
    containers,
    undo: () =>
      api.patch(
        at('nodes', undefined, `${node}/status`),
        { status: { capacity: { [resource]: null }, allocatable: { [resource]: null } } },
        { type: 'merge' },
      ),
  };
};

conformance('scheduling', 'an important Pod takes the place of another', async ({ api, ns }) => {
  const { containers, undo } = await makeRoomForOne(api, ns);
  const classPath = at('priorityclasses', undefined, ns);
  await api.post(at('priorityclasses'), {
    apiVersion: 'scheduling.k8s.io/v1',
    kind: 'PriorityClass',
    metadata: { name: ns },
    value: 1000,
  });
  try {
    await api.post(at('pods', ns), pod('low', { containers }));
    const node = await scheduled(api, ns, 'low');
    const watch = await api.watch(at('pods', ns), { fieldSelector: 'metadata.name=low' });
    const highWatch = await api.watch(at('pods', ns), { fieldSelector: 'metadata.name=high' });
    const high = await api.post(at('pods', ns), pod('high', { containers, priorityClassName: ns }));
    const { object } = await watch.until(({ object: { metadata } }) => metadata.deletionTimestamp !== undefined);
    expect(read(object, 'status.conditions')).toContainEqual(
      expect.objectContaining({
        type: 'DisruptionTarget',
        status: 'True',
        reason: 'PreemptionByScheduler',
        message: 'default-scheduler: preempting to accommodate a higher priority pod',
      }),
    );
    await highWatch.until(({ object: waiting }) => read(waiting, 'status.nominatedNodeName') === node);
    expect(await scheduled(api, ns, 'high')).toBe(node);
    await eventually(async () => {
      const events = await api.list(at('events', ns), { fieldSelector: 'reason=Preempted' });
      expect(events.items.map((event) => [event['message'], event['type'], event['action']])).toEqual([
        [`Preempted by pod ${high.metadata.uid} on node ${node}`, 'Normal', 'Preempting'],
      ]);
    });
  } finally {
    await undo();
    await api.delete(classPath);
  }
});

conformance('scheduling', 'an important Pod that may not push waits', async ({ api, ns }) => {
  const { containers, undo } = await makeRoomForOne(api, ns);
  await api.post(at('priorityclasses'), {
    apiVersion: 'scheduling.k8s.io/v1',
    kind: 'PriorityClass',
    metadata: { name: ns },
    value: 1000,
    preemptionPolicy: 'Never',
  });
  try {
    await api.post(at('pods', ns), pod('low', { containers }));
    await scheduled(api, ns, 'low');
    await api.post(at('pods', ns), pod('high', { containers, priorityClassName: ns }));
    expect(await explained(api, ns, 'high')).toBe(
      `0/N nodes are available: N Insufficient example.com/${ns}. no new claims to deallocate, preemption: not eligible due to preemptionPolicy=Never.`,
    );
    await api.delete(at('pods', ns, 'low'));
    await scheduled(api, ns, 'high');
  } finally {
    await undo();
    await api.delete(at('priorityclasses', undefined, ns));
  }
});
