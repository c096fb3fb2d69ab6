import { setImmediate as nextTurn } from 'node:timers/promises';
import { complain, nameOf, print, type Program } from '../process.ts';
import { BadNumber, testBinary, testUnary, type TestSurroundings } from '../conditions.ts';

/** Programs that write what they are told, and those that only answer yes or no. */

/** `\n`, `\t`, `\0101` and the like. `end` is true when `\c` was met. */
const unescape = (text: string): { text: string; end: boolean } => {
  const stop = text.search(/(?<!\\)(?:\\\\)*\\c/);
  const part = stop < 0 ? text : text.slice(0, text.indexOf('\\c', stop));
  const plain: Readonly<Record<string, string>> = {
    n: '\n',
    t: '\t',
    r: '\r',
    a: '\x07',
    b: '\b',
    f: '\f',
    v: '\v',
    e: '\x1b',
    '\\': '\\',
  };
  const out = part.replace(/\\(0?[0-7]{1,3}|x[\da-fA-F]{1,2}|.)/gs, (whole, code: string) => {
    if (/^x/.test(code)) return String.fromCharCode(Number.parseInt(code.slice(1), 16));
    if (/^[0-7]+$/.test(code)) return String.fromCharCode(Number.parseInt(code, 8));
    return plain[code] ?? whole;
  });
  return { text: out, end: stop >= 0 };
};

const echo: Program = async (process) => {
  const args = process.argv.slice(1);
  let newline = true;
  // A shell of the kind of dash reads escapes always; bash and busybox only when told.
  let escapes = false;
  while (/^-[neE]+$/.test(args[0] ?? '')) {
    const option = args.shift() as string;
    if (option.includes('n')) newline = false;
    if (option.includes('e')) escapes = true;
    if (option.includes('E')) escapes = false;
  }
  const joined = args.join(' ');
  const { text, end } = escapes ? unescape(joined) : { text: joined, end: false };
  await print(process, `${text}${newline && !end ? '\n' : ''}`);
  return 0;
};

/** One conversion of printf. */
const convert = (spec: string, arg: string | undefined): string => {
  const [, flags = '', width = '', precision, type = 's'] = /^%([-+ 0#]*)(\d*)(?:\.(\d+))?([a-zA-Z])$/.exec(spec) ?? [];
  let text: string;
  const number = arg === undefined ? 0 : /^'/.test(arg) ? (arg.codePointAt(1) ?? 0) : Number(arg);
  switch (type) {
    case 'd':
    case 'i':
      text = String(Math.trunc(number));
      break;
    case 'u':
      text = String(Math.abs(Math.trunc(number)));
      break;
    case 'x':
      text = Math.trunc(number).toString(16);
      break;
    case 'X':
      text = Math.trunc(number).toString(16).toUpperCase();
      break;
    case 'o':
      text = Math.trunc(number).toString(8);
      break;
    case 'f':
    case 'F':
      text = number.toFixed(precision === undefined ? 6 : Number(precision));
      break;
    case 'e':
      text = number.toExponential(precision === undefined ? 6 : Number(precision));
      break;
    case 'g':
      text = String(number);
      break;
    case 'c':
      text = (arg ?? '').slice(0, 1);
      break;
    case 'b':
      text = unescape(arg ?? '').text;
      break;
    default:
      text = precision === undefined ? (arg ?? '') : (arg ?? '').slice(0, Number(precision));
  }
  if (flags.includes('+') && /[dif]/.test(type) && number >= 0) text = `+${text}`;
  const size = Number(width);
  if (flags.includes('-')) return text.padEnd(size);
  if (flags.includes('0') && type !== 's')
    return text.startsWith('-') ? `-${text.slice(1).padStart(size - 1, '0')}` : text.padStart(size, '0');
  return text.padStart(size);
};

const printf: Program = async (process) => {
  const [format, ...args] = process.argv.slice(1);
  if (format === undefined) {
    await complain(process, 'printf: usage: printf FORMAT [ARG]...');
    return 2;
  }
  let code = 0;
  let at = 0;
  do {
    const before = at;
    const text = format.replace(
      /%%|%[-+ 0#]*(?:\d+|\*)?(?:\.\d+)?[a-zA-Z]|\\(?:[0-7]{1,3}|x[\da-fA-F]{1,2}|.)/gs,
      (spec) => {
        if (spec === '%%') return '%';
        if (spec.startsWith('\\')) return unescape(spec).text;
        const width = spec.includes('*') ? spec.replace('*', args[at++] ?? '0') : spec;
        const arg = args[at++];
        if (/[diuxXofeg]$/.test(spec) && arg !== undefined && !arg.startsWith("'") && Number.isNaN(Number(arg)))
          code = 1;
        return convert(width, code === 1 && /[diuxXofeg]$/.test(spec) ? '0' : arg);
      },
    );
    await print(process, text);
    if (at === before) break;
  } while (at < args.length);
  return code;
};

const seq: Program = async (process) => {
  const args = process.argv.slice(1).filter((arg) => arg !== '-w');
  const [separator] = process.argv.includes('-s') ? args.splice(args.indexOf('-s'), 2).slice(1) : ['\n'];
  const numbers = args.map(Number);
  if (numbers.length === 0 || numbers.some(Number.isNaN)) {
    await complain(process, `seq: invalid number '${args.find((arg) => Number.isNaN(Number(arg))) ?? ''}'`);
    return 1;
  }
  const [first, step, last] =
    numbers.length === 1
      ? [1, 1, numbers[0]!]
      : numbers.length === 2
        ? [numbers[0]!, 1, numbers[1]!]
        : [numbers[0]!, numbers[1]!, numbers[2]!];
  let batch: string[] = [];
  for (let value = first, count = 0; step > 0 ? value <= last : value >= last; value += step) {
    batch.push(String(Number(value.toFixed(10))));
    if (step === 0) break;
    if (++count % 1000 !== 0) continue;
    await print(process, batch.join(separator) + (separator ?? '\n'));
    batch = [];
    await nextTurn();
  }
  if (batch.length > 0) await print(process, `${batch.join(separator)}\n`);
  return 0;
};

/** Evaluates the words of `test`: `!`, `-a`, `-o`, brackets, and tests of one and two operands. */
const evaluate = (words: readonly string[], around: TestSurroundings): boolean => {
  let at = 0;
  const or = (): boolean => {
    let value = and();
    while (words[at] === '-o') {
      at++;
      const right = and();
      value ||= right;
    }
    return value;
  };
  const and = (): boolean => {
    let value = primary();
    while (words[at] === '-a') {
      at++;
      const right = primary();
      value &&= right;
    }
    return value;
  };
  const primary = (): boolean => {
    const [first, second, third] = words.slice(at, at + 3);
    if (first === undefined) throw new BadNumber('argument expected');
    if (second !== undefined && third !== undefined) {
      const value = testBinary(second, [first, third], around);
      if (value !== undefined) {
        at += 3;
        return value;
      }
    }
    if (first === '!' && second !== undefined) {
      at++;
      return !primary();
    }
    if (first === '(' && words.indexOf(')', at) > at) {
      at++;
      const value = or();
      at++;
      return value;
    }
    const value = second === undefined ? undefined : testUnary(first, second, around);
    if (value !== undefined) {
      at += 2;
      return value;
    }
    at++;
    return first !== '';
  };
  if (words.length === 0) return false;
  const value = or();
  if (at < words.length) throw new BadNumber(`${words[at] ?? ''}: unknown operand`);
  return value;
};

const test: Program = async (process) => {
  const name = nameOf(process);
  const words = process.argv.slice(1);
  if (name === '[' && words.pop() !== ']') {
    await complain(process, '[: missing ]');
    return 2;
  }
  try {
    const around = { files: process.files, cwd: process.cwd, isTerminal: process.terminal !== undefined };
    return evaluate(words, around) ? 0 : 1;
  } catch (error) {
    if (!(error instanceof BadNumber)) throw error;
    await complain(process, `sh: ${error.message}`);
    return 2;
  }
};

/** Integer arithmetic and comparison, from left to right by rank. */
const expr: Program = async (process) => {
  const words = process.argv.slice(1);
  const ranks = [['|'], ['&'], ['=', '!=', '<', '>', '<=', '>='], ['+', '-'], ['*', '/', '%']];
  let at = 0;
  const level = (rank: number): string => {
    if (rank === ranks.length) return words[at++] ?? '';
    let left = level(rank + 1);
    while (ranks[rank]?.includes(words[at] ?? '')) {
      const operator = words[at++] as string;
      const right = level(rank + 1);
      const [a, b] = [Number(left), Number(right)];
      const results: Readonly<Record<string, () => string | number | boolean>> = {
        '+': () => a + b,
        '-': () => a - b,
        '*': () => a * b,
        '/': () => Math.trunc(a / b),
        '%': () => a % b,
        '=': () => left === right,
        '!=': () => left !== right,
        '<': () => a < b,
        '>': () => a > b,
        '<=': () => a <= b,
        '>=': () => a >= b,
        '|': () => (left !== '' && left !== '0' ? left : right),
        '&': () => (left !== '' && right !== '' ? left : '0'),
      };
      const value = results[operator]?.() ?? '';
      left = String(typeof value === 'boolean' ? Number(value) : value);
    }
    return left;
  };
  const value = level(0);
  await print(process, `${value}\n`);
  return value === '' || value === '0' ? 1 : 0;
};

export const writingCommands: Readonly<Record<string, Program>> = {
  echo,
  printf,
  seq,
  test,
  '[': test,
  expr,
  true: () => 0,
  false: () => 1,
  clear: async (process) => {
    await print(process, '\x1b[H\x1b[J');
    return 0;
  },
  basename: async (process) => {
    const [path = '', suffix = ''] = process.argv.slice(1);
    const name =
      path
        .replace(/(.)\/+$/, '$1')
        .split('/')
        .pop() || '/';
    await print(
      process,
      `${suffix !== '' && name !== suffix && name.endsWith(suffix) ? name.slice(0, -suffix.length) : name}\n`,
    );
    return 0;
  },
  dirname: async (process) => {
    const path = (process.argv[1] ?? '').replace(/(.)\/+$/, '$1');
    const slash = path.lastIndexOf('/');
    await print(process, `${slash < 0 ? '.' : slash === 0 ? '/' : path.slice(0, slash)}\n`);
    return 0;
  },
};
