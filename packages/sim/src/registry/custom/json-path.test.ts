import { expect, test } from 'vitest';
import { parseJsonPath } from './json-path.ts';

const object = {
  spec: { size: 3, 'a.b': 'dotted', list: ['x', 'y', 'z'] },
  status: { conditions: [{ type: 'Ready', status: 'True' }, { type: 'Up' }] },
};

test.each([
  ['.spec.size', [3]],
  ['.spec.a\\.b', ['dotted']],
  [".spec['a.b']", ['dotted']],
  ['.spec.list[1]', ['y']],
  ['.spec.list[-1]', ['z']],
  ['.spec.list[*]', ['x', 'y', 'z']],
  ['.spec.list[0:2]', ['x', 'y']],
  ['.status.conditions[?(@.type=="Ready")].status', ['True']],
  ['.status.conditions[?(@.status)].type', ['Ready']],
  ['.spec.missing.deep', []],
])('%s', (path, found) => {
  expect(parseJsonPath(path)(object)).toEqual(found);
});
