import { expect } from 'vitest';
import type { UnstructuredObject } from '@binnacle/kube/api';
import { refusal } from './harness/api.ts';
import { conformance, eventually } from './harness/conformance.ts';
import { at, configMap, failure, names, ownedBy, pod, replicaSet } from './harness/objects.ts';

conformance('deletion', 'answers a Status that names what is gone', async ({ api, ns }) => {
  const made = await api.post(at('configmaps', ns), configMap('a'));
  expect(await api.delete(at('configmaps', ns, 'a'))).toEqual({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Success',
    details: { name: 'a', kind: 'configmaps', uid: made.metadata.uid },
  });
  expect(await refusal(api.get(at('configmaps', ns, 'a')))).toMatchObject({ reason: 'NotFound' });
});

conformance('deletion', 'of a missing object is NotFound', async ({ api, ns }) => {
  expect(await refusal(api.delete(at('configmaps', ns, 'none')))).toEqual(
    failure(404, 'NotFound', { message: 'configmaps "none" not found', details: { name: 'none', kind: 'configmaps' } }),
  );
});

conformance('deletion', 'waits for finalizers', async ({ api, ns }) => {
  await api.post(at('configmaps', ns), configMap('a', {}, { finalizers: ['example.com/hold'] }));
  const deleting = await api.delete<UnstructuredObject>(at('configmaps', ns, 'a'));
  expect(deleting.metadata).toMatchObject({
    name: 'a',
    finalizers: ['example.com/hold'],
    deletionGracePeriodSeconds: 0,
  });
  expect(deleting.metadata.deletionTimestamp).toMatch(/Z$/);
  const patched = await api.patch(at('configmaps', ns, 'a'), { metadata: { finalizers: null } }, { type: 'merge' });
  expect(patched.metadata.finalizers).toBeUndefined();
  expect(await refusal(api.get(at('configmaps', ns, 'a')))).toMatchObject({ reason: 'NotFound' });
});

conformance('deletion', 'no finalizer may be added while deleting', async ({ api, ns }) => {
  await api.post(at('configmaps', ns), configMap('a', {}, { finalizers: ['example.com/hold'] }));
  await api.delete(at('configmaps', ns, 'a'));
  const body = { metadata: { finalizers: ['example.com/hold', 'example.com/more'] } };
  const message =
    'Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{"example.com/more"}';
  const cause = { reason: 'FieldValueForbidden', message, field: 'metadata.finalizers' };
  expect(await refusal(api.patch(at('configmaps', ns, 'a'), body, { type: 'merge' }))).toEqual(
    failure(422, 'Invalid', {
      message: `ConfigMap "a" is invalid: metadata.finalizers: ${message}`,
      details: {
        name: 'a',
        kind: 'ConfigMap',
        // The real server says it twice.
        causes: [cause, cause],
      },
    }),
  );
  await api.patch(at('configmaps', ns, 'a'), { metadata: { finalizers: null } }, { type: 'merge' });
});

conformance('deletion', 'preconditions on uid', async ({ api, ns }) => {
  const made = await api.post(at('configmaps', ns), configMap('a'));
  const uid = '00000000-0000-4000-8000-000000000000';
  expect(await refusal(api.delete(at('configmaps', ns, 'a'), { body: { preconditions: { uid } } }))).toEqual(
    failure(409, 'Conflict', {
      message: `Operation cannot be fulfilled on ConfigMap "a": the UID in the precondition (${uid}) does not match the UID in record (${made.metadata.uid}). The object might have been deleted and then recreated`,
      details: { name: 'a', kind: 'ConfigMap' },
    }),
  );
  await api.delete(at('configmaps', ns, 'a'), { body: { preconditions: { uid: made.metadata.uid } } });
});

conformance('deletion', 'preconditions on resourceVersion', async ({ api, ns }) => {
  const made = await api.post(at('configmaps', ns), configMap('a'));
  await api.patch(at('configmaps', ns, 'a'), { data: { k: '2' } }, { type: 'merge' });
  const now = await api.get(at('configmaps', ns, 'a'));
  const { resourceVersion } = made.metadata;
  expect(
    await refusal(api.delete(at('configmaps', ns, 'a'), { body: { preconditions: { resourceVersion } } })),
  ).toEqual(
    failure(409, 'Conflict', {
      message: `Operation cannot be fulfilled on ConfigMap "a": the ResourceVersion in the precondition (${resourceVersion}) does not match the ResourceVersion in record (${now.metadata.resourceVersion}). The object might have been modified`,
      details: { name: 'a', kind: 'ConfigMap' },
    }),
  );
});

conformance('deletion', 'of a collection by selector', async ({ api, ns }) => {
  for (const name of ['a', 'b', 'c']) {
    await api.post(at('configmaps', ns), configMap(name, {}, { labels: { suite: name === 'c' ? 'keep' : 'drop' } }));
  }
  await api.delete(at('configmaps', ns), { query: { labelSelector: 'suite=drop' } });
  expect(names(await api.list(at('configmaps', ns), { labelSelector: 'suite' }))).toEqual(['c']);
});

conformance('deletion', 'a Pod nobody runs goes at once', async ({ api, ns }) => {
  await api.post(at('pods', ns), pod('a', { schedulerName: 'nobody' }));
  await api.delete(at('pods', ns, 'a'));
  expect(await refusal(api.get(at('pods', ns, 'a')))).toMatchObject({ reason: 'NotFound' });
});

conformance('deletion', 'a placed Pod is given its grace period', async ({ api, ns }) => {
  await api.post(at('pods', ns), pod('a', { nodeName: 'not-there', terminationGracePeriodSeconds: 7 }));
  const deleting = await api.delete<UnstructuredObject>(at('pods', ns, 'a'));
  expect(deleting.metadata.deletionGracePeriodSeconds).toBe(7);
  const still = await api.get(at('pods', ns, 'a'));
  expect(still.metadata.deletionTimestamp).toBe(deleting.metadata.deletionTimestamp);
  const shorter = await api.delete<UnstructuredObject>(at('pods', ns, 'a'), { query: { gracePeriodSeconds: 3 } });
  expect(shorter.metadata.deletionGracePeriodSeconds).toBe(3);
  await api.delete(at('pods', ns, 'a'), { query: { gracePeriodSeconds: 0 } });
  expect(await refusal(api.get(at('pods', ns, 'a')))).toMatchObject({ reason: 'NotFound' });
});

conformance('deletion', 'background removes dependents afterwards', async ({ api, ns }) => {
  const owner = await api.post(at('configmaps', ns), configMap('owner'));
  await api.post(at('configmaps', ns), configMap('dependent', {}, { ownerReferences: ownedBy(owner) }));
  await api.delete(at('configmaps', ns, 'owner'), { query: { propagationPolicy: 'Background' } });
  await eventually(async () =>
    expect(await refusal(api.get(at('configmaps', ns, 'dependent')))).toMatchObject({ code: 404 }),
  );
});

conformance('deletion', 'foreground removes blocking dependents first', async ({ api, ns }) => {
  const owner = await api.post(at('configmaps', ns), configMap('owner'));
  await api.post(
    at('configmaps', ns),
    configMap(
      'dependent',
      {},
      {
        ownerReferences: ownedBy(owner, { blockOwnerDeletion: true }),
        finalizers: ['example.com/hold'],
      },
    ),
  );
  // The collector must know of the dependent before it can wait for it.
  const deleting = await api.delete<UnstructuredObject>(at('configmaps', ns, 'owner'), {
    query: { propagationPolicy: 'Foreground' },
  });
  expect(deleting.metadata.finalizers).toEqual(['foregroundDeletion']);
  await eventually(async () => {
    expect((await api.get(at('configmaps', ns, 'dependent'))).metadata.deletionTimestamp).toBeDefined();
  });
  expect((await api.get(at('configmaps', ns, 'owner'))).metadata.finalizers).toEqual(['foregroundDeletion']);
  await api.patch(at('configmaps', ns, 'dependent'), { metadata: { finalizers: null } }, { type: 'merge' });
  await eventually(async () =>
    expect(await refusal(api.get(at('configmaps', ns, 'owner')))).toMatchObject({ code: 404 }),
  );
});

conformance('deletion', 'orphan leaves dependents, without their owner', async ({ api, ns }) => {
  const owner = await api.post(at('configmaps', ns), configMap('owner'));
  await api.post(at('configmaps', ns), configMap('dependent', {}, { ownerReferences: ownedBy(owner) }));
  await eventually(() => api.get(at('configmaps', ns, 'dependent')));
  const deleting = await api.delete<UnstructuredObject>(at('configmaps', ns, 'owner'), {
    query: { propagationPolicy: 'Orphan' },
  });
  expect(deleting.metadata.finalizers).toEqual(['orphan']);
  await eventually(async () =>
    expect(await refusal(api.get(at('configmaps', ns, 'owner')))).toMatchObject({ code: 404 }),
  );
  expect((await api.get(at('configmaps', ns, 'dependent'))).metadata.ownerReferences).toBeUndefined();
});

conformance('deletion', 'an object whose owner never was is collected', async ({ api, ns }) => {
  const ghost = configMap('ghost', {}, { uid: '00000000-0000-4000-8000-000000000000' });
  await api.post(at('configmaps', ns), configMap('dependent', {}, { ownerReferences: ownedBy(ghost) }));
  await eventually(async () =>
    expect(await refusal(api.get(at('configmaps', ns, 'dependent')))).toMatchObject({ code: 404 }),
  );
});

conformance('deletion', 'an object stays while one of two owners lives', async ({ api, ns }) => {
  const one = await api.post(at('configmaps', ns), configMap('one'));
  const two = await api.post(at('configmaps', ns), configMap('two'));
  await api.post(
    at('configmaps', ns),
    configMap('dependent', {}, { ownerReferences: [...ownedBy(one), ...ownedBy(two)] }),
  );
  await api.delete(at('configmaps', ns, 'one'), { query: { propagationPolicy: 'Background' } });
  await eventually(async () => {
    const left = (await api.get(at('configmaps', ns, 'dependent'))).metadata.ownerReferences;
    expect(left?.map((reference) => reference.name)).toEqual(['two']);
  });
});

conformance('deletion', 'a ReplicaSet takes its Pods along', async ({ api, ns }) => {
  await api.post(at('replicasets', ns), replicaSet('a', 2));
  await eventually(async () => expect((await api.list(at('pods', ns))).items.length).toBe(2));
  await api.delete(at('replicasets', ns, 'a'));
  await eventually(async () => expect((await api.list(at('pods', ns))).items.length).toBe(0));
});

conformance('deletion', 'an unknown propagation policy is Invalid', async ({ api, ns }) => {
  await api.post(at('configmaps', ns), configMap('a'));
  const status = await refusal(api.delete(at('configmaps', ns, 'a'), { query: { propagationPolicy: 'Sideways' } }));
  expect(status).toMatchObject({ code: 422, reason: 'Invalid' });
  expect(status.message).toBe(
    'DeleteOptions.meta.k8s.io "" is invalid: propagationPolicy: Unsupported value: "Sideways": supported values: "Foreground", "Background", "Orphan", "nil"',
  );
});
