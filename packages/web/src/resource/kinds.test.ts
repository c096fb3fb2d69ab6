import type { WireKind } from '@binnacle/api';
import { describe, expect, it } from 'vitest';
import { findKind, groupKinds, groupOfKind, pluralOfKind } from './kinds.ts';

const kind = (group: string, name: string, plural: string): WireKind => ({
  group,
  version: 'v1',
  kind: name,
  plural,
  namespaced: true,
  capabilities: [],
  columns: [],
});

describe('pluralOfKind', () => {
  it.each([
    ['Pod', 'pods', 'Pods'],
    ['NetworkPolicy', 'networkpolicies', 'NetworkPolicies'],
    ['Endpoints', 'endpoints', 'Endpoints'],
    ['IngressClass', 'ingressclasses', 'IngressClasses'],
    ['ReplicaSet', 'replicasets', 'ReplicaSets'],
  ])('%s → %s', (name, plural, label) => {
    expect(pluralOfKind({ kind: name, plural })).toBe(label);
  });
});

describe('groupKinds', () => {
  const kinds = [
    kind('', 'Namespace', 'namespaces'),
    kind('apps', 'ReplicaSet', 'replicasets'),
    kind('apps', 'Deployment', 'deployments'),
    kind('', 'Pod', 'pods'),
    kind('example.org', 'Ship', 'ships'),
  ];
  it('puts what is looked at most first and leaves empty groups out', () => {
    expect(groupKinds(kinds).map((entry) => [entry.group, entry.kinds.map((item) => item.plural)])).toEqual([
      ['workloads', ['pods', 'deployments', 'replicasets']],
      ['cluster', ['namespaces']],
      ['custom', ['ships']],
    ]);
  });
  it('gives unknown core kinds a place', () => {
    expect(groupOfKind({ group: '', plural: 'componentstatuses' })).toBe('cluster');
  });
  it('finds a kind by apiVersion', () => {
    expect(findKind(kinds, 'apps/v1', 'Deployment')?.plural).toBe('deployments');
    expect(findKind(kinds, 'v1', 'Deployment')).toBeUndefined();
  });
});
