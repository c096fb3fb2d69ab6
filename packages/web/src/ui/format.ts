/** Durations and times as people read them. */

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
const year = 365 * day;

const pair = (ms: number, big: [number, string], small: [number, string]): string => {
  const whole = Math.floor(ms / big[0]);
  const rest = Math.floor((ms - whole * big[0]) / small[0]);
  return rest === 0 ? `${whole}${big[1]}` : `${whole}${big[1]}${rest}${small[1]}`;
};

/**
 * A duration in ms as kubectl prints ages: `45s`, `5m30s`, `47m`, `3h12m`, `2d4h`, `93d`.
 * Source: apimachinery `duration.HumanDuration`. A future moment counts as now.
 */
export const formatDuration = (ms: number): string => {
  if (ms < second) return '0s';
  if (ms < 2 * minute) return `${Math.floor(ms / second)}s`;
  if (ms < 10 * minute) return pair(ms, [minute, 'm'], [second, 's']);
  if (ms < 3 * hour) return `${Math.floor(ms / minute)}m`;
  if (ms < 8 * hour) return pair(ms, [hour, 'h'], [minute, 'm']);
  if (ms < 2 * day) return `${Math.floor(ms / hour)}h`;
  if (ms < 8 * day) return pair(ms, [day, 'd'], [hour, 'h']);
  if (ms < 2 * year) return `${Math.floor(ms / day)}d`;
  if (ms < 8 * year) return pair(ms, [year, 'y'], [day, 'd']);
  return `${Math.floor(ms / year)}y`;
};

const two = (value: number): string => String(value).padStart(2, '0');

/** `hh:mm:ss` on the reader's clock; with the date in front when it was not today. */
export const formatClock = (epochMs: number, nowMs: number): string => {
  const at = new Date(epochMs);
  const time = `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
  const sameDay = at.toDateString() === new Date(nowMs).toDateString();
  return sameDay ? time : `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${time}`;
};

/** `2026-11-21 09:30:05 UTC+8`: unambiguous, for titles. */
export const formatMoment = (epochMs: number): string => {
  const at = new Date(epochMs);
  const offset = -at.getTimezoneOffset();
  const hours = Math.trunc(offset / 60);
  const minutes = Math.abs(offset % 60);
  const zone = `UTC${offset < 0 ? '−' : '+'}${Math.abs(hours)}${minutes === 0 ? '' : `:${two(minutes)}`}`;
  const date = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${date} ${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())} ${zone}`;
};

/** `12,345` in both languages. */
export const formatCount = (value: number): string => String(value).replace(/\B(?=(\d{3})+$)/g, ',');
