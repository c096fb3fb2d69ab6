import { createRng } from '@binnacle/kube/clock';
import type { Rng } from '@binnacle/kube/clock';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSimCaller } from './sim-caller.ts';
import type { SimCaller } from './sim-caller.ts';
import { startSim } from './start-sim.ts';
import type { Sim } from './types.ts';

/** Seeds that once found something stay here. */
const SEEDS = [1, 7];
const ROUNDS = 250;

const podSpec = {
  containers: [
    {
      name: 'c',
      image: 'i',
      ports: [{ containerPort: 80, name: 'h' }],
      env: [{ name: 'A', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }],
      resources: { limits: { cpu: '1' }, requests: { cpu: '1' } },
      livenessProbe: { httpGet: { port: 80 } },
      volumeMounts: [{ name: 'v', mountPath: '/v' }],
    },
  ],
  volumes: [{ name: 'v', configMap: { name: 'x' } }],
};
const targets = [
  { path: '/api/v1/namespaces/default/pods', kind: 'Pod', body: { metadata: { labels: { a: 'b' } }, spec: podSpec } },
  {
    path: '/apis/apps/v1/namespaces/default/deployments',
    kind: 'Deployment',
    body: {
      metadata: { finalizers: ['a.b/c'] },
      spec: {
        replicas: 1,
        selector: { matchLabels: { a: 'b' }, matchExpressions: [{ key: 'a', operator: 'In', values: ['b'] }] },
        strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: '25%' } },
        template: { metadata: { labels: { a: 'b' } }, spec: podSpec },
      },
    },
  },
  {
    path: '/api/v1/namespaces/default/services',
    kind: 'Service',
    body: { metadata: {}, spec: { type: 'NodePort', ports: [{ port: 80, targetPort: 'x' }], selector: { a: 'b' } } },
  },
  {
    path: '/apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings',
    kind: 'RoleBinding',
    body: { metadata: {}, roleRef: { kind: 'Role', name: 'x' }, subjects: [{ kind: 'User', name: 'viewer' }] },
  },
];
const values: unknown[] = [
  null,
  0,
  -1,
  1.5,
  '',
  'X y',
  true,
  [],
  {},
  [null],
  [{}],
  { a: null },
  '\u0000',
  9e99,
  '1e9999999',
  [[[]]],
];

/** The value with one thing in it made another. */
const mutate = (value: unknown, rng: Rng): unknown => {
  if (typeof value !== 'object' || value === null || rng.next() < 0.1) return rng.pick(values);
  const keys = Object.keys(value);
  if (keys.length === 0) return rng.pick(values);
  const chosen = rng.pick(keys);
  if (Array.isArray(value)) return value.map((item: unknown, i) => (String(i) === chosen ? mutate(item, rng) : item));
  return { ...value, [chosen]: mutate((value as Record<string, unknown>)[chosen], rng) };
};

/** Answers without a reason that upstream gives too. */
const KNOWN =
  /resourceVersion should not be set|typed patch object|list element types are not identical|invalid list type/;

describe('whatever comes', () => {
  let sim: Sim;
  let caller: SimCaller;
  beforeAll(async () => {
    sim = await startSim({ scenario: 'empty' });
    caller = createSimCaller(sim);
  });
  afterAll(async () => {
    caller.close();
    await sim.close();
  });

  it.each(SEEDS)('is answered with an object or a Status (seed %i)', async (seed) => {
    const rng = createRng(seed);
    for (let round = 0; round < ROUNDS; round += 1) {
      const { path, kind, body } = rng.pick(targets);
      const apiVersion = path.startsWith('/apis/') ? path.split('/').slice(2, 4).join('/') : 'v1';
      const whole = { apiVersion, kind, ...body, metadata: { name: 'x', ...body.metadata } };
      const text = JSON.stringify(mutate(whole, rng));
      const sent = rng.next() < 0.1 ? text.slice(0, rng.int(text.length)) : text;
      const { method, at, type } = rng.pick([
        { method: 'POST', at: path, type: 'application/json' },
        { method: 'PUT', at: `${path}/x`, type: 'application/json' },
        { method: 'PATCH', at: `${path}/x`, type: 'application/merge-patch+json' },
        { method: 'PATCH', at: `${path}/x`, type: 'application/strategic-merge-patch+json' },
        { method: 'PATCH', at: `${path}/x?fieldManager=a&force=true`, type: 'application/apply-patch+yaml' },
      ]);
      const answer = await caller.call(method, at, { body: sent, type });
      const context = `${method} ${at} ${type} ${sent} → ${answer.text}`;
      expect(answer.json.kind, context).toBe(answer.code < 400 ? kind : 'Status');
      if (!KNOWN.test(answer.text)) expect(answer.code, context).toBeLessThan(500);
    }
    for (const { path } of targets) {
      const table = await caller.call('GET', path, { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' });
      expect([table.code, table.json.kind]).toEqual([200, 'Table']);
    }
  });
});
