/** What things cost, in units of some 50 ns. Source: cel-go `common/cost.go`, kube-apiserver `pkg/apis/cel/config.go`. */

/** The most an expression may be estimated to cost, and all those of one schema. */
export const ESTIMATE_LIMIT = 10_000_000;
export const SCHEMA_ESTIMATE_LIMIT = 100_000_000;

/** The most that one run of an expression may cost, that all runs over one object, and those of match conditions. */
export const CALL_LIMIT = 1_000_000;
export const OBJECT_LIMIT = 10_000_000;
export const CONDITIONS_LIMIT = 2_500_000;

export const LIST_COST = 10;
export const MAP_COST = 30;
export const CHECK_COST = 350_000;

/** Costs and sizes are unsigned numbers of 64 bits that stay at their greatest. */
export const GREATEST = 2 ** 64;

export const atMost = (cost: number): number => Math.min(cost, GREATEST);

/** Of reading text once. */
export const traversal = (size: number, times = 1): number => atMost(Math.ceil(size * 0.1 * times));

/** Of looking for a pattern in text. */
export const matching = (text: number, pattern: number): number =>
  atMost(traversal(text + 1) * Math.ceil(pattern * 0.25));

/** Functions that read their first argument as often as told. */
export const readers: Readonly<Record<string, number>> = {
  url: 1,
  lowerAscii: 1,
  upperAscii: 1,
  substring: 1,
  trim: 1,
  replace: 2,
  split: 2,
  quantity: 1,
  isQuantity: 1,
};
