import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { nextNewSize, nextRollingStep, resolveLimits, scaledValue, scaleProportionally } from './rollout-arithmetic.ts';

describe('scaledValue', () => {
  it.each([
    ['25%', 10, true, 3],
    ['25%', 10, false, 2],
    ['25%', 3, true, 1],
    ['25%', 3, false, 0],
    ['100%', 7, false, 7],
    ['0%', 7, true, 0],
    [4, 7, true, 4],
    ['4', 7, true, 4],
    ['many', 7, true, 0],
    [undefined, 7, true, 0],
  ])('%s of %i, up %s: %i', (...[value, total, up, expected]) => {
    expect(scaledValue(value, total, up)).toBe(expected);
  });
});

describe('resolveLimits', () => {
  it.each([
    [{ maxSurge: '25%', maxUnavailable: '25%' }, 4, { surge: 1, unavailable: 1 }],
    [{ maxSurge: '25%', maxUnavailable: '25%' }, 1, { surge: 1, unavailable: 0 }],
    [{ maxSurge: 0, maxUnavailable: '10%' }, 3, { surge: 0, unavailable: 1 }],
    [{ maxSurge: 0, maxUnavailable: 5 }, 3, { surge: 0, unavailable: 3 }],
    [{}, 3, { surge: 0, unavailable: 1 }],
  ])('%j of %i', (strategy, desired, expected) => {
    expect(resolveLimits(strategy, desired)).toEqual(expected);
  });
});

describe('nextNewSize', () => {
  it.each([
    [3, 1, { current: 0, all: 3 }, 1],
    [3, 1, { current: 1, all: 4 }, 1],
    [10, 3, { current: 0, all: 10 }, 3],
    [10, 3, { current: 8, all: 9 }, 10],
    [3, 0, { current: 0, all: 0 }, 3],
  ])('desired %i surge %i %j: %i', (...[desired, surge, sizes, expected]) => {
    expect(nextNewSize(desired, surge, sizes)).toBe(expected);
  });
});

describe('nextRollingStep', () => {
  const limits = { surge: 1, unavailable: 1 };
  const set = (name: string, replicas: number, available = replicas) => ({ name, replicas, available });

  it('grows the new set first', () => {
    expect(nextRollingStep(4, limits, { current: set('new', 0), old: [set('old', 4)] })).toEqual([
      { name: 'new', from: 0, to: 1 },
    ]);
  });

  it('then shrinks the old one as far as availability allows', () => {
    expect(nextRollingStep(4, limits, { current: set('new', 1, 0), old: [set('old', 4)] })).toEqual([
      { name: 'old', from: 4, to: 3 },
    ]);
    expect(nextRollingStep(4, limits, { current: set('new', 2, 0), old: [set('old', 3)] })).toEqual([]);
  });

  it('gives up unavailable old pods before available ones', () => {
    expect(
      nextRollingStep(4, limits, { current: set('new', 1, 0), old: [set('broken', 2, 0), set('good', 3)] }),
    ).toEqual([{ name: 'broken', from: 2, to: 0 }]);
  });

  it('shrinks a new set that is too large', () => {
    expect(nextRollingStep(2, limits, { current: set('new', 5), old: [] })).toEqual([{ name: 'new', from: 5, to: 2 }]);
  });

  it('has nothing to do at the end', () => {
    expect(nextRollingStep(4, limits, { current: set('new', 4), old: [set('old', 0)] })).toEqual([]);
  });

  it('never plans above the surge or below the availability, and always ends', () => {
    const cases = fc.record({
      desired: fc.integer({ min: 1, max: 30 }),
      surge: fc.integer({ min: 0, max: 10 }),
      unavailable: fc.integer({ min: 0, max: 10 }),
      ready: fc.array(fc.nat(), { maxLength: 60 }),
    });
    fc.assert(
      fc.property(cases, ({ desired, surge, unavailable, ready }) => {
        const bounds = resolveLimits({ maxSurge: surge, maxUnavailable: unavailable }, desired);
        const fresh = { name: 'new', replicas: 0, available: 0 };
        const old = { name: 'old', replicas: desired, available: desired };
        for (let turn = 0; turn < 400; turn++) {
          for (const { name, to } of nextRollingStep(desired, bounds, { current: fresh, old: [old] })) {
            const target = name === 'new' ? fresh : old;
            target.replicas = to;
            target.available = Math.min(target.available, to);
          }
          expect(fresh.replicas + old.replicas).toBeLessThanOrEqual(desired + bounds.surge);
          expect(fresh.available + old.available).toBeGreaterThanOrEqual(desired - bounds.unavailable);
          const waiting = fresh.replicas - fresh.available;
          // Some pods become ready, in whatever order; without luck left, all do.
          fresh.available += turn < ready.length ? (ready[turn] ?? 0) % (waiting + 1) : waiting;
        }
        expect([fresh.replicas, old.replicas]).toEqual([desired, 0]);
      }),
    );
  });
});

describe('scaleProportionally', () => {
  const set = (name: string, ...[replicas, created, maxReplicas]: [number, number, number]) => ({
    name,
    replicas,
    available: replicas,
    created,
    maxReplicas,
  });

  it('spreads a growth by size, leftovers to the largest', () => {
    const sets = [set('old', 8, 1, 13), set('new', 5, 2, 13)];
    expect(scaleProportionally(15, 3, { sets, statusReplicas: 13 })).toEqual([
      { name: 'old', from: 8, to: 11 },
      { name: 'new', from: 5, to: 7 },
    ]);
  });

  it('prefers newer sets among equals when it grows and older ones when it shrinks', () => {
    const sets = [set('old', 5, 1, 10), set('new', 5, 2, 10)];
    expect(scaleProportionally(11, 0, { sets, statusReplicas: 10 })[0]).toEqual({ name: 'new', from: 5, to: 6 });
    expect(scaleProportionally(9, 0, { sets, statusReplicas: 10 })[0]).toEqual({ name: 'old', from: 5, to: 4 });
  });

  it('goes to zero with the deployment', () => {
    const sets = [set('old', 3, 1, 6), set('new', 2, 2, 6)];
    expect(scaleProportionally(0, 1, { sets, statusReplicas: 5 }).map(({ to }) => to)).toEqual([0, 0]);
  });

  it('adds up to what is allowed', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 2, maxLength: 5 }),
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 0, max: 10 }),
        (sizes, desired, surge) => {
          const sum = sizes.reduce((a, b) => a + b, 0);
          const sets = sizes.map((size, index) => set(`s${index}`, size, index, sum));
          const result = scaleProportionally(desired, surge, { sets, statusReplicas: sum });
          const after = result.reduce((total, { to }) => total + to, 0);
          expect(after).toBe(desired + surge);
        },
      ),
    );
  });
});
