import { describe, expect, it } from 'vitest';
import { runAll, type Outcome } from './run-all.ts';

const log = () => {
  const states: string[][] = [];
  const onOutcome = (index: number, outcome: Outcome): void => {
    (states[index] ??= []).push(outcome.state);
  };
  return { states, onOutcome };
};

describe('runAll', () => {
  it('goes on with the others when one fails', async () => {
    const { states, onOutcome } = log();
    const run = async (target: string): Promise<void> => {
      if (target === 'b') throw new Error('no');
    };
    const { signal } = new AbortController();
    expect(await runAll(['a', 'b', 'c'], { run, onOutcome, signal })).toBe(false);
    expect(states).toEqual([
      ['running', 'done'],
      ['running', 'failed'],
      ['running', 'done'],
    ]);
  });

  it('has at most four under way', async () => {
    let under = 0;
    let most = 0;
    const run = async (): Promise<void> => {
      under += 1;
      most = Math.max(most, under);
      await Promise.resolve();
      under -= 1;
    };
    const { signal } = new AbortController();
    expect(await runAll(Array.from({ length: 20 }), { run, onOutcome: () => undefined, signal })).toBe(true);
    expect(most).toBe(4);
  });

  it('begins no further one once it is stopped', async () => {
    const { states, onOutcome } = log();
    const stop = new AbortController();
    const run = async (target: number): Promise<void> => {
      if (target === 3) stop.abort();
    };
    expect(await runAll([0, 1, 2, 3, 4, 5, 6], { run, onOutcome, signal: stop.signal })).toBe(false);
    expect(states.length).toBe(4);
    expect(states.every((steps) => steps.at(-1) === 'done')).toBe(true);
  });
});
