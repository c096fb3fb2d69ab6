/** What the rules of a schema may be estimated to cost. Source: apiextensions `validation/cel_validation.go`. */
import { forbiddenField } from '@binnacle/kube/api';
import type { FieldError } from '@binnacle/kube/api';
import { ESTIMATE_LIMIT, SCHEMA_ESTIMATE_LIMIT, atMost } from '../cel/costs.ts';
import { REQUEST_BYTES } from '../cel/declared-types.ts';
import type { DeclaredType } from '../cel/declared-types.ts';

/** What has been spent on one schema, and by which rules. */
interface Ledger {
  total: number;
  dearest: { at: string; cost: number }[];
}

export interface RuleBudget {
  ledger: Ledger;
  /** How many values there may be of what a schema describes; undefined when nothing bounds them. */
  times: number | undefined;
  /** What has not changed is not refused for its own cost. */
  isUnchanged: boolean;
}

export const createRuleBudget = (isUnchanged: boolean): RuleBudget => ({
  ledger: { total: 0, dearest: [] },
  times: 1,
  isUnchanged,
});

/** How many there may be of what is there at most so many times in each of its parents. */
export const timesBelow = (times: number | undefined, more: number | undefined): number | undefined =>
  times === undefined || more === undefined ? undefined : atMost(times * more);

/** How often a value can be there in one request. */
export const timesOf = ({ times }: RuleBudget, { least }: DeclaredType): number =>
  times ?? Math.floor(REQUEST_BYTES / (least + 1));

const factor = (times: number): string => {
  if (times > 100) return 'more than 100x';
  return `${times.toFixed(times < 1.5 ? 6 : 1)}x`;
};

const tooDear = (what: string, cost: number, limit: number): string =>
  `${what} exceeds budget by factor of ${factor(cost / limit)} (try simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are declared)`;

/** Writes down what an expression costs, and refuses it when that is too much for one. */
export const spend = (budget: RuleBudget, expression: { at: string; what: string; cost: number }): FieldError[] => {
  const { at, what, cost } = expression;
  const { ledger, isUnchanged } = budget;
  ledger.total = atMost(ledger.total + cost);
  if (cost >= SCHEMA_ESTIMATE_LIMIT / 100)
    ledger.dearest = [...ledger.dearest, { at, cost }].sort((a, b) => b.cost - a.cost).slice(0, 4);
  return cost > ESTIMATE_LIMIT && !isUnchanged ? [forbiddenField(at, tooDear(what, cost, ESTIMATE_LIMIT))] : [];
};

/** What is wrong with all rules of a schema together. */
export const settle = ({ ledger }: RuleBudget, at: string): FieldError[] => {
  if (ledger.total <= SCHEMA_ESTIMATE_LIMIT) return [];
  const what = 'x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema';
  return [
    ...ledger.dearest.map((one) =>
      forbiddenField(
        one.at,
        'contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema',
      ),
    ),
    forbiddenField(at, tooDear(what, ledger.total, SCHEMA_ESTIMATE_LIMIT)),
  ];
};
