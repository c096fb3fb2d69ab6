import type { en } from './en.ts';
import type { more } from './en-more.ts';

export type AllTexts = typeof en & typeof more;

/** A key of the texts; `_one` and `_other` forms are asked for by their common stem. */
export type TextKey = keyof AllTexts extends infer K
  ? K extends `${infer Stem}_${'one' | 'other'}`
    ? Stem
    : K
  : never;
