import { expect } from 'vitest';
import { type Api, refusal } from './harness/api.ts';
import { conformance } from './harness/conformance.ts';
import { at, configMap, deployment, failure, names, pod, read } from './harness/objects.ts';

const table = 'application/json;as=Table;g=meta.k8s.io;v=v1';

/** ConfigMaps a to e, with labels; the namespace's own ConfigMap is left out by a selector. */
const five = async (api: Api, ns: string) => {
  for (const [index, name] of ['a', 'b', 'c', 'd', 'e'].entries()) {
    const labels = { suite: 'lists', tier: index % 2 === 0 ? 'front' : 'back', ...(index > 2 && { late: 'yes' }) };
    await api.post(at('configmaps', ns), configMap(name, {}, { labels }));
  }
};

conformance('lists', 'a list has kind, version and a resourceVersion', async ({ api, ns }) => {
  const list = await api.list(at('secrets', ns));
  expect(list).toMatchObject({ apiVersion: 'v1', kind: 'SecretList', items: [] });
  expect(list.metadata.resourceVersion).toMatch(/^[1-9]\d*$/);
});

conformance('lists', 'items carry no apiVersion and kind of their own', async ({ api, ns }) => {
  await five(api, ns);
  const list = await api.list(at('configmaps', ns), { labelSelector: 'suite=lists' });
  expect(names(list)).toEqual(['a', 'b', 'c', 'd', 'e']);
  expect(list.items[0]).not.toHaveProperty('kind');
  expect(list.items[0]).not.toHaveProperty('apiVersion');
});

conformance('lists', 'label selectors of every form', async ({ api, ns }) => {
  await five(api, ns);
  const select = async (labelSelector: string) => names(await api.list(at('configmaps', ns), { labelSelector }));
  expect(await select('suite=lists,tier=front')).toEqual(['a', 'c', 'e']);
  expect(await select('suite==lists,tier!=front')).toEqual(['b', 'd']);
  expect(await select('suite=lists,tier in (back,other)')).toEqual(['b', 'd']);
  expect(await select('suite=lists,tier notin (back)')).toEqual(['a', 'c', 'e']);
  expect(await select('suite,late')).toEqual(['d', 'e']);
  expect(await select('suite,!late')).toEqual(['a', 'b', 'c']);
  expect(await select('suite=none')).toEqual([]);
});

conformance('lists', 'a malformed label selector is BadRequest', async ({ api, ns }) => {
  expect(await refusal(api.list(at('configmaps', ns), { labelSelector: 'a in (b' }))).toEqual(
    failure(400, 'BadRequest', {
      message: `unable to parse requirement: found '', expected: ',' or ')'`,
    }),
  );
});

conformance('lists', 'field selectors by name and namespace', async ({ api, ns }) => {
  await five(api, ns);
  expect(names(await api.list(at('configmaps', ns), { fieldSelector: 'metadata.name=c' }))).toEqual(['c']);
  expect(
    names(await api.list(at('configmaps'), { fieldSelector: `metadata.namespace=${ns},metadata.name=b` })),
  ).toEqual(['b']);
  const others = await api.list(at('configmaps', ns), { fieldSelector: 'metadata.name!=c', labelSelector: 'suite' });
  expect(names(others)).toEqual(['a', 'b', 'd', 'e']);
});

conformance('lists', 'Pods can be selected by node and phase', async ({ api, ns }) => {
  await api.post(at('pods', ns), pod('here', { nodeName: 'not-there' }));
  await api.post(at('pods', ns), pod('nowhere', { schedulerName: 'nobody' }));
  const select = async (fieldSelector: string) => names(await api.list(at('pods', ns), { fieldSelector }));
  expect(await select('spec.nodeName=not-there')).toEqual(['here']);
  expect(await select('spec.nodeName=')).toEqual(['nowhere']);
  expect(await select('status.phase=Pending')).toEqual(['here', 'nowhere']);
  expect(await select('status.phase!=Pending')).toEqual([]);
});

conformance('lists', 'an unsupported field is BadRequest', async ({ api, ns }) => {
  expect(await refusal(api.list(at('configmaps', ns), { fieldSelector: 'data.k=v' }))).toEqual(
    failure(400, 'BadRequest', {
      message: '"data.k" is not a known field selector: only "metadata.name", "metadata.namespace"',
    }),
  );
  expect(await refusal(api.list(at('pods', ns), { fieldSelector: 'spec.colour=red' }))).toEqual(
    failure(400, 'BadRequest', { message: 'field label not supported: spec.colour' }),
  );
});

conformance('lists', 'limit and continue walk through a snapshot', async ({ api, ns }) => {
  await five(api, ns);
  const query = { labelSelector: 'tier', limit: 2 };
  const first = await api.list(at('configmaps', ns), { limit: 2 });
  expect(first.items.length).toBe(2);
  expect(first.metadata.remainingItemCount).toBe(4);
  const selected = await api.list(at('configmaps', ns), query);
  expect(names(selected)).toEqual(['a', 'b']);
  expect(selected.metadata.remainingItemCount).toBeUndefined();
  await api.delete(at('configmaps', ns, 'e'));
  const seen = [...names(selected)];
  for (let token = selected.metadata.continue; token;) {
    const page = await api.list(at('configmaps', ns), { ...query, continue: token });
    expect(page.metadata.resourceVersion).toBe(selected.metadata.resourceVersion);
    seen.push(...names(page));
    token = page.metadata.continue;
  }
  expect(seen).toEqual(['a', 'b', 'c', 'd', 'e']);
});

conformance('lists', 'a continue token that is none is BadRequest', async ({ api, ns }) => {
  expect(await refusal(api.list(at('configmaps', ns), { limit: 1, continue: 'nonsense' }))).toMatchObject({
    code: 400,
    reason: 'BadRequest',
    message:
      "invalid continue token: continue key is not valid: invalid character '\\u009e' looking for beginning of value",
  });
});

conformance('lists', 'resourceVersion 0 may answer from a cache, with everything', async ({ api, ns }) => {
  await five(api, ns);
  const list = await api.list(at('configmaps', ns), { resourceVersion: '0', limit: 1, labelSelector: 'suite' });
  expect(list.items.length).toBeGreaterThan(0);
});

conformance('lists', 'an exact resourceVersion shows the past', async ({ api, ns }) => {
  const made = await api.post(at('configmaps', ns), configMap('past', { k: '1' }, { labels: { suite: 'lists' } }));
  await api.patch(at('configmaps', ns, 'past'), { data: { k: '2' } }, { type: 'merge' });
  const list = await api.list(at('configmaps', ns), {
    resourceVersion: made.metadata.resourceVersion,
    resourceVersionMatch: 'Exact',
    labelSelector: 'suite=lists',
  });
  expect(list.items.map((item) => read(item, 'data.k'))).toEqual(['1']);
});

conformance('lists', 'resourceVersionMatch needs a resourceVersion', async ({ api, ns }) => {
  expect(await refusal(api.list(at('configmaps', ns), { resourceVersionMatch: 'Exact' }))).toEqual(
    failure(422, 'Invalid', {
      message:
        'ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided',
      details: {
        group: 'meta.k8s.io',
        kind: 'ListOptions',
        causes: [
          {
            reason: 'FieldValueForbidden',
            message: 'Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided',
            field: 'resourceVersionMatch',
          },
        ],
      },
    }),
  );
});

conformance('lists', 'a resourceVersion that is no number is refused', async ({ api, ns }) => {
  expect(await refusal(api.list(at('configmaps', ns), { resourceVersion: 'abc' }))).toMatchObject({
    code: 400,
    reason: 'BadRequest',
  });
});

conformance('lists', 'a Table has columns and cells', async ({ api, ns }) => {
  await api.post(at('configmaps', ns), configMap('a', { one: '1', two: '2' }, { labels: { suite: 'lists' } }));
  const reply = await api.raw({
    method: 'GET',
    path: at('configmaps', ns),
    query: { labelSelector: 'suite' },
    headers: { accept: table },
  });
  const body = JSON.parse(reply.text) as Record<string, unknown>;
  expect([body['kind'], body['apiVersion']]).toEqual(['Table', 'meta.k8s.io/v1']);
  const columns = body['columnDefinitions'] as { name: string; type: string; format: string; priority: number }[];
  expect(columns.map((c) => [c.name, c.type, c.format, c.priority])).toEqual([
    ['Name', 'string', 'name', 0],
    ['Data', 'string', '', 0],
    ['Age', 'string', '', 0],
  ]);
  const rows = body['rows'] as { cells: unknown[]; object: Record<string, unknown> }[];
  expect(rows.map((row) => row.cells.slice(0, 2))).toEqual([['a', 2]]);
  expect(rows[0]!.object).toMatchObject({
    kind: 'PartialObjectMetadata',
    apiVersion: 'meta.k8s.io/v1',
    metadata: { name: 'a' },
  });
});

conformance('lists', 'a Table of one object, with the object', async ({ api, ns }) => {
  await api.post(at('deployments', ns), deployment('a', 0));
  const reply = await api.raw({
    method: 'GET',
    path: at('deployments', ns, 'a'),
    query: { includeObject: 'Object' },
    headers: { accept: table },
  });
  const body = JSON.parse(reply.text) as {
    columnDefinitions: { name: string; priority: number }[];
    rows: { cells: unknown[]; object: unknown }[];
  };
  expect(body.columnDefinitions.map((c) => `${c.name} ${c.priority}`)).toEqual([
    'Name 0',
    'Ready 0',
    'Up-to-date 0',
    'Available 0',
    'Age 0',
    'Containers 1',
    'Images 1',
    'Selector 1',
  ]);
  const [row] = body.rows;
  expect(row!.cells.filter((_, index) => index !== 4)).toEqual([
    'a',
    '0/0',
    0,
    0,
    'main',
    'example.com/web:1',
    'app=a',
  ]);
  expect(row!.object).toMatchObject({ kind: 'Deployment', spec: { replicas: 0 } });
});

conformance('lists', 'the Table of Pods', async ({ api, ns }) => {
  await api.post(at('pods', ns), pod('a', { schedulerName: 'nobody' }));
  const reply = await api.raw({ method: 'GET', path: at('pods', ns), headers: { accept: table } });
  const body = JSON.parse(reply.text) as { columnDefinitions: { name: string }[]; rows: { cells: unknown[] }[] };
  expect(body.columnDefinitions.map((c) => c.name)).toEqual([
    ...['Name', 'Ready', 'Status', 'Restarts', 'Age', 'IP', 'Node', 'Nominated Node', 'Readiness Gates'],
  ]);
  const cells = body.rows[0]!.cells;
  expect([...cells.slice(0, 4), ...cells.slice(5)]).toEqual([
    'a',
    '0/1',
    'Pending',
    '0',
    '<none>',
    '<none>',
    '<none>',
    '<none>',
  ]);
});

conformance('lists', 'metadata alone on request', async ({ api, ns }) => {
  await api.post(at('configmaps', ns), configMap('a', { big: 'x' }, { labels: { suite: 'lists' } }));
  const reply = await api.raw({
    method: 'GET',
    path: at('configmaps', ns),
    query: { labelSelector: 'suite' },
    headers: { accept: 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1' },
  });
  const body = JSON.parse(reply.text) as { kind: string; items: Record<string, unknown>[] };
  expect(body.kind).toBe('PartialObjectMetadataList');
  expect(body.items.map((item) => [read(item, 'metadata.name'), item['data']])).toEqual([['a', undefined]]);
});
