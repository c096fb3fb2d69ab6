import { expect, it } from 'vitest';
import { batchLack, batchSize, newReplicaSetLimit, toShare } from './batch.ts';

it.each([
  [5, 5],
  ['20%', 2],
  ['100%', 10],
  ['200%', 10],
  [200, 10],
  [0, 0],
])('§4.2 batch size of %s over 10 is %s', (plan, size) => {
  expect(batchSize(plan, 10)).toBe(size);
});

it.each([
  [1, 5, 5, undefined, true],
  [1, 5, 4, undefined, true],
  [1, 5, 3, undefined, false],
  ['60%', 4, 4, undefined, false],
  [100, 5, 0, undefined, false],
  [undefined, 5, 3, undefined, false],
  [1, 5, 5, 5, true],
  [1, 5, 5, 3, false],
])(
  '§4.2 §9.2 of 5 wanted: threshold %s, updated %s, ready %s, labelled %s → ready %s',
  (...[failureThreshold, updated, updatedReady, pods, ready]) => {
    const labelled = pods === undefined ? {} : { labelled: { pods, planned: 5 } };
    expect(batchLack({ desired: 5, updated, updatedReady, failureThreshold, ...labelled }) === undefined).toBe(ready);
  },
);

it('§4.2 an empty batch is ready', () => {
  expect(batchLack({ desired: 0, updated: 0, updatedReady: 0 })).toBeUndefined();
});

it.each([
  ['50%', 10, 5],
  ['95%', 10, 9],
  ['100%', 10, 10],
  ['60%', 1, 1],
  [10, 10, 10],
  [3, 10, 3],
])('§4.2 the new ReplicaSet gets, of partition %s over %s, %s', (...[partition, replicas, limit]) => {
  expect(newReplicaSetLimit(partition, replicas)).toBe(limit);
});

it.each([
  [10, 10, '20%', '100%'],
  [0, 10, '20%', '0%'],
  [8, 10, '20%', '80%'],
  [2, 3, '20%', '66%'],
  [1, 1000, '99%', '1%'],
])('§4.2 %s old of %s for plan %s is %s', (...[stable, all, plan, share]) => {
  expect(toShare(stable, all, plan)).toBe(share);
});
