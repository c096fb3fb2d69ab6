import { toNumber } from '../identity.ts';

/** Chance for one line: the same line always draws the same. */
export interface Dice {
  /** A whole number in [low, high]. */
  between(low: number, high: number): number;
  pick<T>(items: readonly T[]): T;
  /** True in `percent` of the lines. */
  chance(percent: number): boolean;
  hex(digits: number): string;
}

export const createDice = (seed: number, k: number): Dice => {
  let draws = 0;
  const draw = () => toNumber(`${seed}:${k}:${draws++}`);
  return {
    between: (low, high) => low + (draw() % (high - low + 1)),
    pick: (items) => items[draw() % items.length] as (typeof items)[number],
    chance: (percent) => draw() % 1000 < percent * 10,
    hex: (digits) => {
      let text = '';
      while (text.length < digits) text += draw().toString(16).padStart(8, '0');
      return text.slice(0, digits);
    },
  };
};
