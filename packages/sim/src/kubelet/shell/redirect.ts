import type { Redirection } from 'unbash';
import type { ByteReader, ByteWriter } from '../../streams/pipe.ts';
import { emptyReader, readerOf } from '../../streams/pipe.ts';
import { FileError } from '../files/file-error.ts';
import { toAbsolute } from '../files/file-system.ts';
import { ShellError, type ShellState, type Streams } from './shell-state.ts';
import { openInput } from './text.ts';

/** Bytes kept before they are put into the file. */
const bufferBytes = 1 << 18;

/** Writes to a file; what was written is there at the latest when it ends. Throws FileError at once when it cannot. */
export const openOutput = (state: Pick<ShellState, 'process' | 'cwd'>, path: string, append: boolean): ByteWriter => {
  const { files, stdout, stderr } = state.process;
  const full = toAbsolute(path, state.cwd);
  if (path === '/dev/stdout' || path === '/dev/tty') return stdout;
  if (path === '/dev/stderr') return stderr;
  files.write(full, new Uint8Array(), { append });
  let held: Uint8Array[] = [];
  let size = 0;
  const flush = () => {
    if (size === 0) return;
    const bytes = Buffer.concat(held);
    held = [];
    size = 0;
    files.write(full, bytes, { append: true });
  };
  return {
    write: (bytes) => {
      held.push(bytes);
      size += bytes.length;
      // Lines of a slow program can be read while it runs.
      if (size >= bufferBytes || held.length === 1) flush();
      return Promise.resolve();
    },
    end: flush,
  };
};

interface Expand {
  toText(word: { parts?: undefined; value: string }): Promise<string>;
}

/** The streams of a command with redirections, and how to end those that were opened for it. */
export const redirected = async (
  state: ShellState,
  redirections: readonly Redirection[],
  { streams, expand }: { streams: Streams; expand: Expand },
): Promise<{ streams: Streams; finish: () => void }> => {
  const opened: ByteWriter[] = [];
  const table: { 0: ByteReader; 1: ByteWriter; 2: ByteWriter } = {
    0: streams.stdin,
    1: streams.stdout,
    2: streams.stderr,
  };
  const isOutput = (fd: number): fd is 1 | 2 => fd === 1 || fd === 2;
  const textOf = (word: unknown) => expand.toText(word as { value: string });

  for (const redirection of redirections) {
    const { descriptor } = redirection;
    const fd = descriptor?.type === 'FileDescriptor' ? descriptor.value : undefined;
    if (redirection.type === 'HereDoc') {
      const { body } = redirection;
      table[0] = readerOf(await textOf({ parts: body.parts, value: body.text }));
      continue;
    }
    if (redirection.target === undefined) throw new ShellError('syntax error: unexpected newline', 2);
    const target = await textOf(redirection.target);
    if (redirection.type === 'HereString') {
      table[0] = readerOf(`${target}\n`);
      continue;
    }
    const open = (append: boolean) => {
      const writer = openOutput(state, target, append);
      opened.push(writer);
      return writer;
    };
    switch (redirection.operator) {
      case '<':
      case '<>':
        table[0] = target === '/dev/null' ? emptyReader : openInput({ ...state.process, cwd: state.cwd }, target);
        break;
      case '>':
      case '>|':
      case '>>': {
        const writer = open(redirection.operator === '>>');
        if (isOutput(fd ?? 1)) table[(fd ?? 1) as 1 | 2] = writer;
        break;
      }
      case '&>':
      case '&>>': {
        const writer = open(redirection.operator === '&>>');
        table[1] = writer;
        table[2] = writer;
        break;
      }
      case '>&':
      case '<&': {
        const to = Number(target);
        if (target === '-' || redirection.operator === '<&') break;
        if (!isOutput(to)) throw new ShellError(`${target}: bad file descriptor`, 2);
        table[(fd ?? 1) as 1 | 2] = table[to];
        break;
      }
    }
  }
  return {
    streams: { stdin: table[0], stdout: table[1], stderr: table[2] },
    finish: () => {
      for (const writer of opened) writer.end();
    },
  };
};

/** The words of a shell for a redirection that failed. */
export const redirectionProblem = (error: unknown): string | undefined => {
  if (!(error instanceof FileError)) return undefined;
  const verb = error.code === 'ENOENT' ? "can't open" : "can't create";
  const why = error.code === 'ENOENT' ? 'no such file' : error.message;
  return `${verb} ${error.path}: ${why}`;
};
