/** Numbers that may be a share of another: `3` or `20%`. */
import type { IntOrString } from '@binnacle/kube/api';

const percentPattern = /^-?\d+%$/;

/** The number before `%`; undefined for anything else. */
export const toPercent = (value: IntOrString | undefined): number | undefined =>
  typeof value === 'string' && percentPattern.test(value) ? Number(value.slice(0, -1)) : undefined;

/** `ceil%`: the value over `total`, shares rounded up. Text that is no share counts as 0. */
export const ceilOf = (value: IntOrString | undefined, total: number): number =>
  typeof value === 'number' ? value : Math.ceil(((toPercent(value) ?? 0) * total) / 100);

/** The same, rounded down. */
export const floorOf = (value: IntOrString | undefined, total: number): number =>
  typeof value === 'number' ? value : Math.floor(((toPercent(value) ?? 0) * total) / 100);

export const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));
