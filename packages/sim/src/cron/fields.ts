/** What may stand in the five fields of a schedule, and the words for what may not. Source: robfig/cron `parser.go`. */

interface Bounds {
  min: number;
  max: number;
  /** Names of the values, from `min` on. */
  names?: readonly string[];
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

const bounds: readonly Bounds[] = [
  { min: 0, max: 59 },
  { min: 0, max: 23 },
  { min: 1, max: 31 },
  { min: 1, max: 12, names: MONTHS },
  { min: 0, max: 6, names: DAYS },
];

const parseNumber = (text: string): number => {
  if (!/^[+-]?\d+$/.test(text))
    throw new Error(`failed to parse int from ${text}: strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`);
  const number = Number(text);
  if (number < 0) throw new Error(`negative number (${number}) not allowed: ${text}`);
  return number;
};

const parseValue = (text: string, { min, names = [] }: Bounds): number => {
  const place = names.indexOf(text.toLowerCase());
  return place >= 0 ? min + place : parseNumber(text);
};

const assertRange = (text: string, bound: Bounds): void => {
  const [range = '', stepText, ...moreSteps] = text.split('/');
  const [low = '', high, ...moreEnds] = range.split('-');
  const isAny = low === '*' || low === '?';
  const start = isAny ? bound.min : parseValue(low, bound);
  if (!isAny && moreEnds.length > 0) throw new Error(`too many hyphens: ${text}`);
  let end = isAny ? bound.max : high === undefined ? start : parseValue(high, bound);
  if (moreSteps.length > 0) throw new Error(`too many slashes: ${text}`);
  const step = stepText === undefined ? 1 : parseNumber(stepText);
  if (stepText !== undefined && high === undefined) end = bound.max;
  if (start < bound.min) throw new Error(`beginning of range (${start}) below minimum (${bound.min}): ${text}`);
  if (end > bound.max) throw new Error(`end of range (${end}) above maximum (${bound.max}): ${text}`);
  if (start > end) throw new Error(`beginning of range (${start}) beyond end of range (${end}): ${text}`);
  if (step === 0) throw new Error(`step of range should be a positive number: ${text}`);
};

/** Throws an Error in the words of robfig/cron for the first thing that is wrong. */
export const assertFields = (fields: readonly string[]): void =>
  fields.forEach((field, i) => {
    for (const range of field.split(',')) if (range !== '') assertRange(range, bounds[i]!);
  });
