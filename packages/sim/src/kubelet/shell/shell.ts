import { parse } from 'unbash';
import { BrokenPipe, readAll } from '../../streams/pipe.ts';
import { FileError } from '../files/file-error.ts';
import { toAbsolute } from '../files/file-system.ts';
import { builtins } from './builtins.ts';
import { createRunner, runToEnd } from './interpreter.ts';
import { createLineEditor, interrupted } from './line-editor.ts';
import { complain, Killed, type Process, type Program } from './process.ts';
import { createShellState, getVariable, Jump, type ShellState, type Streams } from './shell-state.ts';
import type { Terminal } from './terminal.ts';

/** Scripts longer than this are not read. */
const scriptBytes = 1 << 20;

const streamsOf = ({ stdin, stdout, stderr }: Process): Streams => ({ stdin, stdout, stderr });

const promptOf = (state: ShellState): string => {
  const { container } = state.process;
  const sign = container.identity.uid === 0 ? '#' : '$';
  const home = getVariable(state, 'HOME') ?? '/root';
  const shown = state.cwd === home ? '~' : state.cwd;
  return container.profile.os === 'debian'
    ? `${container.identity.uid === 0 ? 'root' : 'app'}@${container.hostname}:${shown}${sign} `
    : `${shown} ${sign} `;
};

/** True while more lines are needed: an open quote, an `if` without `fi`, a line that ends in `\`. */
const isUnfinished = (source: string): boolean => {
  if (source.endsWith('\\\n')) return true;
  const problems = parse(source).errors ?? [];
  return problems.some(
    ({ pos, message }) => /^(unterminated|expected '.*' to close)/.test(message) || pos >= source.length,
  )
    ? problems.some(({ message }) => /unterminated|to close|expected command/.test(message))
    : false;
};

/** What may complete the last word: programs for the first word, files otherwise. */
const createCompleter =
  (state: ShellState) =>
  (before: string): string[] => {
    const word = /\S*$/.exec(before)?.[0] ?? '';
    const { files } = state.process;
    const isFirst = before.trim() === word && !word.includes('/');
    const slash = word.lastIndexOf('/');
    const directory = slash < 0 ? '.' : word.slice(0, slash + 1);
    const start = word.slice(slash + 1);
    const namesIn = (path: string): string[] => {
      try {
        return files.list(toAbsolute(path, state.cwd));
      } catch {
        return [];
      }
    };
    const names = isFirst
      ? [...new Set([...Object.keys(builtins), ...(getVariable(state, 'PATH') ?? '').split(':').flatMap(namesIn)])]
      : namesIn(directory);
    const found = names.filter((name) => name.startsWith(start) && (start !== '' || !name.startsWith('.')));
    if (found.length === 0 || (start === '' && found.length > 1)) return [];
    const [first = ''] = found;
    let length = first.length;
    for (const name of found) while (!name.startsWith(first.slice(0, length))) length--;
    const isDirectory = (name: string) => {
      try {
        return files.stat(toAbsolute(`${directory}/${name}`, state.cwd)).type === 'directory';
      } catch {
        return false;
      }
    };
    const end = found.length > 1 ? '' : !isFirst && isDirectory(first) ? '/' : ' ';
    return [first.slice(start.length, length) + end];
  };

/** Runs one entered command; Ctrl-C ends it and not the shell. */
const runEntered = async (state: ShellState, source: string, terminal: Terminal): Promise<number> => {
  const command = new AbortController();
  const signal = AbortSignal.any([state.process.signal, command.signal]);
  const interruptible: ShellState = { ...state, process: { ...state.process, signal } };
  terminal.setRaw(false);
  terminal.onInterrupt = () => command.abort('INT');
  try {
    return await createRunner(interruptible).script(parse(source), streamsOf(state.process));
  } catch (error) {
    if (error instanceof Killed && !state.process.signal.aborted) return error.exitCode;
    if (error instanceof Jump && error.to !== 'exit') return error.value;
    if (error instanceof BrokenPipe) return 141;
    if (error instanceof FileError) return 1;
    throw error;
  } finally {
    state.cwd = interruptible.cwd;
    state.positional = interruptible.positional;
    state.status = interruptible.status;
    terminal.onInterrupt = undefined;
    terminal.setRaw(true);
  }
};

/** A shell for a person: prompt, line editing, history. */
const converse = async (state: ShellState, terminal: Terminal): Promise<number> => {
  const editor = createLineEditor(state.process, terminal, createCompleter(state));
  state.interactive = true;
  terminal.setRaw(true);
  try {
    for (;;) {
      let source = '';
      let prompt = promptOf(state);
      for (;;) {
        const line = await editor.read(prompt);
        if (line === undefined) {
          if (source === '') await terminal.output.write(new TextEncoder().encode('\n'));
          return source === '' ? state.status : 2;
        }
        if (line === interrupted) {
          state.status = 130;
          source = '';
          break;
        }
        source += `${line}\n`;
        if (!isUnfinished(source)) break;
        prompt = '> ';
      }
      if (source.trim() === '') continue;
      state.status = await runEntered(state, source, terminal);
    }
  } catch (error) {
    if (error instanceof Jump && error.to === 'exit') return error.value;
    throw error;
  } finally {
    terminal.setRaw(false);
  }
};

/** Lines from standard input, run as they come. */
const runLines = async (state: ShellState): Promise<number> => {
  const source = new TextDecoder().decode(await readAll(state.process.stdin, scriptBytes));
  return runToEnd(state, source, streamsOf(state.process));
};

/** `sh` and `bash`. */
export const shell: Program = async (process) => {
  const [path = 'sh', ...args] = process.argv;
  const options: string[] = [];
  while (/^[+-]./.test(args[0] ?? '')) {
    const option = args.shift() as string;
    if (option === '--') break;
    options.push(option);
    if (option.endsWith('o')) options.push(args.shift() ?? '');
  }
  const has = (letter: string) => options.some((option) => /^-[a-zA-Z]+$/.test(option) && option.includes(letter));
  const name = path.slice(path.lastIndexOf('/') + 1);
  const make = (shellName: string, positional: string[]): ShellState => {
    const state = createShellState(process, shellName, positional);
    state.options = { exitOnError: has('e'), unset: has('u'), trace: has('x'), pipeFail: options.includes('pipefail') };
    return state;
  };
  if (has('c')) {
    const [source, shellName = name, ...positional] = args;
    if (source === undefined) {
      await complain(process, `${name}: -c requires an argument`);
      return 2;
    }
    return runToEnd(make(shellName, positional), source, streamsOf(process));
  }
  const [script, ...positional] = args;
  if (script !== undefined && !has('s')) {
    try {
      const source = new TextDecoder().decode(process.files.read(toAbsolute(script, process.cwd)));
      return await runToEnd(make(script, positional), source, streamsOf(process));
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      await complain(process, `${name}: can't open '${script}': ${error.message}`);
      return 2;
    }
  }
  const state = make(name, []);
  return process.terminal === undefined ? runLines(state) : converse(state, process.terminal);
};
