import { expect } from 'vitest';
import { conformance, eventually } from './harness/conformance.ts';
import { causesOf, gadgets, specOf, version, whileServed } from './harness/definitions.ts';

const text = { type: 'string' };

/** A schema with a field for each rule. */
const rules = {
  type: 'object',
  properties: {
    size: { type: 'integer', minimum: 1, maximum: 10 },
    above: { type: 'number', minimum: 1, exclusiveMinimum: true, maximum: 5, exclusiveMaximum: true },
    half: { type: 'number', multipleOf: 0.5 },
    name: { ...text, minLength: 2, maxLength: 5, pattern: '^[a-z]+$' },
    colour: { ...text, enum: ['red', 'green'] },
    count: { type: 'integer', enum: [1, 2] },
    flag: { type: 'boolean' },
    when: { ...text, format: 'date-time' },
    id: { ...text, format: 'uuid' },
    host: { ...text, format: 'hostname' },
    port: { 'x-kubernetes-int-or-string': true },
    list: { type: 'array', minItems: 2, maxItems: 3, items: { ...text, minLength: 1 } },
    tags: { type: 'array', items: text, 'x-kubernetes-list-type': 'set' },
    parts: {
      type: 'array',
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['name'],
      items: { type: 'object', required: ['name'], properties: { name: text, count: { type: 'integer', default: 1 } } },
    },
    labels: { type: 'object', minProperties: 2, maxProperties: 3, additionalProperties: text },
    any: { ...text, anyOf: [{ minLength: 3 }, { pattern: '^x$' }] },
    one: { type: 'integer', oneOf: [{ minimum: 3 }, { minimum: 5 }] },
    all: { type: 'integer', allOf: [{ minimum: 3 }, { multipleOf: 2 }] },
    none: { ...text, not: { enum: ['bad'] } },
    template: { type: 'object', 'x-kubernetes-embedded-resource': true, 'x-kubernetes-preserve-unknown-fields': true },
  },
};

/** A value of `spec`, and what is wrong with it. */
const wrong: readonly [string, Record<string, unknown>, string[]][] = [
  [
    'numbers in range',
    { size: 20 },
    ['FieldValueInvalid spec.size: Invalid value: 20: spec.size in body should be less than or equal to 10'],
  ],
  [
    'numbers beyond bounds',
    { above: 1 },
    ['FieldValueInvalid spec.above: Invalid value: 1: spec.above in body should be greater than 1'],
  ],
  [
    'multiples',
    { half: 0.3 },
    ['FieldValueInvalid spec.half: Invalid value: 0.3: spec.half in body should be a multiple of 0.5'],
  ],
  [
    'whole numbers',
    { size: 1.5 },
    ['FieldValueTypeInvalid spec.size: Invalid value: "number": spec.size in body must be of type integer: "number"'],
  ],
  [
    'numbers that are no text',
    { size: '1' },
    ['FieldValueTypeInvalid spec.size: Invalid value: "string": spec.size in body must be of type integer: "string"'],
  ],
  [
    'text that is no number',
    { name: 3 },
    ['FieldValueTypeInvalid spec.name: Invalid value: "integer": spec.name in body must be of type string: "integer"'],
  ],
  [
    'text that is long enough',
    { name: 'A' },
    ['FieldValueInvalid spec.name: Invalid value: "A": spec.name in body should be at least 2 chars long'],
  ],
  [
    'text that is short enough',
    { name: 'abcdefgh' },
    ['FieldValueTooLong spec.name: Too long: may not be more than 5 bytes'],
  ],
  [
    'text that fits its pattern',
    { name: 'ABC' },
    ['FieldValueInvalid spec.name: Invalid value: "ABC": spec.name in body should match \'^[a-z]+$\''],
  ],
  [
    'one of the values',
    { colour: 'blue', count: 3 },
    [
      'FieldValueNotSupported spec.colour: Unsupported value: "blue": supported values: "red", "green"',
      'FieldValueNotSupported spec.count: Unsupported value: 3: supported values: "1", "2"',
    ],
  ],
  [
    'formats',
    { when: 'now', id: 'x', host: '-a' },
    [
      'FieldValueTypeInvalid spec.host: Invalid value: "-a": spec.host in body must be of type hostname: "-a"',
      'FieldValueTypeInvalid spec.id: Invalid value: "x": spec.id in body must be of type uuid: "x"',
      'FieldValueTypeInvalid spec.when: Invalid value: "now": spec.when in body must be of type date-time: "now"',
    ],
  ],
  [
    'numbers or text',
    { port: true },
    [
      'FieldValueTypeInvalid spec.port: Invalid value: "boolean": spec.port in body must be of type integer,string: "boolean"',
    ],
  ],
  [
    'enough items',
    { list: ['a'] },
    ['FieldValueInvalid spec.list: Invalid value: 1: spec.list in body should have at least 2 items'],
  ],
  [
    'few enough items',
    { list: ['a', 'b', 'c', 'd'] },
    ['FieldValueTooMany spec.list: Too many: 4: must have at most 3 items'],
  ],
  [
    'items that fit',
    { list: ['', null, 'c'] },
    [
      'FieldValueInvalid spec.list[0]: Invalid value: "": spec.list[0] in body should be at least 1 chars long',
      'FieldValueTypeInvalid spec.list[1]: Invalid value: "null": spec.list[1] in body must be of type string: "null"',
    ],
  ],
  [
    'different items in sets and maps',
    { tags: ['a', 'a'], parts: [{ name: 'x', count: 2 }, { name: 'x' }] },
    [
      'FieldValueDuplicate spec.parts[1]: Duplicate value: {"name":"x"}',
      'FieldValueDuplicate spec.tags[1]: Duplicate value: "a"',
    ],
  ],
  ['required fields', { parts: [{ count: 3 }] }, ['FieldValueRequired spec.parts[0].name: Required value']],
  [
    'as many keys as asked',
    { labels: { a: 'b' } },
    ['FieldValueInvalid spec.labels: Invalid value: 1: spec.labels in body should have at least 2 properties'],
  ],
  [
    'values of maps that fit',
    { labels: { a: 'b', c: 1 } },
    [
      'FieldValueTypeInvalid spec.labels.c: Invalid value: "integer": spec.labels.c in body must be of type string: "integer"',
    ],
  ],
  [
    'any of several schemas',
    { any: 'a' },
    [
      'FieldValueInvalid <nil>: Invalid value: "": "spec.any" must validate at least one schema (anyOf)',
      'FieldValueInvalid spec.any: Invalid value: "a": spec.any in body should be at least 3 chars long',
    ],
  ],
  [
    'exactly one of several schemas',
    { one: 6 },
    [
      'FieldValueInvalid <nil>: Invalid value: "": "spec.one" must validate one and only one schema (oneOf). Found 2 valid alternatives',
    ],
  ],
  [
    'all of several schemas',
    { all: 3 },
    [
      'FieldValueInvalid <nil>: Invalid value: "": "spec.all" must validate all the schemas (allOf)',
      'FieldValueInvalid spec.all: Invalid value: 3: spec.all in body should be a multiple of 2',
    ],
  ],
  [
    'none of a schema',
    { none: 'bad' },
    ['FieldValueInvalid <nil>: Invalid value: "": "spec.none" must not validate the schema (not)'],
  ],
  [
    'resources that say what they are',
    { template: { metadata: { labels: { 'a b': 'c' } } } },
    [
      "FieldValueInvalid spec.template.metadata.labels: Invalid value: \"a b\": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')",
      'FieldValueRequired spec.template.apiVersion: Required value',
      'FieldValueRequired spec.template.kind: Required value',
    ],
  ],
];

conformance('custom values', 'must fit their schemas, and the refusals say how', async ({ api, ns }) => {
  await whileServed({ api, ns }, gadgets(ns, [version('v1', rules)]), async ({ at, gadget }) => {
    for (const [what, spec, causes] of wrong)
      expect(await causesOf(api.post(at(), gadget('a', { spec }), { dryRun: 'All' })), what).toEqual(causes);
  });
});

conformance('custom values', 'that are undeclared are dropped, and told', async ({ api, ns }) => {
  const schema = {
    type: 'object',
    properties: {
      size: { type: 'integer' },
      free: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
      template: rules.properties.template,
      parts: { type: 'array', items: { type: 'object', properties: { name: text } } },
    },
  };
  await whileServed({ api, ns }, gadgets(ns, [version('v1', schema)]), async ({ at, gadget }) => {
    const template = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'x', bogus: 1 }, spec: { q: 1 } };
    const spec = { size: 2, unknown: 1, free: { any: { thing: 1 } }, parts: [{ name: 'x', zzz: 1 }], template };
    const body = gadget('a', { spec, extra: 1 });
    const reply = await api.raw({ method: 'POST', path: at(), body });
    expect(reply.status).toBe(201);
    expect((JSON.parse(reply.text) as { spec: unknown }).spec).toEqual({
      size: 2,
      free: { any: { thing: 1 } },
      parts: [{ name: 'x' }],
      template: { ...template, metadata: { name: 'x' } },
    });
    const paths = ['extra', 'spec.parts[0].zzz', 'spec.template.metadata.bogus', 'spec.unknown'];
    const told = String(reply.headers.warning).match(/unknown field \\"[^"\\]+/g) ?? [];
    expect(told.map((one) => one.slice('unknown field \\"'.length)).sort()).toEqual(paths);
    const strict = await api.raw({ method: 'POST', path: at(), body, query: { fieldValidation: 'Strict' } });
    expect([strict.status, strict.text]).toEqual([
      400,
      expect.stringContaining(
        'strict decoding error: unknown field \\"extra\\", unknown field \\"spec.parts[0].zzz\\"',
      ),
    ]);
  });
});

conformance('custom values', 'that are absent or null take their defaults', async ({ api, ns }) => {
  const schema = {
    type: 'object',
    properties: {
      colour: { ...text, default: 'red' },
      maybe: { ...text, nullable: true, default: 'x' },
      plain: text,
      deep: { type: 'object', default: {}, properties: { size: { type: 'integer', default: 3 } } },
      parts: rules.properties.parts,
    },
  };
  await whileServed({ api, ns }, gadgets(ns, [version('v1', schema)]), async ({ at, gadget }) => {
    const spec = { colour: null, maybe: null, plain: null, parts: [{ name: 'a' }] };
    expect(await specOf(api, at(), gadget('a', { spec }))).toEqual({
      colour: 'red',
      maybe: null,
      deep: { size: 3 },
      parts: [{ name: 'a', count: 1 }],
    });
    expect(await specOf(api, at(), gadget('a'))).toBeUndefined();
  });
});

conformance(
  'custom values',
  'that were stored before a rule need not fit it until they change',
  async ({ api, ns }) => {
    const loose = { type: 'object', properties: { size: { type: 'integer' }, other: { type: 'integer' } } };
    const tight = {
      type: 'object',
      properties: { size: { type: 'integer', maximum: 10 }, other: { type: 'integer' } },
    };
    await whileServed({ api, ns }, gadgets(ns, [version('v1', loose)]), async ({ at, gadget, definition }) => {
      await api.post(at(), gadget('a', { spec: { size: 20 } }));
      await api.patch(definition, { spec: { versions: [version('v1', tight)] } }, { type: 'merge' });
      await eventually(async () =>
        expect(await causesOf(api.post(at(), gadget('b', { spec: { size: 20 } }), { dryRun: 'All' }))).toHaveLength(1),
      );
      const kept = await api.patch(at('a'), { spec: { other: 1 } }, { type: 'merge' });
      expect(kept.spec).toEqual({ size: 20, other: 1 });
      expect(await causesOf(api.patch(at('a'), { spec: { size: 21 } }, { type: 'merge' }))).toEqual([
        'FieldValueInvalid spec.size: Invalid value: 21: spec.size in body should be less than or equal to 10',
      ]);
    });
  },
);
