/** A thread with a WebAssembly machine in which Lua scripts run, one after the other, each in a Lua state of its own. */
import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';

/** What the thread is asked: Lua that runs `source` over `input`, and what that may take. */
export interface ThreadCall {
  sandbox: string;
  source: string;
  input: string;
  seconds: number;
  megabytes: number;
}

export type ThreadAnswer = { type: 'started' } | { type: 'value'; json: string } | { type: 'failed'; message: string };

/** CommonJS, as a thread that is given text needs it. */
const program = `
const { parentPort, workerData } = require('node:worker_threads');
const { LuaFactory } = require(workerData.engine);
const factory = new LuaFactory();
parentPort.on('message', async ({ sandbox, source, input, seconds, megabytes }) => {
  const lua = await factory.createEngine({ injectObjects: false, enableProxy: false, traceAllocations: true });
  lua.global.setMemoryMax(megabytes * 1024 * 1024);
  lua.global.set('source', source);
  lua.global.set('input', input);
  parentPort.postMessage({ type: 'started' });
  lua.global.setTimeout(Date.now() + seconds * 1000);
  let answer;
  try {
    answer = { type: 'value', json: lua.doStringSync(sandbox) };
    lua.global.close();
  } catch (error) {
    answer = { type: 'failed', message: String(error && error.message || error) };
  }
  parentPort.postMessage(answer);
});
`;

/** Keeps no process alive while it has nothing to do. */
export const startScriptThread = (): Worker => {
  const engine = createRequire(import.meta.url).resolve('wasmoon');
  const worker = new Worker(program, { eval: true, execArgv: [], workerData: { engine } });
  worker.unref();
  return worker;
};
