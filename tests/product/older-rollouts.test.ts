/**
 * Rollouts where v1alpha1 alone is served, with no controller: what people press writes the fields that a controller of that
 * version reads, and what it would say is shown. Source: rollouts-behaviour §1.4, §7.1.
 */
import { expect, inject } from 'vitest';
import { consoleBase, type RolloutWatchEvent } from '@binnacle/api';
import { createConsoleClient, createRolloutClient } from '@binnacle/api/client';
import { definitions, type RolloutV1alpha1 } from '@binnacle/rollouts/api';
import { startServer, type RunningServer } from '../fixtures/server.ts';
import { conformance, eventually, type Given } from '../conformance/harness/conformance.ts';
import { DEFINITIONS } from '../conformance/harness/definitions.ts';
import { at, deployment, podTemplate, read } from '../conformance/harness/objects.ts';

const GROUP = '/apis/rollouts.kruise.io';
const OLDER = `${GROUP}/v1alpha1`;
const name = 'cart';

/** The definition of an older controller: v1alpha1, served and stored, alone. */
const older = () => {
  const all = definitions({ url: 'https://127.0.0.1/convert', caBundle: '' });
  const found = all.find(({ spec }) => spec.names.plural === 'rollouts')!;
  const { conversion: _webhook, ...spec } = found.spec;
  const versions = spec.versions.filter((version) => version.name === 'v1alpha1');
  return { ...found, spec: { ...spec, versions: versions.map((version) => ({ ...version, storage: true })) } };
};

const rollout = {
  apiVersion: 'rollouts.kruise.io/v1alpha1',
  kind: 'Rollout',
  metadata: { name },
  spec: {
    objectRef: { workloadRef: { apiVersion: 'apps/v1', kind: 'Deployment', name } },
    strategy: { canary: { steps: [{ weight: 20, pause: {} }, { weight: 60, pause: {} }, { weight: 100 }] } },
  },
};

const waiting = (stableRevision: string) => ({
  phase: 'Progressing',
  message: 'waits',
  conditions: [{ type: 'Progressing', status: 'True', reason: 'InRolling', message: 'in its steps' }],
  canaryStatus: {
    stableRevision,
    canaryRevision: 'none',
    podTemplateHash: 'none',
    canaryReplicas: 0,
    canaryReadyReplicas: 0,
    currentStepIndex: 1,
    nextStepIndex: 2,
    currentStepState: 'StepPaused',
  },
});

const fill = async ({ api, ns }: Given): Promise<void> => {
  await api.post(at('deployments', ns), deployment(name, 0, { template: podTemplate({ app: name }, 'cart:1') }));
  const revisions = async (count: number) => {
    const { items } = await api.list(at('replicasets', ns));
    expect(items).toHaveLength(count);
    return items;
  };
  const [stable] = await eventually(() => revisions(1), 60_000);
  const containers = [{ name: 'main', image: 'cart:2' }];
  const body = { spec: { template: { spec: { containers } } } };
  await api.patch(at('deployments', ns, name), body, { type: 'strategic' });
  await eventually(() => revisions(2), 60_000);
  await api.post(`${OLDER}/namespaces/${ns}/rollouts`, rollout);
  const status = waiting(stable?.metadata.labels?.['pod-template-hash'] ?? '');
  await api.patch(`${OLDER}/namespaces/${ns}/rollouts/${name}/status`, { status }, { type: 'merge' });
};

const drive = async (given: Given, server: RunningServer): Promise<void> => {
  const { api, ns } = given;
  const options = { baseUrl: server.url, token: () => server.authorization.replace('Bearer ', '') };
  const client = createRolloutClient(options);
  const kept = () => api.get<RolloutV1alpha1>(`${OLDER}/namespaces/${ns}/rollouts/${name}`);
  const status = async () => (await kept()).status?.canaryStatus;
  const image = async () => read(await api.get(at('deployments', ns, name)), 'spec.template.spec.containers.0.image');

  for (const shown of [await client.getRollout(ns, name), await client.getRolloutStatus(ns, name)])
    expect(shown).toMatchObject({
      apiVersion: 'rollouts.kruise.io/v1beta1',
      spec: { paused: false, workloadRef: { name }, strategy: { canary: { steps: [{ traffic: '20%' }, {}, {}] } } },
      status: { phase: 'Progressing', canaryStatus: { currentStepIndex: 1, currentStepState: 'StepPaused' } },
    });
  expect(await client.listRollouts(ns)).toMatchObject({ total: 1, rollouts: [{ spec: { workloadRef: { name } } }] });
  expect(await client.listActiveRollouts(ns)).toHaveLength(1);
  expect((await client.getRolloutPods(ns, name)).revisions).toMatchObject([{ isStable: true }, { isStable: false }]);
  expect((await client.getRolloutHistory(ns, name)).history).toHaveLength(2);

  const fleet = await createConsoleClient(options).releases({ namespace: [ns] });
  expect(fleet).toMatchObject({
    items: [{ name, state: 'waiting', step: 1, weight: 20 }],
    clusters: [{ state: 'synced' }],
  });
  const workload = `namespace=${ns}&apiVersion=apps/v1&kind=Deployment&name=${name}`;
  const prospect = await server.call('GET', `${consoleBase}/clusters/1/rollout-prospect?${workload}`);
  expect(prospect.body).toMatchObject({ rollouts: [name], serves_rollouts: true });

  const events: RolloutWatchEvent[] = [];
  const stream = client.watchRollout({ namespace: ns, name }, { onEvent: (event) => events.push(event) });
  const heard = (event: string, state: string) =>
    eventually(async () => {
      const states = events
        .filter((one) => one.event === event)
        .map((one) => read(one, 'rollout.status.canaryStatus.currentStepState'));
      expect(states).toContain(state);
    }, 60_000);
  try {
    await heard('snapshot', 'StepPaused');
    await client.promoteRollout(ns, name);
    expect(await status()).toMatchObject({ currentStepIndex: 1, currentStepState: 'StepReady' });
    await heard('upsert', 'StepReady');
  } finally {
    stream.close();
  }
  await expect(client.promoteRollout(ns, name)).rejects.toMatchObject({ reason: 'ROLLOUT_NOT_PROMOTABLE', code: 409 });
  await client.jumpRollout(ns, name, { step: 3 });
  expect(await status()).toMatchObject({ nextStepIndex: 3 });
  await client.retryRollout(ns, name);
  expect(await status()).toMatchObject({ nextStepIndex: 1 });

  await client.pauseRollout(ns, name);
  expect((await kept()).spec.strategy.paused).toBe(true);
  await client.resumeRollout(ns, name);
  expect((await kept()).spec.strategy.paused).toBe(false);
  await client.disableRollout(ns, name);
  expect((await kept()).spec.disabled).toBe(true);
  await client.enableRollout(ns, name);
  expect((await kept()).spec.disabled).toBe(false);

  await client.setRolloutImage(ns, name, { container: 'main', image: 'cart:3' });
  expect(await image()).toBe('cart:3');
  await client.rollbackRollout(ns, name);
  expect(await image()).toBe('cart:1');
};

conformance(
  'rollouts',
  'people drive releases where v1alpha1 alone is served',
  { timeoutMs: 180_000 },
  async (given) => {
    const { api } = given;
    const definition = older();
    await api.post(DEFINITIONS, definition);
    try {
      await eventually(() => api.list(`${OLDER}/rollouts`), 60_000);
      await fill(given);
      const server = await startServer([inject('target').admin]);
      try {
        await drive(given, server);
      } finally {
        await server.close();
      }
    } finally {
      await api.delete(`${DEFINITIONS}/${definition.metadata.name}`);
    }
  },
);
