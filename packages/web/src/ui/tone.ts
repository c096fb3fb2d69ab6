import type { WireColumn } from '@binnacle/api';

/** How a value should be read at a glance. Colour never speaks alone: every tone has its own icon. */
export type Tone = 'ok' | 'busy' | 'warn' | 'bad' | 'idle';

const byText: Readonly<Record<string, Tone>> = {
  Running: 'ok',
  Active: 'ok',
  Ready: 'ok',
  Bound: 'ok',
  Available: 'ok',
  Healthy: 'ok',
  Established: 'ok',
  Completed: 'idle',
  Complete: 'idle',
  Succeeded: 'idle',
  Terminating: 'busy',
  Pending: 'busy',
  ContainerCreating: 'busy',
  PodInitializing: 'busy',
  Progressing: 'busy',
  Released: 'idle',
  Unknown: 'warn',
  NotReady: 'bad',
  SchedulingDisabled: 'warn',
  Failed: 'bad',
  Error: 'bad',
  Lost: 'bad',
  Evicted: 'bad',
  OOMKilled: 'bad',
};

/** The tone of a status word as kubectl prints it, e.g. `Running`, `CrashLoopBackOff`, `Init:0/1`, `Ready,SchedulingDisabled`. */
export const toneOfStatus = (text: string): Tone => {
  const known = byText[text];
  if (known !== undefined) return known;
  if (/BackOff|Err|Error|Invalid|Failed|Killed|Cannot|Deadline|Unhealthy|Mismatch|Unschedul/.test(text)) return 'bad';
  if (/^(Signal|ExitCode):/.test(text)) return 'bad';
  if (text.startsWith('NotReady')) return 'bad';
  if (text.includes('SchedulingDisabled')) return 'warn';
  if (/^Init:\d/.test(text)) return 'busy';
  return 'idle';
};

/** `2/3` as numbers, or undefined. */
export const parseRatio = (text: string): { have: number; want: number } | undefined => {
  const match = /^(\d+)\/(\d+)$/.exec(text);
  return match === null ? undefined : { have: Number(match[1]), want: Number(match[2]) };
};

/** True where a column speaks of the object's state in one word. */
export const isStatusColumn = (column: Pick<WireColumn, 'name' | 'type'>): boolean =>
  column.type === 'string' && (column.name === 'Status' || column.name === 'Phase');

/** A `have/want` cell: short of what is wanted is a warning, nothing of it is bad, and nothing wanted is idle. */
export const toneOfRatio = (text: string): Tone | undefined => {
  const ratio = parseRatio(text);
  if (ratio === undefined) return undefined;
  if (ratio.want === 0) return 'idle';
  if (ratio.have >= ratio.want) return 'ok';
  return ratio.have === 0 ? 'bad' : 'warn';
};

/** A condition's tone: some types are good when True, the rest are troubles. */
export const toneOfCondition = (type: string, status: string): Tone => {
  if (status === 'Unknown') return 'warn';
  const trouble = /Pressure|Unavailable|Failure|Failed|Degraded|Stalled|Disruption/.test(type);
  const good = trouble ? status === 'False' : status === 'True';
  if (good) return 'ok';
  return 'bad';
};
