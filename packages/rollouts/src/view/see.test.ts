import { describe, expect, it } from 'vitest';
import type { KubeObject } from '@binnacle/kube/api';
import { readerOf } from '../cluster/reader.fixture.ts';
import { see } from './see.ts';

const rollout = (kind: string): KubeObject =>
  ({
    apiVersion: 'rollouts.kruise.io/v1beta1',
    kind: 'Rollout',
    metadata: { name: 'demo', namespace: 'shop' },
    spec: {
      workloadRef: { apiVersion: 'apps/v1', kind, name: 'echo' },
      strategy: { canary: { steps: [{ replicas: 1 }] } },
    },
  }) as KubeObject;
const sight = (...objects: KubeObject[]) =>
  see(readerOf(...objects), { namespace: 'shop', name: 'demo', now: 0, analyse: () => ({ type: 'go' }) });

describe('§2.1 what a pass sees', () => {
  it('§2.1 row 1: nothing once the Rollout is gone', () => {
    expect(sight()).toBeUndefined();
  });

  it('§2.1 row 1: no workload where there is none, and none of a kind that nobody knows', () => {
    expect(sight(rollout('Deployment'))).toMatchObject({ workload: undefined, release: undefined });
    expect(sight(rollout('Machine'), { ...rollout('Machine'), kind: 'Machine' })).toMatchObject({
      workload: undefined,
    });
  });
});
