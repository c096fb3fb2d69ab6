import { expect } from 'vitest';
import type { UnstructuredObject } from '@binnacle/kube/api';
import { refusal } from './harness/api.ts';
import { conformance, eventually } from './harness/conformance.ts';
import { at, configMap, failure, names, pod, read } from './harness/objects.ts';

const namespace = (name: string, meta: Record<string, unknown> = {}) => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name, ...meta },
});

conformance('namespaces', 'a new one is Active, labelled and has a finalizer', async ({ api, ns }) => {
  const made = await api.get(at('namespaces', undefined, ns));
  expect(made).toMatchObject({ spec: { finalizers: ['kubernetes'] }, status: { phase: 'Active' } });
  expect(made.metadata.labels).toEqual({ 'kubernetes.io/metadata.name': ns });
});

conformance('namespaces', 'the cluster starts with four', async ({ api }) => {
  expect(names(await api.list(at('namespaces')))).toEqual(
    expect.arrayContaining(['default', 'kube-node-lease', 'kube-public', 'kube-system']),
  );
});

conformance('namespaces', 'a service account and the root certificates appear', async ({ api, ns }) => {
  await eventually(async () => {
    expect(names(await api.list(at('serviceaccounts', ns)))).toEqual(['default']);
    const bundle = await api.get(at('configmaps', ns, 'kube-root-ca.crt'));
    expect(read(bundle, 'data')).toHaveProperty(['ca.crt']);
  });
});

conformance('namespaces', 'deletion empties it and then removes it', async ({ api, ns }) => {
  const name = `${ns}-x`;
  await api.post(at('namespaces'), namespace(name));
  await eventually(() => api.get(at('serviceaccounts', name, 'default')));
  await api.post(at('configmaps', name), configMap('a'));
  await api.post(at('pods', name), pod('a', { schedulerName: 'nobody' }));
  const deleting = await api.delete<UnstructuredObject>(at('namespaces', undefined, name));
  expect(deleting).toMatchObject({ kind: 'Namespace', status: { phase: 'Terminating' } });
  await eventually(async () =>
    expect(await refusal(api.get(at('namespaces', undefined, name)))).toMatchObject({ code: 404 }),
  );
  expect(names(await api.list(at('configmaps', name)))).toEqual([]);
});

conformance('namespaces', 'nothing can be created while one terminates', async ({ api, ns }) => {
  const name = `${ns}-x`;
  await api.post(at('namespaces'), namespace(name));
  await api.post(at('configmaps', name), configMap('held', {}, { finalizers: ['example.com/hold'] }));
  await api.delete(at('namespaces', undefined, name));
  const status = await refusal(api.post(at('configmaps', name), configMap('late')));
  expect(status).toEqual(
    failure(403, 'Forbidden', {
      message: `configmaps "late" is forbidden: unable to create new content in namespace ${name} because it is being terminated`,
      details: {
        name: 'late',
        kind: 'configmaps',
        causes: [
          {
            reason: 'NamespaceTerminating',
            message: `namespace ${name} is being terminated`,
            field: 'metadata.namespace',
          },
        ],
      },
    }),
  );
  await api.patch(at('configmaps', name, 'held'), { metadata: { finalizers: null } }, { type: 'merge' });
});

conformance('namespaces', 'a held object is named in a condition', async ({ api, ns }) => {
  const name = `${ns}-x`;
  await api.post(at('namespaces'), namespace(name));
  await api.post(at('configmaps', name), configMap('held', {}, { finalizers: ['example.com/hold'] }));
  await api.delete(at('namespaces', undefined, name));
  await eventually(async () => {
    const conditions = read(await api.get(at('namespaces', undefined, name)), 'status.conditions') as {
      type: string;
      message: string;
    }[];
    const message = (type: string) => conditions.find((condition) => condition.type === type)?.message;
    expect(message('NamespaceContentRemaining')).toBe(
      'Some resources are remaining: configmaps. has 1 resource instances',
    );
    expect(message('NamespaceFinalizersRemaining')).toBe(
      'Some content in the namespace has finalizers remaining: example.com/hold in 1 resource instances',
    );
  });
  await api.patch(at('configmaps', name, 'held'), { metadata: { finalizers: null } }, { type: 'merge' });
  await eventually(
    async () => expect(await refusal(api.get(at('namespaces', undefined, name)))).toMatchObject({ code: 404 }),
    30_000,
  );
});

conformance('namespaces', 'the default one cannot be deleted', async ({ api }) => {
  expect(await refusal(api.delete(at('namespaces', undefined, 'default')))).toEqual(
    failure(403, 'Forbidden', {
      message: 'namespaces "default" is forbidden: this namespace may not be deleted',
      details: { name: 'default', kind: 'namespaces' },
    }),
  );
});

conformance('namespaces', 'a missing one is NotFound', async ({ api }) => {
  expect(await refusal(api.get(at('namespaces', undefined, 'no-such-namespace')))).toEqual(
    failure(404, 'NotFound', {
      message: 'namespaces "no-such-namespace" not found',
      details: { name: 'no-such-namespace', kind: 'namespaces' },
    }),
  );
});

conformance('namespaces', 'a list in a missing one is empty', async ({ api }) => {
  expect(names(await api.list(at('pods', 'no-such-namespace')))).toEqual([]);
});
