/** Lua scripts in threads: none outlives its time or its memory, and one that fails takes its thread with it. */
import type { Worker } from 'node:worker_threads';
import type { Cancel, Clock } from '@binnacle/kube/clock';
import { sandbox } from './sandbox.ts';
import { startScriptThread } from './script-thread.ts';
import type { ThreadAnswer, ThreadCall } from './script-thread.ts';
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

export interface ScriptRunner {
  /** Never rejects. */
  run(call: ScriptCall): Promise<ScriptAnswer>;
  close(): Promise<void>;
}

export const scriptLimits: ScriptLimits = { seconds: 1, megabytes: 32 };

/** Time for a thread to start, on a machine with much else to do. */
const startMs = 30_000;
/** After the script's own time: what a single library call may still take. */
const lastCallMs = 2_000;
/** A thread costs a fifth of a second of processor time to start: one is kept for the next script, for so long. */
const keptMs = 60_000;

const inWords = (message: string, { seconds, megabytes }: ScriptLimits): string => {
  if (/timeout exceeded/.test(message)) return `it ran for more than ${seconds} s`;
  if (/not enough memory|memory allocation/i.test(message)) return `it needs more than ${megabytes} MiB of memory`;
  return message.replace(/^Error: /, '').split('\n')[0] ?? '';
};

type End = Exclude<ThreadAnswer, { type: 'started' }>;

/** Resolves with what the thread says, or with why it says nothing. */
const ask = (thread: Worker, call: ThreadCall, clock: Clock): Promise<End> =>
  new Promise((resolve) => {
    const end = (answer: End) => {
      stop();
      thread.off('error', onError).off('exit', onExit).off('message', onMessage);
      resolve(answer);
    };
    const fail = (message: string) => end({ type: 'failed', message });
    const onError = (error: Error) => fail(error.message);
    const onExit = () => fail('its thread ended');
    const onMessage = (answer: ThreadAnswer) => {
      if (answer.type !== 'started') return end(answer);
      stop();
      stop = clock.after(call.seconds * 1000 + lastCallMs, () => fail('timeout exceeded'));
    };
    let stop = clock.after(startMs, () => fail('its thread did not start'));
    thread.on('error', onError).on('exit', onExit).on('message', onMessage);
    thread.postMessage(call);
  });

export const createScriptRunner = (clock: Clock, limits: ScriptLimits = scriptLimits): ScriptRunner => {
  let kept: { thread: Worker; release: Cancel } | undefined;

  const take = (): Worker => {
    const { thread, release } = kept ?? {};
    kept = undefined;
    release?.();
    return thread ?? startScriptThread();
  };
  const drop = async (): Promise<void> => {
    if (kept !== undefined) await take().terminate();
  };
  const keep = async (thread: Worker): Promise<void> => {
    if (kept !== undefined) return void (await thread.terminate());
    kept = { thread, release: clock.after(keptMs, () => void drop()) };
  };

  return {
    run: async ({ script, obj }) => {
      const thread = take();
      const answer = await ask(thread, { sandbox, source: script, input: toLua(obj), ...limits }, clock);
      if (answer.type === 'value') {
        await keep(thread);
        return { type: 'value', value: JSON.parse(answer.json) as unknown };
      }
      await thread.terminate();
      return { type: 'failed', message: inWords(answer.message, limits) };
    },
    close: drop,
  };
};
