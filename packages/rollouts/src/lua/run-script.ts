/** Lua scripts, each run in a thread and a WebAssembly machine of its own: neither can outlive its time or its memory. */
import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import type { Clock } from '@binnacle/kube/clock';
import { sandbox } from './sandbox.ts';
import { toLua } from './to-lua.ts';

/** A script and the value that it sees as `obj`. */
export interface ScriptCall {
  script: string;
  obj: object;
}

/** The value that the script returned, as JSON would have it; or why there is none, in words. */
export type ScriptAnswer = { type: 'value'; value: unknown } | { type: 'failed'; message: string };

export interface ScriptLimits {
  /** For the script alone. */
  seconds: number;
  megabytes: number;
}

export const scriptLimits: ScriptLimits = { seconds: 1, megabytes: 32 };

/** Time for the thread to start, on a machine with much else to do. */
const startMs = 30_000;
/** After the script's own time: what a single library call may still take. */
const lastCallMs = 2_000;

/** CommonJS, as a thread that is given text needs it. */
const thread = `
const { parentPort, workerData } = require('node:worker_threads');
const { LuaFactory } = require(workerData.engine);
(async () => {
  const lua = await new LuaFactory().createEngine({ injectObjects: false, enableProxy: false, traceAllocations: true });
  lua.global.setMemoryMax(workerData.megabytes * 1024 * 1024);
  lua.global.set('source', workerData.source);
  lua.global.set('input', workerData.input);
  parentPort.postMessage({ type: 'started' });
  lua.global.setTimeout(Date.now() + workerData.seconds * 1000);
  let answer;
  try {
    answer = { type: 'value', json: lua.doStringSync(workerData.sandbox) };
  } catch (error) {
    answer = { type: 'failed', message: String(error && error.message || error) };
  }
  parentPort.postMessage(answer);
})();
`;

type Message = { type: 'started' } | { type: 'value'; json: string } | { type: 'failed'; message: string };

const inWords = (message: string, { seconds, megabytes }: ScriptLimits): string => {
  if (/timeout exceeded/.test(message)) return `it ran for more than ${seconds} s`;
  if (/not enough memory|memory allocation/i.test(message)) return `it needs more than ${megabytes} MiB of memory`;
  return message.replace(/^Error: /, '').split('\n')[0] ?? '';
};

/** Never rejects. */
export const runScript = async (
  { script, obj }: ScriptCall,
  { clock, limits = scriptLimits }: { clock: Clock; limits?: ScriptLimits },
): Promise<ScriptAnswer> => {
  const engine = createRequire(import.meta.url).resolve('wasmoon');
  const worker = new Worker(thread, {
    eval: true,
    execArgv: [],
    workerData: { engine, sandbox, source: script, input: toLua(obj), ...limits },
  });
  try {
    return await new Promise<ScriptAnswer>((resolve) => {
      const fail = (message: string) => resolve({ type: 'failed', message: inWords(message, limits) });
      let stop = clock.after(startMs, () => fail('its thread did not start'));
      worker.on('error', (error: Error) => fail(error.message));
      worker.on('exit', () => fail('its thread ended'));
      worker.on('message', (message: Message) => {
        stop();
        if (message.type === 'started')
          stop = clock.after(limits.seconds * 1000 + lastCallMs, () => fail('timeout exceeded'));
        else if (message.type === 'failed') fail(message.message);
        else resolve({ type: 'value', value: JSON.parse(message.json) as unknown });
      });
    });
  } finally {
    await worker.terminate();
  }
};
