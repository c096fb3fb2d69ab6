import type { en } from './en.ts';

/** A key of the texts; `_one` and `_other` forms are asked for by their common stem. */
export type TextKey = keyof typeof en extends infer K
  ? K extends `${infer Stem}_${'one' | 'other'}`
    ? Stem
    : K
  : never;
