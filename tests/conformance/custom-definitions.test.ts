import { expect } from 'vitest';
import type { UnstructuredObject } from '@binnacle/kube/api';
import { refusal } from './harness/api.ts';
import { conformance, eventually } from './harness/conformance.ts';
import { causesOf, DEFINITIONS, gadgets, version, whileServed } from './harness/definitions.ts';
import { read } from './harness/objects.ts';

const text = { type: 'string' };
const plain = { type: 'object', properties: { size: { type: 'integer' } } };
const SPEC = 'spec.validation.openAPIV3Schema.properties[spec]';

/** What definitions are refused for: a schema of `spec`, and the causes. */
const schemas: readonly [string, Record<string, unknown>, string[]][] = [
  [
    'a type for every field',
    { properties: { a: text } },
    [`FieldValueRequired ${SPEC}.type: Required value: must not be empty for specified object fields`],
  ],
  [
    'a known type',
    { type: 'text' },
    [
      `FieldValueNotSupported ${SPEC}.type: Unsupported value: "text": supported values: "array", "boolean", "integer", "number", "object", "string"`,
    ],
  ],
  ['items of arrays', { type: 'array' }, [`FieldValueRequired ${SPEC}.items: Required value: must be specified`]],
  [
    'one schema for items',
    { type: 'array', items: [text] },
    [`FieldValueForbidden ${SPEC}.items: Forbidden: items must be a schema object and not an array`],
  ],
  [
    'either properties or additionalProperties',
    { type: 'object', properties: { a: text }, additionalProperties: text },
    [
      `FieldValueForbidden ${SPEC}.additionalProperties: Forbidden: additionalProperties and properties are mutual exclusive`,
    ],
  ],
  [
    'none of the words of JSON Schema that are not Kubernetes’',
    { type: 'object', id: 'q', $ref: '#/x', uniqueItems: true, patternProperties: { a: text } },
    [
      `FieldValueForbidden ${SPEC}.$ref: Forbidden: $ref is not supported`,
      `FieldValueForbidden ${SPEC}.id: Forbidden: id is not supported`,
      `FieldValueForbidden ${SPEC}.patternProperties: Forbidden: patternProperties is not supported`,
      `FieldValueForbidden ${SPEC}.uniqueItems: Forbidden: uniqueItems cannot be set to true since the runtime complexity becomes quadratic`,
    ],
  ],
  [
    'no structure in combinations',
    {
      type: 'object',
      properties: { a: text },
      anyOf: [{ type: 'object', properties: { a: { ...text, description: 'q' } } }],
    },
    [
      `FieldValueForbidden ${SPEC}.anyOf[0].properties[a].description: Forbidden: must be empty to be structural`,
      `FieldValueForbidden ${SPEC}.anyOf[0].properties[a].type: Forbidden: must be empty to be structural`,
      `FieldValueForbidden ${SPEC}.anyOf[0].type: Forbidden: must be empty to be structural`,
    ],
  ],
  [
    'no defaults in combinations',
    { type: 'object', properties: { a: text }, allOf: [{ properties: { a: { default: 'x' } } }] },
    [`FieldValueForbidden ${SPEC}.allOf[0].properties[a].default: Forbidden: must be undefined to be structural`],
  ],
  [
    'something in embedded resources',
    { type: 'object', 'x-kubernetes-embedded-resource': true },
    [
      `FieldValueRequired ${SPEC}.properties: Required value: must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields`,
    ],
  ],
  [
    'unknown fields kept or not mentioned',
    { type: 'object', 'x-kubernetes-preserve-unknown-fields': false },
    [`FieldValueInvalid ${SPEC}.x-kubernetes-preserve-unknown-fields: Invalid value: false: must be true or undefined`],
  ],
  [
    'keys of list maps',
    { type: 'array', items: { type: 'object', properties: { a: text } }, 'x-kubernetes-list-type': 'map' },
    [
      `FieldValueRequired ${SPEC}.x-kubernetes-list-map-keys: Required value: must not be empty if x-kubernetes-list-type is map`,
    ],
  ],
  [
    'keys that items have',
    {
      type: 'array',
      items: { type: 'object', properties: { a: text } },
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['b'],
    },
    [
      `FieldValueInvalid ${SPEC}.x-kubernetes-list-map-keys: Invalid value: ["b"]: entries must all be names of item properties`,
    ],
  ],
  [
    'keys that are always there',
    {
      type: 'array',
      items: { type: 'object', properties: { a: text } },
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['a'],
    },
    [
      `FieldValueRequired ${SPEC}.items.properties[a].default: Required value: this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property`,
    ],
  ],
  [
    'objects in list maps',
    { type: 'array', items: text, 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['a'] },
    [
      `FieldValueInvalid ${SPEC}.items.type: Invalid value: "string": must be object if parent array's x-kubernetes-list-type is map`,
    ],
  ],
  [
    'a known list type',
    { type: 'array', items: text, 'x-kubernetes-list-type': 'bag' },
    [
      `FieldValueNotSupported ${SPEC}.x-kubernetes-list-type: Unsupported value: "bag": supported values: "atomic", "set", "map"`,
    ],
  ],
  [
    'list types of lists and map types of maps',
    { type: 'object', 'x-kubernetes-list-type': 'set', 'x-kubernetes-map-type': 'weird' },
    [
      `FieldValueInvalid ${SPEC}.type: Invalid value: "object": must be array if x-kubernetes-list-type is specified`,
      `FieldValueNotSupported ${SPEC}.x-kubernetes-map-type: Unsupported value: "weird": supported values: "atomic", "granular"`,
    ],
  ],
  [
    'atomic objects in sets',
    { type: 'array', items: { type: 'object' }, 'x-kubernetes-list-type': 'set' },
    [
      `FieldValueInvalid ${SPEC}.items.x-kubernetes-map-type: Invalid value: null: must be atomic as item of a list with x-kubernetes-list-type=set`,
    ],
  ],
  [
    'defaults that fit',
    {
      type: 'object',
      properties: {
        a: { type: 'integer', default: 'x' },
        c: { type: 'object', default: { zz: 1 }, properties: { q: text } },
      },
    },
    [
      `FieldValueInvalid ${SPEC}.properties[c].default: Invalid value: {"zz":1}: must not have unknown fields`,
      `FieldValueTypeInvalid ${SPEC}.properties[a].default: Invalid value: "string":  in body must be of type integer: "string"`,
    ],
  ],
  [
    'patterns that can be read',
    { type: 'string', pattern: '[' },
    [
      `FieldValueInvalid ${SPEC}.pattern: Invalid value: "[": must be a valid regular expression, but isn't: error parsing regexp: missing closing ]: \`[\``,
    ],
  ],
];

for (const [what, schema, causes] of schemas)
  conformance('definitions', `a schema needs ${what}`, async ({ api, ns }) => {
    const call = api.post(DEFINITIONS, gadgets(ns, [version('v1', schema)]), { dryRun: 'All' });
    expect(await causesOf(call)).toEqual(causes);
  });

/** What definitions are refused for beside their schemas. */
const parts: readonly [string, (ns: string) => UnstructuredObject, string[]][] = [
  [
    'a scope',
    (ns) => gadgets(ns, [version('v1', plain)], { scope: 'Galaxy' }),
    ['FieldValueNotSupported spec.scope: Unsupported value: "Galaxy": supported values: "Cluster", "Namespaced"'],
  ],
  [
    'a kind and another for lists',
    (ns) => gadgets(ns, [version('v1', plain)], { names: { plural: 'gadgets', kind: 'Gadget', listKind: 'Gadget' } }),
    ['FieldValueInvalid spec.names.listKind: Invalid value: "Gadget": kind and listKind may not be the same'],
  ],
  [
    'a schema',
    (ns) => gadgets(ns, [version('v1', plain, { schema: undefined })]),
    ['FieldValueRequired spec.versions[0].schema.openAPIV3Schema: Required value'],
  ],
  [
    'columns that can be shown',
    (ns) =>
      gadgets(ns, [version('v1', plain, { additionalPrinterColumns: [{ name: '', type: 'blob', jsonPath: 'spec' }] })]),
    [
      'FieldValueInvalid spec.additionalPrinterColumns[0].JSONPath: Invalid value: "spec": must be a simple json path starting with .',
      'FieldValueInvalid spec.additionalPrinterColumns[0].type: Invalid value: "blob": must be one of boolean,date,integer,number,string',
      'FieldValueRequired spec.additionalPrinterColumns[0].name: Required value',
    ],
  ],
  [
    'scale paths where they belong',
    (ns) =>
      gadgets(ns, [
        version('v1', plain, {
          subresources: {
            scale: { specReplicasPath: 'spec.replicas', statusReplicasPath: '.spec.x', labelSelectorPath: '.a.b' },
          },
        }),
      ]),
    [
      'FieldValueInvalid spec.subresources.scale.labelSelectorPath: Invalid value: ".a.b": should be a json path under either .spec or .status',
      'FieldValueInvalid spec.subresources.scale.specReplicasPath: Invalid value: "spec.replicas": must be a simple json path starting with .',
      'FieldValueInvalid spec.subresources.scale.statusReplicasPath: Invalid value: ".spec.x": should be a json path under .status',
    ],
  ],
  [
    'a webhook for conversion by webhook',
    (ns) => gadgets(ns, [version('v1', plain)], { conversion: { strategy: 'Webhook' } }),
    [
      'FieldValueRequired spec.conversion.conversionReviewVersions: Required value',
      'FieldValueRequired spec.conversion.webhookClientConfig: Required value: required when strategy is set to Webhook',
    ],
  ],
  [
    'deprecation warnings of deprecated versions',
    (ns) => gadgets(ns, [version('v1', plain, { deprecationWarning: 'x' })]),
    [
      'FieldValueInvalid spec.versions[0].deprecationWarning: Invalid value: "x": can only be set for deprecated versions',
    ],
  ],
];

for (const [what, make, causes] of parts)
  conformance('definitions', `a definition needs ${what}`, async ({ api, ns }) => {
    expect(await causesOf(api.post(DEFINITIONS, make(ns), { dryRun: 'All' }))).toEqual(causes);
  });

conformance('definitions', 'a group of Kubernetes’ own needs approval', async ({ api }) => {
  const definition = gadgets('x', [version('v1', plain)], { group: 'shapes.k8s.io' });
  definition.metadata.name = 'gadgets.shapes.k8s.io';
  expect(await causesOf(api.post(DEFINITIONS, definition, { dryRun: 'All' }))).toEqual([
    'FieldValueRequired metadata.annotations[api-approved.kubernetes.io]: Required value: protected groups must have approval annotation "api-approved.kubernetes.io", see https://github.com/kubernetes/enhancements/pull/1111',
  ]);
});

conformance(
  'definitions',
  'names are completed and accepted, and the definition is established',
  async ({ api, ns }) => {
    await whileServed({ api, ns }, gadgets(ns, [version('v1', plain)]), async ({ definition }) => {
      const { spec, status } = await api.get(definition);
      expect(spec).toMatchObject({
        conversion: { strategy: 'None' },
        names: { plural: 'gadgets', singular: 'gadget', kind: 'Gadget', listKind: 'GadgetList' },
      });
      const seen = status as { conditions: Record<string, string>[]; acceptedNames: unknown; storedVersions: string[] };
      expect(seen.conditions.map(({ type, status: is, reason, message }) => [type, is, reason, message])).toEqual([
        ['NamesAccepted', 'True', 'NoConflicts', 'no conflicts found'],
        ['Established', 'True', 'InitialNamesAccepted', 'the initial names have been accepted'],
      ]);
      expect([seen.acceptedNames, seen.storedVersions]).toEqual([
        { plural: 'gadgets', singular: 'gadget', kind: 'Gadget', listKind: 'GadgetList' },
        ['v1'],
      ]);
    });
  },
);

conformance('definitions', 'what they serve is in both forms of discovery', async ({ api, ns }) => {
  const versions = [
    version('v1beta1', plain, { storage: false }),
    version('v1', plain, { subresources: { status: {} } }),
    version('v2alpha1', plain, { storage: false, served: false }),
  ];
  const names = { plural: 'gadgets', kind: 'Gadget', shortNames: ['gd'], categories: ['all'] };
  await whileServed({ api, ns }, gadgets(ns, versions, { names }), async ({ group }) => {
    await eventually(async () => {
      const legacy = await api.get<{ resources: Record<string, unknown>[] }>(`/apis/${group}/v1`);
      expect(legacy.resources.map(({ storageVersionHash: _hash, ...rest }) => rest)).toEqual([
        {
          name: 'gadgets',
          singularName: 'gadget',
          namespaced: true,
          kind: 'Gadget',
          verbs: ['delete', 'deletecollection', 'get', 'list', 'patch', 'create', 'update', 'watch'],
          shortNames: ['gd'],
          categories: ['all'],
        },
        {
          name: 'gadgets/status',
          singularName: '',
          namespaced: true,
          kind: 'Gadget',
          verbs: ['get', 'patch', 'update'],
        },
      ]);
      const own = await api.get<{ versions: { version: string }[]; preferredVersion: { version: string } }>(
        `/apis/${group}`,
      );
      expect([own.versions.map((one) => one.version), own.preferredVersion.version]).toEqual([['v1', 'v1beta1'], 'v1']);
      const aggregated = await api.raw({
        method: 'GET',
        path: '/apis',
        headers: { accept: 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList' },
      });
      const { items } = JSON.parse(aggregated.text) as { items: unknown[] };
      const found = items.find((item) => read(item, 'metadata.name') === group);
      expect(read(found, 'versions.0.resources.0.responseKind')).toEqual({ group, version: 'v1', kind: 'Gadget' });
    });
  });
});

conformance('definitions', 'their schemas are in OpenAPI', async ({ api, ns }) => {
  await whileServed({ api, ns }, gadgets(ns, [version('v1', plain)]), async ({ group }) => {
    await eventually(async () => {
      const document = await api.get(`/openapi/v3/apis/${group}/v1`);
      const name = `com.example.${ns}.v1.Gadget`;
      const schema = read(document, 'components.schemas') as Record<string, unknown>;
      expect(read(schema[name], 'properties.spec')).toMatchObject(plain);
      expect(read(schema[name], 'x-kubernetes-group-version-kind')).toEqual([{ group, kind: 'Gadget', version: 'v1' }]);
    });
  });
});

conformance('definitions', 'a name in use is not accepted until it is free', async ({ api, ns }) => {
  const group = `${ns}.example.com`;
  const rival = gadgets(ns, [version('v1', plain)], { names: { plural: 'widgets', kind: 'Gadget' } });
  rival.metadata.name = `widgets.${group}`;
  const path = `${DEFINITIONS}/widgets.${group}`;
  const conditions = async () =>
    ((await api.get(path)).status as { conditions: Record<string, string>[] }).conditions.map(
      ({ type, status, reason, message }) => [type, status, reason, message],
    );
  await whileServed({ api, ns }, gadgets(ns, [version('v1', plain)]), async () => {
    await api.post(DEFINITIONS, rival);
    await eventually(async () =>
      expect(await conditions()).toEqual([
        ['NamesAccepted', 'False', 'ListKindConflict', '"GadgetList" is already in use'],
        ['Established', 'False', 'NotAccepted', 'not all names are accepted'],
      ]),
    );
  });
  try {
    await eventually(async () => expect((await conditions())[1]).toContain('True'));
  } finally {
    await api.delete(path);
  }
});

conformance('definitions', 'group, plural, scope and kind stay what they are', async ({ api, ns }) => {
  await whileServed({ api, ns }, gadgets(ns, [version('v1', plain)]), async ({ definition }) => {
    const current = await api.get(definition);
    const spec = current.spec as { names: object };
    const names = { ...spec.names, plural: 'zs', kind: 'Zed' };
    const changed = { ...current, spec: { ...spec, scope: 'Cluster', group: 'z.example.com', names } };
    expect(await causesOf(api.put(definition, changed))).toEqual([
      'FieldValueInvalid spec.group: Invalid value: "z.example.com": field is immutable',
      'FieldValueInvalid spec.names.kind: Invalid value: "Zed": field is immutable',
      'FieldValueInvalid spec.names.plural: Invalid value: "zs": field is immutable',
      'FieldValueInvalid spec.scope: Invalid value: "Cluster": field is immutable',
    ]);
  });
});

conformance('definitions', 'a version that objects were stored in cannot be dropped', async ({ api, ns }) => {
  const versions = [version('v1', plain), version('v2', plain, { storage: false })];
  await whileServed({ api, ns }, gadgets(ns, versions), async ({ definition }) => {
    const moved = [version('v1', plain, { storage: false }), version('v2', plain)];
    const after = await api.patch(definition, { spec: { versions: moved } }, { type: 'merge' });
    expect(read(after, 'status.storedVersions')).toEqual(['v1', 'v2']);
    const dropped = api.patch(definition, { spec: { versions: [version('v2', plain)] } }, { type: 'merge' });
    expect(await causesOf(dropped)).toEqual([
      'FieldValueInvalid status.storedVersions[0]: Invalid value: "v1": missing from spec.versions; v1 was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in v1 and removes v1 from status.storedVersions',
    ]);
  });
});

conformance(
  'definitions',
  'deleting one deletes its objects, and waits for those that are held',
  async ({ api, ns }) => {
    await whileServed({ api, ns }, gadgets(ns, [version('v1', plain)]), async ({ definition, at, gadget }) => {
      const held = gadget('held');
      await api.post(at(), { ...held, metadata: { ...held.metadata, finalizers: ['example.com/hold'] } });
      await api.post(at(), gadget('free'));
      const going = await api.delete(definition);
      expect(going.metadata.finalizers).toEqual(['customresourcecleanup.apiextensions.k8s.io']);
      await eventually(async () => {
        const { items } = await api.list(at());
        expect(items.map(({ metadata }) => metadata.name)).toEqual(['held']);
        const { status } = await api.get(definition);
        const { conditions } = status as { conditions: Record<string, string>[] };
        expect(conditions.find(({ type }) => type === 'Terminating')?.reason).toBe('InstanceDeletionInProgress');
      });
      const late = await refusal(api.post(at(), gadget('late')));
      expect([late.code, late.message]).toEqual([
        403,
        `gadgets.${ns}.example.com "late" is forbidden: create not allowed while custom resource definition is terminating`,
      ]);
      await api.patch(at('held'), { metadata: { finalizers: null } }, { type: 'merge' });
      await eventually(async () => expect((await refusal(api.get(definition))).code).toBe(404));
      await eventually(async () => {
        const reply = await api.raw({ method: 'GET', path: at() });
        expect([reply.status, reply.text]).toEqual([404, '404 page not found\n']);
      });
    });
  },
);
