/** Deployments in canary style: an extra Deployment beside the stable one. */
import { expect } from 'vitest';
import type { Deployment, Service, UnstructuredObject } from '@binnacle/kube/api';
import { type Given, conformance } from '../conformance/harness/conformance.ts';
import { refusal } from '../conformance/harness/api.ts';
import { deployment, ingress, name, rollout, service, steps, traffic } from './harness/objects.ts';
import { at } from './harness/paths.ts';
import { startRelease } from './harness/release.ts';

const stepsWithTraffic = (...shares: string[]) =>
  shares.map((share) => ({ replicas: share, traffic: share, pause: {} }));

const withTraffic = (given: Given, shares: string[], spec: object = {}) => {
  const workload = deployment(spec);
  const ro = rollout({ style: 'canary', steps: stepsWithTraffic(...shares), workload, plan: traffic() });
  return startRelease(given, workload, service(), ingress(), ro);
};

const canaries = async ({ api, ns }: Given) =>
  (await api.list<Deployment>(at('deployments', ns), { labelSelector: `rollouts.kruise.io/canary-deployment=${name}` }))
    .items;
const canarySize = async (given: Given) => (await canaries(given))[0]?.spec.replicas;
const weight = async ({ api, ns }: Given) => {
  const found = await api.get(at('ingresses', ns, `${name}-canary`));
  return found.metadata.annotations?.['nginx.ingress.kubernetes.io/canary-weight'];
};
const selectorOf = async ({ api, ns }: Given, of: string) =>
  (await api.get<Service>(at('services', ns, of))).spec.selector;

conformance('rollouts', 'B1 a canary grows step by step, its traffic with it', async (given) => {
  const release = await withTraffic(given, ['20%', '40%', '60%', '80%', '90%'], { replicas: 3 });
  await release.setVersion('v2');
  for (const [i, size] of [1, 2, 2, 3, 3].entries()) {
    const { status } = await release.pausedAt(i + 1);
    expect(await canarySize(given)).toBe(size);
    expect(await weight(given)).toBe(String([20, 40, 60, 80, 90][i]));
    expect(status?.message).toBe(
      `Rollout is in step(${i + 1}/5), and you need manually confirm to enter the next step`,
    );
    expect(status?.canaryStatus).toMatchObject({ canaryReplicas: size, canaryReadyReplicas: size });
    await release.approve();
  }
  await release.isOver('True');
  await release.isClean();
  await release.has('v2', 3);
});

conformance('rollouts', 'B2 a rollback at step 1 puts everything back', async (given) => {
  const release = await withTraffic(given, ['20%', '100%']);
  await release.setVersion('v2');
  const { status } = await release.pausedAt(1);
  const stable = status?.canaryStatus?.stableRevision;
  expect(await selectorOf(given, name)).toEqual({ app: name, 'pod-template-hash': stable });
  expect(await selectorOf(given, `${name}-canary`)).toEqual({
    app: name,
    'pod-template-hash': status?.canaryStatus?.podTemplateHash,
  });
  await release.setVersion('v1');
  const over = await release.isOver('False');
  expect(over?.conditions?.find(({ type }) => type === 'Progressing')?.message).toBe(
    'Rollout progressing has been canceled',
  );
  await release.isClean();
  expect(await selectorOf(given, name)).toEqual({ app: name });
  await release.has('v1', 5);
});

conformance('rollouts', 'B3 a third revision starts over at step 1', async (given) => {
  const release = await withTraffic(given, ['20%', '40%', '100%']);
  await release.setVersion('v2');
  await release.pausedAt(1);
  await release.approve();
  await release.pausedAt(2);
  await release.changeTo('v3');
  await release.pausedAt(1);
  await release.has('v3', 1);
  await release.has('v2', 0);
  await release.approve();
  await release.pausedAt(2);
  await release.approve();
  await release.isOver('True');
  await release.isClean();
});

conformance('rollouts', 'B4 the number of steps cannot change on the way', async (given) => {
  const workload = deployment();
  const ro = rollout({ style: 'canary', steps: steps('20%', '40%', '100%'), workload });
  const release = await startRelease(given, workload, ro);
  await release.setVersion('v2');
  await release.pausedAt(1);
  const refused = await refusal(release.patchRollout({ spec: { strategy: { canary: { steps: steps('20%') } } } }));
  expect(refused.message).toContain('Amount of Rollout steps are immutable');
});

conformance('rollouts', 'B5 a change of scale is taken in', async (given) => {
  const release = await withTraffic(given, ['20%', '40%', '100%']);
  await release.setVersion('v2');
  await release.pausedAt(1);
  await release.approve();
  await release.pausedAt(2);
  expect(await canarySize(given)).toBe(2);
  await release.scale(10);
  await release.until(async () => {
    expect(await canarySize(given)).toBe(4);
    expect((await release.rollout()).status?.canaryStatus).toMatchObject({ canaryReplicas: 4, canaryReadyReplicas: 4 });
  });
  expect((await release.pausedAt(2)).status?.currentStepIndex).toBe(2);
  expect(await weight(given)).toBe('40');
  await release.approve();
  await release.isOver('True');
  await release.isClean();
});

conformance('rollouts', 'B6 deleting the Rollout lets the new revision roll by itself', async (given) => {
  const release = await withTraffic(given, ['20%', '40%', '100%']);
  await release.setVersion('v2');
  await release.pausedAt(1);
  await release.approve();
  await release.pausedAt(2);
  await given.api.delete(at('rollouts', given.ns, name));
  await release.isGone();
  await release.isClean();
  await release.has('v2', 5);
});

conformance('rollouts', 'B7 a canary Service takes no node port of the stable one', async (given) => {
  const workload = deployment();
  const ro = rollout({ style: 'canary', steps: stepsWithTraffic('20%', '100%'), workload, plan: traffic() });
  const release = await startRelease(given, workload, service({ type: 'NodePort' }), ingress(), ro);
  await release.setVersion('v2');
  await release.pausedAt(1);
  const [stable, canary] = await Promise.all(
    [name, `${name}-canary`].map((of) => given.api.get<UnstructuredObject & Service>(at('services', given.ns, of))),
  );
  expect(canary?.spec.ports?.[0]?.nodePort).not.toBe(stable?.spec.ports?.[0]?.nodePort);
  await release.approve();
  await release.isOver('True');
});

conformance('rollouts', 'B20 jumps go where they are told and never shrink the canary', async (given) => {
  const release = await withTraffic(given, ['20%', '40%', '60%', '100%']);
  await release.setVersion('v2');
  await release.pausedAt(1);
  for (const [to, size] of [
    [3, 3],
    [2, 3],
    [1, 3],
    [3, 3],
  ] as const) {
    await release.jump(to);
    const { status } = await release.pausedAt(to);
    expect(status?.canaryStatus?.nextStepIndex).toBe(to + 1);
    expect(await canarySize(given)).toBe(size);
    expect(await weight(given)).toBe(String(to * 20));
  }
  await release.approve();
  await release.isOver('True');
  await release.isClean();
});

conformance('rollouts', 'B50 a step without traffic takes back what was routed', async (given) => {
  const workload = deployment();
  const list = [
    { replicas: '20%', traffic: '20%', pause: {} },
    { replicas: '40%', pause: {} },
    { replicas: '100%', pause: {} },
  ];
  const ro = rollout({ style: 'canary', steps: list, workload, plan: traffic() });
  const release = await startRelease(given, workload, service(), ingress(), ro);
  await release.setVersion('v2');
  await release.pausedAt(1);
  expect(await weight(given)).toBe('20');
  await release.approve();
  await release.pausedAt(2);
  expect((await refusal(given.api.get(at('services', given.ns, `${name}-canary`)))).code).toBe(404);
  expect((await refusal(given.api.get(at('ingresses', given.ns, `${name}-canary`)))).code).toBe(404);
  expect(await selectorOf(given, name)).toEqual({ app: name });
  expect(await canarySize(given)).toBe(2);
  await release.approve();
  await release.isOver('True');
});

conformance('rollouts', '§4.4 canary Pods carry the metadata that they are given', async (given) => {
  const workload = deployment();
  const plan = { patchPodTemplateMetadata: { labels: { lane: 'gray' }, annotations: { note: 'new' } } };
  const release = await startRelease(
    given,
    workload,
    rollout({ style: 'canary', steps: steps('40%', '100%'), workload, plan }),
  );
  await release.setVersion('v2');
  await release.pausedAt(1);
  const gray = await release.pods(`app=${name},lane=gray`);
  expect(gray.map(({ metadata }) => metadata.annotations?.['note'])).toEqual(['new', 'new']);
  await release.approve();
  await release.isOver('True');
  await release.until(async () => expect(await release.pods(`app=${name},lane=gray`)).toHaveLength(0));
});
