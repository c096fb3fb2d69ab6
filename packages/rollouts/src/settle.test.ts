import { describe, expect, it } from 'vitest';
import { settle } from './settle.ts';

interface Status {
  at: number;
}
const move = (more: { last?: number; writesAt?: number; upkeepAt?: number }) => (status: object | undefined) => {
  const { at } = (status ?? { at: 0 }) as Status;
  const { last = 3, writesAt, upkeepAt } = more;
  return {
    status: { at: Math.min(last, at + 1) },
    writes: at === writesAt ? ['write'] : [],
    ...(at === upkeepAt ? { upkeep: ['upkeep'] } : {}),
    events: at < last ? [`left ${at}`] : [],
  };
};

describe('settle', () => {
  it('makes moves of the status together, and tells of each', () => {
    expect(settle({ at: 0 }, move({}))).toEqual({
      status: { at: 3 },
      writes: [],
      events: ['left 0', 'left 1', 'left 2'],
    });
  });

  it('ends where something is to be written', () => {
    expect(settle({ at: 0 }, move({ writesAt: 1 }))).toMatchObject({ status: { at: 2 }, writes: ['write'] });
  });

  it('leaves upkeep to a pass of its own', () => {
    expect(settle({ at: 0 }, move({ upkeepAt: 2 }))).toMatchObject({ status: { at: 2 }, writes: [] });
    expect(settle({ at: 0 }, move({ upkeepAt: 0 }))).toMatchObject({ upkeep: ['upkeep'], status: { at: 1 } });
  });

  it('does not go on for ever', () => {
    const flip = (status: object | undefined) => ({ status: { at: 1 - (status as Status).at }, writes: [] });
    expect(settle({ at: 0 }, flip).writes).toEqual([]);
  });
});
