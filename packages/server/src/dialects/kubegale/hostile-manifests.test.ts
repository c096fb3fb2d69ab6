/** Contract 001: what each row that takes a manifest answers to one that is hostile, broken or meant for another place. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apiVersionOf, findKindByName, kinds } from '@binnacle/kube/api';
import { manifestLimit } from '../../http/row.ts';
import { describeDialects, describeRoutes } from '../../http/routes.ts';
import { startTestApp, type TestApp } from '../../testing/app.ts';
import { fillShop } from '../../testing/shop.ts';

const base = '/api/v1/kubernetes';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
  await fillShop(app);
});
afterAll(() => app.close());

const takesContent = ['resources.create', 'resources.update', 'resources.apply', 'resources.diff'];
const rows = describeRoutes()
  .filter(({ dialect, operation }) => dialect === 'kubegale' && takesContent.includes(operation))
  .map(({ method, path, kind: kindName }) => {
    const plural = path.slice(base.length + 1).split('/')[0];
    const kind = kinds.find((known) => known.plural === plural && known.kind === kindName);
    const address = path.replace(':group/:version/:plural', 'core/v1/configmaps').replace(':name', 'cart');
    return [`${method} ${path}`, { method, address, kind: kind ?? findKindByName('v1', 'ConfigMap')! }] as const;
  });

const layers = 'bcdefghi';
const bomb = [
  `a: &a [${Array(9).fill('x').join(', ')}]`,
  ...[...layers].map((name, at) => `${name}: &${name} [${Array(9).fill(`*${'abcdefgh'[at]}`).join(', ')}]`),
].join('\n');

/** Text of a manifest, and what of it is refused where. */
const texts: readonly [string, string, RegExp][] = [
  ['a YAML bomb', bomb, /at line 1, column 1: Excessive alias count/],
  ['a circle', 'data:\n  a: &a [*a]\n', /at line 2, column 10: \*a holds itself$/],
  ['a reference to nothing', 'data: *nothing\n', /at line 1, column 7: there is no &nothing before \*nothing$/],
  ['a key twice', 'metadata:\n  name: cart\n  name: cart\n', /at line 3, column 3: Map keys must be unique$/],
  [
    'a key twice in JSON',
    '{"metadata": {"name": "cart",\n "name": "cart"}}',
    /at line 2, column 2: Map keys must be unique$/,
  ],
  ['__proto__', 'data:\n  __proto__: {a: 1}\n', /at line 2, column 3: the key "__proto__" is not allowed$/],
  ['a key that is a map', 'data:\n  ? {a: 1}\n  : b\n', /at line 2, column 5: a key must be a text$/],
  [
    'a program',
    '\u007fELF\u0002\u0001\u0001\u0000',
    /at line 1, column 1: the character U\+007F is not allowed in a text$/,
  ],
  ['bytes in a text', 'data:\n  a: x\u0000\n', /at line 2, column 7: the character U\+0000 is not allowed in a text$/],
  ['!!binary', 'data:\n  a: !!binary aGk=\n', /at line 2, column 15: a value of type !!binary$/],
  ['a type of another language', 'a: !!js/function "x"\n', /at line 1, column 18: a value of type !!js\/function$/],
  ['no number', 'data: {a: .nan}\n', /at line 1, column 11: a number that is none$/],
  [
    'nested 150 deep',
    `data: ${'['.repeat(150)}${']'.repeat(150)}`,
    /at line 1, column 10\d: nested deeper than 100 levels$/,
  ],
  [
    'nested 3,000 deep',
    `data: ${'['.repeat(3_000)}${']'.repeat(3_000)}`,
    /at line 1, column \d+: nested (too deep|deeper than)/,
  ],
  ['broken YAML', 'metadata:\n  name: [cart\n', /at line 3, column 1: /],
  ['a list', '- a\n- b\n', /at line 1, column 1: a document must be an object$/],
  [
    'two objects',
    'metadata: {name: a}\n---\nmetadata: {name: b}\n',
    /^content has a second object at line 3: send one at a time$/,
  ],
];

const send = async (method: string, address: string, body: unknown) => {
  const { status, json } = await app.call(method, address, { body });
  const { code, msg } = json as { code: number; msg: string };
  return { status, code, msg };
};

const refused = (msg: RegExp) => ({ status: 400, code: 1001, msg: expect.stringMatching(msg) as string });
const configMaps = `${base}/configmaps`;

it.each(texts)('%s is refused with its place', async (...[, content, msg]) => {
  expect(await send('POST', configMaps, { namespace: 'shop', content })).toEqual(refused(msg));
});

it('5 MB are refused, as text and as an object', async () => {
  const large = 'x'.repeat(5_000_000);
  for (const content of [`data: {a: ${large}}`, { data: { a: large } }])
    expect(await send('POST', configMaps, { namespace: 'shop', content })).toEqual({
      status: 413,
      code: 1001,
      msg: 'Request entity too large: limit is 3 MiB',
    });
});

it('every row that takes a manifest takes as much', () => {
  const limits = describeDialects()
    .filter(({ name }) => name === 'kubegale')
    .flatMap((dialect) => dialect.rows)
    .filter(({ operation }) => takesContent.includes(operation.id))
    .map(({ bodyLimit }) => bodyLimit);
  expect(limits).toEqual(rows.map(() => manifestLimit));
});

describe.each(rows)('%s refuses', (_row, { method, address, kind }) => {
  const ask = (content: unknown) => send(method, address, { namespace: 'shop', content });

  it('what is hostile', async () => {
    const first = new Set(['a YAML bomb', 'a key twice', 'bytes in a text', 'two objects']);
    for (const [, content, msg] of texts.filter(([what]) => first.has(what)))
      expect(await ask(content)).toEqual(refused(msg));
  });

  it('what says that it is of another kind, name or namespace', async () => {
    const said = async (text: string, msg: RegExp) => expect(await ask(text)).toEqual(refused(msg));
    const metadata = 'metadata:\n  name: cart\n';
    await said(`${metadata}kind: Boat\n`, /^kind is "Boat", expected "\w+" \(line 3, column 1\)$/);
    await said(`${metadata}apiVersion: v9\n`, /^apiVersion is "v9", expected "[\w./]+" \(line 3, column 1\)$/);
    await said(`${metadata}kind: 7\n`, /^kind must be a text \(line 3, column 1\)$/);
    await said('metadata: cart\n', /^metadata must be an object \(line 1, column 1\)$/);
    const own = `apiVersion: ${apiVersionOf(kind)}\nkind: ${kind.kind}\n`;
    if (kind.namespaced)
      await said(
        `${own}${metadata}  namespace: elsewhere\n`,
        /^metadata\.namespace is "elsewhere", expected "shop" \(line 5, column 3\)$/,
      );
    if (address.includes('/cart'))
      await said(
        `${own}metadata:\n  name: other\n`,
        /^metadata\.name is "other", expected "cart" \(line 4, column 3\)$/,
      );
  });
});

it('a large map is read in one pass', async () => {
  const lines = Array.from({ length: 40_000 }, (_, index) => `  key-${index}: x\n`).join('');
  const at = lines.split('\n').length + 3;
  const text = `metadata: {name: large}\ndata:\n${lines}  key-7: again\n`;
  expect(await send('POST', `${base}/configmaps`, { namespace: 'shop', content: text })).toEqual({
    status: 400,
    code: 1001,
    msg: `content is no YAML text at line ${at - 1}, column 3: Map keys must be unique`,
  });
});
