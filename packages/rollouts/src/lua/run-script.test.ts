import { afterAll, describe, expect, it } from 'vitest';
import { createSystemClock } from '@binnacle/kube/clock';
import { createScriptRunner } from './run-script.ts';

const clock = createSystemClock({ keepAlive: true });
/** Ample on a slow machine, save where the time itself is what is tested. */
const patient = createScriptRunner(clock, { seconds: 30, megabytes: 32 });
const strict = createScriptRunner(clock, { seconds: 1, megabytes: 32 });
afterAll(() => Promise.all([patient.close(), strict.close()]));
const run = (script: string, obj: object = {}) => patient.run({ script, obj });

describe('Lua scripts', () => {
  it('see their input and answer with JSON, lists and objects told apart', async () => {
    const obj = {
      none: [],
      map: {},
      text: 'a "quote", a \\ and\na line: 你好',
      share: 1.5,
      count: 20,
      list: [{ on: true }],
    };
    expect(await run('return obj', obj)).toEqual({ type: 'value', value: obj });
  });

  it('change what they see', async () => {
    const script = 'table.insert(obj.list, { name = obj.name .. "-canary" }) obj.name = nil return obj';
    expect(await run(script, { list: [], name: 'echo' })).toEqual({
      type: 'value',
      value: { list: [{ name: 'echo-canary' }] },
    });
  });

  it.each([
    ['os'],
    ['io'],
    ['require'],
    ['load'],
    ['dofile'],
    ['pcall'],
    ['coroutine'],
    ['debug'],
    ['setmetatable'],
    ['_G'],
  ])('do not have %s', async (name) => {
    expect(await run(`return ${name} == nil`)).toEqual({ type: 'value', value: true });
  });

  it('see nothing of one that ran before them in the same thread', async () => {
    expect(await run('left = 1 obj.text = nil string.char = nil return left', { text: 'a' })).toMatchObject({
      value: 1,
    });
    expect(await run('return { left == nil, obj.text, string.char(65) }', { text: 'b' })).toMatchObject({
      value: [true, 'b', 'A'],
    });
  });

  it('run at the same time, and after one that failed', async () => {
    const answers = await Promise.all([run('return 1'), run('error("no")'), run('return 3')]);
    expect(answers).toMatchObject([{ value: 1 }, { message: 'script:1: no' }, { value: 3 }]);
    expect(await run('return 4')).toEqual({ type: 'value', value: 4 });
  });

  it.each([
    ['that raise an error', 'error("no such route")', 'script:1: no such route'],
    ['with bad syntax', 'return return', "script:1: unexpected symbol near 'return'"],
    ['that answer with a function', 'return { spec = print or function() end }', 'the answer holds a function'],
    ['that answer with themselves', 'local t = {} t.t = t return t', 'the answer is nested too deeply'],
    ['that double a text', 'local s = "x" while true do s = s .. s end', 'it needs more than 32 MiB of memory'],
    ['that ask for too much at once', 'return ("a"):rep(1e9)', 'it needs more than 32 MiB of memory'],
  ])('%s fail in words', async (...[, script, message]) => {
    expect(await run(script)).toEqual({ type: 'failed', message });
  });

  it.each([['while true do end'], ['return ("a"):rep(1e6):find((".-"):rep(60) .. "b")']])(
    'that never end are stopped: %s',
    async (script) => {
      expect(await strict.run({ script, obj: {} })).toEqual({ type: 'failed', message: 'it ran for more than 1 s' });
    },
  );
});
