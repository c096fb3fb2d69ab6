import { describe, expect, it } from 'vitest';
import { createManualClock } from './manual-clock.ts';
import { createPacedClock } from './paced-clock.ts';

describe('paced clock', () => {
  it('runs as its base until told otherwise, then as many times as fast', async () => {
    const base = createManualClock(1_000);
    const clock = createPacedClock(base);
    await base.advance(500);
    expect(clock.now()).toBe(1_500);
    clock.setRate(10);
    await base.advance(100);
    expect(clock.now()).toBe(2_500);
  });

  it('brings forward what waits, and keeps its order', async () => {
    const base = createManualClock(0);
    const clock = createPacedClock(base);
    const seen: string[] = [];
    clock.after(10_000, () => seen.push(`b@${clock.now()} base ${base.now()}`));
    clock.after(5_000, () => seen.push(`a@${clock.now()} base ${base.now()}`));
    await base.advance(1_000);
    clock.setRate(100);
    await base.advance(1_000);
    expect(seen).toEqual(['a@5000 base 1040', 'b@10000 base 1090']);
  });

  it('stands still when paused: nothing is called, and nothing is lost', async () => {
    const base = createManualClock(0);
    const clock = createPacedClock(base, { rate: 0 });
    let calls = 0;
    clock.after(10, () => (calls += 1));
    const cancel = clock.after(10, () => (calls += 100));
    await base.advance(60_000);
    expect([clock.now(), calls]).toEqual([0, 0]);
    cancel();
    clock.setRate(1);
    await base.advance(10);
    expect([clock.now(), calls]).toEqual([10, 1]);
  });

  it('can start elsewhere than its base', async () => {
    const base = createManualClock(0);
    const clock = createPacedClock(base, { start: 5_000, rate: 0.5 });
    await base.advance(1_000);
    expect(clock.now()).toBe(5_500);
  });
});
