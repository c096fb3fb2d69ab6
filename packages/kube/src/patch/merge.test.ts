import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isJsonObject } from './json.ts';
import type { JsonObject } from './json.ts';
import { applyMergePatch } from './merge.ts';

describe('applyMergePatch', () => {
  // RFC 7386, appendix A, the rows whose documents are objects.
  it.each<[JsonObject, JsonObject, JsonObject]>([
    [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
    [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
    [{ a: 'b' }, { a: null }, {}],
    [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
    [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
    [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
    [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
    [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
    [{ e: null }, { a: 1 }, { e: null, a: 1 }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
  ])('%j with %j is %j', (document, patch, result) => {
    expect(applyMergePatch(document, patch)).toEqual(result);
  });

  // PATCH /api/v1/namespaces/tables/configmaps/jp, application/merge-patch+json, kube-apiserver 1.34.4.
  it.each<[unknown, string]>([
    [[1], 'array'],
    ['x', 'string'],
  ])('refuses %j', (patch, type) => {
    expect(() => applyMergePatch({}, patch)).toThrow(
      `error decoding patch: json: cannot unmarshal ${type} into Go value of type map[string]interface {}`,
    );
  });

  const json = fc.letrec<{ object: JsonObject; value: unknown }>((tie) => ({
    object: fc.dictionary(fc.constantFrom('a', 'b', '__proto__', 'constructor'), tie('value'), {
      noNullPrototype: true,
    }),
    value: fc.oneof({ maxDepth: 3 }, fc.integer(), fc.string(), fc.array(fc.integer()), tie('object')),
  })).object;

  it('keeps a document under the empty patch, and takes one over from the empty document', () => {
    fc.assert(
      fc.property(json, (document) => {
        expect(applyMergePatch(document, {})).toEqual(document);
        expect(applyMergePatch({}, document)).toEqual(document);
      }),
    );
  });

  it('does the same twice as once', () => {
    fc.assert(
      fc.property(json, json, (document, patch) => {
        const once = applyMergePatch(document, patch);
        expect(applyMergePatch(once, patch)).toEqual(once);
      }),
    );
  });

  it('removes exactly the keys that are null', () => {
    fc.assert(
      fc.property(json, (document) => {
        const nulls = Object.fromEntries(Object.keys(document).map((key) => [key, null]));
        const result = applyMergePatch(document, nulls);
        expect(isJsonObject(result) && Object.keys(result)).toEqual([]);
      }),
    );
  });
});
