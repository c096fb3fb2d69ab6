import { expect } from 'vitest';
import { refusal } from './harness/api.ts';
import { conformance } from './harness/conformance.ts';
import { at, configMap, failure, read } from './harness/objects.ts';

const secret = (name: string, rest: Record<string, unknown>) => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name },
  ...rest,
});

conformance('secrets', 'stringData becomes data and is not shown', async ({ api, ns }) => {
  const made = await api.post(
    at('secrets', ns),
    secret('a', { data: { x: 'b2xk', y: 'eQ==' }, stringData: { x: 'new' } }),
  );
  expect(made['data']).toEqual({ x: 'bmV3', y: 'eQ==' });
  expect(made).not.toHaveProperty('stringData');
  expect(made['type']).toBe('Opaque');
});

conformance('secrets', 'data must be base64', async ({ api, ns }) => {
  const status = await refusal(api.post(at('secrets', ns), secret('a', { data: { x: '***' } })));
  expect(status).toEqual(
    failure(400, 'BadRequest', {
      message: 'Secret in version "v1" cannot be handled as a Secret: illegal base64 data at input byte 0',
    }),
  );
});

conformance('secrets', 'the type may not change', async ({ api, ns }) => {
  await api.post(at('secrets', ns), secret('a', { type: 'example.com/one' }));
  expect(await refusal(api.patch(at('secrets', ns, 'a'), { type: 'example.com/two' }, { type: 'merge' }))).toEqual(
    failure(422, 'Invalid', {
      message: 'Secret "a" is invalid: type: Invalid value: "example.com/two": field is immutable',
      details: {
        name: 'a',
        kind: 'Secret',
        causes: [
          {
            reason: 'FieldValueInvalid',
            message: 'Invalid value: "example.com/two": field is immutable',
            field: 'type',
          },
        ],
      },
    }),
  );
});

conformance('secrets', 'a TLS Secret needs both of its keys', async ({ api, ns }) => {
  const status = await refusal(api.post(at('secrets', ns), secret('a', { type: 'kubernetes.io/tls', data: {} })));
  expect(status.message).toBe('Secret "a" is invalid: [data[tls.crt]: Required value, data[tls.key]: Required value]');
});

conformance('configmaps', 'binaryData and data may not share a key', async ({ api, ns }) => {
  const status = await refusal(
    api.post(at('configmaps', ns), { ...configMap('a', { k: '1' }), binaryData: { k: 'eA==' } }),
  );
  expect(status.message).toBe(
    'ConfigMap "a" is invalid: data[k]: Invalid value: "k": duplicate of key present in binaryData',
  );
});

conformance('leases', 'a lease keeps microseconds', async ({ api, ns }) => {
  const made = await api.post(at('leases', ns), {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name: 'a' },
    spec: { holderIdentity: 'me', leaseDurationSeconds: 15, renewTime: '2026-01-01T00:00:00.123456Z' },
  });
  expect(made['spec']).toEqual({
    holderIdentity: 'me',
    leaseDurationSeconds: 15,
    renewTime: '2026-01-01T00:00:00.123456Z',
  });
});

conformance('leases', 'a duration of zero is Invalid', async ({ api, ns }) => {
  const status = await refusal(
    api.post(at('leases', ns), {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: { name: 'a' },
      spec: { holderIdentity: 'me', leaseDurationSeconds: 0 },
    }),
  );
  expect(status.message).toBe(
    'Lease.coordination.k8s.io "a" is invalid: spec.leaseDurationSeconds: Invalid value: 0: must be greater than 0',
  );
});

conformance('leases', 'only one of two holders wins', async ({ api, ns }) => {
  const lease = await api.post(at('leases', ns), {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name: 'a' },
    spec: { holderIdentity: 'nobody', leaseDurationSeconds: 15 },
  });
  const take = (holderIdentity: string) =>
    api.put(at('leases', ns, 'a'), { ...lease, spec: { holderIdentity, leaseDurationSeconds: 15 } });
  const outcomes = await Promise.allSettled([take('one'), take('two')]);
  expect(outcomes.map((outcome) => outcome.status).sort()).toEqual(['fulfilled', 'rejected']);
});

conformance('leases', 'every node renews one', async ({ api }) => {
  const nodes = (await api.list(at('nodes'))).items.map((item) => item.metadata.name);
  const leases = await api.list(at('leases', 'kube-node-lease'));
  expect(leases.items.map((item) => [item.metadata.name, read(item, 'spec.holderIdentity')])).toEqual(
    expect.arrayContaining(nodes.map((name) => [name, expect.any(String)])),
  );
});

conformance('events', 'an event is stored and selected by its object', async ({ api, ns }) => {
  await api.post(at('events', ns), {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: 'a.1' },
    involvedObject: { apiVersion: 'v1', kind: 'Pod', namespace: ns, name: 'a' },
    type: 'Warning',
    reason: 'Tested',
    message: 'words',
    count: 2,
  });
  const list = await api.list(at('events', ns), {
    fieldSelector: 'involvedObject.kind=Pod,involvedObject.name=a,type=Warning',
  });
  expect(list.items.map((item) => item['message'])).toEqual(['words']);
});

conformance('events', 'the object must be in the same namespace', async ({ api, ns }) => {
  const status = await refusal(
    api.post(at('events', ns), {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name: 'a.1' },
      involvedObject: { apiVersion: 'v1', kind: 'Pod', namespace: 'default', name: 'a' },
    }),
  );
  expect(status.message).toBe(
    'Event "a.1" is invalid: involvedObject.namespace: Invalid value: "default": does not match event.namespace',
  );
});

conformance('nodes', 'nodes are ready and say what they hold', async ({ api }) => {
  const { items } = await api.list(at('nodes'));
  expect(items.length).toBeGreaterThan(0);
  for (const node of items) {
    const conditions = read(node, 'status.conditions') as { type: string; status: string }[];
    expect(conditions.find((c) => c.type === 'Ready')?.status).toBe('True');
    expect(Object.keys(read(node, 'status.allocatable') as object)).toEqual(
      expect.arrayContaining(['cpu', 'memory', 'pods']),
    );
    expect(read(node, 'status.addresses')).toEqual(
      expect.arrayContaining([expect.objectContaining({ type: 'InternalIP' })]),
    );
  }
});
