import { expect, it } from 'vitest';
import { toCores } from './to-cores.ts';

it.each([
  [[1.12, 1.07, 1.116], 3.306],
  [[0.1, 0.2], 0.3],
  [[0.000000001, 0.000000002], 0.000000003],
  [[], 0],
])('the sum of %j is %d cores', (parts, cores) => {
  expect(toCores(parts.reduce((sum, part) => sum + part, 0))).toBe(cores);
});
