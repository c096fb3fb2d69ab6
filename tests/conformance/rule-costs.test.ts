import { expect } from 'vitest';
import { at as objectsAt, configMap } from './harness/objects.ts';
import { refusal } from './harness/api.ts';
import { denial, whilePoliced } from './harness/admission-policies.ts';
import { conformance, eventually } from './harness/conformance.ts';
import { causesOf, DEFINITIONS, gadgets, version, whileServed } from './harness/definitions.ts';

const area = 'rule costs';
const advice =
  '(try simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are declared)';
const forbidden = (field: string, why: string) => `FieldValueForbidden ${field}: Forbidden: ${why}`;

type Schema = Record<string, unknown>;

const rules = (...list: Schema[]): Schema => ({ 'x-kubernetes-validations': list });
const object = (properties: Schema): Schema => ({ type: 'object', properties });
const list = (items: Schema, maxItems?: number): Schema => ({ type: 'array', items, maxItems });
const map = (values: Schema, maxProperties?: number): Schema => ({
  type: 'object',
  additionalProperties: values,
  maxProperties,
});
const whole = { type: 'integer' };
const text = { type: 'string' };
const short = { type: 'string', maxLength: 20 };
const mixed = { 'x-kubernetes-int-or-string': true };

const root = 'spec.validation.openAPIV3Schema';
const spec = `${root}.properties[spec]`;

/** What is said of an expression that is by this factor too dear, and of the schema when that is too. */
const tooDear = (field: string, factor: string, what = 'estimated rule cost'): string[] => [
  forbidden(field, `${what} exceeds budget by factor of ${factor} ${advice}`),
];
const inAll = (fields: string[], factor: string): string[] => [
  ...fields.map((field) =>
    forbidden(field, 'contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema'),
  ),
  ...tooDear(root, factor, 'x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema'),
];

const HOPELESS = 'more than 100x';

/** Rules by what they look at, and by what factor each is too dear; nothing when it may be. */
const tables: Record<string, readonly [Schema, string, string?][]> = {
  'single values': [
    [{ s: text }, "self.s == 'a'"],
    [{ s: text }, "self.s.contains('abc')"],
    [{ s: text }, 'self.s.contains(self.s)', HOPELESS],
    [{ s: text }, "self.s.matches('^[a-z]+$')"],
    [{ s: text }, "self.s.startsWith('abc')"],
    [{ s: text }, 'self.s.startsWith(self.s)'],
    [{ s: text }, "self.s.replace('a','bbbb').size() > 5"],
    [{ s: text }, "self.s.split(',').all(x, x == 'a')", '1.321205x'],
    [{ s: text }, "self.s.split(',').all(x, x.contains('a'))", '1.321205x'],
    [{ s: text }, "self.s.findAll('[0-9]').all(x, x == '1')", '1.321205x'],
    [{ s: text }, "self.s + self.s == 'ab'"],
    [{ s: text }, "isQuantity(self.s) && quantity(self.s).isGreaterThan(quantity('1'))"],
    [{ s: text }, "isURL(self.s) && url(self.s).getHost() == 'a'"],
    [{ p: mixed }, "type(self.p) == string ? self.p.matches('^[0-9]+%$') : self.p > 0"],
    [{ p: mixed }, "string(self.p) == 'a'"],
    [{ d: { type: 'string', format: 'date-time' } }, "self.d < timestamp('2030-01-01T00:00:00Z')"],
    [{ s: text, i: whole }, "self.?s.orValue('a') == 'b' || self.i == 5"],
    [{ s: text }, "self.s in ['a','b','c']"],
    [{ s: text }, 'self.s.lowerAscii().trim().size() < 5'],
    [{ s: text }, "self.s.size() == 5 ? self.s.contains('a') : self.s.contains(self.s)", HOPELESS],
    [{ s: { type: 'string', format: 'byte' } }, "self.s.size() > 5 && string(self.s) == 'a'"],
  ],
  lists: [
    [{ l: list(text) }, "self.l.all(x, x == 'a')"],
    [{ l: list(text) }, "self.l.all(x, x.contains('a'))", HOPELESS],
    [{ l: list(text) }, "self.l.all(x, x.startsWith('a'))"],
    [{ l: list(text) }, 'self.l.all(x, self.l.exists(y, x == y))', HOPELESS],
    [{ l: list(text, 10) }, 'self.l.all(x, self.l.exists(y, x == y))', '3.1x'],
    [{ l: list(text, 100) }, "self.l.all(x, x.matches('^a'))", '3.1x'],
    [{ l: list(short, 100) }, 'self.l.all(x, self.l.exists_one(y, x == y))'],
    [{ l: list(short, 1000) }, 'self.l.all(x, self.l.exists_one(y, x == y))', '1.200700x'],
    [{ l: list(short, 2000) }, 'self.l.all(x, self.l.exists_one(y, x == y))', '4.8x'],
    [{ l: list(whole) }, 'self.l.all(x, x > 0)'],
    [{ l: list(whole) }, 'self.l.filter(x, x > 0).size() == 2', '2.4x'],
    [{ l: list(whole) }, 'self.l.map(x, x + 1).all(y, y > 1)', '3.0x'],
    [{ l: list(whole) }, 'self.l.map(x, x > 1, x + 1).exists(y, y > 1)', '3.5x'],
    [{ l: list(whole) }, 'self.l.all(x, self.l.all(y, x >= y))', HOPELESS],
    [{ l: list(text) }, "'a' in self.l"],
    [{ l: list(text) }, 'self.l.all(x, x in self.l)', HOPELESS],
    [{ l: list(text) }, 'self.l.isSorted()', HOPELESS],
    [{ l: list(short, 100) }, 'self.l.isSorted()'],
    [{ l: list(whole) }, 'self.l.sum() == 6 && self.l.max() == 3'],
    [{ l: list(text) }, "self.l.indexOf('a') == 0", HOPELESS],
    [{ s: { type: 'string', enum: ['a', 'bb'] }, l: list(object({ n: text })) }, 'self.l.all(x, x.n == self.s)'],
    [{ l: list(object({ n: text })) }, 'self.l.all(x, has(x.n) && x.n.size() > 2)'],
    [
      { l: list({ ...object({ n: text, v: text }), required: ['n'] }) },
      "self.l.all(x, x.n.startsWith('abcdefghijk') || x.v.endsWith('abcdefghijkl'))",
    ],
    [{ l: list(list(text)) }, "self.l.all(x, x.all(y, y == 'a'))", HOPELESS],
    [{ l: list(list(whole, 10), 10) }, 'self.l.all(x, x.all(y, y > 1))'],
    [{ l: list(text) }, "self.l.map(x, x + 'a').all(y, y == 'b')", HOPELESS],
    [{ l: list(text) }, "self.l.filter(x, x != 'a').all(y, y.contains('b'))", '2.0x'],
    [{ l: list(text) }, "['a','b'].all(x, x in self.l)"],
    [
      { a: list(object({ b: list(object({ c: list(text) })) })) },
      "self.a.all(x, x.b.all(y, y.c.all(z, z == 'q')))",
      HOPELESS,
    ],
    [{ l: list(object({ n: text, v: text })) }, 'self.l.all(x, self.l.exists_one(y, x.n == y.n))', HOPELESS],
    [{ l: list(text, 5) }, "self.l[0].contains('abc') && self.l[1].matches('abc')"],
  ],
  maps: [
    [{ m: map(text) }, "self.m.all(k, k == 'a')"],
    [{ m: map(text) }, "self.m.all(k, self.m[k] == 'a')"],
    [{ m: map(text) }, "self.m.all(k, self.m[k].contains('a'))", HOPELESS],
    [{ m: map(short, 100) }, 'self.m.all(k, self.m.exists(j, self.m[k] == self.m[j]))'],
    [{ m: map(text) }, "'a' in self.m"],
  ],
};

for (const [what, rows] of Object.entries(tables))
  conformance(area, `of ${what} are estimated`, async ({ api, ns }) => {
    for (const [properties, rule, factor] of rows) {
      const definition = gadgets(ns, [version('v1', { ...object(properties), ...rules({ rule }) })]);
      const call = api.post(DEFINITIONS, definition, { dryRun: 'All' });
      const field = `${spec}.x-kubernetes-validations[0].rule`;
      if (factor === undefined) await call;
      else
        expect([rule, await causesOf(call)]).toEqual([
          rule,
          [...tooDear(field, factor), ...(factor === HOPELESS ? inAll([field], HOPELESS) : [])].sort(),
        ]);
    }
  });

conformance(area, 'count as often as values can be there', async ({ api, ns }) => {
  const starts = rules({ rule: "self.startsWith('a')" });
  const contains = rules({ rule: "self.contains('a')" });
  const either = rules({ rule: "self.a == 'b' || self.b == 3" });
  const rows: [Schema, string?, string?][] = [
    [list({ ...short, ...starts })],
    [list({ ...text, ...starts })],
    [list({ ...text, ...contains }), '.items', HOPELESS],
    [list({ ...text, ...contains }, 10)],
    [list({ ...text, ...contains }, 50), '.items', '1.6x'],
    [map({ ...object({ a: text, b: whole }), ...either })],
    [list(list({ ...whole, ...rules({ rule: 'self > 3 && self < 7' }) }))],
  ];
  for (const [part, where, factor] of rows) {
    const call = api.post(DEFINITIONS, gadgets(ns, [version('v1', object({ part }))]), { dryRun: 'All' });
    const field = `${spec}.properties[part]${where}.x-kubernetes-validations[0].rule`;
    if (factor === undefined) await call;
    else
      expect(await causesOf(call)).toEqual(
        [...tooDear(field, factor), ...(factor === HOPELESS ? inAll([field], HOPELESS) : [])].sort(),
      );
  }
});

/** Names that differ in nothing but a number. */
const each = (prefix: string, count: number, value: Schema): Schema =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`${prefix}${i}`, value]));

conformance(area, 'are summed up for a schema', async ({ api, ns }) => {
  const item = { ...text, ...rules({ rule: "self.contains('aaaaaaaa')" }) };
  const schema = object({
    ...each('cheap', 9, list(item, 5)),
    ...each('dear', 3, list(item, 31)),
    whole: list(item, 20),
  });
  const definition = (more: Schema) => gadgets(ns, [version('v1', { ...schema, ...more })]);
  await api.post(DEFINITIONS, definition({}), { dryRun: 'All' });
  const tooMany = object({
    ...each('dear', 3, list(item, 31)),
    ...each('cheap', 45, list(item, 5)),
    whole: list(item, 30),
  });
  const call = api.post(DEFINITIONS, gadgets(ns, [version('v1', tooMany)]), { dryRun: 'All' });
  const dearest = ['dear0', 'dear1', 'dear2', 'whole'];
  const fields = dearest.map((name) => `${spec}.properties[${name}].items.x-kubernetes-validations[0].rule`);
  expect(await causesOf(call)).toEqual(inAll(fields, '1.094718x').sort());
});

conformance(area, 'of what rules say are estimated too', async ({ api, ns }) => {
  const schema = {
    ...object({ s: text }),
    ...rules({ rule: 'self.s.size() > 3', messageExpression: "self.s.contains(self.s) ? 'a' : 'b'" }),
  };
  const field = `${spec}.x-kubernetes-validations[0].messageExpression`;
  expect(await causesOf(api.post(DEFINITIONS, gadgets(ns, [version('v1', schema)]), { dryRun: 'All' }))).toEqual(
    [...tooDear(field, HOPELESS, 'estimated messageExpression cost'), ...inAll([field], HOPELESS)].sort(),
  );
});

const outOfBudget = 'validation failed due to running out of cost budget, no further validation rules will be run';
const cancelled = 'operation cancelled: actual cost limit exceeded';
const invalid = (why: string) => `FieldValueInvalid spec: Invalid value: "object": ${why}`;

conformance(area, 'of one run are limited', async ({ api, ns }) => {
  const rows: [string, number][] = [
    ['self.l.all(x, self.l.all(y, x == y))', 408],
    ['self.l.all(x, self.l.exists_one(y, x > y) || self.l.exists(y, y < 0) || true)', 333],
    ['self.l.map(x, x + 1).all(x, x in self.l || self.l.filter(y, y <= x).size() > 0)', 242],
  ];
  const schema = (rule: string) => ({ ...object({ l: list(whole, 450) }), ...rules({ rule }) });
  for (const [i, [rule, first]] of rows.entries())
    await whileServed({ api, ns }, gadgets(`n${i}.${ns}`, [version('v1', schema(rule))]), async ({ at, gadget }) => {
      const post = (length: number) =>
        api.post(at(), gadget('a', { spec: { l: Array.from({ length }, () => 7) } }), { dryRun: 'All' });
      await post(first - 1);
      expect(await causesOf(post(first))).toEqual([
        invalid(
          `'${cancelled}': no further validation rules will be run due to call cost exceeds limit for rule: ${rule}`,
        ),
      ]);
    });
});

conformance(area, 'of all that is said about an object are limited', async ({ api, ns }) => {
  const dear = { rule: `!self.s.contains('${'z'.repeat(900)}')` };
  const late = { rule: 'self.s.size() == 1', message: 'is told' };
  const schema = (count: number) => ({
    ...object({ s: { type: 'string', maxLength: 100_000 } }),
    ...rules(late, ...Array.from({ length: count }, () => dear), late),
  });
  const content = { spec: { s: 'a'.repeat(100_000) } };
  const told = invalid('is told');
  await whileServed({ api, ns }, gadgets(`most.${ns}`, [version('v1', schema(11))]), async ({ at, gadget }) => {
    expect(await causesOf(api.post(at(), gadget('a', content), { dryRun: 'All' }))).toEqual([told, told]);
  });
  await whileServed({ api, ns }, gadgets(`more.${ns}`, [version('v1', schema(12))]), async ({ at, gadget }) => {
    expect(await causesOf(api.post(at(), gadget('a', content), { dryRun: 'All' }))).toEqual([
      told,
      invalid(outOfBudget),
    ]);
  });
});

const mayList = "authorizer.group('').resource('pods').check('list').allowed()";
const twice = `${mayList} && ${mayList}`;

/** Expressions of policies ask who may do what: a question costs as much as a third of what one run may. */
conformance(area, 'of policies are limited by run and by binding', async ({ api, ns }) => {
  const post = () => api.post(objectsAt('configmaps', ns), configMap('a'), { dryRun: 'All' });
  const denied = (why: string) =>
    eventually(async () => {
      expect((await refusal(post())).message).toBe(`configmaps "a" is forbidden: ${denial(ns, why)}`);
    }, 60_000);
  const thrice = `${twice} && ${mayList}`;
  await whilePoliced({ api, ns }, { spec: { validations: [{ expression: thrice }] } }, () =>
    denied(`expression '${thrice}' resulted in error: ${cancelled}`),
  );
  const validations = Array.from({ length: 15 }, () => ({ expression: twice }));
  await whilePoliced({ api, ns }, { spec: { validations } }, () => denied(outOfBudget));
});

conformance(area, 'of match conditions are limited', async ({ api, ns }) => {
  const matchConditions = ['a', 'b', 'c', 'd'].map((name) => ({ name, expression: twice }));
  const spec = { matchConditions, validations: [{ expression: 'true' }] };
  await whilePoliced({ api, ns }, { spec }, () =>
    eventually(async () => {
      const call = api.post(objectsAt('configmaps', ns), configMap('a'), { dryRun: 'All' });
      expect((await refusal(call)).message).toBe(`configmaps "a" is forbidden: ${denial(ns, outOfBudget)}`);
    }, 60_000),
  );
});
