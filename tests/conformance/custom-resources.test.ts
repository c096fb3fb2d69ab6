import { expect } from 'vitest';
import { refusal } from './harness/api.ts';
import { conformance, eventually } from './harness/conformance.ts';
import { causesOf, gadgets, version, whileServed } from './harness/definitions.ts';
import { at as addressOf, configMap, ownedBy, read } from './harness/objects.ts';

const text = { type: 'string' };
const spec = {
  type: 'object',
  properties: {
    size: { type: 'integer' },
    replicas: { type: 'integer', default: 2 },
    parts: {
      type: 'array',
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['name'],
      items: { type: 'object', required: ['name'], properties: { name: text, count: { type: 'integer' } } },
    },
  },
};
const status = {
  type: 'object',
  properties: { phase: text, replicas: { type: 'integer' }, selector: text },
};
const scale = {
  specReplicasPath: '.spec.replicas',
  statusReplicasPath: '.status.replicas',
  labelSelectorPath: '.status.selector',
};
const v1 = version('v1', spec, {
  schema: { openAPIV3Schema: { type: 'object', properties: { spec, status } } },
  subresources: { status: {}, scale },
});

conformance('custom resources', 'count their generations and keep status apart', async ({ api, ns }) => {
  await whileServed({ api, ns }, gadgets(ns, [v1]), async ({ at, gadget }) => {
    const made = await api.post(at(), gadget('a', { spec: { size: 1 }, status: { phase: 'No' } }));
    expect([made.spec, made.status, made.metadata.generation]).toEqual([{ size: 1, replicas: 2 }, undefined, 1]);
    const labelled = await api.patch(at('a'), { metadata: { labels: { a: 'b' } } }, { type: 'merge' });
    expect(labelled.metadata.generation).toBe(1);
    const sized = await api.patch(at('a'), { spec: { size: 2 }, status: { phase: 'No' } }, { type: 'merge' });
    expect([sized.metadata.generation, sized.status]).toEqual([2, undefined]);
    const up = await api.put(at('a/status'), { ...sized, spec: { size: 9 }, status: { phase: 'Up', nope: 1 } });
    expect([up.spec, up.status, up.metadata.generation]).toEqual([{ size: 2, replicas: 2 }, { phase: 'Up' }, 2]);
    expect(await causesOf(api.patch(at('a/status'), { status: { phase: 3 } }, { type: 'merge' }))).toEqual([
      'FieldValueTypeInvalid status.phase: Invalid value: "integer": phase in body must be of type string: "integer"',
    ]);
  });
});

conformance('custom resources', 'are scaled where their definition says', async ({ api, ns }) => {
  await whileServed({ api, ns }, gadgets(ns, [v1]), async ({ at, gadget }) => {
    await api.post(at(), gadget('a'));
    await api.post(at(), gadget('b', { spec: { size: 1 } }));
    await api.patch(at('b/status'), { status: { replicas: 1, selector: 'a=b' } }, { type: 'merge' });
    const scaled = await api.patch(at('b/scale'), { spec: { replicas: 6 } }, { type: 'merge' });
    expect([scaled.kind, scaled.spec, scaled.status]).toEqual([
      'Scale',
      { replicas: 6 },
      { replicas: 1, selector: 'a=b' },
    ]);
    expect((await api.get(at('b'))).spec).toEqual({ size: 1, replicas: 6 });
    expect(await causesOf(api.patch(at('b/scale'), { spec: { replicas: -6 } }, { type: 'merge' }))).toEqual([
      'FieldValueInvalid .spec.replicas: Invalid value: -6: should be a non-negative integer',
    ]);
  });
});

conformance('custom resources', 'take every kind of patch but the strategic one', async ({ api, ns }) => {
  await whileServed({ api, ns }, gadgets(ns, [v1]), async ({ at, gadget }) => {
    await api.post(at(), gadget('a', { spec: { size: 1 } }));
    const refused = await refusal(api.patch(at('a'), { spec: { size: 3 } }, { type: 'strategic' }));
    expect([refused.code, refused.message]).toEqual([
      415,
      'the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml',
    ]);
    const patched = await api.patch(at('a'), [{ op: 'replace', path: '/spec/size', value: 4 }], { type: 'json' });
    expect(read(patched, 'spec.size')).toBe(4);
    expect(await causesOf(api.patch(at('a'), { spec: { size: 'x' } }, { type: 'merge' }))).toEqual([
      'FieldValueTypeInvalid spec.size: Invalid value: "string": spec.size in body must be of type integer: "string"',
    ]);
  });
});

conformance('custom resources', 'are applied by the keys of their lists', async ({ api, ns }) => {
  await whileServed({ api, ns }, gadgets(ns, [v1]), async ({ at, gadget }) => {
    const apply = (manager: string, parts: unknown[]) =>
      api.patch(at('a'), gadget('a', { spec: { parts } }), { type: 'apply', query: { fieldManager: manager } });
    await apply('one', [{ name: 'x', count: 1 }]);
    const both = await apply('two', [{ name: 'y', count: 2 }]);
    expect(read(both, 'spec.parts')).toEqual([
      { name: 'x', count: 1 },
      { name: 'y', count: 2 },
    ]);
    expect(both.metadata.managedFields?.find(({ manager }) => manager === 'two')?.fieldsV1).toEqual({
      'f:spec': { 'f:parts': { 'k:{"name":"y"}': { '.': {}, 'f:count': {}, 'f:name': {} } } },
    });
    const conflict = await refusal(apply('three', [{ name: 'y', count: 3 }]));
    expect([conflict.code, conflict.message]).toEqual([
      409,
      'Apply failed with 1 conflict: conflict with "two": .spec.parts[name="y"].count',
    ]);
    const unknown = api.patch(at('a'), gadget('a', { spec: { unk: 1 } }), {
      type: 'apply',
      query: { fieldManager: 'three' },
    });
    const { group } = { group: `${ns}.example.com` };
    expect((await refusal(unknown)).message).toBe(
      `failed to create typed patch object (/a; ${group}/v1, Kind=Gadget): .spec.unk: field not declared in schema`,
    );
  });
});

conformance('custom resources', 'are listed whole, each item with its type', async ({ api, ns }) => {
  await whileServed({ api, ns }, gadgets(ns, [v1]), async ({ at, gadget, group }) => {
    await api.post(at(), gadget('a'));
    await api.post(at(), gadget('b'));
    const list = await api.list(at(), { limit: 1 });
    expect([list.kind, list.apiVersion, list.items[0]?.kind, list.items[0]?.apiVersion]).toEqual([
      'GadgetList',
      `${group}/v1`,
      'Gadget',
      `${group}/v1`,
    ]);
    const rest = await api.list(at(), { limit: 1, continue: String(read(list, 'metadata.continue')) });
    expect([rest.items.map(({ metadata }) => metadata.name), read(rest, 'metadata.continue')]).toEqual([['b'], '']);
  });
});

conformance('custom resources', 'are shown by the columns of their definition', async ({ api, ns }) => {
  const columns = [
    { name: 'Size', type: 'integer', jsonPath: '.spec.size', description: 'how big' },
    { name: 'Phase', type: 'string', jsonPath: '.status.phase', priority: 1 },
    { name: 'First', type: 'string', jsonPath: '.spec.parts[?(@.name=="y")].count' },
    { name: 'Parts', type: 'string', jsonPath: '.spec.parts' },
  ];
  const shown = { ...v1, additionalPrinterColumns: columns };
  await whileServed({ api, ns }, gadgets(ns, [shown]), async ({ at, gadget }) => {
    await api.post(at(), gadget('a', { spec: { size: 3, parts: [{ name: 'x' }, { name: 'y', count: 7 }] } }));
    const reply = await api.raw({
      method: 'GET',
      path: at(),
      headers: { accept: 'application/json;as=Table;g=meta.k8s.io;v=v1' },
    });
    const table = JSON.parse(reply.text) as {
      columnDefinitions: Record<string, unknown>[];
      rows: { cells: unknown[] }[];
    };
    expect(table.columnDefinitions.slice(1)).toEqual([
      { name: 'Size', type: 'integer', format: '', description: 'how big', priority: 0 },
      {
        name: 'Phase',
        type: 'string',
        format: '',
        description: 'Custom resource definition column (in JSONPath format): .status.phase',
        priority: 1,
      },
      expect.objectContaining({ name: 'First' }),
      expect.objectContaining({ name: 'Parts' }),
    ]);
    expect(table.rows.map(({ cells }) => cells)).toEqual([
      ['a', 3, null, '7', '[{"name":"x"},{"count":7,"name":"y"}]'],
    ]);
  });
});

conformance(
  'custom resources',
  'are served in every version, with its own fields and defaults',
  async ({ api, ns }) => {
    const old = { type: 'object', properties: { a: { ...text, default: 'x' } } };
    const now = { type: 'object', properties: { a: text, b: { ...text, default: 'y' } } };
    const versions = [version('v1beta1', old, { storage: false, deprecated: true }), version('v1', now)];
    await whileServed({ api, ns }, gadgets(ns, versions), async ({ at, gadget, group }) => {
      const reply = await api.raw({ method: 'POST', path: at(), body: gadget('a', { spec: { b: 'q' } }) });
      expect(String(reply.headers.warning)).toContain(`${group}/v1beta1 Gadget is deprecated; use ${group}/v1 Gadget`);
      expect((JSON.parse(reply.text) as { spec: unknown }).spec).toEqual({ a: 'x' });
      const newer = await api.get(at('a').replace('v1beta1', 'v1'));
      expect([newer.apiVersion, newer.spec]).toEqual([`${group}/v1`, { a: 'x', b: 'y' }]);
      const wrong = await refusal(api.post(at(), { ...gadget('b'), apiVersion: `${group}/v1` }));
      expect(wrong.message).toBe(
        `the API version in the data (${group}/v1) does not match the expected API version (${group}/v1beta1)`,
      );
    });
  },
);

conformance('custom resources', 'say what they are', async ({ api, ns }) => {
  await whileServed({ api, ns }, gadgets(ns, [v1]), async ({ at, gadget, group }) => {
    expect(await causesOf(api.post(at(), { ...gadget('a'), kind: 'Other' }))).toEqual([
      'FieldValueInvalid kind: Invalid value: "Other": must be Gadget',
    ]);
    const { kind: _kind, ...nameless } = gadget('a');
    expect((await refusal(api.post(at(), nameless))).message).toMatch(
      /^the object provided is unrecognized \(must be of type Gadget\): Object 'Kind' is missing in /,
    );
    expect((await refusal(api.put(at('a'), gadget('a')))).code).toBe(404);
    await api.post(at(), gadget('a'));
    const blind = await refusal(api.put(at('a'), gadget('a')));
    expect(blind.message).toBe(
      `gadgets.${group} "a" is invalid: metadata.resourceVersion: Invalid value: 0: must be specified for an update`,
    );
    expect((await refusal(api.post(at(), gadget('a')))).message).toBe(`gadgets.${group} "a" already exists`);
  });
});

conformance('custom resources', 'are watched', async ({ api, ns }) => {
  await whileServed({ api, ns }, gadgets(ns, [v1]), async ({ at, gadget }) => {
    const { metadata } = await api.list(at());
    const watch = await api.watch(at(), { resourceVersion: metadata.resourceVersion });
    await api.post(at(), gadget('a', { spec: { size: 1 } }));
    await api.patch(at('a'), { spec: { size: 2 } }, { type: 'merge' });
    await api.delete(at('a'));
    const seen: unknown[] = [];
    for (let i = 0; i < 3; i += 1) {
      const event = await watch.next();
      seen.push([event?.type, read(event?.object, 'spec.size')]);
    }
    expect(seen).toEqual([
      ['ADDED', 1],
      ['MODIFIED', 2],
      ['DELETED', 2],
    ]);
  });
});

conformance('custom resources', 'are somebody’s to read when a role says so', async ({ api, viewer, ns }) => {
  await whileServed({ api, ns }, gadgets(ns, [v1]), async ({ at, group }) => {
    expect((await refusal(viewer.list(at()))).message).toBe(
      `gadgets.${group} is forbidden: User "viewer" cannot list resource "gadgets" in API group "${group}" in the namespace "${ns}"`,
    );
    await api.post(addressOf('roles', ns), {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'Role',
      metadata: { name: 'r' },
      rules: [{ apiGroups: [group], resources: ['gadgets'], verbs: ['list'] }],
    });
    await api.post(addressOf('rolebindings', ns), {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata: { name: 'r' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'r' },
      subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'viewer' }],
    });
    await eventually(async () => expect((await viewer.list(at())).items).toEqual([]));
  });
});

conformance(
  'custom resources',
  'own and are owned, though their kind is younger than the collector',
  // The collector looks for new kinds every 30 s, and begins anew when definitions go while it does.
  { timeoutMs: 130_000 },
  async ({ api, ns }) => {
    await whileServed({ api, ns }, gadgets(ns, [v1]), async ({ at, gadget }) => {
      const owner = await api.post(at(), gadget('owner'));
      const child = configMap('child', {}, { ownerReferences: ownedBy(owner) });
      await api.post(addressOf('configmaps', ns), child);
      await api.delete(at('owner'), { query: { propagationPolicy: 'Background' } });
      await eventually(
        async () => expect((await refusal(api.get(addressOf('configmaps', ns, 'child')))).code).toBe(404),
        120_000,
      );
    });
  },
);
