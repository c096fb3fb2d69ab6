import { createHash } from 'node:crypto';
import type { Clock } from '@binnacle/kube/clock';
import { createScriptRunner } from './run-script.ts';
import type { ScriptAnswer, ScriptCall } from './run-script.ts';

/** Answers of scripts, kept for as long as they may be asked for again: a script sees nothing but its input. */
export interface Scripts {
  /** Undefined until it was run. */
  known(call: ScriptCall): ScriptAnswer | undefined;
  run(call: ScriptCall): Promise<void>;
  close(): Promise<void>;
}

const mostKept = 500;
/** A failure may have been the machine's: it is tried again after this. */
const failureMs = 10_000;

const idOf = ({ script, obj }: ScriptCall): string =>
  createHash('sha256').update(script).update('\0').update(JSON.stringify(obj)).digest('base64');

export const createScripts = (clock: Clock): Scripts => {
  const runner = createScriptRunner(clock);
  /** The oldest first. */
  const kept = new Map<string, { answer: ScriptAnswer; until: number }>();
  return {
    known: (call) => {
      const found = kept.get(idOf(call));
      return found !== undefined && clock.now() <= found.until ? found.answer : undefined;
    },
    run: async (call) => {
      const id = idOf(call);
      const answer = await runner.run(call);
      kept.delete(id);
      kept.set(id, { answer, until: answer.type === 'failed' ? clock.now() + failureMs : Infinity });
      if (kept.size > mostKept) kept.delete(kept.keys().next().value as string);
    },
    close: runner.close,
  };
};
