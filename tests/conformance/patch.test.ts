import { expect } from 'vitest';
import { refusal } from './harness/api.ts';
import { conformance } from './harness/conformance.ts';
import { at, configMap, deployment, failure, pod, read } from './harness/objects.ts';

conformance('patch', 'merge adds, replaces and removes', async ({ api, ns }) => {
  await api.post(at('configmaps', ns), configMap('a', { keep: '1', change: '1', drop: '1' }));
  const body = { data: { change: '2', drop: null, add: '1' } };
  const patched = await api.patch(at('configmaps', ns, 'a'), body, { type: 'merge' });
  expect(patched['data']).toEqual({ keep: '1', change: '2', add: '1' });
});

conformance('patch', 'json works op by op', async ({ api, ns }) => {
  await api.post(at('configmaps', ns), configMap('a', { one: '1', two: '2' }));
  const body = [
    { op: 'test', path: '/data/one', value: '1' },
    { op: 'replace', path: '/data/one', value: 'I' },
    { op: 'add', path: '/data/three', value: '3' },
    { op: 'move', from: '/data/two', path: '/data/zwei' },
    { op: 'copy', from: '/data/three', path: '/data/drei' },
    { op: 'remove', path: '/data/three' },
  ];
  const patched = await api.patch(at('configmaps', ns, 'a'), body, { type: 'json' });
  expect(patched['data']).toEqual({ one: 'I', zwei: '2', drei: '3' });
});

conformance('patch', 'json escapes / in paths', async ({ api, ns }) => {
  await api.post(at('configmaps', ns), configMap('a', {}, { annotations: { 'example.com/x': '1' } }));
  const body = [{ op: 'replace', path: '/metadata/annotations/example.com~1x', value: '2' }];
  const patched = await api.patch(at('configmaps', ns, 'a'), body, { type: 'json' });
  expect(patched.metadata.annotations).toEqual({ 'example.com/x': '2' });
});

conformance('patch', 'a failed json test is Invalid and changes nothing', async ({ api, ns }) => {
  await api.post(at('configmaps', ns), configMap('a', { k: '1' }));
  const body = [
    { op: 'replace', path: '/data/k', value: '2' },
    { op: 'test', path: '/data/k', value: '9' },
  ];
  expect(await refusal(api.patch(at('configmaps', ns, 'a'), body, { type: 'json' }))).toEqual(
    failure(422, 'Invalid', { message: 'the server rejected our request due to an error in our request', details: {} }),
  );
  expect(read(await api.get(at('configmaps', ns, 'a')), 'data.k')).toBe('1');
});

conformance('patch', 'json remove of what is not there is Invalid', async ({ api, ns }) => {
  await api.post(at('configmaps', ns), configMap('a', { k: '1' }));
  const body = [{ op: 'remove', path: '/data/none' }];
  expect(await refusal(api.patch(at('configmaps', ns, 'a'), body, { type: 'json' }))).toEqual(
    failure(422, 'Invalid', { message: 'the server rejected our request due to an error in our request', details: {} }),
  );
});

conformance('patch', 'a json patch that is no list is BadRequest', async ({ api, ns }) => {
  await api.post(at('configmaps', ns), configMap('a', { k: '1' }));
  const answer = await refusal(api.patch(at('configmaps', ns, 'a'), { data: {} }, { type: 'json' }));
  expect(answer).toMatchObject({ reason: 'BadRequest', code: 400 });
});

conformance('patch', 'merge replaces lists whole', async ({ api, ns }) => {
  await api.post(
    at('pods', ns),
    pod('a', { containers: [{ name: 'x', image: 'example.com/x:1' }] }, { finalizers: ['example.com/a'] }),
  );
  const patched = await api.patch(
    at('pods', ns, 'a'),
    { metadata: { finalizers: ['example.com/b'] } },
    { type: 'merge' },
  );
  expect(patched.metadata.finalizers).toEqual(['example.com/b']);
  await api.patch(at('pods', ns, 'a'), { metadata: { finalizers: null } }, { type: 'merge' });
});

conformance('patch', 'strategic merges containers by name', async ({ api, ns }) => {
  await api.post(at('deployments', ns), deployment('a', 0, { template: twoContainers }));
  const body = { spec: { template: { spec: { containers: [{ name: 'two', image: 'example.com/two:2' }] } } } };
  const patched = await api.patch(at('deployments', ns, 'a'), body, { type: 'strategic' });
  const containers = read(patched, 'spec.template.spec.containers') as { name: string; image: string }[];
  expect(containers.map((c) => [c.name, c.image])).toEqual([
    ['one', 'example.com/one:1'],
    ['two', 'example.com/two:2'],
  ]);
});

conformance('patch', 'strategic deletes a list item by $patch', async ({ api, ns }) => {
  await api.post(at('deployments', ns), deployment('a', 0, { template: twoContainers }));
  const body = { spec: { template: { spec: { containers: [{ name: 'two', $patch: 'delete' }] } } } };
  const patched = await api.patch(at('deployments', ns, 'a'), body, { type: 'strategic' });
  expect((read(patched, 'spec.template.spec.containers') as { name: string }[]).map((c) => c.name)).toEqual(['one']);
});

conformance('patch', 'strategic replaces a map by $patch', async ({ api, ns }) => {
  await api.post(at('configmaps', ns), configMap('a', { one: '1', two: '2' }));
  const body = { data: { $patch: 'replace', three: '3' } };
  const patched = await api.patch(at('configmaps', ns, 'a'), body, { type: 'strategic' });
  expect(patched['data']).toEqual({ three: '3' });
});

conformance('patch', 'strategic merges finalizers as a set', async ({ api, ns }) => {
  await api.post(at('configmaps', ns), configMap('a', {}, { finalizers: ['example.com/a'] }));
  const path = at('configmaps', ns, 'a');
  const added = await api.patch(path, { metadata: { finalizers: ['example.com/b'] } }, { type: 'strategic' });
  expect(added.metadata.finalizers).toEqual(expect.arrayContaining(['example.com/a', 'example.com/b']));
  const removal = { metadata: { '$deleteFromPrimitiveList/finalizers': ['example.com/a'] } };
  const removed = await api.patch(path, removal, { type: 'strategic' });
  expect(removed.metadata.finalizers).toEqual(['example.com/b']);
  await api.patch(path, { metadata: { finalizers: null } }, { type: 'merge' });
});

const twoContainers = {
  metadata: { labels: { app: 'a' } },
  spec: {
    containers: [
      { name: 'one', image: 'example.com/one:1' },
      { name: 'two', image: 'example.com/two:1' },
    ],
  },
};

conformance('patch', 'a patch with a stale resourceVersion is Conflict', async ({ api, ns }) => {
  const made = await api.post(at('configmaps', ns), configMap('a', { k: '1' }));
  await api.patch(at('configmaps', ns, 'a'), { data: { k: '2' } }, { type: 'merge' });
  const body = { metadata: { resourceVersion: made.metadata.resourceVersion }, data: { k: '3' } };
  expect(await refusal(api.patch(at('configmaps', ns, 'a'), body, { type: 'merge' }))).toEqual(
    failure(409, 'Conflict', {
      message:
        'Operation cannot be fulfilled on configmaps "a": the object has been modified; please apply your changes to the latest version and try again',
      details: { name: 'a', kind: 'configmaps' },
    }),
  );
});

conformance('patch', 'a patch of a missing object is NotFound', async ({ api, ns }) => {
  for (const type of ['json', 'merge', 'strategic'] as const) {
    const body = type === 'json' ? [] : {};
    expect(await refusal(api.patch(at('configmaps', ns, 'none'), body, { type }))).toEqual(
      failure(404, 'NotFound', {
        message: 'configmaps "none" not found',
        details: { name: 'none', kind: 'configmaps' },
      }),
    );
  }
});

conformance('patch', 'an unknown patch type is 415', async ({ api, ns }) => {
  await api.post(at('configmaps', ns), configMap('a'));
  const reply = await api.raw({
    method: 'PATCH',
    path: at('configmaps', ns, 'a'),
    headers: { 'content-type': 'application/json' },
    body: {},
  });
  expect([reply.status, JSON.parse(reply.text)]).toEqual([
    415,
    failure(415, 'UnsupportedMediaType', { message: '415: Unsupported Media Type', details: {} }),
  ]);
});

conformance('patch', 'the status subresource patches status alone', async ({ api, ns }) => {
  await api.post(at('deployments', ns), deployment('a', 0, { paused: true }));
  const body = { spec: { paused: false }, status: { conditions: [condition] } };
  const patched = await api.patch(at('deployments', ns, 'a/status'), body, { type: 'merge' });
  expect(read(patched, 'spec.paused')).toBe(true);
  expect(read(patched, 'status.conditions.0.type')).toBe('Tested');
});

conformance('patch', 'the main resource ignores status', async ({ api, ns }) => {
  await api.post(at('deployments', ns), deployment('a', 0, { paused: true }));
  const body = { status: { conditions: [condition] } };
  await api.patch(at('deployments', ns, 'a'), body, { type: 'merge' });
  const conditions = (read(await api.get(at('deployments', ns, 'a')), 'status.conditions') ?? []) as { type: string }[];
  expect(conditions.map((c) => c.type)).not.toContain('Tested');
});

const condition = {
  type: 'Tested',
  status: 'True',
  reason: 'BySuite',
  message: 'set by a test',
  lastUpdateTime: '2026-01-01T00:00:00Z',
  lastTransitionTime: '2026-01-01T00:00:00Z',
};
