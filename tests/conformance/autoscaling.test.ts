/** Autoscalers, as far as they need no metrics. */
import { expect } from 'vitest';
import { type Api } from './harness/api.ts';
import { conformance, eventually } from './harness/conformance.ts';
import { at, deployment, read } from './harness/objects.ts';

const autoscaler = (spec: Record<string, unknown>) => ({
  apiVersion: 'autoscaling/v2',
  kind: 'HorizontalPodAutoscaler',
  metadata: { name: 'h' },
  spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'a' }, maxReplicas: 5, ...spec },
});

const condition = async (api: Api, ns: string, type: string) => {
  const current = await api.get(at('horizontalpodautoscalers', ns, 'h'));
  const conditions = (read(current, 'status.conditions') ?? []) as Record<string, unknown>[];
  return conditions.find((one) => one['type'] === type);
};

const told = async (api: Api, ns: string) =>
  (await api.list(at('events', ns), { fieldSelector: 'involvedObject.name=h' })).items.map((event) => [
    event['type'],
    event['reason'],
    event['message'],
  ]);

/** The controller looks every 15 seconds. */
const soon = <T>(check: () => Promise<T>) => eventually(check, 35_000);

for (const [what, replicas, spec, size] of [
  ['below Spec.MinReplicas', 1, { minReplicas: 3 }, 3],
  ['above Spec.MaxReplicas', 4, { maxReplicas: 2 }, 2],
] as const) {
  conformance('autoscaling', `replicas ${what} are brought into bounds`, async ({ api, ns }) => {
    await api.post(at('deployments', ns), deployment('a', replicas));
    await api.post(at('horizontalpodautoscalers', ns), autoscaler(spec));
    await soon(async () => {
      expect(read(await api.get(at('deployments', ns, 'a')), 'spec.replicas')).toBe(size);
      expect(await told(api, ns)).toContainEqual([
        'Normal',
        'SuccessfulRescale',
        `New size: ${size}; reason: Current number of replicas ${what}`,
      ]);
      const current = await api.get(at('horizontalpodautoscalers', ns, 'h'));
      expect(read(current, 'status.lastScaleTime')).toBeDefined();
      expect(read(current, 'status.desiredReplicas')).toBe(size);
    });
  });
}

conformance('autoscaling', 'a target of no replicas is left alone', async ({ api, ns }) => {
  await api.post(at('deployments', ns), deployment('a', 0));
  await api.post(at('horizontalpodautoscalers', ns), autoscaler({}));
  await soon(async () =>
    expect(await condition(api, ns, 'ScalingActive')).toEqual({
      type: 'ScalingActive',
      status: 'False',
      reason: 'ScalingDisabled',
      message: 'scaling is disabled since the replica count of the target is zero',
      lastTransitionTime: expect.stringMatching(/Z$/) as string,
    }),
  );
  expect(await condition(api, ns, 'AbleToScale')).toMatchObject({ status: 'True', reason: 'SucceededGetScale' });
  expect((await api.get(at('horizontalpodautoscalers', ns, 'h')))['status']).toMatchObject({
    desiredReplicas: 0,
    currentMetrics: null,
  });
});

conformance('autoscaling', 'a target that is not there is told', async ({ api, ns }) => {
  await api.post(at('horizontalpodautoscalers', ns), autoscaler({}));
  await soon(async () => {
    expect(await condition(api, ns, 'AbleToScale')).toMatchObject({
      status: 'False',
      reason: 'FailedGetScale',
      message: 'the HPA controller was unable to get the target\'s current scale: deployments.apps "a" not found',
    });
    expect(await told(api, ns)).toContainEqual(['Warning', 'FailedGetScale', 'deployments.apps "a" not found']);
  });
});

conformance('autoscaling', 'a target of a kind that is not served is told', async ({ api, ns }) => {
  const scaleTargetRef = { apiVersion: 'apps/v1', kind: 'Nothing', name: 'a' };
  await api.post(at('horizontalpodautoscalers', ns), autoscaler({ scaleTargetRef }));
  await soon(async () =>
    expect(await condition(api, ns, 'AbleToScale')).toMatchObject({
      reason: 'FailedGetScale',
      message:
        'the HPA controller was unable to get the target\'s current scale: no matches for kind "Nothing" in group "apps"',
    }),
  );
});
