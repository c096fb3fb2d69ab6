import { parse } from 'unbash';
import { FileError } from '../files/file-error.ts';
import { toAbsolute } from '../files/file-system.ts';
import { orKilled } from './process.ts';
import type { Runner } from './interpreter.ts';
import { getVariable, Jump, setVariable, type ShellState, type Streams } from './shell-state.ts';

/** A command that the shell carries out itself. */
interface Call {
  state: ShellState;
  args: string[];
  streams: Streams;
  runner: Runner;
  name: string;
}
type Builtin = (call: Call) => number | Promise<number>;

const encoder = new TextEncoder();
const say = ({ streams }: Call, text: string) => streams.stdout.write(encoder.encode(text));
const complain = async ({ state, streams, name }: Call, text: string, code = 1): Promise<number> => {
  await streams.stderr.write(encoder.encode(`${state.name}: ${name}: ${text}\n`));
  return code;
};

const quote = (text: string): string => `'${text.replaceAll("'", `'"'"'`)}'`;

const changeDirectory: Builtin = async (call) => {
  const { state, args } = call;
  const [wanted = getVariable(state, 'HOME') ?? '/'] = args.filter((arg) => arg !== '-P' && arg !== '-L');
  const path = wanted === '-' ? (getVariable(state, 'OLDPWD') ?? state.cwd) : wanted;
  const { files } = state.process;
  try {
    const full = files.realPath(toAbsolute(path, state.cwd));
    const node = files.stat(full);
    if (node.type !== 'directory') throw new FileError('ENOTDIR', path);
    files.list(full);
    setVariable(state, 'OLDPWD', state.cwd);
    state.cwd = full;
    setVariable(state, 'PWD', full);
    if (wanted === '-') await say(call, `${full}\n`);
    return 0;
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    return complain(call, `can't cd to ${path}: ${error.message}`, 2);
  }
};

const isName = (text: string): boolean => /^[A-Za-z_]\w*$/.test(text);

/** `name=value` and `name`, for export, readonly and local. */
const declare =
  (exported: boolean | undefined): Builtin =>
  async (call) => {
    const { state, args } = call;
    const names = args.filter((arg) => !arg.startsWith('-'));
    if (names.length === 0) {
      const lines = [...state.variables]
        .filter(([, variable]) => variable.exported || exported !== true)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, { value }]) => `${exported ? 'export ' : ''}${name}=${quote(value)}\n`);
      await say(call, lines.join(''));
      return 0;
    }
    for (const text of names) {
      const equals = text.indexOf('=');
      const name = equals < 0 ? text : text.slice(0, equals);
      if (!isName(name)) return complain(call, `${text}: bad variable name`, 2);
      if (equals >= 0) setVariable(state, name, text.slice(equals + 1));
      const held = state.variables.get(name);
      if (exported !== undefined && held !== undefined) held.exported = exported;
    }
    return 0;
  };

const readLine: Builtin = async ({ state, args, streams }) => {
  const names = args.filter((arg) => !arg.startsWith('-'));
  const bytes: number[] = [];
  let found = false;
  for (;;) {
    const chunk = await orKilled(state.process, streams.stdin.read());
    if (chunk === undefined) break;
    const end = chunk.indexOf(10);
    bytes.push(...(end < 0 ? chunk : chunk.subarray(0, end)));
    if (end < 0) continue;
    found = true;
    streams.stdin.unread?.(chunk.subarray(end + 1));
    break;
  }
  let line = new TextDecoder().decode(Uint8Array.from(bytes));
  if (!args.includes('-r')) line = line.replace(/\\(.)/g, '$1');
  const words = line.trim().split(/[ \t]+/);
  const targets = names.length === 0 ? ['REPLY'] : names;
  targets.forEach((name, i) =>
    setVariable(state, name, i === targets.length - 1 ? words.slice(i).join(' ') : (words[i] ?? '')),
  );
  return found ? 0 : 1;
};

const setOptions: Builtin = (call) => {
  const { state, args } = call;
  const letters: Readonly<Record<string, keyof ShellState['options']>> = { e: 'exitOnError', u: 'unset', x: 'trace' };
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] as string;
    if (arg === '--') {
      state.positional = args.slice(i + 1);
      return 0;
    }
    if (!/^[+-]/.test(arg)) {
      state.positional = args.slice(i);
      return 0;
    }
    const on = arg.startsWith('-');
    for (const letter of arg.slice(1)) {
      const option = letters[letter];
      if (option !== undefined) state.options[option] = on;
      if (letter !== 'o') continue;
      const name = args[++i];
      if (name === 'pipefail') state.options.pipeFail = on;
      if (name === 'errexit') state.options.exitOnError = on;
      if (name === 'nounset') state.options.unset = on;
      if (name === 'xtrace') state.options.trace = on;
    }
  }
  return 0;
};

const source: Builtin = async (call) => {
  const { state, args, runner, streams } = call;
  const [path] = args;
  if (path === undefined) return complain(call, 'filename argument required', 2);
  try {
    const text = new TextDecoder().decode(state.process.files.read(toAbsolute(path, state.cwd)));
    return await runner.script(parse(text), streams);
  } catch (error) {
    if (error instanceof Jump && error.to === 'return') return error.value;
    if (!(error instanceof FileError)) throw error;
    return complain(call, `can't open '${path}': ${error.message}`, 2);
  }
};

const describe: Builtin = async (call) => {
  const { state, args, name } = call;
  let code = 0;
  for (const word of args.filter((arg) => !arg.startsWith('-'))) {
    const env = new Map([['PATH', getVariable(state, 'PATH') ?? '']]);
    const path = state.process.container.find(word, { env, cwd: state.cwd, files: state.process.files });
    const isOwn = builtins[word] !== undefined || state.functions.has(word);
    if (!isOwn && path === undefined) {
      if (name === 'type') await say(call, `${word}: not found\n`);
      code = 127;
    } else if (name === 'type') await say(call, isOwn ? `${word} is a shell builtin\n` : `${word} is ${path}\n`);
    else await say(call, `${isOwn ? word : path}\n`);
  }
  return code;
};

const jump =
  (to: Jump['to']): Builtin =>
  (call) => {
    const { state, args } = call;
    const fallback = to === 'break' || to === 'continue' ? 1 : state.status;
    const value = args[0] === undefined ? fallback : Number(args[0]);
    if (!Number.isInteger(value)) return complain(call, `Illegal number: ${args[0]}`, 2);
    throw new Jump(to, to === 'exit' || to === 'return' ? value & 255 : value);
  };

/** What only the shell itself can do. Everything else is a program. */
export const builtins: Readonly<Record<string, Builtin>> = {
  ':': () => 0,
  '.': source,
  source,
  cd: changeDirectory,
  export: declare(true),
  readonly: declare(undefined),
  local: declare(undefined),
  declare: declare(undefined),
  unset: ({ state, args }) => {
    for (const name of args) {
      state.variables.delete(name);
      state.functions.delete(name);
    }
    return 0;
  },
  set: (call) => (call.args.length === 0 ? declare(undefined)(call) : setOptions(call)),
  shift: ({ state, args }) => {
    const count = Number(args[0] ?? 1);
    if (count > state.positional.length) return 1;
    state.positional = state.positional.slice(count);
    return 0;
  },
  read: readLine,
  eval: ({ args, runner, streams }) => runner.script(parse(args.join(' ')), streams),
  exec: async ({ args, runner, streams }) => {
    if (args.length === 0) return 0;
    throw new Jump('exit', await runner.invoke(args, streams));
  },
  command: (call) =>
    call.args[0]?.startsWith('-') === true ? describe(call) : call.runner.invoke(call.args, call.streams),
  type: describe,
  exit: jump('exit'),
  logout: jump('exit'),
  return: jump('return'),
  break: jump('break'),
  continue: jump('continue'),
  alias: async (call) => {
    for (const text of call.args) {
      const equals = text.indexOf('=');
      if (equals > 0) call.state.aliases.set(text.slice(0, equals), text.slice(equals + 1));
    }
    if (call.args.length === 0)
      await say(call, [...call.state.aliases].map(([name, value]) => `${name}=${quote(value)}\n`).join(''));
    return 0;
  },
  unalias: ({ state, args }) => {
    for (const name of args) state.aliases.delete(name);
    return 0;
  },
  umask: async (call) => {
    if (call.args.length === 0) await say(call, '0022\n');
    return 0;
  },
  // Signals end a shell here; there is nothing to trap and no job to wait for once its output is through.
  trap: () => 0,
  wait: () => 0,
  jobs: () => 0,
  fg: (call) => complain(call, 'no current job', 2),
  history: () => 0,
  times: async (call) => {
    await say(call, '0m0.00s 0m0.00s\n0m0.00s 0m0.00s\n');
    return 0;
  },
};
