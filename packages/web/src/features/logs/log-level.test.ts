import { expect, it } from 'vitest';
import { levelOf } from './log-level.ts';

it.each([
  ['E1121 09:00:00.123456       1 controller.go:12] sync failed', 'error'],
  ['I1121 09:00:00.123456       1 leader.go:12] error count is 0', 'info'],
  ['{"ts":1,"level":"warn","msg":"slow"}', 'warning'],
  ['time="2026-11-21T09:00:00Z" level=error msg="no route"', 'error'],
  ['2026-11-21 09:00:00,123 INFO [main] started', 'info'],
  ['2026/11/21 09:00:00 [error] 7#7: open() failed', 'error'],
  ['DEBUG cache miss', 'debug'],
  ['panic: runtime error: index out of range', 'error'],
  ['2026-11-21 | WARNING | disk is nearly full', 'warning'],
] as const)('%s', (line, level) => expect(levelOf(line)).toBe(level));

it.each(['GET /error 200', 'an info desk', 'no errors found', 'level up', '{"level":5}', ''])(
  'knows of no level in %j',
  (line) => expect(levelOf(line)).toBeUndefined(),
);
