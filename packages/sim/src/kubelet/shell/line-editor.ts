import { orKilled, type Process } from './process.ts';
import type { Terminal } from './terminal.ts';

/** What a person may do with a line before it is run. */
export interface LineEditor {
  /** The line; `interrupted` after Ctrl-C, undefined at the end of input. */
  read(prompt: string): Promise<string | undefined>;
}

/** The marker of Ctrl-C: no line holds a NUL. */
export const interrupted = '\0interrupted';

const maxHistory = 500;

const escapes: Readonly<Record<string, string>> = {
  '\x1b[A': 'up',
  '\x1b[B': 'down',
  '\x1b[C': 'right',
  '\x1b[D': 'left',
  '\x1bOA': 'up',
  '\x1bOB': 'down',
  '\x1bOC': 'right',
  '\x1bOD': 'left',
  '\x1b[H': 'home',
  '\x1b[F': 'end',
  '\x1b[1~': 'home',
  '\x1b[4~': 'end',
  '\x1b[3~': 'delete',
};

const controls: Readonly<Record<string, string>> = {
  '\r': 'enter',
  '\n': 'enter',
  '\x7f': 'back',
  '\b': 'back',
  '\x01': 'home',
  '\x05': 'end',
  '\x02': 'left',
  '\x06': 'right',
  '\x10': 'up',
  '\x0e': 'down',
  '\x0b': 'cut-end',
  '\x15': 'cut-start',
  '\x17': 'cut-word',
  '\x0c': 'clear',
  '\x03': 'interrupt',
  '\x04': 'end-of-file',
  '\t': 'complete',
};

const escape = '\u001b';
const keyPattern = new RegExp(`${escape}\\[\\d*~|${escape}[[O][A-Z]|[^]`, 'gu');

/** Keys of a chunk of input, escape sequences whole. */
const keysOf = (text: string): string[] => text.match(keyPattern) ?? [];

/** Reads lines from a terminal as a shell does, with history. `complete` gives what may follow the text before the cursor. */
export const createLineEditor = (
  process: Process,
  terminal: Terminal,
  complete: (before: string) => string[],
): LineEditor => {
  const history: string[] = [];
  const decoder = new TextDecoder();
  let queue: string[] = [];
  const show = (text: string) => terminal.output.write(new TextEncoder().encode(text));

  const nextKey = async (): Promise<string | undefined> => {
    while (queue.length === 0) {
      const bytes = await orKilled(process, terminal.input.read());
      if (bytes === undefined) return undefined;
      queue = keysOf(decoder.decode(bytes, { stream: true }));
    }
    return queue.shift();
  };

  const read = async (prompt: string): Promise<string | undefined> => {
    const chars: string[] = [];
    let cursor = 0;
    let at = history.length;
    let draft = '';
    await show(prompt);
    /** Writes the line from the cursor on and puts the cursor back. */
    const redraw = async (from: number, clear = true) => {
      const tail = chars.slice(from).join('');
      const back = chars.length - cursor;
      await show(`${tail}${clear ? '\x1b[K' : ''}${back > 0 ? `\x1b[${back}D` : ''}`);
    };
    const moveTo = async (to: number) => {
      const by = to - cursor;
      cursor = to;
      if (by !== 0) await show(by < 0 ? `\x1b[${-by}D` : `\x1b[${by}C`);
    };
    const cut = async (from: number, to: number) => {
      await moveTo(from);
      chars.splice(from, to - from);
      await redraw(from);
    };
    const insert = async (text: string) => {
      const added = [...text];
      chars.splice(cursor, 0, ...added);
      cursor += added.length;
      await redraw(cursor - added.length, false);
    };
    const recall = async (to: number) => {
      if (to < 0 || to > history.length) return;
      if (at === history.length) draft = chars.join('');
      at = to;
      await cut(0, chars.length);
      await insert(at === history.length ? draft : (history[at] ?? ''));
    };

    for (;;) {
      const key = await nextKey();
      if (key === undefined) return undefined;
      const action = escapes[key] ?? controls[key];
      switch (action) {
        case 'enter': {
          await show('\n');
          // CR LF pasted or typed is one line end.
          if (key === '\r' && queue[0] === '\n') queue.shift();
          const line = chars.join('');
          if (line.trim() !== '' && history.at(-1) !== line) history.push(line);
          if (history.length > maxHistory) history.shift();
          return line;
        }
        case 'interrupt':
          await show('^C\n');
          return interrupted;
        case 'end-of-file':
          if (chars.length === 0) return undefined;
          if (cursor < chars.length) await cut(cursor, cursor + 1);
          break;
        case 'back':
          if (cursor > 0) await cut(cursor - 1, cursor);
          break;
        case 'delete':
          if (cursor < chars.length) await cut(cursor, cursor + 1);
          break;
        case 'left':
          await moveTo(Math.max(0, cursor - 1));
          break;
        case 'right':
          await moveTo(Math.min(chars.length, cursor + 1));
          break;
        case 'home':
          await moveTo(0);
          break;
        case 'end':
          await moveTo(chars.length);
          break;
        case 'cut-end':
          await cut(cursor, chars.length);
          break;
        case 'cut-start':
          await cut(0, cursor);
          break;
        case 'cut-word': {
          const before = chars
            .slice(0, cursor)
            .join('')
            .replace(/\S*\s*$/, '');
          await cut([...before].length, cursor);
          break;
        }
        case 'clear':
          await show(`\x1b[H\x1b[2J${prompt}`);
          await redraw(0);
          break;
        case 'up':
          await recall(at - 1);
          break;
        case 'down':
          await recall(at + 1);
          break;
        case 'complete': {
          const options = complete(chars.slice(0, cursor).join(''));
          if (options.length === 1) await insert(options[0] as string);
          break;
        }
        default:
          if (key >= ' ' && !key.startsWith('\x1b')) await insert(key);
      }
    }
  };
  return { read };
};
