import type { ClusterTarget } from '@binnacle/kube/client';
import { describe, expect, it } from 'vitest';
import { createClusterRecords } from './records.ts';

const target = (name: string): ClusterTarget => ({
  name,
  server: 'https://127.0.0.1:1',
  credentials: { type: 'none' },
});

const defaults = (marks: boolean[]) =>
  createClusterRecords(
    marks.map((isDefault, index) => ({ target: target(`c${index}`), source: 'kubeconfig', isDefault })),
  )
    .filter(({ isDefault }) => isDefault)
    .map(({ name }) => name);

describe('createClusterRecords', () => {
  it('numbers clusters from 1 and names them after their targets', () => {
    expect(
      createClusterRecords([
        { target: target('east'), source: 'simulated', description: 'Shop fleet' },
        { target: target('west'), source: 'kubeconfig' },
      ]),
    ).toEqual([
      { id: 1, name: 'east', description: 'Shop fleet', source: 'simulated', isDefault: true, target: target('east') },
      { id: 2, name: 'west', description: '', source: 'kubeconfig', isDefault: false, target: target('west') },
    ]);
  });

  it('makes the marked one the default', () => expect(defaults([false, true, false])).toEqual(['c1']));
  it('makes the first one the default when none is marked', () => expect(defaults([false, false])).toEqual(['c0']));
  it('has one default when several are marked', () => expect(defaults([false, true, true])).toEqual(['c1']));
  it('takes an empty list', () => expect(createClusterRecords([])).toEqual([]));
});
