/** `0-2,5`: which indexes of a Job are done. Source: kube-apiserver `pkg/apis/batch/validation`. */
import { invalidField } from '@binnacle/kube/api';
import type { FieldError } from '@binnacle/kube/api';
import { textAt } from '../json.ts';
import type { JsonObject } from '../json.ts';

type Interval = readonly [first: number, last: number];

const parseIndex = (text: string, completions: number): number => {
  if (!/^[+-]?\d+$/.test(text)) throw new Error(`cannot convert string to integer for index: ${JSON.stringify(text)}`);
  if (Number(text) >= completions) throw new Error(`too large index: ${JSON.stringify(text)}`);
  return Number(text);
};

const outOfOrder = (previous: number, current: number): Error =>
  new Error(`non-increasing order, previous: ${previous}, current: ${current}`);

const parseInterval = (text: string, completions: number): Interval => {
  const limits = text.split('-');
  if (limits.length > 2)
    throw new Error(
      `the fragment ${JSON.stringify(text)} violates the requirement that an index interval can have at most two parts separated by '-'`,
    );
  const [first, last] = limits.map((limit) => parseIndex(limit, completions)) as [number, number?];
  if (last !== undefined && first >= last) throw outOfOrder(first, last);
  return [first, last ?? first];
};

/** How many indexes the text names. Throws an Error that says what is wrong with it. */
export const countIndexes = (text: string, completions: number): number => {
  let previous: number | undefined;
  let total = 0;
  for (const part of text === '' ? [] : text.split(',')) {
    const [first, last] = parseInterval(part, completions);
    if (previous !== undefined && previous >= first) throw outOfOrder(previous, first);
    previous = last;
    total += last - first + 1;
  }
  return total;
};

const problemOf = (text: string, completions: number): string | undefined => {
  try {
    countIndexes(text, completions);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
};

/** Those that can be read. */
const intervalsOf = (text: string, completions: number): Interval[] =>
  text.split(',').flatMap((part) => {
    try {
      return [parseInterval(part, completions)];
    } catch {
      return [];
    }
  });

/** The first index that is in both. */
const overlapOf = (completed: readonly Interval[], failed: readonly Interval[]): number | undefined => {
  for (const [cFirst, cLast] of completed)
    for (const [fFirst, fLast] of failed) if (cFirst <= fLast && fFirst <= cLast) return Math.max(cFirst, fFirst);
  return undefined;
};

/** Both lists of a Job's status, where they change. */
export const validateIndexes = (
  spec: JsonObject,
  status: JsonObject,
  changed: (field: string) => boolean,
): FieldError[] => {
  const { completions, backoffLimitPerIndex: perIndex } = spec;
  const [completed, failed] = [textAt(status, 'completedIndexes'), textAt(status, 'failedIndexes')];
  const [doneAt, failedAt] = ['status.completedIndexes', 'status.failedIndexes'];
  const hasFailed = typeof status.failedIndexes === 'string';
  const errors: FieldError[] = [];
  const parse = (text: string, field: string, at: string) => {
    const problem = typeof completions === 'number' && changed(field) ? problemOf(text, completions) : undefined;
    if (problem !== undefined) errors.push(invalidField(at, text, `error parsing ${field}: ${problem}`));
  };
  parse(completed, 'completedIndexes', doneAt);
  if (perIndex !== undefined && hasFailed) parse(failed, 'failedIndexes', failedAt);
  if (changed('completedIndexes') && completed !== '' && spec.completionMode !== 'Indexed')
    errors.push(
      invalidField(doneAt, completed, 'cannot set non-empty completedIndexes when non-indexed completion mode'),
    );
  if (changed('failedIndexes') && hasFailed && perIndex === undefined)
    errors.push(invalidField(failedAt, failed, 'cannot set non-null failedIndexes when backoffLimitPerIndex is null'));
  if ((changed('failedIndexes') || changed('completedIndexes')) && typeof completions === 'number') {
    const overlap = overlapOf(intervalsOf(completed, completions), intervalsOf(failed, completions));
    if (overlap !== undefined)
      errors.push(invalidField(failedAt, failed, `failedIndexes and completedIndexes overlap at index: ${overlap}`));
  }
  return errors;
};
