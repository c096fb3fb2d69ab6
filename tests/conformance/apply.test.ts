import { expect } from 'vitest';
import type { UnstructuredObject } from '@binnacle/kube/api';
import { type Api, refusal } from './harness/api.ts';
import { conformance } from './harness/conformance.ts';
import { at, configMap, deployment, failure, podTemplate, read } from './harness/objects.ts';

/** Server-side apply as one manager. */
const apply = (
  api: Api,
  path: string,
  { manager, object, force }: { manager: string; object: unknown; force?: boolean },
) => api.patch(path, object, { type: 'apply', query: { fieldManager: manager, force } });

const managers = (object: UnstructuredObject) =>
  (object.metadata.managedFields ?? []).map((entry) => `${entry.manager} ${entry.operation}`).sort();

const fieldsOf = (object: UnstructuredObject, manager: string) =>
  object.metadata.managedFields?.find((entry) => entry.manager === manager)?.fieldsV1;

conformance('apply', 'creates what is not there', async ({ api, ns }) => {
  const reply = await api.raw({
    method: 'PATCH',
    path: at('configmaps', ns, 'a'),
    query: { fieldManager: 'one' },
    headers: { 'content-type': 'application/apply-patch+yaml' },
    body: configMap('a', { k: 'v' }),
  });
  expect(reply.status).toBe(201);
  const made = JSON.parse(reply.text) as UnstructuredObject;
  expect(made.metadata.managedFields).toEqual([
    {
      manager: 'one',
      operation: 'Apply',
      apiVersion: 'v1',
      time: made.metadata.creationTimestamp,
      fieldsType: 'FieldsV1',
      fieldsV1: { 'f:data': { 'f:k': {} } },
    },
  ]);
});

conformance('apply', 'needs a field manager', async ({ api, ns }) => {
  const call = api.patch(at('configmaps', ns, 'a'), configMap('a'), { type: 'apply' });
  expect(await refusal(call)).toEqual(
    failure(422, 'Invalid', {
      message: 'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch',
      details: {
        group: 'meta.k8s.io',
        kind: 'PatchOptions',
        causes: [
          {
            reason: 'FieldValueRequired',
            message: 'Required value: is required for apply patch',
            field: 'fieldManager',
          },
        ],
      },
    }),
  );
});

conformance('apply', 'the same again changes nothing', async ({ api, ns }) => {
  const path = at('configmaps', ns, 'a');
  const first = await apply(api, path, { manager: 'one', object: configMap('a', { k: 'v' }) });
  const again = await apply(api, path, { manager: 'one', object: configMap('a', { k: 'v' }) });
  expect(again.metadata.resourceVersion).toBe(first.metadata.resourceVersion);
});

conformance('apply', 'removes what its manager no longer names', async ({ api, ns }) => {
  const path = at('configmaps', ns, 'a');
  await apply(api, path, { manager: 'one', object: configMap('a', { keep: '1', drop: '1' }) });
  const next = await apply(api, path, { manager: 'one', object: configMap('a', { keep: '1' }) });
  expect(next['data']).toEqual({ keep: '1' });
});

conformance('apply', 'leaves what others own', async ({ api, ns }) => {
  const path = at('configmaps', ns, 'a');
  await apply(api, path, { manager: 'one', object: configMap('a', { one: '1' }) });
  const both = await apply(api, path, { manager: 'two', object: configMap('a', { two: '2' }) });
  expect(both['data']).toEqual({ one: '1', two: '2' });
  const alone = await apply(api, path, { manager: 'one', object: configMap('a') });
  expect(alone['data']).toEqual({ two: '2' });
});

conformance('apply', 'another value for a field someone applied is a conflict', async ({ api, ns }) => {
  const path = at('configmaps', ns, 'a');
  await apply(api, path, { manager: 'one', object: configMap('a', { k: '1' }) });
  expect(await refusal(apply(api, path, { manager: 'two', object: configMap('a', { k: '2' }) }))).toEqual(
    failure(409, 'Conflict', {
      message: 'Apply failed with 1 conflict: conflict with "one": .data.k',
      details: { causes: [{ reason: 'FieldManagerConflict', message: 'conflict with "one"', field: '.data.k' }] },
    }),
  );
});

conformance('apply', 'several conflicts are named together', async ({ api, ns }) => {
  const path = at('configmaps', ns, 'a');
  await apply(api, path, { manager: 'one', object: configMap('a', { x: '1', y: '1' }) });
  await apply(api, path, { manager: 'two', object: configMap('a', { z: '1' }) });
  const call = apply(api, path, { manager: 'three', object: configMap('a', { x: '2', y: '2', z: '2' }) });
  const status = await refusal(call);
  // Managers come in no fixed order in the causes.
  status.details?.causes?.sort((a, b) => String(a.field).localeCompare(String(b.field)));
  expect(status).toEqual(
    failure(409, 'Conflict', {
      message:
        'Apply failed with 3 conflicts: conflicts with "one":\n- .data.x\n- .data.y\nconflicts with "two":\n- .data.z',
      details: {
        causes: [
          { reason: 'FieldManagerConflict', message: 'conflict with "one"', field: '.data.x' },
          { reason: 'FieldManagerConflict', message: 'conflict with "one"', field: '.data.y' },
          { reason: 'FieldManagerConflict', message: 'conflict with "two"', field: '.data.z' },
        ],
      },
    }),
  );
});

conformance('apply', 'force takes the field over', async ({ api, ns }) => {
  const path = at('configmaps', ns, 'a');
  await apply(api, path, { manager: 'one', object: configMap('a', { k: '1', mine: '1' }) });
  const taken = await apply(api, path, { manager: 'two', object: configMap('a', { k: '2' }), force: true });
  expect(taken['data']).toEqual({ k: '2', mine: '1' });
  expect(fieldsOf(taken, 'one')).toEqual({ 'f:data': { 'f:mine': {} } });
  expect(fieldsOf(taken, 'two')).toEqual({ 'f:data': { 'f:k': {} } });
});

conformance('apply', 'the same value is owned together', async ({ api, ns }) => {
  const path = at('configmaps', ns, 'a');
  await apply(api, path, { manager: 'one', object: configMap('a', { k: '1' }) });
  const shared = await apply(api, path, { manager: 'two', object: configMap('a', { k: '1' }) });
  expect(managers(shared)).toEqual(['one Apply', 'two Apply']);
  const left = await apply(api, path, { manager: 'one', object: configMap('a') });
  expect(left['data']).toEqual({ k: '1' });
});

conformance('apply', 'an update takes ownership from an applier', async ({ api, ns }) => {
  const path = at('configmaps', ns, 'a');
  await apply(api, path, { manager: 'one', object: configMap('a', { k: '1', other: '1' }) });
  const updated = await api.patch(path, { data: { k: '2' } }, { type: 'merge', query: { fieldManager: 'editor' } });
  expect(fieldsOf(updated, 'one')).toEqual({ 'f:data': { 'f:other': {} } });
  expect(fieldsOf(updated, 'editor')).toEqual({ 'f:data': { 'f:k': {} } });
  expect(await refusal(apply(api, path, { manager: 'one', object: configMap('a', { k: '1', other: '1' }) }))).toEqual(
    failure(409, 'Conflict', {
      message: `Apply failed with 1 conflict: conflict with "editor" using v1: .data.k`,
      details: {
        causes: [{ reason: 'FieldManagerConflict', message: 'conflict with "editor" using v1', field: '.data.k' }],
      },
    }),
  );
});

conformance('apply', 'list items are owned by their key', async ({ api, ns }) => {
  const path = at('deployments', ns, 'a');
  const first = await apply(api, path, { manager: 'one', object: deployment('a', 0) });
  expect(fieldsOf(first, 'one')).toEqual({
    'f:spec': {
      'f:replicas': {},
      'f:selector': {},
      'f:template': {
        'f:metadata': { 'f:labels': { 'f:app': {} } },
        'f:spec': {
          'f:containers': { 'k:{"name":"main"}': { '.': {}, 'f:image': {}, 'f:name': {} } },
          'f:terminationGracePeriodSeconds': {},
        },
      },
    },
  });
  const sidecar = { name: 'sidecar', image: 'example.com/sidecar:1' };
  const partial = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'a' },
    spec: { template: { spec: { containers: [sidecar] } } },
  };
  const second = await apply(api, path, { manager: 'two', object: partial });
  const containers = read(second, 'spec.template.spec.containers') as { name: string }[];
  expect(containers.map((c) => c.name)).toEqual(['main', 'sidecar']);
  const third = await apply(api, path, { manager: 'two', object: { ...partial, spec: {} } });
  expect((read(third, 'spec.template.spec.containers') as { name: string }[]).map((c) => c.name)).toEqual(['main']);
});

conformance('apply', 'a conflict inside a list item names its key', async ({ api, ns }) => {
  const path = at('deployments', ns, 'a');
  await apply(api, path, { manager: 'one', object: deployment('a', 0) });
  const other = deployment('a', 0, { template: podTemplate({ app: 'a' }, 'example.com/web:2') });
  expect(await refusal(apply(api, path, { manager: 'two', object: other }))).toEqual(
    failure(409, 'Conflict', {
      message: 'Apply failed with 1 conflict: conflict with "one": .spec.template.spec.containers[name="main"].image',
      details: {
        causes: [
          {
            reason: 'FieldManagerConflict',
            message: 'conflict with "one"',
            field: '.spec.template.spec.containers[name="main"].image',
          },
        ],
      },
    }),
  );
});

conformance('apply', 'scaling is owned by the scale subresource', async ({ api, ns }) => {
  const path = at('deployments', ns, 'a');
  await apply(api, path, { manager: 'one', object: deployment('a', 0) });
  await api.patch(
    at('deployments', ns, 'a/scale'),
    { spec: { replicas: 1 } },
    { type: 'merge', query: { fieldManager: 'scaler' } },
  );
  const scaled = await api.get(path);
  const entry = scaled.metadata.managedFields?.find((e) => e.manager === 'scaler');
  expect(entry).toMatchObject({
    operation: 'Update',
    subresource: 'scale',
    fieldsV1: { 'f:spec': { 'f:replicas': {} } },
  });
  expect(await refusal(apply(api, path, { manager: 'one', object: deployment('a', 0) }))).toEqual(
    failure(409, 'Conflict', {
      message:
        'Apply failed with 1 conflict: conflict with "scaler" with subresource "scale" using apps/v1: .spec.replicas',
      details: {
        causes: [
          {
            reason: 'FieldManagerConflict',
            message: 'conflict with "scaler" with subresource "scale" using apps/v1',
            field: '.spec.replicas',
          },
        ],
      },
    }),
  );
});

conformance('apply', 'an object with managedFields is refused', async ({ api, ns }) => {
  const object = configMap('a', { k: '1' }, { managedFields: [] });
  const withEntry = {
    ...object,
    metadata: {
      name: 'a',
      managedFields: [{ manager: 'x', operation: 'Apply', apiVersion: 'v1', fieldsType: 'FieldsV1', fieldsV1: {} }],
    },
  };
  expect(await refusal(apply(api, at('configmaps', ns, 'a'), { manager: 'one', object: withEntry }))).toEqual(
    failure(400, 'BadRequest', { message: 'metadata.managedFields must be nil' }),
  );
});

conformance('apply', 'an unknown field is refused', async ({ api, ns }) => {
  const object = { ...configMap('a'), unknown: 'x' };
  expect(await refusal(apply(api, at('configmaps', ns, 'a'), { manager: 'one', object }))).toEqual(
    failure(500, undefined, {
      message: 'failed to create typed patch object (/a; /v1, Kind=ConfigMap): .unknown: field not declared in schema',
    }),
  );
});

conformance('apply', 'dry-run changes nothing', async ({ api, ns }) => {
  const path = at('configmaps', ns, 'a');
  const made = await apply(api, path, { manager: 'one', object: configMap('a', { k: '1' }) });
  const query = { fieldManager: 'one', dryRun: 'All' };
  const shown = await api.patch(path, configMap('a', { k: '2' }), { type: 'apply', query });
  expect(shown['data']).toEqual({ k: '2' });
  expect(await api.get(path)).toEqual(made);
});

conformance('apply', 'emptying managedFields resets ownership', async ({ api, ns }) => {
  const path = at('configmaps', ns, 'a');
  await apply(api, path, { manager: 'one', object: configMap('a', { k: '1' }) });
  const reset = await api.patch(path, { metadata: { managedFields: [{}] } }, { type: 'merge' });
  expect(reset.metadata.managedFields).toBeUndefined();
});

conformance('apply', 'kubectl takes over what it applied from its own side', async ({ api, ns }) => {
  const annotation = 'kubectl.kubernetes.io/last-applied-configuration';
  const configuration = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'a', namespace: ns },
    data: { k: '1' },
  };
  const metadata = { ...configuration.metadata, annotations: { [annotation]: JSON.stringify(configuration) } };
  const made = { ...configuration, metadata, data: { k: '1', other: '1' } };
  await api.post(at('configmaps', ns), made, { fieldManager: 'kubectl-client-side-apply' });
  const applied = (data: Record<string, string>, manager: string) =>
    apply(api, at('configmaps', ns, 'a'), { manager, object: { ...configuration, data } });

  expect((await refusal(applied({ k: '2' }, 'somebody'))).code).toBe(409);
  // Only what it applied: what else it wrote is a conflict still.
  const { details } = await refusal(applied({ k: '2', other: '2' }, 'kubectl'));
  expect(details?.causes?.map(({ field }) => field)).toEqual(['.data.other']);
  const taken = await applied({ k: '2' }, 'kubectl');
  expect(taken['data']).toEqual({ k: '2', other: '1' });
  expect(taken.metadata.annotations?.[annotation]).toBe(
    `{"apiVersion":"v1","data":{"k":"2"},"kind":"ConfigMap","metadata":{"name":"a","namespace":"${ns}"}}\n`,
  );
});
