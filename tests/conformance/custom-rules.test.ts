import { expect } from 'vitest';
import { refusal } from './harness/api.ts';
import { conformance } from './harness/conformance.ts';
import { causesOf, DEFINITIONS, gadgets, version, whileServed } from './harness/definitions.ts';

const text = { type: 'string', maxLength: 20 };
const whole = { type: 'integer' };
const rules = (...list: Record<string, unknown>[]) => ({ 'x-kubernetes-validations': list });
const failed = (rule: string) => `FieldValueInvalid spec: Invalid value: "object": failed rule: ${rule}`;

/** A rule of `spec`, a value, and what is said of it; nothing when the rule holds. */
const rows: readonly [string, Record<string, unknown>, Record<string, unknown>, string[]][] = [
  ['compare fields', { rule: 'self.min <= self.max' }, { min: 3, max: 1 }, [failed('self.min <= self.max')]],
  ['hold', { rule: 'self.min <= self.max' }, { min: 1, max: 3 }, []],
  [
    'have words of their own',
    { rule: 'self.min < 1', message: 'too big' },
    { min: 3 },
    ['FieldValueInvalid spec: Invalid value: "object": too big'],
  ],
  [
    'make their words',
    { rule: 'self.min < 1', messageExpression: "self.name + ' is wrong'" },
    { min: 3, name: 'it' },
    ['FieldValueInvalid spec: Invalid value: "object": it is wrong'],
  ],
  [
    'blame a field and give a reason',
    { rule: 'self.min < 1', message: 'no', reason: 'FieldValueForbidden', fieldPath: '.min' },
    { min: 3 },
    ['FieldValueForbidden spec.min: Forbidden: no'],
  ],
  [
    'blame a key',
    { rule: "self.map['k'] == 'v'", message: 'no', fieldPath: ".map['k']" },
    { map: { k: 'w' } },
    ['FieldValueInvalid spec.map[k]: Invalid value: "object": no'],
  ],
  [
    'ask whether a field is there',
    { rule: 'has(self.name) || has(self.min)' },
    {},
    [failed('has(self.name) || has(self.min)')],
  ],
  [
    'fail over what is missing',
    { rule: 'self.min > 1' },
    {},
    ['FieldValueInvalid spec: Invalid value: "object": no such key: min evaluating rule: self.min > 1'],
  ],
  [
    'fail over zero',
    { rule: '4 / self.min > 1', message: 'm' },
    { min: 0 },
    ['FieldValueInvalid spec: Invalid value: "object": division by zero evaluating rule: m'],
  ],
  [
    'look at all items',
    { rule: "self.list.all(x, x != 'bad')" },
    { list: ['good', 'bad'] },
    [failed("self.list.all(x, x != 'bad')")],
  ],
  ['count', { rule: 'self.list.size() == 2 && self.map.size() == 1' }, { list: ['a', 'b'], map: { k: 'v' } }, []],
  [
    'know text',
    { rule: "self.name.startsWith('a') && self.name.matches('^[a-z]+$') && self.name.replace('b', 'c') == 'acd'" },
    { name: 'abd' },
    [],
  ],
  [
    'know quantities',
    { rule: "quantity(self.name).isGreaterThan(quantity('1Gi')) && isQuantity('2') && !isQuantity('x')" },
    { name: '2Gi' },
    [],
  ],
  [
    'know addresses',
    { rule: "isURL(self.name) && url(self.name).getHost() == 'a.example:80' && url(self.name).getScheme() == 'http'" },
    { name: 'http://a.example:80/' },
    [],
  ],
  [
    'know lists',
    {
      rule: "self.list.isSorted() && self.list.indexOf('b') == 1 && self.numbers.sum() == 6 && self.numbers.max() == 3",
    },
    { list: ['a', 'b'], numbers: [1, 2, 3] },
    [],
  ],
  [
    'find by patterns',
    { rule: "self.name.find('[0-9]+') == '12' && self.name.findAll('[0-9]') == ['1', '2']" },
    { name: 'a12b' },
    [],
  ],
  [
    'know moments',
    { rule: "self.when < timestamp('2030-01-01T00:00:00Z')" },
    { when: '2031-01-01T00:00:00Z' },
    [failed("self.when < timestamp('2030-01-01T00:00:00Z')")],
  ],
  [
    'take numbers or text',
    { rule: "type(self.port) == int ? self.port > 10 : self.port == 'http'" },
    { port: 5 },
    [failed("type(self.port) == int ? self.port > 10 : self.port == 'http'")],
  ],
  [
    'wait for the right form',
    { rule: 'self.min < 1' },
    { min: 'x' },
    [
      'FieldValueInvalid <nil>: Invalid value: null: some validation rules were not checked because the object was invalid; correct the existing errors to complete validation',
      'FieldValueTypeInvalid spec.min: Invalid value: "string": spec.min in body must be of type integer: "string"',
    ],
  ],
];

const properties = {
  min: whole,
  max: whole,
  name: text,
  list: { type: 'array', maxItems: 5, items: text },
  numbers: { type: 'array', maxItems: 5, items: whole },
  map: { type: 'object', maxProperties: 5, additionalProperties: text },
  when: { type: 'string', format: 'date-time' },
  port: { 'x-kubernetes-int-or-string': true, maxLength: 20 },
};

for (const [what, rule, spec, causes] of rows)
  conformance('custom rules', what, async ({ api, ns }) => {
    const schema = { type: 'object', properties, ...rules(rule) };
    await whileServed({ api, ns }, gadgets(ns, [version('v1', schema)]), async ({ at, gadget }) => {
      const call = api.post(at(), gadget('a', { spec }), { dryRun: 'All' });
      if (causes.length === 0) await call;
      else expect(await causesOf(call)).toEqual(causes);
    });
  });

conformance('custom rules', 'compare with what was there before', async ({ api, ns }) => {
  const item = { ...whole, ...rules({ rule: 'self >= oldSelf', message: 'grow only' }) };
  const schema = {
    type: 'object',
    properties: {
      mode: { ...text, ...rules({ rule: 'self == oldSelf', message: 'mode is fixed' }) },
      maybe: {
        ...whole,
        ...rules({ rule: '!oldSelf.hasValue() || self >= oldSelf.value()', optionalOldSelf: true, message: 'fell' }),
      },
      parts: {
        type: 'array',
        maxItems: 5,
        'x-kubernetes-list-type': 'map',
        'x-kubernetes-list-map-keys': ['name'],
        items: { type: 'object', required: ['name'], properties: { name: text, n: item } },
      },
    },
  };
  await whileServed({ api, ns }, gadgets(ns, [version('v1', schema)]), async ({ at, gadget }) => {
    await api.post(at(), gadget('a', { spec: { mode: 'x', maybe: 5, parts: [{ name: 'p', n: 3 }] } }));
    const patch = (spec: unknown) => causesOf(api.patch(at('a'), { spec }, { type: 'merge' }));
    expect(await patch({ mode: 'y' })).toEqual(['FieldValueInvalid spec.mode: Invalid value: "string": mode is fixed']);
    expect(await patch({ maybe: 3 })).toEqual(['FieldValueInvalid spec.maybe: Invalid value: "integer": fell']);
    const parts = [
      { name: 'new', n: 1 },
      { name: 'p', n: 2 },
    ];
    expect(await patch({ parts })).toEqual(['FieldValueInvalid spec.parts[1].n: Invalid value: "integer": grow only']);
    await api.patch(at('a'), { spec: { maybe: 6 } }, { type: 'merge' });
  });
});

conformance('custom rules', 'can be compiled', async ({ api, ns }) => {
  const place = 'spec.validation.openAPIV3Schema.properties[spec].x-kubernetes-validations[0].rule';
  const refused = async (rule: string) => {
    const schema = { type: 'object', properties, ...rules({ rule }) };
    return refusal(api.post(DEFINITIONS, gadgets(ns, [version('v1', schema)]), { dryRun: 'All' }));
  };
  const shown = (Rule: string) =>
    JSON.stringify({ Rule, Message: '', MessageExpression: '', Reason: null, FieldPath: '', OptionalOldSelf: null });
  const unknownField = await refused('self.b == 1');
  expect(unknownField.details?.causes).toEqual([
    {
      reason: 'FieldValueInvalid',
      message: `Invalid value: ${shown('self.b == 1')}: compilation failed: ERROR: <input>:1:5: undefined field 'b'\n | self.b == 1\n | ....^`,
      field: place,
    },
  ]);
  expect((await refused('unknownf(self.min)')).message).toContain(
    "compilation failed: ERROR: <input>:1:9: undeclared reference to 'unknownf' (in container '')",
  );
  expect((await refused('self.min +')).message).toContain('compilation failed: ERROR: <input>:1:11: ');
});

conformance('custom rules', 'cannot ask what was there where that cannot be found', async ({ api, ns }) => {
  const list = { type: 'array', maxItems: 3, items: { ...whole, ...rules({ rule: 'self > oldSelf' }) } };
  const definition = gadgets(ns, [version('v1', { type: 'object', properties: { list } })]);
  const at = 'spec.validation.openAPIV3Schema.properties[spec].properties[list]';
  expect(await causesOf(api.post(DEFINITIONS, definition, { dryRun: 'All' }))).toEqual([
    `FieldValueInvalid ${at}.items.x-kubernetes-validations[0].rule: Invalid value: "self > oldSelf": oldSelf cannot be used on the uncorrelatable portion of the schema within ${at}`,
  ]);
});
