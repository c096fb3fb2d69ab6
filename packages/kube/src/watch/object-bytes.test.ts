import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { composite, readScalar } from './json-bytes.ts';
import { copyObject, readHead, readListPage } from './object-bytes.ts';

const strip = (text: string): string => {
  const json = Buffer.from(text);
  return copyObject(json, { start: 0, end: json.length }, { head: readHead(json, 0) }).toString();
};

describe('copyObject', () => {
  it.each([
    ['first', '{"metadata":{"managedFields":[{"a":"]}"}],"name":"x"}}', '{"metadata":{"name":"x"}}'],
    ['last', '{"metadata":{"name":"x","managedFields":[]}}', '{"metadata":{"name":"x"}}'],
    [
      'in the middle',
      '{"metadata":{"name":"x","managedFields":[1], "uid":"u"}}',
      '{"metadata":{"name":"x", "uid":"u"}}',
    ],
    ['alone', '{"metadata":{"managedFields":[{}]},"a":1}', '{"metadata":{},"a":1}'],
    ['null', '{"metadata":{"managedFields":null,"name":"x"}}', '{"metadata":{"name":"x"}}'],
  ])('cuts managedFields out where they are %s', (_, from, to) => {
    expect(strip(from)).toBe(to);
  });

  it.each([
    '{"spec":{"metadata":{"managedFields":[1]}},"metadata":{"name":"x"}}',
    '{"data":{"k":"\\"metadata\\":{\\"managedFields\\":[1]}"},"metadata":{"name":"x"}}',
    '{"managedFields":[1],"metadata":{"annotations":{"managedFields":"[]"}}}',
    '{ "metadata" : { "name" : "ü\\\\\\"" } , "x" : [ { } , [ ] , true , -1.5e3 , null ] }',
  ])('leaves %s as it is', (text) => {
    expect(strip(text)).toBe(text);
  });

  it('loses nothing else of any object', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.jsonValue()),
        fc.jsonValue(),
        fc.boolean(),
        (metadata, rest, pretty) => {
          const object = { rest, metadata: { ...metadata, managedFields: [rest] }, more: { metadata } };
          const kept = { rest, metadata: { ...metadata }, more: { metadata } } as { metadata: Record<string, unknown> };
          delete kept.metadata['managedFields'];
          expect(JSON.parse(strip(JSON.stringify(object, null, pretty ? 2 : undefined)))).toEqual(
            JSON.parse(JSON.stringify(kept)),
          );
        },
      ),
    );
  });

  it('holds no more memory than the object', () => {
    const json = Buffer.from('{"metadata":{"name":"x","managedFields":[]}}');
    const copy = copyObject(json, { start: 0, end: json.length }, { head: readHead(json, 0) });
    expect(copy.buffer.byteLength).toBe(copy.length);
  });
});

describe('readHead', () => {
  it('reads what tells states apart', () => {
    const text = '{"kind":"Pod","metadata":{"name":"a\\u00fc","namespace":"n","uid":"u","resourceVersion":"7"}}';
    expect(readHead(Buffer.from(text), 0)).toEqual({
      name: 'aü',
      namespace: 'n',
      uid: 'u',
      resourceVersion: '7',
      cut: { start: 0, end: 0 },
      typed: true,
    });
  });

  it('throws on broken JSON instead of running on', () => {
    for (const text of ['', '{', '{"metadata":{"name":"x"', '{"metadata" "x"}', '[]']) {
      expect(() => readHead(Buffer.from(text), 0)).toThrow(RangeError);
    }
  });
});

describe('readListPage', () => {
  it('finds items and metadata in any order', () => {
    const items: string[] = [];
    const json = Buffer.from(
      '{"items":[ {"a":"},{"} , {"b":[1,2]}],"metadata":{"resourceVersion":"9","continue":"c"}}',
    );
    const page = readListPage(json, (start, end) => items.push(json.toString('utf8', start, end)));
    expect(page).toEqual({ resourceVersion: '9', continue: 'c' });
    expect(items).toEqual(['{"a":"},{"}', '{"b":[1,2]}']);
  });

  it('takes null for no items', () => {
    const json = Buffer.from('{"items":null,"metadata":{"resourceVersion":"9"}}');
    expect(readListPage(json, () => expect.unreachable())).toEqual({ resourceVersion: '9', continue: '' });
  });
});

describe('readScalar', () => {
  const json = Buffer.from('{"a":{"s":"x\\"y","n":1.50,"t":true,"z":null,"o":{},"l":[]}}');
  it.each([
    ['s', 'x"y'],
    ['n', '1.5'],
    ['t', 'true'],
    ['z', undefined],
    ['missing', undefined],
    ['o', composite],
    ['l', composite],
  ])('reads a.%s', (name, value) => {
    expect(readScalar(json, ['a', name])).toBe(value);
  });
  it('finds nothing below a scalar', () => {
    expect(readScalar(json, ['a', 's', 'x'])).toBeUndefined();
  });
});
