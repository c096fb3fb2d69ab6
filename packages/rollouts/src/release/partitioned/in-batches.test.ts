import { describe, expect, it } from 'vitest';
import type { Pod } from '@binnacle/kube/api';
import { labels } from '../../api/index.ts';
import { batchTarget, labelCandidates } from './in-batches.ts';

describe('§4.8 rollback in batches', () => {
  it.each([
    ['CloneSet, R 20, N 10, 20 %', { replicas: 20, plan: '20%', noNeed: 10, ordered: false }, [4, 8, 12]],
    ['ordered StatefulSet, R 20, N 10, 20 %', { replicas: 20, plan: '20%', noNeed: 10, ordered: true }, [4, 18, 12]],
    ['without such Pods, R 10, 20 %', { replicas: 10, plan: '20%', noNeed: 0, ordered: false }, [2, 8, 2]],
    ['a number of Pods, R 10, N 6, 2', { replicas: 10, plan: 2, noNeed: 6, ordered: false }, [2, 2, 8]],
    ['all, R 10, N 6, 100 %', { replicas: 10, plan: '100%', noNeed: 6, ordered: false }, [10, 0, 10]],
  ] as const)('%s', (_name, batch, [planned, stable, desired]) => {
    expect(batchTarget(batch)).toEqual({ planned, stable, desired });
  });

  const pod = (name: string, own: Record<string, string> = {}): Pod => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, labels: own },
    spec: { containers: [] },
  });
  const marked = { [labels.noNeedUpdate]: 'r1' };
  const names = (pods: readonly Pod[]) => pods.map(({ metadata }) => metadata.name);

  it('§4.8 labels the Pods that went back, then as many others as the plan lacks', () => {
    const pods = [
      ...Array.from({ length: 10 }, (_, i) => pod(`echo-${i}`, marked)),
      ...Array.from({ length: 2 }, (_, i) => pod(`echo-x${i}`)),
    ];
    const target = batchTarget({ replicas: 20, plan: '20%', noNeed: 10, ordered: false });
    const found = labelCandidates(pods, { target, rolloutId: 'r1', ordered: false });
    expect(names(found)).toEqual(['echo-x0', 'echo-x1', 'echo-0', 'echo-1']);
    // Those that carry the id already keep their places.
    const labelled = pods.map((one) =>
      one.metadata.name === 'echo-5' ? pod('echo-5', { ...marked, [labels.rolloutId]: 'r1' }) : one,
    );
    expect(names(labelCandidates(labelled, { target, rolloutId: 'r1', ordered: false }))).toEqual([
      'echo-x0',
      'echo-x1',
      'echo-5',
      'echo-0',
    ]);
  });

  it('§4.8 goes by ordinals where Pods are ordered', () => {
    const pods = Array.from({ length: 20 }, (_, i) => pod(`web-${i}`, i < 10 ? marked : {})).filter(
      (_pod, i) => i < 10 || i >= 18,
    );
    const target = batchTarget({ replicas: 20, plan: '20%', noNeed: 10, ordered: true });
    expect(names(labelCandidates(pods, { target, rolloutId: 'r1', ordered: true }))).toEqual([
      'web-18',
      'web-19',
      'web-0',
      'web-1',
    ]);
  });

  it('§4.8 lets all Pods be labelled where none was there before', () => {
    const target = batchTarget({ replicas: 10, plan: '20%', noNeed: 0, ordered: false });
    expect(names(labelCandidates([pod('a'), pod('b')], { target, rolloutId: 'r1', ordered: false }))).toEqual([
      'a',
      'b',
    ]);
  });
});
