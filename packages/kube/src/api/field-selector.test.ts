import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseFieldSelector, toFieldSelectorText } from './field-selector.ts';
import type { UnstructuredObject } from './object.ts';

const pod: UnstructuredObject = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web', namespace: 'shop' },
  spec: { nodeName: 'n1', hostNetwork: true },
  status: { phase: 'Running', restarts: 3 },
  source: { component: 'kubelet' },
};

describe('parseFieldSelector', () => {
  // GET /api/v1/pods?fieldSelector=…, kube-apiserver 1.34.4.
  it.each([
    ['a', "invalid selector: 'a'; can't understand 'a'"],
    ['a==b=c', 'invalid field selector: unescaped character in value: 61'],
    ['metadata.name=a\\b', 'invalid field selector: invalid escape sequence: \\b'],
    ['metadata.name=a\\', 'invalid field selector: invalid escape sequence: \\'],
  ])('refuses %j', (text, message) => {
    expect(() => parseFieldSelector(text)).toThrow(
      expect.objectContaining({ message, reason: 'BadRequest', code: 400 }),
    );
  });

  it.each([
    ['', ''],
    [',', ''],
    ['=', ''],
    ['metadata.name==b,', 'metadata.name=b'],
    ['b=1,a!=b\\,c', 'a!=b\\,c,b=1'],
  ])('reads %j as %j', (text, canonical) => {
    expect(toFieldSelectorText(parseFieldSelector(text))).toBe(canonical);
  });

  it.each([
    ['metadata.name=web', true],
    ['metadata.name!=web', false],
    ['metadata.namespace=shop,status.phase!=Pending', true],
    ['spec.hostNetwork=true', true],
    ['status.restarts=3', true],
    ['spec.unschedulable=false', true],
    ['status.replicas=0', true],
    ['spec.schedulerName=', true],
    ['spec.schedulerName=x', false],
    ['spec.schedulerName!=x', true],
    ['source=kubelet', true],
    ['metadata=web', false],
    ['constructor.name=Object', false],
  ])('%j of a Pod is %j', (text, matches) => {
    expect(parseFieldSelector(text).matches(pod)).toBe(matches);
  });

  it('reads back what it writes', () => {
    const term = fc.record({
      path: fc.constantFrom('metadata.name', 'status.phase', 'a'),
      operator: fc.constantFrom('=', '!='),
      value: fc.string({ unit: fc.constantFrom('a', 'é', '\\', ',', '=', ' ') }),
    });
    fc.assert(
      fc.property(fc.array(term, { maxLength: 4 }), (terms) => {
        const text = toFieldSelectorText({ requirements: terms as [] });
        const { requirements } = parseFieldSelector(text);
        expect(toFieldSelectorText({ requirements }).split(',').sort()).toEqual(text.split(',').sort());
        expect(requirements).toHaveLength(terms.length);
      }),
    );
  });
});
