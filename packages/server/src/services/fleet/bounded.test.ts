import { expect, it } from 'vitest';
import { mapBounded } from './bounded.ts';

it('works on no more than so many at a time, and keeps the order', async () => {
  let running = 0;
  let most = 0;
  const results = await mapBounded([5, 1, 4, 2, 3, 6, 7], 3, async (value) => {
    most = Math.max(most, ++running);
    for (let turn = 0; turn < value; turn += 1) await Promise.resolve();
    running -= 1;
    return value * 10;
  });
  expect(results).toEqual([50, 10, 40, 20, 30, 60, 70]);
  expect(most).toBe(3);
});

it('fails as the work does, and takes nothing for an answer', async () => {
  await expect(mapBounded([1, 2], 1, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await mapBounded([], 4, () => Promise.resolve(1))).toEqual([]);
});
