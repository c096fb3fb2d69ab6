import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromLabels, fromLabelSelector, parseLabelSelector, toLabelSelectorText } from './label-selector.ts';

const BAD_NAME =
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
const BAD_VALUE =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

describe('parseLabelSelector', () => {
  // GET /api/v1/pods?labelSelector=…, kube-apiserver 1.34.4.
  it.each([
    ['a in b', "unable to parse requirement: found 'b' expected: '('"],
    ['a!b', "unable to parse requirement: found '!', expected: in, notin, =, ==, !=, gt, lt"],
    ['==', "found '==', expected: !, identifier, or 'end of string'"],
    ['a in (b', "unable to parse requirement: found '', expected: ',' or ')'"],
    ['a=b,,c', "found ',', expected: identifier after ','"],
    ['-a=b', `unable to parse requirement: <nil>: Invalid value: "-a": ${BAD_NAME}`],
    ['a=b/c', `unable to parse requirement: values[0][a]: Invalid value: "b/c": ${BAD_VALUE}`],
    [
      'a>x',
      `unable to parse requirement: values[0]: Invalid value: "x": for 'Gt', 'Lt' operators, the value must be an integer`,
    ],
    ['a,', "found '', expected: identifier after ','"],
    ['a b', "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt"],
    ['a in (b c)', "unable to parse requirement: found 'c', expected: ',' or ')'"],
    ['!a=b', "found '=', expected: ',' or 'end of string'"],
    ['/a', 'unable to parse requirement: <nil>: Invalid value: "/a": prefix part must be non-empty'],
    ['!', "unable to parse requirement: found '', expected: identifier"],
    ['a=(', "unable to parse requirement: found '(', expected: identifier"],
    ['a in (!', "unable to parse requirement: found '!', expected: ',', ')' or identifier"],
  ])('refuses %j', (text, message) => {
    expect(() => parseLabelSelector(text)).toThrow(
      expect.objectContaining({ message, reason: 'BadRequest', code: 400 }),
    );
  });

  it.each([
    ['', ''],
    ['a', 'a'],
    ['!a', '!a'],
    [' a = b , c ', 'a=b,c'],
    ['b==c,a=d', 'a=d,b==c'],
    ['a in (c,b,c)', 'a in (b,c)'],
    ['a notin ()', 'a notin ()'],
    ['x in (,a,,b,)', 'x in (,a,b)'],
    ['in in (in)', 'in in (in)'],
    ['a>1,b<2', 'a>1,b<2'],
    ['a!=', 'a!='],
    ['example.com/app=x', 'example.com/app=x'],
  ])('reads %j as %j', (text, canonical) => {
    expect(toLabelSelectorText(parseLabelSelector(text))).toBe(canonical);
  });

  it.each<[string, Record<string, string>, boolean]>([
    ['', {}, true],
    ['a=b', { a: 'b' }, true],
    ['a=b', {}, false],
    ['a!=b', {}, true],
    ['a!=b', { a: 'b' }, false],
    ['a in (b,c)', { a: 'c' }, true],
    ['a in (b,c)', {}, false],
    ['a notin (b,c)', {}, true],
    ['a notin (b,c)', { a: 'b' }, false],
    ['a', { a: '' }, true],
    ['!a', { a: '' }, false],
    ['a>5', { a: '6' }, true],
    ['a>5', { a: '5' }, false],
    ['a<5', { a: 'x' }, false],
    ['a<5', {}, false],
    ['a>9223372036854775806', { a: '9223372036854775807' }, true],
    ['a>1', { a: '9223372036854775808' }, false],
    ['constructor', {}, false],
    ['!toString', {}, true],
  ])('%j of %j is %j', (text, labels, matches) => {
    expect(parseLabelSelector(text).matches(labels)).toBe(matches);
  });

  const key = fc.constantFrom('app', 'tier', 'example.com/env', 'in', 'notin');
  const value = fc.constantFrom('', 'a', 'b', 'v1.2', 'in');
  const requirement = fc.oneof(
    key,
    key.map((k) => `!${k}`),
    fc.tuple(key, fc.constantFrom('=', '==', '!='), value).map((parts) => parts.join('')),
    fc
      .tuple(
        key,
        fc.constantFrom(' in ', ' notin '),
        fc.array(fc.constantFrom('a', 'b', 'v1.2', 'in'), { minLength: 1, maxLength: 3 }),
      )
      .map(([k, operator, values]) => `${k}${operator}(${values.join(',')})`),
    fc.tuple(key, fc.constantFrom('>', '<'), fc.nat()).map((parts) => parts.join('')),
  );

  it('reads back what it writes', () => {
    fc.assert(
      fc.property(fc.array(requirement, { maxLength: 4 }), fc.dictionary(key, value), (parts, labels) => {
        const selector = parseLabelSelector(parts.join(','));
        const again = parseLabelSelector(toLabelSelectorText(selector));
        expect(again.requirements).toEqual(selector.requirements);
        expect(again.matches(labels)).toBe(selector.matches(labels));
      }),
    );
  });

  it('takes what all its parts take', () => {
    fc.assert(
      fc.property(fc.array(requirement, { maxLength: 4 }), fc.dictionary(key, value), (parts, labels) => {
        const each = parts.map((part) => parseLabelSelector(part).matches(labels));
        expect(parseLabelSelector(parts.join(',')).matches(labels)).toBe(each.every(Boolean));
      }),
    );
  });

  it('never fails but with BadRequest', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'ab/=!(),<> in\t-é') }), (text) => {
        try {
          parseLabelSelector(text);
        } catch (error) {
          expect(error).toMatchObject({ reason: 'BadRequest', code: 400 });
        }
      }),
    );
  });
});

describe('fromLabelSelector', () => {
  it('takes nothing when absent and everything when empty', () => {
    expect(fromLabelSelector(undefined)).toMatchObject({ nothing: true, requirements: [] });
    expect(fromLabelSelector(undefined).matches({ a: 'b' })).toBe(false);
    expect(fromLabelSelector({}).matches({})).toBe(true);
  });

  it('joins labels and expressions', () => {
    const selector = fromLabelSelector({
      matchLabels: { app: 'cart' },
      matchExpressions: [
        { key: 'tier', operator: 'In', values: ['b', 'a'] },
        { key: 'canary', operator: 'DoesNotExist' },
      ],
    });
    expect(toLabelSelectorText(selector)).toBe('app=cart,!canary,tier in (a,b)');
    expect(selector.matches({ app: 'cart', tier: 'a' })).toBe(true);
    expect(selector.matches({ app: 'cart', tier: 'a', canary: '' })).toBe(false);
  });

  it.each([
    [{ key: 'a', operator: 'Is', values: ['b'] }, '"Is" is not a valid label selector operator'],
    [{ key: 'a', operator: 'In' }, "values: Invalid value: []: for 'in', 'notin' operators, values set can't be empty"],
    [
      { key: 'a', operator: 'Exists', values: ['b'] },
      'values: Invalid value: ["b"]: values set must be empty for exists and does not exist',
    ],
    [{ key: '-', operator: 'Exists' }, `key: Invalid value: "-": ${BAD_NAME}`],
  ])('refuses %j', (expression, message) => {
    expect(() => fromLabelSelector({ matchExpressions: [expression] })).toThrow(message);
  });
});

describe('fromLabels', () => {
  it('asks for every label', () => {
    expect(fromLabels({ a: 'b', c: 'd' }).matches({ a: 'b', c: 'd', e: 'f' })).toBe(true);
    expect(fromLabels({ a: 'b', c: 'd' }).matches({ a: 'b' })).toBe(false);
  });
});
