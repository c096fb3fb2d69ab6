import { describe, expect, it } from 'vitest';
import { limitsOf, rollingLimit, rollOn, scaleAll } from './rolling.ts';
import type { Rolling, SetSize } from './rolling.ts';

const set = (name: string, replicas: number, more: Partial<SetSize> = {}): SetSize => ({
  name,
  replicas,
  available: replicas,
  ...more,
});

const rolling = (change: Partial<Rolling>): Rolling => ({
  replicas: 5,
  surge: 1,
  unavailable: 0,
  limit: 0,
  current: set('new', 0),
  old: [set('v1', 5)],
  ...change,
});

/** All Pods become available at once. */
const settle = (start: Rolling): number[] => {
  let at = start;
  for (let step = 0; step < 50; step += 1) {
    const sizes = rollOn(at);
    if (sizes.size === 0) return [at.current.replicas, ...at.old.map(({ replicas }) => replicas)];
    const next = (one: SetSize) => {
      const replicas = sizes.get(one.name) ?? one.replicas;
      return { ...one, replicas, available: replicas };
    };
    at = { ...at, current: next(at.current), old: at.old.map(next) };
  }
  throw new Error('it does not settle');
};

describe('§4.5 limits', () => {
  it.each([
    [{}, 4, { surge: 1, unavailable: 1 }],
    [{ maxSurge: '25%', maxUnavailable: 0 }, 5, { surge: 2, unavailable: 0 }],
    [{ maxSurge: 0, maxUnavailable: '10%' }, 5, { surge: 0, unavailable: 1 }],
    [{ maxSurge: 0, maxUnavailable: 9 }, 3, { surge: 0, unavailable: 3 }],
  ])('%j of %i', (strategy, replicas, expected) => {
    expect(limitsOf(strategy, replicas)).toEqual(expected);
  });

  it('§12 leaves one Pod to the new revision without surge, at any partition', () => {
    expect([rollingLimit(0, 5, 0), rollingLimit(0, 5, 1), rollingLimit('90%', 5, 0), rollingLimit(0, 0, 0)]).toEqual([
      1, 0, 4, 0,
    ]);
  });
});

describe('§4.5 rolling', () => {
  it.each([0, 1, 2, 3, 5])('B54 stops at partition %i', (limit) => {
    expect(settle(rolling({ limit }))).toEqual([limit, 5 - limit]);
  });

  it('B57 stays at one bad Pod beside all the good ones', () => {
    const stuck = rolling({ limit: 3, current: set('new', 1, { available: 0 }) });
    expect(rollOn(stuck)).toEqual(new Map());
  });

  it('B58 shrinks the revision in the middle before the stable one', () => {
    const old = [set('v1', 2, { stable: true }), set('v2', 3)];
    expect(settle(rolling({ limit: 0, current: set('v3', 0), old }))).toEqual([0, 2, 3]);
    expect(settle(rolling({ limit: 3, current: set('v3', 0), old }))).toEqual([3, 2, 0]);
    expect(settle(rolling({ limit: 5, current: set('v3', 0), old }))).toEqual([5, 0, 0]);
  });

  it('takes Pods that do not serve first, and never too many of those that do', () => {
    const sick = rolling({ limit: 2, unavailable: 1, current: set('new', 1), old: [set('v1', 5, { available: 4 })] });
    expect(rollOn(sick)).toEqual(new Map([['v1', 3]]));
    const noneToSpare = rolling({ limit: 2, current: set('new', 1), old: [set('v1', 5, { available: 4 })] });
    expect(rollOn(noneToSpare)).toEqual(new Map([['v1', 4]]));
    const noneSick = rolling({ limit: 2, current: set('new', 1, { available: 0 }), old: [set('v1', 5)] });
    expect(rollOn(noneSick)).toEqual(new Map());
  });

  it('is never shrunk by the partition alone', () => {
    expect(rollOn(rolling({ limit: 1, current: set('new', 3), old: [set('v1', 2)] }))).toEqual(new Map());
  });

  it('brings back old Pods that the partition keeps', () => {
    expect(rollOn(rolling({ limit: 2, current: set('new', 2), old: [set('v1', 1), set('v0', 0)] }))).toEqual(
      new Map([['v1', 3]]),
    );
  });
});

describe('§4.5 a change of scale keeps the shares', () => {
  it.each([
    ['B55 5 → 10 at 2 of 5', 5, 10, [2, 3], [4, 6]],
    ['B56 10 → 5 at 40 %', 10, 5, [4, 6], [2, 3]],
    ['B38 10 → 5 at 40 %', 10, 5, [4, 6], [2, 3]],
    ['a surge is taken along, no further than allowed', 5, 10, [3, 3], [6, 5]],
    ['all to none', 5, 0, [2, 3], [0, 0]],
    ['one set alone', 5, 8, [0, 5], [0, 8]],
  ])('%s', (...[, from, replicas, [now, before], [new2, old2]]) => {
    const start = rolling({ replicas, current: set('new', now!), old: [set('v1', before!)] });
    const sizes = scaleAll(start, from);
    expect([sizes.get('new') ?? now, sizes.get('v1') ?? before]).toEqual([new2, old2]);
  });
});
