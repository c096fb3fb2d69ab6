import { describe, expect, it } from 'vitest';
import { serviceUnavailable } from '../api/index.ts';
import type { ApiError } from '../api/index.ts';
import { createManualClock, createRng } from '../clock/index.ts';
import { backoffMs } from './backoff.ts';
import { createReconnectGate } from './reconnect-gate.ts';

const backoff = { initialMs: 1000, maxMs: 8000 };

const createFixture = () => {
  const clock = createManualClock();
  const gate = createReconnectGate({ clock, rng: createRng(1), backoff, concurrency: 2 });
  const inside: ((failure?: ApiError) => void)[] = [];
  const heard: string[] = [];
  const signal = new AbortController().signal;
  for (let i = 0; i < 5; i += 1) {
    void gate
      .enter(signal, (error, failures) => heard.push(`${i}: ${error.message} ${failures}`))
      .then((leave) => inside.push(leave));
  }
  return { clock, gate, inside, heard };
};

describe('the reconnect gate', () => {
  it('lets in a few at a time, the next when one leaves; leaving twice counts once', async () => {
    const { clock, inside } = createFixture();
    await clock.settle();
    expect(inside).toHaveLength(2);
    inside[0]!();
    inside[0]!();
    await clock.settle();
    expect(inside).toHaveLength(3);
  });

  it('after failures lets one try at a time, after growing waits, and tells the others', async () => {
    const { clock, inside, heard } = createFixture();
    await clock.settle();
    const failure = serviceUnavailable('down');
    inside[0]!(failure);
    inside[1]!(failure);
    expect(heard).toEqual(['2: down 1', '3: down 1', '4: down 1']);
    await clock.settle();
    expect(inside).toHaveLength(2);
    await clock.advance(1000);
    expect(inside).toHaveLength(3);
    inside[2]!(failure);
    await clock.advance(999);
    expect(inside).toHaveLength(3);
    await clock.advance(1001);
    expect(inside).toHaveLength(4);
    inside[3]!();
    await clock.settle();
    expect(inside).toHaveLength(5);
  });

  it('forgets who no longer waits', async () => {
    const clock = createManualClock();
    const gate = createReconnectGate({ clock, rng: createRng(1), backoff, concurrency: 1 });
    const leave = await gate.enter(new AbortController().signal, () => undefined);
    const leaving = new AbortController();
    const waiting = gate.enter(leaving.signal, () => undefined);
    leaving.abort(new Error('left'));
    await expect(waiting).rejects.toThrow('left');
    await expect(gate.enter(leaving.signal, () => undefined)).rejects.toThrow('left');
    leave();
    await gate.enter(new AbortController().signal, () => undefined);
  });
});

describe('backoffMs', () => {
  it('doubles up to the limit, and is spread over its upper half', () => {
    const rng = createRng(3);
    for (let failures = 1; failures < 60; failures += 1) {
      const full = Math.min(8000, 1000 * 2 ** (failures - 1));
      const wait = backoffMs(failures, backoff, rng);
      expect(wait).toBeGreaterThanOrEqual(full / 2);
      expect(wait).toBeLessThanOrEqual(full);
    }
  });
});
