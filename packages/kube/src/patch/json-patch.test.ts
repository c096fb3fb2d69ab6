import fc from 'fast-check';
import { applyPatch } from 'rfc6902';
import { describe, expect, it } from 'vitest';
import { applyJsonPatch } from './json-patch.ts';
import { isJsonObject } from './json.ts';
import type { JsonObject } from './json.ts';

const document = { data: { a: '1', b: '2' }, metadata: { labels: { a: 'b' }, finalizers: ['x/a', 'x/b'] } };

/** The reference library takes pointers into scalars, and names for indexes, and breaks on them. */
const isPlain = (start: JsonObject, path: string): boolean => {
  const [, first = '', second] = path.split('/');
  const parent = start[first];
  if (second === undefined) return true;
  return Array.isArray(parent) ? /^[0-9]+$/.test(second) && Number(second) < parent.length : isJsonObject(parent);
};

const REFUSED = 'the server rejected our request due to an error in our request';

describe('applyJsonPatch', () => {
  // PATCH /api/v1/namespaces/tables/configmaps/jp?dryRun=All, application/json-patch+json, kube-apiserver 1.34.4.
  it.each<[object, unknown]>([
    [
      { op: 'add', path: '/data/c', value: '3' },
      { a: '1', b: '2', c: '3' },
    ],
    [
      { op: 'replace', path: '/data/zz', value: '3' },
      { a: '1', b: '2', zz: '3' },
    ],
    [
      { op: 'test', path: '/data/zz', value: null },
      { a: '1', b: '2' },
    ],
    [
      { op: 'add', path: '/data/q' },
      { a: '1', b: '2', q: null },
    ],
    [
      { op: 'copy', from: '/data/zz', path: '/data/y' },
      { a: '1', b: '2', y: null },
    ],
    [
      { op: 'copy', from: '/data/a', path: '/data/y' },
      { a: '1', b: '2', y: '1' },
    ],
    [
      { op: 'move', from: '/data/a', path: '/data/y' },
      { b: '2', y: '1' },
    ],
    [
      { op: 'add', path: 'data/x', value: '1' },
      { a: '1', b: '2' },
    ],
    [
      { op: 'add', path: '/data/x~1y', value: '1' },
      { a: '1', b: '2', 'x/y': '1' },
    ],
    [
      { op: 'add', path: '/data/x~0y', value: '1' },
      { a: '1', b: '2', 'x~y': '1' },
    ],
    [
      { op: 'add', path: '/data/x~01y', value: '1' },
      { a: '1', b: '2', 'x~1y': '1' },
    ],
    [
      { op: 'add', path: '/data/a', value: '1', extra: 1 },
      { a: '1', b: '2' },
    ],
  ])('does %j', (operation, data) => {
    expect(applyJsonPatch(document, [operation])['data']).toEqual(data);
  });

  it.each<[object, string[]]>([
    [{ op: 'add', path: '/metadata/finalizers/-', value: 'c' }, ['x/a', 'x/b', 'c']],
    [{ op: 'add', path: '/metadata/finalizers/0', value: 'c' }, ['c', 'x/a', 'x/b']],
    [{ op: 'add', path: '/metadata/finalizers/-1', value: 'c' }, ['x/a', 'x/b', 'c']],
    [{ op: 'replace', path: '/metadata/finalizers/-1', value: 'z' }, ['x/a', 'z']],
    [{ op: 'test', path: '/metadata/finalizers', value: ['x/a', 'x/b'] }, ['x/a', 'x/b']],
    [{ op: 'remove', path: '/metadata/finalizers/0' }, ['x/b']],
  ])('does %j to a list', (operation, finalizers) => {
    expect(applyJsonPatch(document, [operation])['metadata']).toEqual({ labels: { a: 'b' }, finalizers });
  });

  it.each<unknown>([
    { op: 'remove', path: '/data/zz' },
    { op: 'remove', path: '/nope/zz' },
    { op: 'add', path: '/nope/zz', value: '1' },
    { op: 'test', path: '/data/a', value: '2' },
    { op: 'test', path: '/data/zz', value: '2' },
    { op: 'foo', path: '/data/a', value: '2' },
    { path: '/data/a', value: '2' },
    { op: 'add', value: '2' },
    { op: 'move', from: '/data/zz', path: '/data/y' },
    { op: 'move', path: '/data/y' },
    { op: 'add', path: '/metadata/finalizers/5', value: 'c' },
    { op: 'replace', path: '/metadata/finalizers/5', value: 'c' },
    { op: 'remove', path: '/metadata/finalizers/5' },
    { op: 'remove', path: '/metadata/finalizers/-' },
    { op: 'add', path: '/metadata/finalizers/x', value: 'c' },
    { op: 'test', path: '/metadata/finalizers/9', value: 'c' },
    { op: 'remove', path: '' },
    { op: 'add', path: '', value: {} },
    { op: 'add', path: 'data', value: {} },
    { op: 'remove', path: 'data' },
    { op: 'copy', path: '/data/c', from: '' },
    { op: 'add', path: '/metadata/labels/x/y', value: '1' },
    'x',
  ])('refuses %j, without saying why', (operation) => {
    expect(() => applyJsonPatch(document, [operation])).toThrow(
      expect.objectContaining({ message: REFUSED, reason: 'Invalid', code: 422, details: {} }),
    );
  });

  it.each<[unknown, string]>([
    [{ op: 'add' }, 'object'],
    ['x', 'string'],
    [1, 'number'],
  ])('refuses %j, which is no list', (patch, type) => {
    const message = `error decoding patch: json: cannot unmarshal ${type} into Go value of type []handlers.jsonPatchOp`;
    expect(() => applyJsonPatch(document, patch)).toThrow(expect.objectContaining({ message, reason: 'BadRequest' }));
  });

  it('refuses more than 10,000 operations', () => {
    const operations = Array.from({ length: 10_001 }, () => ({ op: 'test', path: '/data/a', value: '1' }));
    expect(() => applyJsonPatch(document, operations)).toThrow(
      'Request entity too large: The allowed maximum operations in a JSON patch is 10000, got 10001',
    );
  });

  it('refuses copies that grow without bound', () => {
    const doubling = Array.from({ length: 64 }, (_, i) => ({ op: 'copy', from: '/data', path: `/data/c${i}` }));
    expect(() => applyJsonPatch(document, doubling)).toThrow(REFUSED);
  });

  it('changes nothing when one of several operations fails', () => {
    const before = structuredClone(document);
    const operations = [
      { op: 'remove', path: '/data/a' },
      { op: 'remove', path: '/data/a' },
    ];
    expect(() => applyJsonPatch(document, operations)).toThrow(REFUSED);
    expect(document).toEqual(before);
  });

  it('treats __proto__ as a key like any other', () => {
    const result = applyJsonPatch({}, [{ op: 'add', path: '/__proto__', value: { polluted: true } }]);
    expect(JSON.stringify(result)).toBe('{"__proto__":{"polluted":true}}');
    expect(({} as JsonObject)['polluted']).toBeUndefined();
  });

  it('agrees with RFC 6902 where the standard allows the operation', () => {
    const key = fc.constantFrom('a', 'b', 'c');
    const value = fc.oneof(fc.integer(), fc.array(fc.integer(), { maxLength: 3 }), fc.dictionary(key, fc.integer()));
    const path = fc.oneof(
      key.map((k) => `/${k}`),
      fc.tuple(key, fc.constantFrom('a', 'b', '0', '1', '-')).map(([a, b]) => `/${a}/${b}`),
    );
    const operation = fc.oneof(
      fc.record({ op: fc.constant('add' as const), path, value }),
      fc.record({ op: fc.constant('remove' as const), path }),
      fc.record({ op: fc.constant('move' as const), from: path, path }),
    );
    fc.assert(
      fc.property(fc.dictionary(key, value), operation, (start, op) => {
        const expected = structuredClone(start);
        fc.pre(
          isPlain(start, op.path) && ('from' in op ? isPlain(start, op.from) && !op.path.startsWith(op.from) : true),
        );
        const [problem] = applyPatch(expected, [op]);
        fc.pre(problem === null);
        expect(applyJsonPatch(start, [op])).toEqual(expected);
      }),
    );
  });
});
