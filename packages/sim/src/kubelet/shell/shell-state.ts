import type { CompoundCommand, CompoundList, Redirected } from 'unbash';
import type { ByteReader, ByteWriter } from '../../streams/pipe.ts';
import type { Process } from './process.ts';

export interface Variable {
  value: string;
  exported: boolean;
}

/** What a shell knows. A subshell has a copy. */
export interface ShellState {
  /** The shell's own process: its terminal, files and signal. */
  readonly process: Process;
  readonly variables: Map<string, Variable>;
  readonly functions: Map<string, CompoundCommand | Redirected | CompoundList>;
  readonly aliases: Map<string, string>;
  cwd: string;
  /** `$1`… */
  positional: string[];
  name: string;
  status: number;
  /** Depth of functions, sourced files and substitutions. */
  depth: number;
  options: { exitOnError: boolean; unset: boolean; trace: boolean; pipeFail: boolean };
  /** Statements run so far; long runs make room for others. */
  readonly steps: { count: number };
  interactive: boolean;
}

/** Standard input, output and error of one command. */
export interface Streams {
  readonly stdin: ByteReader;
  readonly stdout: ByteWriter;
  readonly stderr: ByteWriter;
}

/** Leaves loops, functions or the shell. */
export class Jump extends Error {
  readonly to: 'break' | 'continue' | 'return' | 'exit';
  /** Loops to leave, or the exit code. */
  readonly value: number;
  constructor(to: Jump['to'], value: number) {
    super(to);
    this.to = to;
    this.value = value;
  }
}

/** A mistake in a script that ends it. */
export class ShellError extends Error {
  readonly exitCode: number;
  constructor(message: string, exitCode = 2) {
    super(message);
    this.exitCode = exitCode;
  }
}

export const createShellState = (process: Process, name: string, positional: string[]): ShellState => {
  const variables = new Map<string, Variable>();
  for (const [key, value] of process.env) variables.set(key, { value, exported: true });
  variables.set('PWD', { value: process.cwd, exported: true });
  if (!variables.has('IFS')) variables.set('IFS', { value: ' \t\n', exported: false });
  return {
    process,
    variables,
    functions: new Map(),
    aliases: new Map(),
    cwd: process.cwd,
    positional,
    name,
    status: 0,
    depth: 0,
    options: { exitOnError: false, unset: false, trace: false, pipeFail: false },
    steps: { count: 0 },
    interactive: false,
  };
};

/** A copy that can change nothing of its parent. */
export const forkState = (state: ShellState): ShellState => ({
  ...state,
  variables: new Map([...state.variables].map(([name, variable]) => [name, { ...variable }])),
  functions: new Map(state.functions),
  aliases: new Map(state.aliases),
  positional: [...state.positional],
  options: { ...state.options },
  depth: state.depth + 1,
  interactive: false,
});

export const getVariable = (state: ShellState, name: string): string | undefined => state.variables.get(name)?.value;

export const setVariable = (state: ShellState, name: string, value: string): void => {
  const held = state.variables.get(name);
  if (held === undefined) state.variables.set(name, { value, exported: false });
  else held.value = value;
};

/** What programs started by the shell find in their environment. */
export const exportedVariables = (state: ShellState): Map<string, string> => {
  const env = new Map<string, string>();
  for (const [name, { value, exported }] of state.variables) if (exported) env.set(name, value);
  return env;
};
