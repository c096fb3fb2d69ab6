/** How grave a line says it is. */
export type LogLevel = 'error' | 'warning' | 'info' | 'debug';

const words: Readonly<Record<string, LogLevel>> = {
  emerg: 'error',
  alert: 'error',
  crit: 'error',
  critical: 'error',
  fatal: 'error',
  panic: 'error',
  error: 'error',
  err: 'error',
  severe: 'error',
  warning: 'warning',
  warn: 'warning',
  notice: 'info',
  info: 'info',
  information: 'info',
  debug: 'debug',
  dbg: 'debug',
  trace: 'debug',
};
const letters: Readonly<Record<string, LogLevel>> = { F: 'error', E: 'error', W: 'warning', I: 'info' };

/** A level stands near the beginning; further on it is a word like any other. */
const looked = 160;
/** `"level":"warn"`, `lvl=error`, `severity: INFO` */
const named = /(?:^|[\s,{])"?(?:level|lvl|severity)"?\s*[=:]\s*"?([a-z]+)/i;
/** `E1121 09:00:00.000000` */
const klog = /^([FEWI])\d{4} \d\d:/;
/** `[error]`, `WARN `, `2026-11-21 09:00:00 INFO main`: in brackets, or in capitals on its own. */
const bare = /\[([a-z]{3,11})\]|(?:^|[\s|(])([A-Z]{3,11})(?=[\s:|)\]]|$)/g;

/** The level that a line of text names, if it does. */
export const levelOf = (line: string): LogLevel | undefined => {
  const text = line.slice(0, looked);
  const letter = klog.exec(text)?.[1];
  if (letter !== undefined) return letters[letter];
  const field = named.exec(line.slice(0, looked * 4))?.[1];
  if (field !== undefined && words[field.toLowerCase()] !== undefined) return words[field.toLowerCase()];
  for (const match of text.matchAll(bare)) {
    const level = words[(match[1] ?? match[2] ?? '').toLowerCase()];
    if (level !== undefined) return level;
  }
  return /^(?:panic|fatal|error|warning): /i.test(text)
    ? words[text.slice(0, text.indexOf(':')).toLowerCase()]
    : undefined;
};
