import { describe, expect, it } from 'vitest';
import type { Pod } from '@binnacle/kube/api';
import { labels } from '../../api/index.ts';
import { podsToDelete } from './next-daemon-set.ts';

type Shape = 'old' | 'old not ready' | 'unlabelled' | 'new' | 'new not ready' | 'leaving';

const pod = (shape: Shape, i: number): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name: `p${i}`,
    ...(shape === 'unlabelled'
      ? {}
      : { labels: { [labels.controllerRevisionHash]: shape.startsWith('new') ? 'v2' : 'v1' } }),
    ...(shape === 'leaving' ? { deletionTimestamp: '2026-01-05T09:00:00Z' } : {}),
  },
  spec: { containers: [] },
  status: {
    conditions: [{ type: 'Ready', status: shape.endsWith('not ready') ? 'False' : 'True' }],
  } as never,
});

describe('§9.2 native DaemonSet: how many Pods are deleted, maxUnavailable 1', () => {
  it.each([
    ['2 of 2 are updated', ['new', 'new'], 2, 0],
    ['1 of 3 is, 2 wanted', ['new', 'old', 'old'], 2, 1],
    ['enough are', ['new', 'new', 'old'], 2, 0],
    ['one without a revision', ['unlabelled'], 1, 1],
    ['an updated one is not ready', ['new not ready', 'old', 'old'], 3, 0],
    ['one old not ready, two ready, 3 wanted', ['old not ready', 'old', 'old'], 3, 2],
    ['one is leaving', ['leaving', 'old', 'old'], 2, 0],
    ['two not ready, one ready, 4 wanted', ['new', 'old not ready', 'old not ready', 'old'], 4, 3],
    ['one leaving, one not ready', ['leaving', 'old not ready', 'old'], 3, 1],
    ['one is gone and not back yet', ['old', 'old'], 2, 0],
  ] as [string, Shape[], number, number][])('%s', (...[name, shapes, wanted, expected]) => {
    const nodes = name.startsWith('one is gone') ? 3 : shapes.length;
    const gone = podsToDelete({ pods: shapes.map(pod), revision: 'v2', wanted, nodes, maxUnavailable: 1 });
    expect(gone).toHaveLength(expected);
  });
});
