/** A grey release of a whole chain: two workloads, one TrafficRouting that both name, and a lane that their Pods carry. */
import { expect } from 'vitest';
import type { KubeObject } from '@binnacle/kube/api';
import type { Rollout, TrafficRouting } from '@binnacle/rollouts/api';
import { refusal } from '../conformance/harness/api.ts';
import { type Given, conformance, eventually } from '../conformance/harness/conformance.ts';
import { deployment, imageOf, ingress, name, rollout, service, steps } from './harness/objects.ts';
import { at } from './harness/paths.ts';

const patience = 300_000;
const plan = { patchPodTemplateMetadata: { labels: { lane: 'gray' } } };

const named = (object: KubeObject, own: string): KubeObject =>
  JSON.parse(JSON.stringify(object).replaceAll(`"${name}"`, `"${own}"`)) as KubeObject;

/** A Deployment whose Rollout names the shared routing as the v1beta1 field or as the annotation spells it. */
const member = (own: string, by: 'field' | 'annotation') => {
  const workload = deployment({ replicas: 2 });
  const inField = by === 'field' ? { trafficRoutingRef: 'lane' } : {};
  const annotations: Record<string, string> =
    by === 'annotation' ? { 'rollouts.kruise.io/trafficrouting': 'lane' } : {};
  const ro = rollout({
    style: 'canary',
    steps: steps(1, '100%'),
    workload,
    plan: { ...plan, ...inField },
    annotations,
  });
  return { workload: named(workload, own), rollout: named(ro, own) };
};

const routing = {
  apiVersion: 'rollouts.kruise.io/v1alpha1',
  kind: 'TrafficRouting',
  metadata: { name: 'lane' },
  spec: {
    objectRef: [{ service: name, ingress: { classType: 'nginx', name }, gracePeriodSeconds: 1 }],
    strategy: { matches: [{ headers: [{ type: 'Exact', name: 'user', value: 'gray' }] }] },
  },
} as unknown as TrafficRouting;

const phase = async ({ api, ns }: Given) =>
  (await api.get<TrafficRouting>(at('trafficroutings', ns, 'lane'))).status?.phase;
const rolloutOf = ({ api, ns }: Given, own: string) => api.get<Rollout>(at('rollouts', ns, own));
const reaches = (given: Given, own: string, state: string) =>
  eventually(async () => expect((await rolloutOf(given, own)).status?.currentStepState).toBe(state), patience);
const approve = ({ api, ns }: Given, own: string) =>
  api.patch(
    `${at('rollouts', ns, own)}/status`,
    { status: { canaryStatus: { currentStepState: 'StepReady' } } },
    { type: 'merge' },
  );

conformance('rollouts', '§5.6 two Rollouts share a TrafficRouting, which lasts until both are over', async (given) => {
  const { api, ns } = given;
  await api.post(at('services', ns), service());
  await api.post(at('ingresses', ns), ingress());
  await api.post(at('trafficroutings', ns), routing);
  await eventually(async () => expect(await phase(given)).toBe('Healthy'), patience);
  for (const one of [member('front', 'field'), member('back', 'annotation')]) {
    await api.post(at('deployments', ns), one.workload);
    await api.post(at('rollouts', ns), one.rollout);
  }
  for (const own of ['front', 'back']) {
    await reaches(given, own, 'Completed');
    const containers = [{ name: 'main', image: imageOf('v2') }];
    await api.patch(at('deployments', ns, own), { spec: { template: { spec: { containers } } } }, { type: 'merge' });
  }
  for (const own of ['front', 'back']) await reaches(given, own, 'StepPaused');
  await eventually(async () => {
    expect(await phase(given)).toBe('Progressing');
    const { metadata } = await api.get(at('ingresses', ns, `${name}-canary`));
    expect(metadata.annotations).toEqual({
      'nginx.ingress.kubernetes.io/canary': 'true',
      'nginx.ingress.kubernetes.io/canary-by-header': 'user',
      'nginx.ingress.kubernetes.io/canary-by-header-value': 'gray',
    });
    expect((await api.list(at('pods', ns), { labelSelector: 'lane=gray' })).items).toHaveLength(2);
  }, patience);
  expect((await refusal(api.get(at('services', ns, `${name}-canary`)))).code).toBe(404);

  await approve(given, 'front');
  await reaches(given, 'front', 'Completed');
  await eventually(async () => expect((await rolloutOf(given, 'front')).status?.phase).toBe('Healthy'), patience);
  expect(await phase(given)).toBe('Progressing');
  await api.get(at('ingresses', ns, `${name}-canary`));

  await approve(given, 'back');
  await eventually(async () => {
    expect(await phase(given)).toBe('Healthy');
    expect((await refusal(api.get(at('ingresses', ns, `${name}-canary`)))).code).toBe(404);
  }, patience);
  await api.delete(at('trafficroutings', ns, 'lane'));
  await eventually(async () => expect((await api.list(at('trafficroutings', ns))).items).toEqual([]), patience);
});
