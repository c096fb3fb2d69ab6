import { describe, expect, it } from 'vitest';
import type { Pod } from '@binnacle/kube/api';
import { labels } from '../api/index.ts';
import { labelledPods, labelPods } from './pod-labels.ts';

const pod = (name: string, own: { id?: string; batch?: number; leaving?: boolean } = {}): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name,
    namespace: 'shop',
    labels: {
      ...(own.id === undefined ? {} : { [labels.rolloutId]: own.id }),
      ...(own.batch === undefined ? {} : { [labels.batchId]: String(own.batch) }),
    },
    ...(own.leaving === true ? { deletionTimestamp: '2026-01-05T09:00:00Z' } : {}),
  },
  spec: { containers: [] },
});

const label = (pods: Pod[], sizes: number[], revision?: string): [string, Record<string, string>][] =>
  labelPods(pods, { rolloutId: 'r2', sizes, ...(revision === undefined ? {} : { revision }) }).map((write) => {
    if (write.type !== 'patch') throw new Error('labels are patched');
    return [write.name, (write.patch as { metadata: { labels: Record<string, string> } }).metadata.labels];
  });

describe('§4.7 Pod labels', () => {
  it('§4.7 B40 each batch labels its own', () => {
    expect(label([pod('a')], [1], 'hash')).toEqual([
      ['a', { [labels.rolloutId]: 'r2', [labels.batchId]: '1', [labels.controllerRevisionHash]: 'hash' }],
    ]);
    const later = [pod('a', { id: 'r2', batch: 1 }), pod('c'), pod('b')];
    expect(label(later, [1, 3])).toEqual([
      ['b', { [labels.rolloutId]: 'r2', [labels.batchId]: '2' }],
      ['c', { [labels.rolloutId]: 'r2', [labels.batchId]: '2' }],
    ]);
  });

  it('§4.7 a jump fills the batches from the current one down', () => {
    expect(label([pod('a'), pod('b'), pod('c')], [1, 3]).map(([name, own]) => [name, own[labels.batchId]])).toEqual([
      ['a', '2'],
      ['b', '2'],
      ['c', '1'],
    ]);
  });

  it('§4.7 foreign ids are replaced, terminating Pods skipped', () => {
    const pods = [pod('a', { id: 'r1', batch: 1 }), pod('b', { leaving: true })];
    expect(label(pods, [2]).map(([name]) => name)).toEqual(['a']);
    expect(labelledPods([pod('a', { id: 'r2' }), pod('b', { id: 'r2', leaving: true })], 'r2')).toBe(1);
  });

  it('§4.7 those that no kubelet has told of wait where that is asked for', () => {
    const started: Pod = { ...pod('b'), status: { startTime: '2026-01-05T09:00:00Z' } };
    const plan = { rolloutId: 'r2', sizes: [2] };
    expect(labelPods([pod('a'), started], { ...plan, startedOnly: true })).toMatchObject([{ name: 'b' }]);
    expect(labelPods([pod('a'), started], plan)).toMatchObject([{ name: 'a' }, { name: 'b' }]);
  });

  it('§4.7 nothing without an id', () => {
    expect(labelPods([pod('a')], { rolloutId: '', sizes: [1] })).toEqual([]);
  });
});
