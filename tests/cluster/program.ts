import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';

/** A child process whose output goes to a file. */
export interface Program {
  readonly name: string;
  readonly pid: number;
  readonly logFile: string;
  /** The exit code or signal once it has ended. */
  ended(): number | NodeJS.Signals | undefined;
  /** Resolves when it is gone: SIGTERM, and SIGKILL after five seconds; at once with `hard`. */
  stop(how?: 'hard'): Promise<void>;
}

const living = new Set<ChildProcess>();
process.on('exit', () => living.forEach((child) => child.kill('SIGKILL')));

/** Starts a program; it is killed with this process at the latest. */
export const startProgram = (name: string, command: string[], options: { logFile: string; cwd: string }): Program => {
  const output = openSync(options.logFile, 'a');
  const child = spawn(command[0]!, command.slice(1), { cwd: options.cwd, stdio: ['ignore', output, output] });
  closeSync(output);
  living.add(child);
  let outcome: number | NodeJS.Signals | undefined;
  const gone = new Promise<void>((resolve) => {
    const finish = (result: number | NodeJS.Signals) => {
      outcome ??= result;
      living.delete(child);
      resolve();
    };
    child.on('error', () => finish(127));
    child.on('exit', (code, signal) => finish(code ?? signal ?? 1));
  });
  return {
    name,
    pid: child.pid ?? 0,
    logFile: options.logFile,
    ended: () => outcome,
    stop: async (how) => {
      if (outcome !== undefined) return;
      child.kill(how === 'hard' ? 'SIGKILL' : 'SIGTERM');
      const force = setTimeout(() => child.kill('SIGKILL'), 5_000);
      await gone;
      clearTimeout(force);
    },
  };
};

/** Resolves when `check` says yes; fails after `timeoutMs`, or as soon as the program has ended, with its last words. */
export const untilReady = async (program: Program, check: () => Promise<boolean>, timeoutMs: number): Promise<void> => {
  const deadline = performance.now() + timeoutMs;
  while (!(await check().catch(() => false))) {
    const ended = program.ended();
    if (ended !== undefined || performance.now() > deadline) {
      const lines = (await readFile(program.logFile, 'utf8').catch(() => '')).trimEnd().split('\n');
      const what = ended === undefined ? `was not ready after ${timeoutMs / 1000} s` : `ended with ${ended}`;
      throw new Error(`${program.name} ${what}. Its last words:\n${lines.slice(-15).join('\n')}`);
    }
    await pause(100);
  }
};
