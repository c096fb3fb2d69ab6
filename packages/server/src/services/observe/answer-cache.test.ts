import { createManualClock } from '@binnacle/kube/clock';
import { describe, expect, it } from 'vitest';
import type { ClusterHandle } from '../operation.ts';
import { createAnswerCache } from './answer-cache.ts';
import { createParts } from './parts.ts';

const cluster = {} as ClusterHandle;
const { signal } = new AbortController();
const ask = { key: 'pods', signal };

const fixture = () => {
  const clock = createManualClock();
  const answers = createAnswerCache(clock);
  const loads: { resolve: (value: string) => void; reject: (error: Error) => void; signal: AbortSignal }[] = [];
  const load = (limit: AbortSignal) =>
    new Promise<string>((resolve, reject) => loads.push({ resolve, reject, signal: limit }));
  return { clock, answers, loads, load };
};

/** Source: contract 002, "缓存机制" and "并发处理". */
describe('answers of API servers', () => {
  it('are loaded once for all who ask, kept for 30 seconds, and say how old they are', async () => {
    const { clock, answers, loads, load } = fixture();
    const began = clock.now();
    const both = [answers.read(cluster, ask, load), answers.read(cluster, ask, load)];
    loads[0]!.resolve('one');
    expect(await Promise.all(both)).toEqual([
      { value: 'one', source: 'api', at: began },
      { value: 'one', source: 'api', at: began },
    ]);
    await clock.advance(29_999);
    expect(await answers.read(cluster, ask, load)).toEqual({ value: 'one', source: 'cache', at: began });
    await clock.advance(1);
    const later = answers.read(cluster, ask, load);
    loads[1]!.resolve('two');
    expect(await later).toMatchObject({ value: 'two', source: 'api' });
    expect(loads).toHaveLength(2);
  });

  it('are never older than the call for those who force them, who share a load all the same', async () => {
    const { answers, loads, load } = fixture();
    const patient = answers.read(cluster, ask, load);
    const forced = [1, 2, 3].map(() => answers.read(cluster, { ...ask, force: true }, load));
    expect(loads).toHaveLength(1);
    loads[0]!.resolve('before');
    expect(await patient).toMatchObject({ value: 'before' });
    await expect.poll(() => loads.length, { timeout: 30_000 }).toBe(2);
    loads[1]!.resolve('after');
    expect((await Promise.all(forced)).map(({ value }) => value)).toEqual(['after', 'after', 'after']);
  });

  it('are apart for each cluster and each question', async () => {
    const { answers, loads, load } = fixture();
    void answers.read(cluster, ask, load);
    void answers.read({} as ClusterHandle, ask, load);
    void answers.read(cluster, { ...ask, key: 'nodes' }, load);
    expect(loads).toHaveLength(3);
    for (const { resolve } of loads) resolve('');
  });

  it('are not kept when they fail, nor given up when one who waits leaves', async () => {
    const { answers, loads, load } = fixture();
    const failing = answers.read(cluster, ask, load);
    loads[0]!.reject(new Error('no'));
    await expect(failing).rejects.toThrow('no');
    const leaving = new AbortController();
    const left = answers.read(cluster, { ...ask, signal: leaving.signal }, load);
    const staying = answers.read(cluster, ask, load);
    leaving.abort(new Error('the client left'));
    await expect(left).rejects.toThrow('the client left');
    loads[1]!.resolve('here');
    expect(await staying).toMatchObject({ value: 'here' });
  });

  it('fail when the cluster takes too long', async () => {
    const { clock, answers, loads, load } = fixture();
    const slow = answers.read(cluster, ask, load);
    const refused = expect(slow).rejects.toMatchObject({ reason: 'Timeout' });
    await clock.advance(10_000);
    await refused;
    expect(loads[0]!.signal.aborted).toBe(true);
  });
});

describe('parts of an answer', () => {
  it('leave out one that fails and one that is slow, and say so', async () => {
    const clock = createManualClock();
    const parts = createParts(clock, 5_000);
    const all = Promise.all([
      parts.read('good', () => 1),
      parts.read('bad', () => Promise.reject(new Error('forbidden'))),
      parts.read('slow', () => new Promise<number>(() => undefined)),
    ]);
    await clock.advance(5_000);
    expect(await all).toEqual([1, undefined, undefined]);
    expect(parts.missing).toEqual([
      { part: 'bad', reason: 'forbidden' },
      { part: 'slow', reason: 'no answer within 5 s' },
    ]);
    expect(() => parts.requireAny()).not.toThrow();
  });

  it('are a failure when there is none left', async () => {
    const parts = createParts(createManualClock());
    await parts.read('only', () => Promise.reject(new Error('unreachable')));
    expect(() => parts.requireAny()).toThrow('unreachable');
  });
});
