import { describe, expect, it } from 'vitest';
import { createHistoryClock } from './history-clock.ts';
import { createManualClock } from './manual-clock.ts';

describe('history clock', () => {
  it('starts in the past and moves only when told', async () => {
    const base = createManualClock(1_000_000);
    const clock = createHistoryClock(base, 60_000);
    const seen: number[] = [];
    clock.after(10_000, () => seen.push(clock.now()));
    expect(clock.now()).toBe(940_000);
    await clock.advance(20_000);
    expect([clock.now(), seen]).toEqual([960_000, [950_000]]);
  });

  it('hands waiting timers to the base clock when it goes live', async () => {
    const base = createManualClock(1_000_000);
    const clock = createHistoryClock(base, 60_000);
    const seen: string[] = [];
    clock.after(30_000, () => seen.push(`past@${clock.now()}`));
    clock.after(61_000, () => seen.push(`live@${clock.now()}`));
    const cancel = clock.after(62_000, () => seen.push('cancelled'));
    await clock.goLive();
    expect([clock.now(), seen, base.pending]).toEqual([1_000_000, ['past@970000'], 2]);
    cancel();
    clock.after(2_000, () => seen.push(`new@${clock.now()}`));
    await base.advance(5_000);
    expect(seen).toEqual(['past@970000', 'live@1001000', 'new@1002000']);
  });

  it('cannot be moved once live', async () => {
    const clock = createHistoryClock(createManualClock(0), 10);
    await clock.goLive();
    await expect(clock.advance(1)).rejects.toThrow('the clock is live: its time cannot be moved');
  });
});
