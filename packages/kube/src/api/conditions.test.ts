import { describe, expect, it } from 'vitest';
import { findCondition, isConditionTrue, withCondition } from './conditions.ts';
import type { Condition } from './conditions.ts';

const ready: Condition = { type: 'Ready', status: 'False', reason: 'Starting', lastTransitionTime: 't0' };

describe('conditions', () => {
  it('are found by type', () => {
    expect(findCondition([ready], 'Ready')).toBe(ready);
    expect(findCondition(null, 'Ready')).toBeUndefined();
    expect(isConditionTrue([ready], 'Ready')).toBe(false);
  });

  it('are added with the time', () => {
    expect(withCondition<Condition>(undefined, { type: 'Ready', status: 'True' }, 't1')).toEqual([
      { type: 'Ready', status: 'True', lastTransitionTime: 't1' },
    ]);
  });

  it('keep their time while the status stays', () => {
    const next = withCondition([ready], { type: 'Ready', status: 'False', reason: 'Slow' }, 't1');
    expect(next).toEqual([{ ...ready, reason: 'Slow' }]);
  });

  it('get a new time when the status changes', () => {
    const next = withCondition([ready], { type: 'Ready', status: 'True', reason: 'Up' }, 't1');
    expect(next).toEqual([{ type: 'Ready', status: 'True', reason: 'Up', lastTransitionTime: 't1' }]);
  });

  it('are the same list when nothing changes', () => {
    const list = [ready];
    expect(withCondition(list, { type: 'Ready', status: 'False', reason: 'Starting' }, 't1')).toBe(list);
  });
});
