import { expect, test } from 'vitest';
import { compareVersions } from './version-order.ts';

test('stable versions come before beta and alpha, newer before older, others last by name', () => {
  const versions = ['foo10', 'v1', 'v11alpha2', 'foo1', 'v3beta1', 'v12alpha1', 'v10', 'v2', 'v10beta3', 'v11beta2'];
  expect(versions.sort(compareVersions)).toEqual([
    'v10',
    'v2',
    'v1',
    'v11beta2',
    'v10beta3',
    'v3beta1',
    'v12alpha1',
    'v11alpha2',
    'foo1',
    'foo10',
  ]);
});
