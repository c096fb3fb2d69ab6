import { describe, expect, it } from 'vitest';
import { createManualClock } from '../clock/index.ts';
import { createBackoff } from './backoff.ts';
import { createController } from './controller.ts';
import { createDelayQueue } from './delay-queue.ts';

const deferred = () => {
  let resolve = () => {};
  const promise = new Promise<void>((done) => (resolve = done));
  return { promise, resolve };
};

describe('controller', () => {
  it('collapses duplicates that wait', async () => {
    const clock = createManualClock(0);
    const seen: string[] = [];
    const controller = createController({ name: 'test', clock, reconcile: (key) => void seen.push(key) });
    for (const key of ['a', 'a', 'b', 'a']) controller.enqueue(key);
    await clock.settle();
    expect(seen).toEqual(['a', 'b']);
    controller.close();
  });

  it('reconciles a key again, once, when it was enqueued meanwhile, and never twice at a time', async () => {
    const clock = createManualClock(0);
    const gate = deferred();
    let runs = 0;
    let active = 0;
    let most = 0;
    const controller = createController({
      name: 'test',
      clock,
      concurrency: 4,
      reconcile: async () => {
        runs++;
        most = Math.max(most, ++active);
        await gate.promise;
        active--;
      },
    });
    controller.enqueue('a');
    await clock.settle();
    controller.enqueue('a');
    controller.enqueue('a');
    await clock.settle();
    expect([runs, controller.depth]).toEqual([1, 1]);
    gate.resolve();
    await clock.settle();
    expect([runs, most]).toEqual([2, 1]);
    controller.close();
  });

  it('gathers what may wait while a key rests, and lets what may not go before', async () => {
    const clock = createManualClock(0);
    const seen: string[] = [];
    const controller = createController({
      name: 'test',
      clock,
      reconcile: (key) => {
        seen.push(`${key} at ${clock.now()}`);
        if (seen.length === 1) controller.enqueueRested(key);
        return Promise.resolve({ restMs: 100 });
      },
    });
    controller.enqueueRested('a');
    await clock.settle();
    controller.enqueueRested('a');
    controller.enqueueRested('b');
    await clock.advance(99);
    expect(seen).toEqual(['a at 0', 'b at 0']);
    controller.enqueueRested('a');
    await clock.advance(901);
    expect(seen.slice(2)).toEqual(['a at 100']);

    controller.enqueueRested('a');
    await clock.advance(10);
    controller.enqueueRested('a');
    controller.enqueue('a');
    await clock.advance(1000);
    expect(seen.slice(3)).toEqual(['a at 1000', 'a at 1010']);
    controller.close();
  });

  it('bounds concurrency', async () => {
    const clock = createManualClock(0);
    let active = 0;
    let most = 0;
    const controller = createController({
      name: 'test',
      clock,
      concurrency: 3,
      reconcile: async () => {
        most = Math.max(most, ++active);
        await Promise.resolve();
        active--;
      },
    });
    for (let i = 0; i < 20; i++) controller.enqueue(String(i));
    await clock.settle();
    expect(most).toBe(3);
    controller.close();
  });

  it('retries a failure after 5, 10, 20 ms and forgets after a success', async () => {
    const clock = createManualClock(0);
    const at: number[] = [];
    const errors: string[] = [];
    const controller = createController({
      name: 'test',
      clock,
      reconcile: () => {
        at.push(clock.now());
        if (at.length < 4 || at.length === 5) throw new Error('no');
      },
      onError: (error, key) => errors.push(`${key}: ${(error as Error).message}`),
    });
    controller.enqueue('a');
    await clock.advance(1000);
    expect(at).toEqual([0, 5, 15, 35]);
    controller.enqueue('a');
    await clock.advance(1000);
    expect(at).toEqual([0, 5, 15, 35, 1000, 1005]);
    expect(errors).toEqual(['a: no', 'a: no', 'a: no', 'a: no']);
    controller.close();
  });

  it('looks again when asked, and keeps the earliest wish', async () => {
    const clock = createManualClock(0);
    const at: number[] = [];
    const controller = createController({
      name: 'test',
      clock,
      reconcile: () => {
        at.push(clock.now());
        return Promise.resolve(at.length === 1 ? { requeueAfterMs: 500 } : undefined);
      },
    });
    controller.enqueue('a');
    await clock.settle();
    controller.enqueueAfter('a', 900);
    controller.enqueueAfter('a', 100);
    await clock.advance(2000);
    expect(at).toEqual([0, 100]);
    controller.close();
  });

  it('gives timers a turn during a long burst', async () => {
    const clock = createManualClock(0);
    let done = 0;
    let doneAtTimer = -1;
    const controller = createController({ name: 'test', clock, reconcile: () => void done++ });
    for (let i = 0; i < 200; i++) controller.enqueue(String(i));
    clock.after(0, () => (doneAtTimer = done));
    await clock.advance(0);
    expect(done).toBe(200);
    expect(doneAtTimer).toBeLessThan(100);
    controller.close();
  });

  it('starts nothing after close', async () => {
    const clock = createManualClock(0);
    let runs = 0;
    const controller = createController({ name: 'test', clock, reconcile: () => void runs++ });
    controller.enqueueAfter('a', 10);
    controller.enqueue('b');
    controller.close();
    controller.enqueue('c');
    await clock.advance(100);
    expect([runs, clock.pending]).toEqual([0, 0]);
  });
});

describe('delay queue', () => {
  it('holds any number of keys with one timer', async () => {
    const clock = createManualClock(0);
    const seen: string[] = [];
    const queue = createDelayQueue(clock, (key) => seen.push(`${key}@${clock.now()}`));
    for (let i = 100; i > 0; i--) queue.set(`k${i}`, i);
    expect([queue.size, clock.pending]).toEqual([100, 1]);
    await clock.advance(100);
    expect(seen).toEqual(Array.from({ length: 100 }, (_, i) => `k${i + 1}@${i + 1}`));
  });

  it('replaces, deletes and sweeps what is dead', async () => {
    const clock = createManualClock(0);
    const seen: string[] = [];
    const queue = createDelayQueue(clock, (key) => seen.push(`${key}@${clock.now()}`));
    for (let i = 1; i < 1000; i++) queue.set('later', 1000 + i, { replace: true });
    queue.set('gone', 5);
    queue.delete('gone');
    queue.set('later', 5000);
    await clock.advance(10_000);
    expect(seen).toEqual(['later@1999']);
  });
});

describe('back-off', () => {
  it('doubles up to its limit per key', () => {
    const backoff = createBackoff({ baseMs: 10_000, maxMs: 300_000 });
    expect(Array.from({ length: 7 }, () => backoff.next('a'))).toEqual([
      10_000, 20_000, 40_000, 80_000, 160_000, 300_000, 300_000,
    ]);
    expect(backoff.next('b')).toBe(10_000);
    backoff.reset('a');
    expect([backoff.failures('a'), backoff.next('a')]).toEqual([0, 10_000]);
  });
});
