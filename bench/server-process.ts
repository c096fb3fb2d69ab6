import { type ChildProcess, fork } from 'node:child_process';
import { mkdirSync, openSync } from 'node:fs';
import path from 'node:path';
import * as esbuild from 'esbuild';
import { externalPackages } from '../tools/external-packages.mjs';
import type { ClusterTarget } from '@binnacle/kube/client';

const root = path.resolve(import.meta.dirname, '..');
const out = path.join(root, '.cache/bench');

/** The measured server, seen from outside. */
export interface ServerProcess {
  url: string;
  authorization: string;
  /** Has the process serve this path's present answer as a constant; gives the address. */
  constant(path: string): Promise<string>;
  /** Resident memory in bytes; CPU time in µs, of all threads and, where the system tells it, of the one that answers. */
  usage(): Promise<{ rss: number; cpuMicros: number; mainMicros?: number }>;
  /** Which part of the main thread's work during this time is done within functions of that name, 0 to 1. */
  shareOf(name: string, durationMs: number): Promise<number>;
  stop(): Promise<void>;
}

/** Bundles a program as the build does: what runs is what ships, not a development loader's idea of it. */
export const bundleProgram = async (name: string): Promise<string> => {
  const outfile = path.join(out, `${name}.mjs`);
  await esbuild.build({
    absWorkingDir: root,
    entryPoints: [`bench/${name}-program.ts`],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20.19',
    format: 'esm',
    logLevel: 'warning',
    plugins: [externalPackages],
  });
  return outfile;
};

export const bundleServer = (): Promise<string> => bundleProgram('server');

/** `targets`: the clusters, the default one first. */
export const startServerProcess = async (
  program: string,
  ...targets: readonly ClusterTarget[]
): Promise<ServerProcess> => {
  mkdirSync(out, { recursive: true });
  const log = openSync(path.join(out, 'server.log'), 'w');
  const child = fork(program, [JSON.stringify(targets)], {
    stdio: ['ignore', log, log, 'ipc'],
    // As packages/cli/src/young-generation.ts has it for a server of real clusters.
    execArgv: ['--semi-space-growth-factor=1'],
  });
  const { url, authorization } = (await answerOf(child)) as { url: string; authorization: string };
  const ask = async <T>(message: object): Promise<T> => {
    const answer = answerOf(child);
    child.send(message);
    return (await answer) as T;
  };
  return {
    url,
    authorization,
    constant: async (of) => (await ask<{ url: string }>({ type: 'constant', path: of })).url,
    usage: () => ask({ type: 'usage' }),
    shareOf: async (name, durationMs) => (await ask<{ share: number }>({ type: 'shareOf', name, durationMs })).share,
    stop: () => endOf(child),
  };
};

/** The child's next message; rejects when it ends first. */
export const answerOf = (child: ChildProcess): Promise<unknown> =>
  new Promise((resolve, reject) => {
    const onExit = (code: number | null) =>
      reject(new Error(`a program under measurement ended with ${code}: see .cache/bench`));
    child.once('exit', onExit);
    child.once('message', (message) => {
      child.off('exit', onExit);
      resolve(message);
    });
  });

/** Ends it at once. */
export const endOf = async (child: ChildProcess): Promise<void> => {
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
};
