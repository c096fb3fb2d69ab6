import { FileError } from '../../files/file-error.ts';
import type { ByteReader } from '../../../streams/pipe.ts';
import { complain, nameOf, print, type Process, type Program } from '../process.ts';
import { parseOptions, type Options } from '../options.ts';
import { complainAbout, lineBatches, openInput, pathIn } from '../text.ts';
import { toRegExpSource } from './regular-expression.ts';

interface Search {
  matches: (line: string) => boolean;
  pattern: RegExp;
  options: Options;
  /** File names before the lines. */
  named: boolean;
}

const searchOne = async (process: Process, reader: ByteReader, { search, path }: { search: Search; path: string }) => {
  const { options, named } = search;
  const before = Number(options.value('B') ?? options.value('C') ?? 0);
  const after = Number(options.value('A') ?? options.value('C') ?? 0);
  const limit = Number(options.value('m') ?? Infinity);
  const title = path === '-' ? '(standard input)' : path;
  const lead = (number: number, sign: string) =>
    `${named ? `${title}${sign}` : ''}${options.has('n') ? `${number}${sign}` : ''}`;
  const recent: { number: number; line: string }[] = [];
  let number = 0;
  let found = 0;
  let trailing = 0;
  let shownTo = 0;
  for await (const lines of lineBatches(process, reader)) {
    let text = '';
    for (const line of lines) {
      number++;
      const isMatch = found < limit && search.matches(line) !== options.has('v');
      if (isMatch) {
        found++;
        if (options.has('q')) return found;
        if (options.has('l')) {
          await print(process, `${title}\n`);
          return found;
        }
        if (!options.has('c')) {
          const gap = recent.filter((one) => one.number > shownTo);
          if ((before > 0 || after > 0) && shownTo > 0 && (gap[0]?.number ?? number) > shownTo + 1) text += '--\n';
          for (const one of gap) text += `${lead(one.number, '-')}${one.line}\n`;
          if (options.has('o') && !options.has('v'))
            for (const [part] of line.matchAll(new RegExp(search.pattern, `${search.pattern.flags}g`)))
              text += part === '' ? '' : `${lead(number, ':')}${part}\n`;
          else text += `${lead(number, ':')}${line}\n`;
        }
        shownTo = number;
        trailing = after;
      } else if (trailing > 0 && !options.has('c')) {
        text += `${lead(number, '-')}${line}\n`;
        shownTo = number;
        trailing--;
      }
      if (before > 0) {
        recent.push({ number, line });
        if (recent.length > before) recent.shift();
      }
      if (found >= limit && trailing === 0) break;
    }
    await print(process, text);
    if (found >= limit && trailing === 0) break;
  }
  if (options.has('c')) await print(process, `${named ? `${title}:` : ''}${found}\n`);
  return found;
};

/** The files below a directory. */
const filesBelow = (process: Process, path: string): string[] => {
  const node = process.files.stat(pathIn(process, path));
  if (node.type !== 'directory') return [path];
  return process.files.list(pathIn(process, path)).flatMap((name) => {
    const child = `${path.replace(/\/$/, '')}/${name}`;
    const kind = process.files.lstat(pathIn(process, child)).type;
    return kind === 'directory' ? filesBelow(process, child) : kind === 'file' ? [child] : [];
  });
};

const grep: Program = async (process) => {
  const options = parseOptions(process.argv.slice(1), 'ivnclqoEFGPwxrRHhsaA:B:C:m:e:', {
    'ignore-case': 'i',
    'invert-match': 'v',
    'line-number': 'n',
    count: 'c',
    quiet: 'q',
    recursive: 'r',
    color: 's',
    colour: 's',
    'extended-regexp': 'E',
    'fixed-strings': 'F',
    'only-matching': 'o',
  });
  const paths = [...options.rest];
  const given = options.all('e');
  if (given.length === 0) {
    const first = paths.shift();
    if (first === undefined) {
      await complain(process, `Usage: ${nameOf(process)} [-HhnlLoqvsrRiwFE] PATTERN [FILE]...`);
      return 2;
    }
    given.push(first);
  }
  const name = nameOf(process);
  const dialect =
    options.has('F') || name === 'fgrep'
      ? 'fixed'
      : options.has('E') || options.has('P') || name === 'egrep'
        ? 'extended'
        : 'basic';
  let pattern: RegExp;
  try {
    const sources = given.flatMap((text) => text.split('\n')).map((text) => toRegExpSource(text, dialect));
    const source = sources
      .map((one) => (options.has('w') ? `\\b(?:${one})\\b` : options.has('x') ? `^(?:${one})$` : one))
      .join('|');
    pattern = new RegExp(source, options.has('i') ? 'iu' : 'u');
  } catch {
    await complain(process, `${name}: bad regex '${given.join(' ')}'`);
    return 2;
  }
  const isRecursive = options.has('r') || options.has('R');
  const search: Search = {
    pattern,
    matches: (line) => pattern.test(line),
    options,
    named: !options.has('h') && (options.has('H') || isRecursive || paths.length > 1),
  };
  let found = 0;
  let failed = false;
  const places = paths.length === 0 ? [isRecursive ? '.' : '-'] : paths;
  for (const path of places) {
    try {
      for (const file of isRecursive && path !== '-' ? filesBelow(process, path) : [path])
        found += await searchOne(process, openInput(process, file), { search, path: file });
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      failed = true;
      if (!options.has('s')) await complainAbout(process, error, path);
    }
  }
  return failed ? 2 : found > 0 ? 0 : 1;
};

export const grepCommands: Readonly<Record<string, Program>> = { grep, egrep: grep, fgrep: grep };
