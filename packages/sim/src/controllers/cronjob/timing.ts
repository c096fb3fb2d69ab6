/** When a CronJob is due. */
import { fromTime } from '../../local/objects.ts';
import type { CronJob } from '../../local/workloads.ts';
import type { Schedule } from '../../cron/schedule.ts';

/** More missed runs than this are told. Source: cronjob controller. */
const manyMissed = 100;

export interface Due {
  /** The latest moment that has come and was not acted on. */
  at: number | undefined;
  tooManyMissed: boolean;
}

/** The latest run since the last one, or since the creation; within the starting deadline when there is one. */
export const dueRun = ({ metadata, spec, status }: CronJob, schedule: Schedule, now: number): Due => {
  const since = fromTime(status?.lastScheduleTime ?? metadata.creationTimestamp);
  const horizon = spec.startingDeadlineSeconds === undefined ? 0 : now - spec.startingDeadlineSeconds * 1000;
  const from = Math.max(since, horizon);
  const first = schedule.next(from);
  if (first === undefined || first > now) return { at: undefined, tooManyMissed: false };
  const second = schedule.next(first);
  if (second === undefined || second > now) return { at: first, tooManyMissed: false };
  const period = Math.max(1000, second - first);
  const missed = Math.floor((now - first) / period) + 1;
  // Close to the present by the first interval, then run by run: schedules need not be regular.
  let at = first;
  let next = schedule.next(first + Math.max(0, missed - 2) * period);
  while (next !== undefined && next <= now) {
    at = next;
    next = schedule.next(next);
  }
  return { at, tooManyMissed: missed > manyMissed };
};

/** With the offset of the zone, as RFC 3339 has it. */
export const toZonedTime = (ms: number, timeZone: string): string => {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  }).formatToParts(new Date(ms));
  const part = (type: string) => parts.find((candidate) => candidate.type === type)?.value ?? '00';
  const local = `${part('year')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}:${part('second')}`;
  const minutes = Math.round((Date.parse(`${local}Z`) - ms) / 60_000);
  if (minutes === 0) return `${local}Z`;
  const pad = (value: number) => String(value).padStart(2, '0');
  const size = Math.abs(minutes);
  return `${local}${minutes < 0 ? '-' : '+'}${pad(Math.floor(size / 60))}:${pad(size % 60)}`;
};
