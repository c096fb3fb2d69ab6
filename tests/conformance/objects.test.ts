import { expect } from 'vitest';
import { refusal } from './harness/api.ts';
import { conformance } from './harness/conformance.ts';
import { at, configMap, failure, names, read } from './harness/objects.ts';

conformance('objects', 'create fills the metadata', async ({ api, ns }) => {
  const made = await api.post(at('configmaps', ns), configMap('a', { k: 'v' }));
  expect(made).toMatchObject({ apiVersion: 'v1', kind: 'ConfigMap', data: { k: 'v' } });
  expect(made.metadata).toMatchObject({ name: 'a', namespace: ns });
  expect(made.metadata.uid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(made.metadata.resourceVersion).toMatch(/^[1-9]\d*$/);
  expect(made.metadata.creationTimestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  expect(made.metadata.generation).toBeUndefined();
});

conformance('objects', 'create answers 201 and get returns the same object', async ({ api, ns }) => {
  const reply = await api.raw({ method: 'POST', path: at('configmaps', ns), body: configMap('a', { k: 'v' }) });
  expect(reply.status).toBe(201);
  expect(await api.get(at('configmaps', ns, 'a'))).toEqual(JSON.parse(reply.text));
});

conformance('objects', 'create writes managedFields for its manager', async ({ api, ns }) => {
  const made = await api.post(at('configmaps', ns), configMap('a', { k: 'v' }), { fieldManager: 'tester' });
  expect(made.metadata.managedFields).toEqual([
    {
      manager: 'tester',
      operation: 'Update',
      apiVersion: 'v1',
      time: made.metadata.creationTimestamp,
      fieldsType: 'FieldsV1',
      fieldsV1: { 'f:data': { '.': {}, 'f:k': {} } },
    },
  ]);
});

conformance('objects', 'a second create is AlreadyExists', async ({ api, ns }) => {
  await api.post(at('configmaps', ns), configMap('a'));
  expect(await refusal(api.post(at('configmaps', ns), configMap('a')))).toEqual(
    failure(409, 'AlreadyExists', {
      message: 'configmaps "a" already exists',
      details: { name: 'a', kind: 'configmaps' },
    }),
  );
});

conformance('objects', 'a missing object is NotFound, with its group', async ({ api, ns }) => {
  expect(await refusal(api.get(at('configmaps', ns, 'none')))).toEqual(
    failure(404, 'NotFound', {
      message: 'configmaps "none" not found',
      details: { name: 'none', kind: 'configmaps' },
    }),
  );
  expect(await refusal(api.get(at('deployments', ns, 'none')))).toEqual(
    failure(404, 'NotFound', {
      message: 'deployments.apps "none" not found',
      details: { name: 'none', group: 'apps', kind: 'deployments' },
    }),
  );
});

conformance('objects', 'create in a missing namespace is NotFound', async ({ api }) => {
  expect(await refusal(api.post(at('configmaps', 'no-such-namespace'), configMap('a')))).toEqual(
    failure(404, 'NotFound', {
      message: 'namespaces "no-such-namespace" not found',
      details: { name: 'no-such-namespace', kind: 'namespaces' },
    }),
  );
});

conformance('objects', 'generateName adds five characters', async ({ api, ns }) => {
  const made = await api.post(at('configmaps', ns), {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { generateName: 'job-' },
  });
  expect(made.metadata.name).toMatch(/^job-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
  expect(made.metadata.generateName).toBe('job-');
});

conformance('objects', 'neither name nor generateName is Invalid', async ({ api, ns }) => {
  const nameless = { apiVersion: 'v1', kind: 'ConfigMap', metadata: {} };
  expect(await refusal(api.post(at('configmaps', ns), nameless))).toEqual(
    failure(422, 'Invalid', {
      message: 'ConfigMap "" is invalid: metadata.name: Required value: name or generateName is required',
      details: {
        kind: 'ConfigMap',
        causes: [
          {
            reason: 'FieldValueRequired',
            message: 'Required value: name or generateName is required',
            field: 'metadata.name',
          },
        ],
      },
    }),
  );
});

conformance('objects', 'another namespace in the body is BadRequest', async ({ api, ns }) => {
  expect(await refusal(api.post(at('configmaps', ns), configMap('a', {}, { namespace: 'elsewhere' })))).toEqual(
    failure(400, 'BadRequest', {
      message: `the namespace of the provided object does not match the namespace sent on the request`,
    }),
  );
});

conformance('objects', 'another kind in the body is BadRequest', async ({ api, ns }) => {
  const body = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'a' } };
  expect(await refusal(api.post(at('configmaps', ns), body))).toEqual(
    failure(400, 'BadRequest', {
      message:
        'Secret in version "v1" cannot be handled as a ConfigMap: converting (v1.Secret) to (core.ConfigMap): unknown conversion',
    }),
  );
});

conformance('objects', 'a body that is not JSON is BadRequest', async ({ api, ns }) => {
  const reply = await api.raw({ method: 'POST', path: at('configmaps', ns), body: '{"kind":' });
  expect(reply.status).toBe(400);
  expect(JSON.parse(reply.text)).toMatchObject({ kind: 'Status', status: 'Failure', reason: 'BadRequest', code: 400 });
});

conformance('objects', 'update with a stale resourceVersion is Conflict', async ({ api, ns }) => {
  const first = await api.post(at('configmaps', ns), configMap('a', { k: '1' }));
  await api.put(at('configmaps', ns, 'a'), { ...first, data: { k: '2' } });
  expect(await refusal(api.put(at('configmaps', ns, 'a'), { ...first, data: { k: '3' } }))).toEqual(
    failure(409, 'Conflict', {
      message:
        'Operation cannot be fulfilled on configmaps "a": the object has been modified; please apply your changes to the latest version and try again',
      details: { name: 'a', kind: 'configmaps' },
    }),
  );
});

conformance('objects', 'update without a resourceVersion overwrites', async ({ api, ns }) => {
  await api.post(at('configmaps', ns), configMap('a', { k: '1' }));
  const updated = await api.put(at('configmaps', ns, 'a'), configMap('a', { z: '2' }));
  expect(updated).toMatchObject({ data: { z: '2' } });
  expect(read(updated, 'data.k')).toBeUndefined();
});

conformance('objects', 'an update that changes nothing keeps the resourceVersion', async ({ api, ns }) => {
  const first = await api.post(at('configmaps', ns), configMap('a', { k: '1' }));
  const again = await api.put(at('configmaps', ns, 'a'), first);
  expect(again.metadata.resourceVersion).toBe(first.metadata.resourceVersion);
});

conformance('objects', 'update of a missing object is NotFound', async ({ api, ns }) => {
  expect(await refusal(api.put(at('configmaps', ns, 'a'), configMap('a')))).toEqual(
    failure(404, 'NotFound', { message: 'configmaps "a" not found', details: { name: 'a', kind: 'configmaps' } }),
  );
});

conformance('objects', 'update under another name is BadRequest', async ({ api, ns }) => {
  await api.post(at('configmaps', ns), configMap('a'));
  expect(await refusal(api.put(at('configmaps', ns, 'a'), configMap('b')))).toEqual(
    failure(400, 'BadRequest', { message: 'the name of the object (b) does not match the name on the URL (a)' }),
  );
});

conformance('objects', 'update with another uid is Conflict', async ({ api, ns }) => {
  const made = await api.post(at('configmaps', ns), configMap('a'));
  const uid = '00000000-0000-4000-8000-000000000000';
  const changed = { ...made, metadata: { ...made.metadata, uid } };
  expect(await refusal(api.put(at('configmaps', ns, 'a'), changed))).toEqual(
    failure(409, 'Conflict', {
      message: `Operation cannot be fulfilled on configmaps "a": StorageError: invalid object, Code: 4, Key: /registry/configmaps/${ns}/a, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: ${uid}, UID in object meta: ${made.metadata.uid}`,
      details: { name: 'a', kind: 'configmaps' },
    }),
  );
});

conformance('objects', 'create ignores what only the server writes', async ({ api, ns }) => {
  const made = await api.post(at('configmaps', ns), {
    ...configMap('a'),
    metadata: {
      name: 'a',
      uid: '00000000-0000-4000-8000-000000000000',
      creationTimestamp: '2001-01-01T00:00:00Z',
      deletionTimestamp: '2001-01-01T00:00:00Z',
    },
  });
  expect(made.metadata.uid).not.toBe('00000000-0000-4000-8000-000000000000');
  expect(made.metadata.creationTimestamp).not.toBe('2001-01-01T00:00:00Z');
  expect(made.metadata.deletionTimestamp).toBeUndefined();
});

conformance('objects', 'create with a resourceVersion is refused', async ({ api, ns }) => {
  expect(await refusal(api.post(at('configmaps', ns), configMap('a', {}, { resourceVersion: '5' })))).toEqual(
    failure(500, undefined, { message: 'resourceVersion should not be set on objects to be created' }),
  );
});

conformance('objects', 'generation counts changes of spec, not of metadata', async ({ api, ns }) => {
  const service = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'a' }, spec: deploymentSpec };
  const made = await api.post(at('deployments', ns), service);
  expect(made.metadata.generation).toBe(1);
  const labelled = await api.patch(at('deployments', ns, 'a'), { metadata: { labels: { x: 'y' } } }, { type: 'merge' });
  expect(labelled.metadata.generation).toBe(1);
  const paused = await api.patch(at('deployments', ns, 'a'), { spec: { paused: true } }, { type: 'merge' });
  expect(paused.metadata.generation).toBe(2);
});

const deploymentSpec = {
  replicas: 0,
  selector: { matchLabels: { app: 'a' } },
  template: {
    metadata: { labels: { app: 'a' } },
    spec: { containers: [{ name: 'main', image: 'example.com/web:1' }] },
  },
};

conformance('objects', 'an immutable ConfigMap keeps its data', async ({ api, ns }) => {
  await api.post(at('configmaps', ns), { ...configMap('a', { k: '1' }), immutable: true });
  expect(await refusal(api.patch(at('configmaps', ns, 'a'), { data: { k: '2' } }, { type: 'merge' }))).toEqual(
    failure(422, 'Invalid', {
      message: 'ConfigMap "a" is invalid: data: Forbidden: field is immutable when `immutable` is set',
      details: {
        name: 'a',
        kind: 'ConfigMap',
        causes: [
          {
            reason: 'FieldValueForbidden',
            message: 'Forbidden: field is immutable when `immutable` is set',
            field: 'data',
          },
        ],
      },
    }),
  );
});

conformance('objects', 'dry-run creates nothing and shows what would be', async ({ api, ns }) => {
  const shown = await api.post(at('configmaps', ns), configMap('a', { k: 'v' }), { dryRun: 'All' });
  expect(shown).toMatchObject({ data: { k: 'v' }, metadata: { name: 'a', namespace: ns } });
  expect(shown.metadata.uid).toBeTypeOf('string');
  expect(shown.metadata.resourceVersion).toBeUndefined();
  expect(names(await api.list(at('configmaps', ns)))).not.toContain('a');
});

conformance('objects', 'dry-run updates and deletes nothing', async ({ api, ns }) => {
  const made = await api.post(at('configmaps', ns), configMap('a', { k: '1' }));
  await api.put(at('configmaps', ns, 'a'), configMap('a', { k: '2' }), { dryRun: 'All' });
  await api.patch(at('configmaps', ns, 'a'), { data: { k: '3' } }, { type: 'merge', query: { dryRun: 'All' } });
  await api.delete(at('configmaps', ns, 'a'), { query: { dryRun: 'All' } });
  expect(await api.get(at('configmaps', ns, 'a'))).toEqual(made);
});

conformance('objects', 'an unknown dry-run is Invalid', async ({ api, ns }) => {
  expect(await refusal(api.post(at('configmaps', ns), configMap('a'), { dryRun: 'Some' }))).toEqual(
    failure(422, 'Invalid', {
      message: 'CreateOptions.meta.k8s.io "" is invalid: dryRun: Unsupported value: ["Some"]: supported values: "All"',
      details: {
        group: 'meta.k8s.io',
        kind: 'CreateOptions',
        causes: [
          {
            reason: 'FieldValueNotSupported',
            message: 'Unsupported value: ["Some"]: supported values: "All"',
            field: 'dryRun',
          },
        ],
      },
    }),
  );
});

conformance('objects', 'YAML is taken and given', async ({ api, ns }) => {
  const reply = await api.raw({
    method: 'POST',
    path: at('configmaps', ns),
    headers: { 'content-type': 'application/yaml', accept: 'application/yaml' },
    body: 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  k: v\n',
  });
  expect([reply.status, reply.headers['content-type']]).toEqual([201, 'application/yaml']);
  expect(reply.text).toContain('\ndata:\n  k: v\n');
});

conformance('objects', 'an unknown content type is 415', async ({ api, ns }) => {
  const reply = await api.raw({
    method: 'POST',
    path: at('configmaps', ns),
    headers: { 'content-type': 'text/csv' },
    body: 'a,b',
  });
  expect([reply.status, JSON.parse(reply.text)]).toEqual([
    415,
    failure(415, 'UnsupportedMediaType', {
      message:
        'the body of the request was in an unknown format - accepted media types include: application/json, application/yaml, application/vnd.kubernetes.protobuf',
    }),
  ]);
});

conformance('objects', 'a verb the path does not know is 405', async ({ api, ns }) => {
  const reply = await api.raw({ method: 'PUT', path: at('configmaps', ns), body: configMap('a') });
  expect([reply.status, JSON.parse(reply.text)]).toEqual([
    405,
    failure(405, 'MethodNotAllowed', {
      message: 'the server does not allow this method on the requested resource',
      details: {},
    }),
  ]);
});
