import { setImmediate as nextTurn } from 'node:timers/promises';
import { complain, print, printBytes, type Program } from '../process.ts';
import { parseOptions } from '../options.ts';
import { chunksOf, complainAbout, eachInput, lineBatches, pathIn } from '../text.ts';
import { FileError } from '../../files/file-error.ts';
import { openOutput } from '../redirect.ts';
import type { ByteWriter } from '../../../streams/pipe.ts';

/** Programs that read text and write other text. */

/** `1,3-5,7-` as a test of positions that start at 1. */
const parseRanges = (text: string): ((position: number) => boolean) => {
  const ranges = text.split(',').map((part) => {
    const [from = '', to] = part.split('-');
    return { from: Number(from || 1), to: to === undefined ? Number(from) : to === '' ? Infinity : Number(to) };
  });
  return (position) => ranges.some(({ from, to }) => position >= from && position <= to);
};

const cut: Program = async (process) => {
  const options = parseOptions(process.argv.slice(1), 'd:f:c:b:s', { delimiter: 'd', fields: 'f', characters: 'c' });
  const fields = options.value('f');
  const characters = options.value('c') ?? options.value('b');
  const wanted = fields ?? characters;
  if (wanted === undefined) {
    await complain(process, 'cut: expected a list of bytes, characters, or fields');
    return 1;
  }
  const isWanted = parseRanges(wanted);
  const delimiter = options.value('d') ?? '\t';
  const cutLine = (line: string): string | undefined => {
    if (fields === undefined) return [...line].filter((_, i) => isWanted(i + 1)).join('');
    if (!line.includes(delimiter)) return options.has('s') ? undefined : line;
    return line
      .split(delimiter)
      .filter((_, i) => isWanted(i + 1))
      .join(delimiter);
  };
  return eachInput(process, options.rest, async (reader) => {
    for await (const lines of lineBatches(process, reader))
      await print(
        process,
        lines
          .map(cutLine)
          .filter((line) => line !== undefined)
          .map((line) => `${line}\n`)
          .join(''),
      );
  });
};

const maxSorted = 200_000;

const sort: Program = async (process) => {
  const options = parseOptions(process.argv.slice(1), 'rnuk:t:fhbo:', {
    reverse: 'r',
    'numeric-sort': 'n',
    unique: 'u',
  });
  const key = options.value('k');
  const separator = options.value('t');
  const column = key === undefined ? undefined : Number.parseInt(key, 10) - 1;
  const keyOf = (line: string): string =>
    column === undefined
      ? line
      : ((separator === undefined ? line.trim().split(/\s+/) : line.split(separator))[column] ?? '');
  const isNumeric = options.has('n') || options.has('h') || /n/.test(key ?? '');
  const scale: Readonly<Record<string, number>> = { K: 1e3, M: 1e6, G: 1e9, T: 1e12 };
  const amount = (text: string): number => {
    const [, number = '0', unit = ''] = /^\s*(-?[\d.]+)([KMGT]?)/.exec(text) ?? [];
    return Number(number) * (options.has('h') ? (scale[unit] ?? 1) : 1);
  };
  const kept: string[] = [];
  const code = await eachInput(process, options.rest, async (reader) => {
    for await (const lines of lineBatches(process, reader)) {
      if (kept.length + lines.length > maxSorted) throw new FileError('ENOSPC', '/tmp');
      for (const line of lines) kept.push(line);
    }
  });
  const fold = (text: string) => (options.has('f') ? text.toUpperCase() : text);
  kept.sort((a, b) => {
    const [x, y] = [keyOf(a), keyOf(b)];
    const order = isNumeric ? amount(x) - amount(y) : 0;
    if (order !== 0) return order;
    return fold(x) < fold(y) ? -1 : fold(x) > fold(y) ? 1 : 0;
  });
  if (options.has('r') || /r/.test(key ?? '')) kept.reverse();
  const shown = options.has('u')
    ? kept.filter((line, i) => i === 0 || keyOf(line) !== keyOf(kept[i - 1] as string))
    : kept;
  const text = shown.map((line) => `${line}\n`).join('');
  const to = options.value('o');
  if (to === undefined) await print(process, text);
  else process.files.write(pathIn(process, to), new TextEncoder().encode(text));
  return code;
};

const uniq: Program = async (process) => {
  const options = parseOptions(process.argv.slice(1), 'cdui', { count: 'c', repeated: 'd', unique: 'u' });
  let held: string | undefined;
  let count = 0;
  const flush = async () => {
    if (held === undefined) return;
    if (options.has('d') && count < 2) return;
    if (options.has('u') && count > 1) return;
    await print(process, `${options.has('c') ? `${String(count).padStart(7)} ` : ''}${held}\n`);
  };
  const code = await eachInput(process, options.rest.slice(0, 1), async (reader) => {
    for await (const lines of lineBatches(process, reader))
      for (const line of lines) {
        if (line === held) {
          count++;
          continue;
        }
        await flush();
        held = line;
        count = 1;
      }
  });
  await flush();
  return code;
};

/** `a-z`, `[:upper:]` and `\n` as characters. */
const expandSet = (text: string): string[] => {
  const plain = text
    .replaceAll('[:upper:]', 'A-Z')
    .replaceAll('[:lower:]', 'a-z')
    .replaceAll('[:digit:]', '0-9')
    .replaceAll('[:alpha:]', 'A-Za-z')
    .replaceAll('[:alnum:]', 'A-Za-z0-9')
    .replaceAll('[:space:]', ' \\t\\n\\r\\f\\v')
    .replace(
      /\\([\\nrtfv0])/g,
      (_, code: string) => ({ n: '\n', r: '\r', t: '\t', f: '\f', v: '\v', '0': '\0' })[code] ?? code,
    );
  const chars = [...plain];
  const out: string[] = [];
  for (let i = 0; i < chars.length; i++) {
    const [from, dash, to] = [chars[i] as string, chars[i + 1], chars[i + 2]];
    if (dash === '-' && to !== undefined && to >= from) {
      for (let code = from.codePointAt(0)!; code <= to.codePointAt(0)!; code++) out.push(String.fromCodePoint(code));
      i += 2;
    } else out.push(from);
  }
  return out;
};

const tr: Program = async (process) => {
  const options = parseOptions(process.argv.slice(1), 'dscC', { delete: 'd', 'squeeze-repeats': 's' });
  const [first = '', second] = options.rest;
  const from = new Set(expandSet(first));
  const isComplement = options.has('c') || options.has('C');
  const isIn = (char: string) => from.has(char) !== isComplement;
  const list = [...from];
  const to = second === undefined ? [] : expandSet(second);
  const mapped = new Map(list.map((char, i) => [char, to[Math.min(i, to.length - 1)] ?? char]));
  const squeezed = options.has('s') ? new Set(to.length > 0 ? to : list) : new Set<string>();
  const decoder = new TextDecoder();
  let last = '';
  const change = (text: string): string => {
    let out = '';
    for (const char of text) {
      if (options.has('d') && isIn(char)) continue;
      const next =
        !options.has('d') && to.length > 0 && isIn(char)
          ? isComplement
            ? (to.at(-1) ?? char)
            : (mapped.get(char) ?? char)
          : char;
      if (next === last && squeezed.has(next)) continue;
      out += next;
      last = next;
    }
    return out;
  };
  const { stdin } = process;
  for await (const bytes of chunksOf(process, stdin))
    await print(process, change(decoder.decode(bytes, { stream: true })));
  return 0;
};

const tee: Program = async (process) => {
  const options = parseOptions(process.argv.slice(1), 'ai', { append: 'a' });
  const writers: ByteWriter[] = [];
  let code = 0;
  for (const path of options.rest) {
    try {
      writers.push(openOutput({ process, cwd: process.cwd }, path, options.has('a')));
    } catch (error) {
      code = await complainAbout(process, error, path);
    }
  }
  try {
    for await (const bytes of chunksOf(process, process.stdin)) {
      for (const writer of writers) await writer.write(bytes);
      await printBytes(process, bytes);
    }
  } finally {
    for (const writer of writers) writer.end();
  }
  return code;
};

const xargs: Program = async (process) => {
  const args = process.argv.slice(1);
  let perCall = Infinity;
  let replace: string | undefined;
  let isQuietWhenEmpty = false;
  let byNul = false;
  while (args[0]?.startsWith('-') === true) {
    const option = args.shift() as string;
    if (option.startsWith('-n')) perCall = Number(option.slice(2) || args.shift());
    else if (option.startsWith('-I')) replace = option.slice(2) || args.shift();
    else if (option === '-r') isQuietWhenEmpty = true;
    else if (option === '-0') byNul = true;
  }
  const decoder = new TextDecoder();
  let text = '';
  for await (const bytes of chunksOf(process, process.stdin)) text += decoder.decode(bytes, { stream: true });
  const items = text.split(byNul ? '\0' : replace === undefined ? /\s+/ : '\n').filter((item) => item !== '');
  if (items.length === 0 && (isQuietWhenEmpty || replace !== undefined)) return 0;
  const command = args.length === 0 ? ['echo'] : args;
  const groups: string[][] = [];
  const size = replace === undefined ? perCall : 1;
  if (items.length === 0) groups.push([]);
  for (let i = 0; i < items.length; i += Math.min(size, 5000)) groups.push(items.slice(i, i + Math.min(size, 5000)));
  let code = 0;
  for (const group of groups) {
    const argv =
      replace === undefined ? [...command, ...group] : command.map((word) => word.replaceAll(replace, group[0] ?? ''));
    const status = await process.container.run({ ...process, argv });
    if (status !== 0) code = status === 127 || status === 126 ? status : 123;
  }
  return code;
};

const rev: Program = (process) =>
  eachInput(process, process.argv.slice(1), async (reader) => {
    for await (const lines of lineBatches(process, reader))
      await print(process, lines.map((line) => `${[...line].reverse().join('')}\n`).join(''));
  });

const nl: Program = (process) => process.container.run({ ...process, argv: ['cat', '-n', ...process.argv.slice(1)] });

const yes: Program = async (process) => {
  const line = `${process.argv.slice(1).join(' ') || 'y'}\n`;
  for (;;) {
    await print(process, line.repeat(256));
    await nextTurn();
  }
};

export const filterCommands: Readonly<Record<string, Program>> = { cut, sort, uniq, tr, tee, xargs, rev, nl, yes };
