/**
 * One pass over JSON text for what JSON.parse does not tell: fields that occur twice, and what is wrong in the words of
 * Go's encoding/json, which Kubernetes passes on to clients.
 */
export interface JsonScan {
  error?: string;
  /** Paths such as `spec.containers[0].name`. */
  duplicates: ReadonlySet<string>;
}

const MAX_DEPTH = 10_000;
const NUMBER = /-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?/y;
const STRING = /"(?:[\u0020\u0021\u0023-\u005b\u005d-\uffff]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const LITERAL = /true|false|null/y;

class ScanError extends Error {}

const END = 'unexpected end of JSON input';

const SHORT: Readonly<Record<string, string>> = {
  '\u0007': '\\a',
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\v': '\\v',
  '\f': '\\f',
  '\r': '\\r',
  '\\': '\\\\',
};

/** As Go's strconv.Quote writes one character. */
const escaped = (c: string): string => {
  const code = c.charCodeAt(0);
  if (code < 0x20 || code === 0x7f) return SHORT[c] ?? `\\x${code.toString(16).padStart(2, '0')}`;
  return SHORT[c] ?? (code >= 0x80 && code < 0xa0 ? `\\u${code.toString(16).padStart(4, '0')}` : c);
};

const shown = (c: string): string => (c === "'" ? `'\\''` : c === '"' ? `'"'` : `'${escaped(c)}'`);

interface Frame {
  path: string;
  keys: Set<string> | undefined;
  index: number;
}

export const scanJson = (text: string): JsonScan => {
  const duplicates = new Set<string>();
  let at = 0;
  const blank = () => {
    while (at < text.length && ' \t\r\n'.includes(text[at]!)) at += 1;
  };
  const fail = (where: string): ScanError =>
    new ScanError(at >= text.length ? END : `invalid character ${shown(text[at]!)} ${where}`);
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match === null) return undefined;
    at += match[0].length;
    return match[0];
  };
  const string = (): string => {
    const found = take(STRING);
    if (found !== undefined) return JSON.parse(found) as string;
    // Find what stopped it.
    for (at += 1; at < text.length; at += 1) {
      const c = text[at]!;
      if (c < ' ') throw fail('in string literal');
      if (c !== '\\') continue;
      at += 1;
      if (at < text.length && !'"\\/bfnrtu'.includes(text[at]!)) throw fail('in string escape code');
    }
    throw new ScanError(END);
  };
  const scalar = () => {
    const c = text[at];
    if (c === '"') string();
    else if (take(NUMBER) === undefined && take(LITERAL) === undefined) throw fail('looking for beginning of value');
  };

  /** Reads a key and its colon; what follows is its value. */
  const key = (frame: Frame): string => {
    blank();
    if (text[at] !== '"') throw fail('looking for beginning of object key string');
    const name = string();
    const path = frame.path === '' ? name : `${frame.path}.${name}`;
    if (frame.keys!.has(name)) duplicates.add(path);
    frame.keys!.add(name);
    blank();
    if (text[at] !== ':') throw fail('after object key');
    at += 1;
    return path;
  };

  const stack: Frame[] = [];
  /** Reads one value at a path. A container is opened, not read: its frame goes on the stack. */
  const value = (path: string): boolean => {
    blank();
    const c = text[at];
    if (c !== '{' && c !== '[') {
      scalar();
      return true;
    }
    at += 1;
    if (stack.length >= MAX_DEPTH) throw new ScanError('exceeded max depth');
    blank();
    if (text[at] === (c === '{' ? '}' : ']')) {
      at += 1;
      return true;
    }
    stack.push({ path, keys: c === '{' ? new Set() : undefined, index: 0 });
    return false;
  };
  const opened = (frame: Frame): boolean =>
    frame.keys === undefined ? value(`${frame.path}[${frame.index++}]`) : value(key(frame));

  try {
    let closed = value('');
    while (stack.length > 0) {
      const frame = stack.at(-1)!;
      if (!closed) {
        closed = opened(frame);
        continue;
      }
      blank();
      if (text[at] === ',') {
        at += 1;
        closed = opened(frame);
      } else if (text[at] === (frame.keys === undefined ? ']' : '}')) {
        at += 1;
        stack.pop();
      } else throw fail(frame.keys === undefined ? 'after array element' : 'after object key:value pair');
    }
    blank();
    if (at < text.length) throw fail('after top-level value');
    return { duplicates };
  } catch (error) {
    if (error instanceof ScanError) return { error: error.message, duplicates };
    throw error;
  }
};
