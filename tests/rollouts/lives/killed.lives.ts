/** A controller that is killed at each of its writes, before the server makes it and after: the release ends as any other. */
import { expect, inject } from 'vitest';
import type { KubeObject } from '@binnacle/kube/api';
import { subStatusOf } from '@binnacle/rollouts/api';
import type { RolloutStep } from '@binnacle/rollouts/api';
import { type Given, conformance, eventually } from '../../conformance/harness/conformance.ts';
import { startLives } from '../harness/lives.ts';
import type { Death } from '../harness/lives.ts';
import { deployment, ingress, rollout, service, traffic } from '../harness/objects.ts';
import { at } from '../harness/paths.ts';
import type { Plural } from '../harness/paths.ts';
import { startRelease } from '../harness/release.ts';
import type { Release } from '../harness/release.ts';
import { persistent } from '../property/persistent.ts';

const step = (replicas: string, share: string | undefined): RolloutStep => ({
  replicas,
  ...(share === undefined ? {} : { traffic: share }),
  pause: {},
});

const styles = {
  canary: { steps: [step('20%', '20%'), step('60%', '50%'), step('100%', '100%')], waits: 2 },
  partition: { steps: [step('20%', '20%'), step('40%', '40%'), step('100%', undefined)], waits: 2 },
  blueGreen: { steps: [step('100%', '0%'), step('100%', '100%')], waits: 2 },
} as const;
type Style = keyof typeof styles;

/** A release and then a rollback, driven to the end. */
const drive = async (given: Given, style: Style): Promise<Release> => {
  const { steps, waits } = styles[style];
  const workload = deployment();
  const ro = rollout({ style, steps, workload, plan: traffic() });
  const release = await startRelease(given, workload, service(), ingress(), ro);
  await release.setVersion('v2');
  for (let waiting = 1; waiting <= waits; waiting++) {
    await release.pausedAt(waiting);
    await release.approve();
  }
  await release.isOver('True');
  await release.isClean();
  await release.changeTo('v3');
  await release.pausedAt(1);
  await release.setVersion('v2');
  await release.isOver('False');
  await release.isClean();
  await release.has('v2', 5);
  return release;
};

const volatile =
  /Time|Timestamp|resourceVersion|uid|eneration|managedFields|clusterIP|namespace|deployment-extra-status/;

/** What is the same each time: no moments, versions or addresses. */
const lasting = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(lasting);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([key]) => !volatile.test(key));
  return Object.fromEntries(entries.map(([key, part]) => [key, lasting(part)]));
};

/** All that a user finds when it is over. */
const endingOf = async ({ api, ns }: Given, release: Release) => {
  const kinds: Plural[] = ['deployments', 'services', 'ingresses', 'batchreleases'];
  const objects: KubeObject[] = [];
  for (const kind of kinds) objects.push(...(await api.list(at(kind, ns))).items);
  const { metadata, status } = await release.rollout();
  const sets = await release.until(async () => {
    const { items } = await api.list<KubeObject & { spec: { replicas: number } }>(at('replicasets', ns));
    return items.map(({ metadata: { name }, spec }) => `${name} ${spec.replicas}`).sort();
  });
  const id = subStatusOf(status)?.observedRolloutID ?? '';
  return lasting({
    objects: objects.map(({ metadata: { name, labels, annotations }, ...rest }) => ({
      ...rest,
      metadata: { name, labels, annotations },
    })),
    rollout: { finalizers: metadata.finalizers, annotations: metadata.annotations, status },
    sets,
    batches: await release.batches(id),
    histories: (await api.list(at('rollouthistories', ns))).items.map((item) => item.metadata.name).sort(),
  });
};

const inNamespace = async (given: Given, ns: string): Promise<Given> => {
  await given.api.post('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: ns } });
  await eventually(() => given.api.get(`/api/v1/namespaces/${ns}/serviceaccounts/default`));
  return { ...given, ns };
};

/** What a controller writes to be there at all is no step of a release. */
const isRegistration = (path: string): boolean => /\/apis\/(admissionregistration|apiextensions)\.k8s\.io\//.test(path);

/** One dies before its first write, the next after it: so each write is tried by both. */
const inTurns = (): ((path: string) => Death | undefined) => {
  let last: Death = 'after';
  return (path) => (isRegistration(path) ? undefined : (last = last === 'after' ? 'before' : 'after'));
};

for (const style of ['canary', 'partition', 'blueGreen'] as const)
  conformance('lives', `a ${style} release under a controller killed at each write ends as any other`, async (base) => {
    const target = inject('target').admin;
    const given = { ...base, api: persistent(base.api) };
    const calm = await inNamespace(given, `${base.ns}-calm`);
    const one = startLives(target, () => undefined);
    const expected = await drive(calm, style)
      .then((release) => endingOf(calm, release))
      .finally(() => one.end());
    await given.api.delete(`/api/v1/namespaces/${calm.ns}`);

    const fate = inTurns();
    const many = startLives(target, ({ path }) => fate(path));
    try {
      const release = await drive(given, style);
      expect(await endingOf(given, release)).toEqual(expected);
      expect(many.count).toBeGreaterThan(40);
    } finally {
      await many.end();
    }
  });
