/** Schedules of CronJobs: five fields, or a name such as `@daily`, or `@every 1h30m`. Source: robfig/cron `ParseStandard`. */
import { Cron } from 'croner';
import { assertFields } from './fields.ts';

/** Moments in epoch ms. Undefined: never again. */
export interface Schedule {
  next(after: number): number | undefined;
}

const NAMED: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};

const UNIT_MS: Readonly<Record<string, number>> = {
  ...{ h: 3_600_000, m: 60_000, s: 1000, ms: 1 },
  ...{ us: 1e-3, µs: 1e-3, μs: 1e-3, ns: 1e-6 },
};

/** Whole seconds, one at least. Throws an Error in the words of Go's `time.ParseDuration`. */
const everyMs = (text: string): number => {
  const quoted = JSON.stringify(text);
  const invalid = new Error(`time: invalid duration ${quoted}`);
  let [ms, rest] = [0, text];
  if (rest === '') throw invalid;
  while (rest !== '') {
    const [amount] = /^(\d+\.?\d*|\.\d+)/.exec(rest) ?? [];
    if (amount === undefined) throw invalid;
    const [unit] = /^[^.\d]+/.exec(rest.slice(amount.length)) ?? [];
    if (unit === undefined) throw new Error(`time: missing unit in duration ${quoted}`);
    const each = UNIT_MS[unit];
    if (each === undefined) throw new Error(`time: unknown unit ${JSON.stringify(unit)} in duration ${quoted}`);
    ms += Number(amount) * each;
    rest = rest.slice(amount.length + unit.length);
  }
  return Math.max(1000, Math.floor(ms / 1000) * 1000);
};

const everyOf = (descriptor: string): number => {
  try {
    return everyMs(descriptor.slice('@every '.length));
  } catch (error) {
    throw new Error(`failed to parse duration ${descriptor}: ${(error as Error).message}`, { cause: error });
  }
};

/** Throws an Error in the words of robfig/cron. */
export const parseSchedule = (text: string, timeZone?: string): Schedule => {
  const plain = text.replace(/^(CRON_)?TZ=\S+\s*/, '');
  if (plain.startsWith('@every ')) {
    const ms = everyOf(plain);
    return { next: (after) => Math.floor(after / 1000) * 1000 + ms };
  }
  if (plain.startsWith('@') && NAMED[plain] === undefined) throw new Error(`unrecognized descriptor: ${plain}`);
  const spec = NAMED[plain] ?? plain;
  const fields = spec.split(/\s+/).filter((field) => field !== '');
  if (fields.length !== 5) throw new Error(`expected exactly 5 fields, found ${fields.length}: [${fields.join(' ')}]`);
  assertFields(fields);
  const cron = new Cron(fields.join(' '), { paused: true, timezone: timeZone ?? 'UTC' });
  return { next: (after) => cron.nextRun(new Date(after))?.getTime() };
};

/** Whether the tz database has it. */
export const isTimeZone = (name: string): boolean => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return !/^[+-]/.test(name);
  } catch {
    return false;
  }
};
