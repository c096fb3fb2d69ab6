import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { configMapKind, customResourceDefinitionKind, type UnstructuredObject } from '@binnacle/kube/api';
import { startTestApp, type CallOptions, type TestApp } from '../testing/app.ts';
import { eventually } from '../testing/shop.ts';

const base = '/api/console/v1/clusters/1';
const configMaps = `${base}/resources/core/v1/configmaps`;
const boats = `${base}/resources/example.com/v1/boats`;

const boatDefinition = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'boats.example.com' },
  spec: {
    group: 'example.com',
    scope: 'Namespaced',
    names: { plural: 'boats', singular: 'boat', kind: 'Boat', listKind: 'BoatList', shortNames: ['bt'] },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        additionalPrinterColumns: [
          { name: 'Sails', type: 'integer', jsonPath: '.spec.sails' },
          { name: 'Ready', type: 'string', jsonPath: '.spec.checks[?(@.type=="Ready")].status' },
        ],
        schema: {
          openAPIV3Schema: {
            type: 'object',
            properties: {
              spec: {
                type: 'object',
                required: ['sails'],
                properties: {
                  sails: { type: 'integer', minimum: 1 },
                  checks: {
                    type: 'array',
                    items: {
                      type: 'object',
                      properties: { type: { type: 'string' }, status: { type: 'string' } },
                    },
                  },
                },
              },
            },
          },
        },
      },
    ],
  },
} as unknown as UnstructuredObject;

const settings = (data: Record<string, string>, name = 'settings') => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'shop' },
  data,
});

interface Answer {
  status: number;
  json: {
    error?: { message: string; conflicts?: unknown; confirmation?: { token: string; summary: unknown } };
  } & Record<string, unknown>;
}

describe('writing objects', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp();
    await app.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } });
    await app.direct.create(customResourceDefinitionKind, boatDefinition);
    await eventually(async () => (await app.call('GET', boats)).status === 200);
  });
  afterAll(() => app.close());

  const call = (method: string, path: string, options?: CallOptions): Promise<Answer> =>
    app.call(method, path, options) as Promise<Answer>;
  const check = async (text: string, namespace?: string) => {
    const { status, json } = await call('POST', `${base}/manifests/check`, {
      body: { text, ...(namespace === undefined ? {} : { namespace }) },
    });
    return {
      status,
      json: json as unknown as { items: { name: string; problems: object[] }[]; error: { message: string } },
    };
  };

  describe('of kinds that only the cluster knows', () => {
    const hull = { metadata: { name: 'hull' }, spec: { sails: 2, checks: [{ type: 'Ready', status: 'True' }] } };

    it('lists, creates, reads, replaces and deletes, and shows each in the next list', async () => {
      const rows = async () =>
        (await call('GET', `${boats}?namespace=shop`)).json['rows'] as { name: string; cells: unknown[] }[];
      expect(await rows()).toEqual([]);
      const created = await call('POST', `${boats}?namespace=shop`, { body: { content: hull } });
      expect([created.status, created.json['object']]).toMatchObject([201, { kind: 'Boat', spec: { sails: 2 } }]);
      expect(await rows()).toMatchObject([{ name: 'hull', cells: [2, 'True'] }]);
      const content = { ...hull, spec: { sails: 3 } };
      expect((await call('PUT', `${boats}/hull?namespace=shop`, { body: { content } })).status).toBe(200);
      expect(await rows()).toMatchObject([{ cells: [3, null] }]);
      expect((await call('GET', `${boats}/hull?namespace=shop`)).json).toMatchObject({ spec: { sails: 3 } });
      expect((await call('DELETE', `${boats}/hull?namespace=shop`)).status).toBe(200);
      expect(await rows()).toEqual([]);
    });

    it('are among the kinds, with their columns', async () => {
      const { items } = (await call('GET', `${base}/kinds`)).json as unknown as { items: { plural: string }[] };
      expect(items.find(({ plural }) => plural === 'boats')).toMatchObject({
        group: 'example.com',
        kind: 'Boat',
        namespaced: true,
        columns: [{ name: 'Sails' }, { name: 'Ready' }],
      });
    });

    it('are refused where the cluster does not serve them', async () => {
      expect((await call('GET', `${base}/resources/example.com/v1/wombats`)).status).toBe(404);
      expect((await call('GET', `${base}/resources/nowhere.example.com/v1/boats`)).status).toBe(404);
    });
  });

  it('applies, and says what it did', async () => {
    const path = `${configMaps}/settings?namespace=shop`;
    const apply = async (data: Record<string, string>, rest: object = {}) =>
      call('POST', path.replace('?', '/apply?'), { body: { content: settings(data), ...rest } });
    expect((await apply({ mode: 'fast' })).json).toMatchObject({
      outcome: 'created',
      object: { data: { mode: 'fast' } },
    });
    expect((await apply({ mode: 'fast' })).json).toMatchObject({ outcome: 'unchanged' });
    expect((await apply({ mode: 'slow' }, { dry_run: true })).json).toMatchObject({
      object: { data: { mode: 'slow' } },
    });
    expect((await call('GET', path)).json).toMatchObject({ data: { mode: 'fast' } });
    const refused = await apply({ mode: 'slow' }, { field_manager: 'somebody-else' });
    expect(refused.status).toBe(409);
    expect(refused.json.error?.conflicts).toEqual([{ field: '.data.mode', message: 'conflict with "binnacle"' }]);
    const forced = await apply({ mode: 'slow' }, { field_manager: 'somebody-else', force: true });
    expect(forced.json).toMatchObject({ outcome: 'configured', object: { data: { mode: 'slow' } } });
  });

  it('shows what a write would change, and changes nothing', async () => {
    await app.direct.create(configMapKind, settings({ a: '1' }, 'compared'));
    const path = `${configMaps}/compared/diff?namespace=shop`;
    const diff = async (mode: string, content: object) => (await call('POST', path, { body: { mode, content } })).json;
    expect(await diff('apply', settings({ b: '2' }, 'compared'))).toMatchObject({
      live: { data: { a: '1' } },
      result: { data: { a: '1', b: '2' } },
      changes: [{ path: 'data.b', from: null, to: '2' }],
    });
    expect((await diff('replace', settings({ b: '2' }, 'compared')))['result']).toMatchObject({ data: { b: '2' } });
    expect(((await diff('replace', settings({ b: '2' }, 'compared')))['result'] as { data: object }).data).toEqual({
      b: '2',
    });
    const fresh = await call('POST', `${configMaps}/none/diff?namespace=shop`, {
      body: { mode: 'create', content: settings({}, 'none') },
    });
    expect(fresh.json).toMatchObject({ live: null, result: { metadata: { name: 'none' } } });
    expect((await call('GET', `${configMaps}/compared?namespace=shop`)).json).toMatchObject({ data: { a: '1' } });
    expect((await call('GET', `${configMaps}/none?namespace=shop`)).status).toBe(404);
  });

  it('refuses to replace what somebody has changed meanwhile', async () => {
    await app.direct.create(configMapKind, settings({ a: '1' }, 'contested'));
    const path = `${configMaps}/contested?namespace=shop`;
    const content = (await call('GET', path)).json;
    await app.direct.update(configMapKind, settings({ a: '2' }, 'contested'));
    expect((await call('PUT', path, { body: { content } })).status).toBe(409);
  });

  describe('checks texts', () => {
    it('against the schema of the cluster, with the place of each problem', async () => {
      const text = [
        'apiVersion: apps/v1',
        'kind: Deployment',
        'metadata:',
        '  name: cart',
        'spec:',
        '  replcas: 2',
        '  selector: {matchLabels: {app: cart}}',
        '  template:',
        '    spec:',
        '      containers:',
        '        - name: main',
        '          image: 7',
        '          ports: [{containerPort: "80"}]',
        '---',
        'apiVersion: example.com/v1',
        'kind: Boat',
        'metadata: {name: hull, namespace: shop}',
        'spec: {checks: []}',
        '---',
        'apiVersion: example.com/v9',
        'kind: Raft',
        'metadata: {name: raft}',
        '---',
        'apiVersion: v1',
        'kind: Namespace',
        'metadata: {name: shop, namespace: shop}',
      ].join('\n');
      const { status, json } = await check(text, 'shop');
      expect(status).toBe(200);
      expect(json.items.map(({ name, problems }) => [name, problems])).toEqual([
        [
          'cart',
          [
            { line: 6, column: 3, field: 'spec.replcas', message: 'is not a field of the schema' },
            {
              line: 12,
              column: 11,
              field: 'spec.template.spec.containers[0].image',
              message: 'must be a text, is 7',
            },
            {
              line: 13,
              column: 20,
              field: 'spec.template.spec.containers[0].ports[0].containerPort',
              message: 'must be a whole number, is "80"',
            },
          ],
        ],
        ['hull', [{ line: 18, column: 1, field: 'spec.sails', message: 'is required' }]],
        [
          'raft',
          [{ line: 21, column: 1, field: 'kind', message: 'no kind Raft in example.com/v9 is served by this cluster' }],
        ],
        [
          'shop',
          [
            {
              line: 26,
              column: 24,
              field: 'metadata.namespace',
              message: 'must be left out: namespaces are in no namespace',
            },
          ],
        ],
      ]);
    });

    it.each([
      ['a: 1\na: 2\n', 'text is no YAML text at line 2, column 1: Map keys must be unique'],
      ['a: [1\nb: 2', 'text is no YAML text at line 2'],
      ['- 1\n- 2\n', 'text is no YAML text at line 1, column 1: a document must be an object'],
      ['ok: 1\n---\n\u0000\u0001', 'text is no YAML text at line 3'],
      [
        `a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c,*c,*c,*c,*c]`,
        'text is no YAML text at line 1, column 1: Excessive alias count',
      ],
    ])('and refuses %j with the place', async (text, message) => {
      const { status, json } = await check(text);
      expect([status, json.error.message]).toEqual([400, expect.stringContaining(message)]);
    });

    it('and refuses what is too long', async () => {
      expect((await check(`a: ${'x'.repeat(2_000_000)}`)).status).toBe(200);
      const { status, json } = await check(`a: ${'x'.repeat(5_000_000)}`);
      expect([status, json.error.message]).toEqual([413, expect.stringContaining('limit is 3 MiB')]);
    });

    it('and knows the items of a List', async () => {
      const item = (name: string) => `{apiVersion: v1, kind: ConfigMap, metadata: {name: ${name}, namespace: shop}}`;
      const { json } = await check(`apiVersion: v1\nkind: List\nitems:\n- ${item('one')}\n- ${item('two')}\n`);
      expect(json.items).toMatchObject([
        { name: 'one', line: 4, column: 3, problems: [] },
        { name: 'two', line: 5, column: 3, problems: [] },
      ]);
    });
  });

  it('gives the schema of a kind, with all that it refers to', async () => {
    const { json } = await call('GET', `${base}/schemas/apps/v1/Deployment`);
    const { schema, components } = json as unknown as {
      schema: { $ref: string };
      components: { schemas: Record<string, { properties: Record<string, object> }> };
    };
    expect(schema.$ref).toBe('#/components/schemas/io.k8s.api.apps.v1.Deployment');
    expect(components.schemas['io.k8s.api.core.v1.Container']?.properties).toHaveProperty('image');
    expect(components.schemas).not.toHaveProperty('io.k8s.api.apps.v1.DaemonSet');
    expect((await call('GET', `${base}/schemas/apps/v1/Wombat`)).status).toBe(404);
  });

  describe('after a second word', () => {
    const path = `${configMaps}/asked?namespace=shop`;

    it('where the caller asks for it: the same call with the token, once', async () => {
      await app.direct.create(configMapKind, settings({}, 'asked'));
      const first = await call('DELETE', `${path}&confirm=required`);
      expect(first.status).toBe(428);
      expect(first.json.error?.confirmation?.summary).toEqual({
        text: 'Delete one object: configmaps "asked" in namespace "shop" of cluster "east"',
        operation: 'resources.delete',
        cluster: 'east',
        resource: 'configmaps',
        namespace: 'shop',
        name: 'asked',
        protected: false,
      });
      const { token } = first.json.error!.confirmation!;
      const headers = { 'x-confirmation-token': token };
      expect((await call('DELETE', `${configMaps}/settings?namespace=shop`, { headers })).status).toBe(428);
      const second = await call('DELETE', `${path}&confirm=required`);
      const again = { 'x-confirmation-token': second.json.error!.confirmation!.token };
      expect((await call('DELETE', path, { headers: again })).status).toBe(200);
      expect((await call('DELETE', path, { headers: again })).status).toBe(428);
    });

    it('where the object is marked', async () => {
      const marked = settings({}, 'marked') as unknown as UnstructuredObject;
      marked.metadata.annotations = { 'binnacle.dev/protected': 'true' };
      await app.direct.create(configMapKind, marked);
      const url = '/api/v1/kubernetes/configmaps/marked?cluster_id=1&namespace=shop';
      const asked = await app.call('DELETE', url);
      expect(asked.status).toBe(428);
      const { code, data } = asked.json as { code: number; data: { confirmation_token: string; summary: object } };
      expect([code, data.summary]).toMatchObject([1001, { protected: true, name: 'marked' }]);
      expect(asked.headers.get('x-confirmation-token')).toBe(data.confirmation_token);
      expect((await app.call('DELETE', `${url}&confirmation_token=${data.confirmation_token}`)).status).toBe(200);
    });
  });

  it('lets operators write no rights and read no Secrets', async () => {
    const operator = await app.signInAs('otto', 'operator');
    const role = { metadata: { name: 'all' }, rules: [] };
    const roles = `${base}/resources/rbac.authorization.k8s.io/v1/clusterroles`;
    for (const [method, path] of [
      ['POST', roles],
      ['PUT', `${roles}/all`],
      ['PATCH', `${roles}/all`],
      ['POST', `${roles}/all/apply`],
      ['DELETE', `${roles}/all`],
      ['POST', `${roles}/all/diff`],
      ['POST', `${base}/resources/core/v1/secrets/key/diff?namespace=shop`],
    ] as const)
      expect([
        method,
        path,
        (await call(method, path, { as: operator, body: { content: role, patch: role } })).status,
      ]).toEqual([method, path, 403]);
  });
});
