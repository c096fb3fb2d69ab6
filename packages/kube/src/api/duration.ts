/** Ages as kubectl writes them. Source: apimachinery `duration.HumanDuration`. */
import type { Cell } from './kind.ts';
import { fromTime } from './time.ts';

/** `45s`, `5m30s`, `3h12m`, `2d4h`, `80d`: two or three significant figures. Just before zero is `0s`, earlier `<invalid>`. */
export const humanDuration = (ms: number): string => {
  const seconds = Math.trunc(ms / 1000);
  if (seconds < -1) return '<invalid>';
  if (seconds < 120) return `${Math.max(seconds, 0)}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 10) return pair(`${minutes}m`, seconds % 60, 's');
  if (minutes < 180) return `${minutes}m`;
  const hours = Math.floor(minutes / 60);
  if (hours < 8) return pair(`${hours}h`, minutes % 60, 'm');
  if (hours < 48) return `${hours}h`;
  const days = Math.floor(hours / 24);
  if (hours < 192) return pair(`${days}d`, hours % 24, 'h');
  if (days < 730) return `${days}d`;
  if (days < 2920) return pair(`${Math.floor(days / 365)}y`, days % 365, 'd');
  return `${Math.floor(days / 365)}y`;
};

const pair = (big: string, small: number, unit: string): string => (small === 0 ? big : `${big}${small}${unit}`);

/**
 * A `date` cell as its age at `nowMs`. Text that is no date (`<none>`, a finished job's duration) stays;
 * null is `<unknown>`.
 */
export const ageText = (cell: Cell, nowMs: number): string => {
  if (cell === null) return '<unknown>';
  const at = fromTime(cell);
  return at === undefined ? String(cell) : humanDuration(nowMs - at);
};
