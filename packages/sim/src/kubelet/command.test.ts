import { describe, expect, it } from 'vitest';
import { planCommand } from './command.ts';

describe('planCommand', () => {
  it.each([
    [undefined, undefined, undefined],
    [['sleep', '3600'], [], { output: [], exit: { afterMs: 3_600_000, code: 0 } }],
    [['sleep'], ['infinity'], { output: [] }],
    [['true'], [], { output: [], exit: { afterMs: 0, code: 0 } }],
    [['false'], [], { output: [], exit: { afterMs: 0, code: 1 } }],
    [
      ['sh', '-c'],
      ['echo "hello there"; sleep 2 && exit 3'],
      { output: [{ atMs: 0, line: 'hello there' }], exit: { afterMs: 2000, code: 3 } },
    ],
    [
      ['/bin/sh', '-c', 'sleep 1m; echo done'],
      [],
      { output: [{ atMs: 60_000, line: 'done' }], exit: { afterMs: 60_000, code: 0 } },
    ],
    [['sh', '-c', 'while true; do date; done'], [], undefined],
    [['sh', '-c', 'echo $HOME'], [], undefined],
    [
      ['sh', '-c', 'echo x > /tmp/y; exit 1'],
      [],
      { output: [], written: new Map([['/tmp/y', 'x\n']]), exit: { afterMs: 0, code: 1 } },
    ],
    [['nginx', '-g', 'daemon off;'], [], undefined],
  ])('%j %j', (command, args, plan) => {
    expect(planCommand(command, args)).toEqual(plan);
  });
});
