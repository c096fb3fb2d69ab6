/** Disruption budgets, and evictions that ask them. */
import { expect } from 'vitest';
import { type Api, refusal } from './harness/api.ts';
import { conformance, eventually } from './harness/conformance.ts';
import { at, deployment, failure, names, pod, read } from './harness/objects.ts';

const budget = (spec: Record<string, unknown>, name = 'b') => ({
  apiVersion: 'policy/v1',
  kind: 'PodDisruptionBudget',
  metadata: { name },
  spec: { selector: { matchLabels: { app: 'a' } }, ...spec },
});

const status = async (api: Api, ns: string, name = 'b') =>
  (await api.get(at('poddisruptionbudgets', ns, name)))['status'] as Record<string, unknown>;

const settled = (api: Api, ns: string, expected: Record<string, unknown>) =>
  eventually(async () => expect(await status(api, ns)).toMatchObject(expected), 30_000);

const evict = (api: Api, pod: { ns: string; name: string }, extra: Record<string, unknown> = {}) =>
  api.post(at('pods', pod.ns, `${pod.name}/eviction`), {
    apiVersion: 'policy/v1',
    kind: 'Eviction',
    metadata: { name: pod.name, namespace: pod.ns },
    ...extra,
  });

const podNames = async (api: Api, ns: string) => names(await api.list(at('pods', ns)));

const makeWorkload = async (api: Api, ns: string, replicas: number) => {
  await api.post(at('deployments', ns), deployment('a', replicas));
  await eventually(async () => {
    const current = await api.get(at('deployments', ns, 'a'));
    expect(read(current, 'status.readyReplicas')).toBe(replicas);
  }, 30_000);
};

const refusedBy = (needed: number, current: number) =>
  failure(429, 'TooManyRequests', {
    message: "Cannot evict pod as it would violate the pod's disruption budget.",
    details: {
      causes: [
        {
          reason: 'DisruptionBudget',
          message: `The disruption budget b needs ${needed} healthy pods and has ${current} currently`,
        },
      ],
    },
  });

conformance('disruption', 'a budget counts its Pods', async ({ api, ns }) => {
  await makeWorkload(api, ns, 3);
  await api.post(at('poddisruptionbudgets', ns), budget({ minAvailable: 2 }));
  await settled(api, ns, { disruptionsAllowed: 1 });
  expect(await status(api, ns)).toEqual({
    observedGeneration: 1,
    disruptionsAllowed: 1,
    currentHealthy: 3,
    desiredHealthy: 2,
    expectedPods: 3,
    conditions: [
      {
        type: 'DisruptionAllowed',
        status: 'True',
        reason: 'SufficientPods',
        message: '',
        observedGeneration: 1,
        lastTransitionTime: expect.stringMatching(/Z$/) as string,
      },
    ],
  });
});

conformance('disruption', 'a budget without Pods allows nothing', async ({ api, ns }) => {
  await api.post(at('poddisruptionbudgets', ns), budget({ minAvailable: 1 }));
  await settled(api, ns, { observedGeneration: 1, disruptionsAllowed: 0, expectedPods: 0, desiredHealthy: 1 });
  await eventually(async () => {
    const events = await api.list(at('events', ns), { fieldSelector: 'involvedObject.name=b' });
    expect(events.items.map((event) => [event['reason'], event['message'], event['type']])).toContainEqual([
      'NoPods',
      'No matching pods found',
      'Normal',
    ]);
  });
});

conformance('disruption', 'shares are of what the workload wants', async ({ api, ns }) => {
  await makeWorkload(api, ns, 3);
  await api.post(at('poddisruptionbudgets', ns), budget({ maxUnavailable: '50%' }));
  await settled(api, ns, { disruptionsAllowed: 2, desiredHealthy: 1, expectedPods: 3, currentHealthy: 3 });
  await api.patch(at('poddisruptionbudgets', ns, 'b'), { spec: { maxUnavailable: 1 } }, { type: 'merge' });
  await settled(api, ns, { observedGeneration: 2, disruptionsAllowed: 1, desiredHealthy: 2 });
});

conformance('disruption', 'Pods without a controller have no share', async ({ api, ns }) => {
  await api.post(at('pods', ns), pod('x', {}, { labels: { app: 'a' } }));
  await api.post(at('poddisruptionbudgets', ns), budget({ maxUnavailable: 1 }));
  await settled(api, ns, { observedGeneration: 1, disruptionsAllowed: 0, expectedPods: 0 });
  await eventually(async () => {
    const events = await api.list(at('events', ns), { fieldSelector: 'involvedObject.name=b,reason=UnmanagedPods' });
    expect(events.items[0]?.['message']).toBe(
      'Pods selected by this PodDisruptionBudget (selector: &LabelSelector{MatchLabels:map[string]string{app: a,},MatchExpressions:[]LabelSelectorRequirement{},}) were found to be unmanaged. As a result, the status of the PDB cannot be calculated correctly, which may result in undefined behavior. To account for these pods please set ".spec.minAvailable" field of the PDB to an integer value.',
    );
  });
});

conformance('disruption', 'an eviction that the budget allows deletes', async ({ api, ns }) => {
  await makeWorkload(api, ns, 2);
  await api.post(at('poddisruptionbudgets', ns), budget({ minAvailable: 1 }));
  await settled(api, ns, { disruptionsAllowed: 1 });
  const [first = ''] = await podNames(api, ns);
  const watch = await api.watch(at('pods', ns), { fieldSelector: `metadata.name=${first}` });
  expect(await evict(api, { ns, name: first })).toMatchObject({ kind: 'Status', status: 'Success', code: 201 });
  const { object } = await watch.until(({ object: { metadata } }) => metadata.deletionTimestamp !== undefined);
  expect(read(object, 'status.conditions')).toContainEqual(
    expect.objectContaining({
      type: 'DisruptionTarget',
      status: 'True',
      reason: 'EvictionByEvictionAPI',
      message: 'Eviction API: evicting',
    }),
  );
});

conformance('disruption', 'an eviction that the budget does not allow is refused', async ({ api, ns }) => {
  await makeWorkload(api, ns, 2);
  await api.post(at('poddisruptionbudgets', ns), budget({ minAvailable: 2 }));
  await settled(api, ns, { observedGeneration: 1, currentHealthy: 2, disruptionsAllowed: 0 });
  const [first = ''] = await podNames(api, ns);
  expect(await refusal(evict(api, { ns, name: first }))).toEqual(refusedBy(2, 2));
  expect(await podNames(api, ns)).toContain(first);
});

conformance('disruption', 'a dry run of an eviction takes nothing', async ({ api, ns }) => {
  await makeWorkload(api, ns, 2);
  await api.post(at('poddisruptionbudgets', ns), budget({ minAvailable: 1 }));
  await settled(api, ns, { disruptionsAllowed: 1 });
  const [first = ''] = await podNames(api, ns);
  await evict(api, { ns, name: first }, { deleteOptions: { dryRun: ['All'] } });
  expect(await podNames(api, ns)).toContain(first);
  expect(await status(api, ns)).toMatchObject({ disruptionsAllowed: 1 });
});

conformance('disruption', 'two budgets on one Pod are one too many', async ({ api, ns }) => {
  await makeWorkload(api, ns, 1);
  await api.post(at('poddisruptionbudgets', ns), budget({ minAvailable: 0 }, 'b'));
  await api.post(at('poddisruptionbudgets', ns), budget({ minAvailable: 0 }, 'c'));
  await settled(api, ns, { disruptionsAllowed: 1 });
  const [first = ''] = await podNames(api, ns);
  expect(await refusal(evict(api, { ns, name: first }))).toEqual(
    failure(500, undefined, {
      message: 'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.',
    }),
  );
});

conformance('disruption', 'a Pod that never began may always be evicted', async ({ api, ns }) => {
  await api.post(at('pods', ns), pod('x', { schedulerName: 'nobody' }, { labels: { app: 'a' } }));
  await api.post(at('poddisruptionbudgets', ns), budget({ minAvailable: 1 }));
  await settled(api, ns, { observedGeneration: 1, disruptionsAllowed: 0 });
  await evict(api, { ns, name: 'x' });
  expect(await podNames(api, ns)).toEqual([]);
});

conformance('disruption', 'the body names the Pod of the address', async ({ api, ns }) => {
  await api.post(at('pods', ns), pod('x'));
  expect(await refusal(evict(api, { ns, name: 'x' }, { metadata: { name: 'y' } }))).toEqual(
    failure(400, 'BadRequest', { message: 'name in URL does not match name in Eviction object' }),
  );
  expect(await refusal(evict(api, { ns, name: 'none' }))).toMatchObject({
    code: 404,
    message: 'pods "none" not found',
  });
});
