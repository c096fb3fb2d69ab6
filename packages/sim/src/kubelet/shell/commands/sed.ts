import { complain, print, type Program } from '../process.ts';
import { parseOptions } from '../options.ts';
import { complainAbout, lineBatches, openInput, pathIn } from '../text.ts';
import { toRegExpSource, type RegExpDialect } from './regular-expression.ts';

/** Where a command applies. */
type Address = { line: number } | { last: true } | { pattern: RegExp };

interface Command {
  from?: Address;
  to?: Address;
  negated: boolean;
  verb: string;
  pattern?: RegExp;
  by?: string;
  print?: boolean;
  text?: string;
  /** Between its two addresses now. */
  active: boolean;
}

class ScriptError extends Error {}

/** Reads a script of the common commands: s, y, d, p, q, a, i, c, =, n and blocks of addresses. */
const parseScript = (script: string, dialect: RegExpDialect): Command[] => {
  let at = 0;
  const skip = (chars: RegExp) => {
    while (at < script.length && chars.test(script[at] as string)) at++;
  };
  const until = (end: string): string => {
    let text = '';
    while (at < script.length && script[at] !== end) {
      if (script[at] === '\\' && script[at + 1] === end) at++;
      else if (script[at] === '\\') text += script[at++];
      text += script[at++] ?? '';
    }
    if (script[at++] !== end) throw new ScriptError(`unmatched '${end}'`);
    return text;
  };
  const address = (): Address | undefined => {
    const [number] = /^\d+/.exec(script.slice(at)) ?? [];
    if (number !== undefined) {
      at += number.length;
      return { line: Number(number) };
    }
    if (script[at] === '$') {
      at++;
      return { last: true };
    }
    if (script[at] !== '/') return undefined;
    at++;
    return { pattern: new RegExp(toRegExpSource(until('/'), dialect), 'u') };
  };
  const commands: Command[] = [];
  for (;;) {
    skip(/[\s;}]/);
    if (at >= script.length) return commands;
    const from = address();
    let to: Address | undefined;
    if (from !== undefined && script[at] === ',') {
      at++;
      to = address();
    }
    skip(/\s/);
    const negated = script[at] === '!';
    if (negated) at++;
    const verb = script[at++] ?? '';
    const command: Command = {
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
      negated,
      verb,
      active: false,
    };
    if (verb === 's' || verb === 'y') {
      const end = script[at++] ?? '/';
      const pattern = until(end);
      command.by = until(end);
      const [flags = ''] = /^[gpiI\d]*/.exec(script.slice(at)) ?? [];
      at += flags.length;
      if (verb === 's')
        command.pattern = new RegExp(
          toRegExpSource(pattern, dialect),
          `u${flags.includes('g') ? 'g' : ''}${/i/i.test(flags) ? 'i' : ''}`,
        );
      else command.text = pattern;
      command.print = flags.includes('p');
    } else if ('aic'.includes(verb) && verb !== '') {
      const end = script.indexOf('\n', at);
      const text = script.slice(at, end < 0 ? undefined : end);
      command.text = text.replace(/^\s*\\?\s*/, '');
      at = end < 0 ? script.length : end;
    } else if (!'dpqn=D{'.includes(verb) || verb === '') throw new ScriptError(`unsupported command ${verb}`);
    commands.push(command);
  }
};

/** `&` and `\1` of a replacement. */
const replacement =
  (by: string) =>
  (match: string, ...groups: unknown[]): string =>
    by.replace(/\\(\d|n|t|.)|&/gu, (whole, code: string | undefined) => {
      if (whole === '&') return match;
      if (code === 'n') return '\n';
      if (code === 't') return '\t';
      return /\d/.test(code ?? '') ? (code === '0' ? match : String(groups[Number(code) - 1] ?? '')) : (code ?? '');
    });

interface Line {
  text: string;
  number: number;
  isLast: boolean;
}

const isAt = (address: Address, { text, number, isLast }: Line): boolean =>
  'line' in address ? number === address.line : 'last' in address ? isLast : address.pattern.test(text);

const applies = (command: Command, line: Line): boolean => {
  const { from, to, negated } = command;
  if (from === undefined) return !negated;
  if (to === undefined) return isAt(from, line) !== negated;
  if (command.active) {
    if (isAt(to, line) || ('line' in to && line.number >= to.line)) command.active = false;
    return !negated;
  }
  if (!isAt(from, line)) return negated;
  command.active = !('line' in to && to.line <= line.number);
  return !negated;
};

/** What one line becomes, and whether reading ends there. */
const edit = (commands: readonly Command[], line: Line, quiet: boolean): { text: string; quit: boolean } => {
  let out = '';
  let after = '';
  for (const command of commands) {
    if (!applies(command, line)) continue;
    switch (command.verb) {
      case 'd':
      case 'D':
        return { text: out + after, quit: false };
      case 'p':
        out += `${line.text}\n`;
        break;
      case '=':
        out += `${line.number}\n`;
        break;
      case 'q':
        return { text: `${out}${quiet ? '' : `${line.text}\n`}${after}`, quit: true };
      case 'a':
        after += `${command.text ?? ''}\n`;
        break;
      case 'i':
        out += `${command.text ?? ''}\n`;
        break;
      case 'c':
        return { text: `${out}${command.text ?? ''}\n`, quit: false };
      case 'y':
        line.text = [...line.text]
          .map((char) => [...(command.by ?? '')][[...(command.text ?? '')].indexOf(char)] ?? char)
          .join('');
        break;
      case 's': {
        const changed = line.text.replace(command.pattern as RegExp, replacement(command.by ?? ''));
        if (changed !== line.text && command.print) out += `${changed}\n`;
        line.text = changed;
        break;
      }
    }
  }
  return { text: `${out}${quiet ? '' : `${line.text}\n`}${after}`, quit: false };
};

const maxLines = 200_000;

const sed: Program = async (process) => {
  const options = parseOptions(process.argv.slice(1), 'nEri:e:s', { quiet: 'n', expression: 'e', 'in-place': 'i' });
  const paths = [...options.rest];
  const scripts = options.all('e');
  const inPlace = process.argv.slice(1).some((arg) => /^-[nEr]*i/.test(arg) || arg.startsWith('--in-place'));
  if (scripts.length === 0) {
    const first = paths.shift();
    if (first === undefined) {
      await complain(process, 'Usage: sed [-i] [-nE] [-e CMD] [FILE]...');
      return 1;
    }
    scripts.push(first);
  }
  let commands: Command[];
  try {
    commands = parseScript(scripts.join('\n'), options.has('E') || options.has('r') ? 'extended' : 'basic');
  } catch (error) {
    await complain(process, `sed: ${error instanceof ScriptError ? error.message : 'bad regex'}`);
    return 1;
  }
  let code = 0;
  let number = 0;
  for (const path of paths.length === 0 ? ['-'] : paths) {
    try {
      let out = '';
      let held: string | undefined;
      let quit = false;
      const flush = async (isLast: boolean) => {
        if (held === undefined || quit) return;
        const done = edit(commands, { text: held, number: ++number, isLast }, options.has('n'));
        quit = done.quit;
        if (inPlace) out += done.text;
        else await print(process, done.text);
      };
      if (inPlace) number = 0;
      for await (const lines of lineBatches(process, openInput(process, path)))
        for (const line of lines) {
          await flush(false);
          held = line;
          if (quit || number > maxLines) break;
        }
      await flush(true);
      if (inPlace) process.files.write(pathIn(process, path), new TextEncoder().encode(out));
    } catch (error) {
      code = await complainAbout(process, error, path);
    }
  }
  return code;
};

export const sedCommands: Readonly<Record<string, Program>> = {
  // `-i` takes its suffix only when it is joined; none is kept here.
  sed: (process) => sed({ ...process, argv: process.argv.map((arg) => (/^-[nEr]*i$/.test(arg) ? `${arg}.` : arg)) }),
};
