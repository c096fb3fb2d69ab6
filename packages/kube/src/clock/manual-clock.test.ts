import { describe, expect, it } from 'vitest';
import { sleep } from './clock.ts';
import { createManualClock } from './manual-clock.ts';

describe('manual clock', () => {
  it('stands still until advanced', async () => {
    const clock = createManualClock(1000);
    let fired = false;
    clock.after(10, () => (fired = true));
    await clock.settle();
    expect([clock.now(), fired]).toEqual([1000, false]);
    await clock.advance(9);
    expect(fired).toBe(false);
    await clock.advance(1);
    expect([clock.now(), fired]).toEqual([1010, true]);
  });

  it('runs timers in order of their moment, then of their making, each at its own time', async () => {
    const clock = createManualClock(0);
    const seen: string[] = [];
    clock.after(20, () => seen.push(`b@${clock.now()}`));
    clock.after(5, () => seen.push(`a@${clock.now()}`));
    clock.after(20, () => seen.push(`c@${clock.now()}`));
    await clock.advance(100);
    expect(seen).toEqual(['a@5', 'b@20', 'c@20']);
    expect(clock.now()).toBe(100);
  });

  it('runs timers made by timers within the same advance', async () => {
    const clock = createManualClock(0);
    const seen: number[] = [];
    const tick = () => {
      seen.push(clock.now());
      if (seen.length < 5) clock.after(10, tick);
    };
    clock.after(10, tick);
    await clock.advance(35);
    expect(seen).toEqual([10, 20, 30]);
  });

  it('finishes promise work between two timers', async () => {
    const clock = createManualClock(0);
    const seen: string[] = [];
    clock.after(1, () => {
      void (async () => {
        for (let i = 0; i < 50; i++) await Promise.resolve();
        seen.push('work');
      })();
    });
    clock.after(2, () => seen.push('next'));
    await clock.advance(2);
    expect(seen).toEqual(['work', 'next']);
  });

  it('cancels, and a second cancel does nothing', async () => {
    const clock = createManualClock(0);
    let fired = 0;
    const cancel = clock.after(1, () => fired++);
    clock.after(1, () => fired++);
    cancel();
    cancel();
    expect(clock.pending).toBe(1);
    await clock.advance(5);
    expect(fired).toBe(1);
  });

  it('skips: what fell due runs once, late, in order', async () => {
    const clock = createManualClock(0);
    const seen: string[] = [];
    const tick = () => {
      seen.push(`tick@${clock.now()}`);
      clock.after(10, tick);
    };
    clock.after(10, tick);
    clock.after(500, () => seen.push(`once@${clock.now()}`));
    clock.after(1001, () => seen.push('not yet'));
    await clock.skip(1000);
    expect(seen).toEqual(['tick@1000', 'once@1000']);
    await clock.advance(1);
    expect(seen).toEqual(['tick@1000', 'once@1000', 'not yet']);
  });

  it('serves sleep', async () => {
    const clock = createManualClock(0);
    let done = false;
    void sleep(clock, 1000).then(() => (done = true));
    await clock.advance(999);
    expect(done).toBe(false);
    await clock.advance(1);
    expect(done).toBe(true);
  });
});
