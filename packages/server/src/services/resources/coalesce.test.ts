import { createManualClock } from '@binnacle/kube/clock';
import { describe, expect, it } from 'vitest';
import { createCoalescer } from './coalesce.ts';

const start = () => {
  const clock = createManualClock();
  const runs: number[] = [];
  const begin = clock.now();
  let slow: Promise<void> | undefined;
  const coalescer = createCoalescer({
    clock,
    intervalMs: 200,
    run: () => {
      runs.push(clock.now() - begin);
      return slow;
    },
  });
  return { clock, runs, coalescer, slowDown: (until: Promise<void>) => (slow = until) };
};

describe('createCoalescer', () => {
  it('runs the first poke at once', () => {
    const { coalescer, runs } = start();
    coalescer.poke();
    expect(runs).toEqual([0]);
  });

  it('runs a burst once more when the interval has passed', async () => {
    const { clock, coalescer, runs } = start();
    for (let i = 0; i < 100; i++) coalescer.poke();
    await clock.advance(1000);
    expect(runs).toEqual([0, 200]);
  });

  it('runs five times a second under a steady stream', async () => {
    const { clock, coalescer, runs } = start();
    for (let ms = 0; ms < 1000; ms += 10) {
      coalescer.poke();
      await clock.advance(10);
    }
    expect(runs).toEqual([0, 200, 400, 600, 800, 1000]);
  });

  it('runs at once again after a quiet interval', async () => {
    const { clock, coalescer, runs } = start();
    coalescer.poke();
    await clock.advance(5000);
    coalescer.poke();
    expect(runs).toEqual([0, 5000]);
  });

  it('waits for a slow reader, however often it is poked, then runs once', async () => {
    const { clock, coalescer, runs, slowDown } = start();
    let drain = () => {};
    void slowDown(new Promise((resolve) => (drain = resolve)));
    coalescer.poke();
    for (let i = 0; i < 10; i++) {
      coalescer.poke();
      await clock.advance(1000);
    }
    expect(runs).toEqual([0]);
    drain();
    await clock.settle();
    expect(runs).toEqual([0, 10_000]);
  });

  it('leaves no timer and runs no more when stopped', async () => {
    const { clock, coalescer, runs } = start();
    coalescer.poke();
    coalescer.poke();
    coalescer.stop();
    expect(clock.pending).toBe(0);
    await clock.advance(1000);
    coalescer.poke();
    expect(runs).toEqual([0]);
  });
});
