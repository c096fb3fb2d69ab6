import type { Stop } from './stop.ts';

/** What a command is given. */
export interface Invocation {
  /** By option name, as `parseArgs` gives them. */
  flags: Readonly<Record<string, string | boolean | undefined>>;
  /** The folder of the running program. */
  home: URL;
  version: string;
  env: Readonly<Record<string, string | undefined>>;
  stop: Stop;
}

export interface Command {
  name: string;
  summary: string;
  /** Printed by `--help`. */
  usage: string;
  options: Record<string, { type: 'string' | 'boolean' }>;
  /** Resolves once the command runs (servers go on until stopped); throws what `explain` can put in words. */
  run: (invocation: Invocation) => Promise<void>;
}
