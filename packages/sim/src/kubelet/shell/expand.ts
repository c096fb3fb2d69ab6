import type { ParameterExpansionPart, ParsedScript, Word, WordPart } from 'unbash';
import { evaluate } from './arithmetic.ts';
import { expandPath, hasWildcard, literal, patternSource, unescapePattern } from './glob.ts';
import { getVariable, setVariable, ShellError, type ShellState } from './shell-state.ts';

/** Runs a script and gives what it wrote, without the line ends at its end. */
export type Substitute = (script: ParsedScript | undefined) => Promise<string>;

/** A piece of an expanded word. Quoted pieces are neither split nor matched with files. */
interface Piece {
  text: string;
  quoted: boolean;
  /** A new field begins after it: between the members of "$@". */
  breaks?: boolean;
  /** Matched with files though it came from no variable. */
  pattern?: boolean;
}

const specialValue = (state: ShellState, name: string): string | undefined => {
  switch (name) {
    case '?':
      return String(state.status);
    case '$':
      return '1';
    case '!':
      return '';
    case '#':
      return String(state.positional.length);
    case '-':
      return state.interactive ? 'i' : '';
    case '0':
      return state.name;
    case '@':
    case '*':
      return state.positional.length === 0 ? undefined : state.positional.join(' ');
    case 'RANDOM':
      return String((state.steps.count * 7919 + 12_345) & 32_767);
    default:
      return /^\d+$/.test(name) ? state.positional[Number(name) - 1] : getVariable(state, name);
  }
};

const valueOf = (state: ShellState, name: string): string | undefined => {
  const value = specialValue(state, name);
  if (value === undefined && state.options.unset && name !== '@' && name !== '*')
    throw new ShellError(`${name}: parameter not set`, 2);
  return value;
};

/** The words of a command, expanded. */
export const createExpander = (state: ShellState, substitute: Substitute) => {
  const arithmetic = (expression: Parameters<typeof evaluate>[1]): Promise<number> =>
    evaluate(state, expression, async (node) => {
      if (node.type === 'ArithmeticCommandExpansion') return substitute(node.script);
      if (node.type !== 'ArithmeticWord') return '';
      if (node.parts === undefined) return node.value;
      return (await piecesOf(node.parts, true)).map(({ text }) => text).join('');
    });

  const positionalPieces = (quoted: boolean, joined: boolean): Piece[] => {
    if (quoted && joined) return [{ text: state.positional.join((getVariable(state, 'IFS') ?? ' ')[0] ?? ''), quoted }];
    return state.positional.map((text, i, all) => ({ text, quoted, breaks: i < all.length - 1 }));
  };

  const parameter = async (part: ParameterExpansionPart, quoted: boolean): Promise<Piece[]> => {
    const { operation } = part;
    const name = part.prefix === '!' ? (specialValue(state, part.parameter) ?? '') : part.parameter;
    if (operation === undefined) {
      if (part.prefix === '#') return [{ text: String((valueOf(state, name) ?? '').length), quoted }];
      if (name === '@' || name === '*') return positionalPieces(quoted, name === '*');
      return [{ text: valueOf(state, name) ?? '', quoted }];
    }
    const value = specialValue(state, name);
    const asPattern = async (word: Word) => joinPattern(await piecesOf(word.parts, false, word.value));
    const plain = (text: string): Piece[] => [{ text, quoted }];
    switch (operation.type) {
      case 'Default': {
        const { operator, operand } = operation;
        const isMissing = value === undefined || (operator.startsWith(':') && value === '');
        const given = async () => piecesOf(operand.parts, quoted, operand.value);
        if (operator.endsWith('+')) return isMissing ? [] : given();
        if (!isMissing) return plain(value);
        const pieces = await given();
        const text = pieces.map((piece) => piece.text).join('');
        if (operator.endsWith('=')) setVariable(state, name, text);
        if (operator.endsWith('?'))
          throw new ShellError(`${name}: ${text === '' ? 'parameter null or not set' : text}`, 2);
        return pieces;
      }
      case 'Remove': {
        const source = patternSource(await asPattern(operation.operand));
        return plain(removeMatch(value ?? '', source, operation.operator));
      }
      case 'Replace': {
        const source = patternSource(await asPattern(operation.pattern));
        const by = (await piecesOf(operation.replacement.parts, true, operation.replacement.value))
          .map(({ text }) => text)
          .join('');
        const { operator } = operation;
        const anchored = operator === '/#' ? `^(?:${source})` : operator === '/%' ? `(?:${source})$` : source;
        return plain((value ?? '').replace(new RegExp(anchored, operator === '//' ? 'gu' : 'u'), () => by));
      }
      case 'Slice': {
        const number = async (word: Word) =>
          Number((await piecesOf(word.parts, true, word.value)).map(({ text }) => text).join(''));
        const text = value ?? '';
        const offset = await number(operation.offset);
        const start = offset < 0 ? Math.max(0, text.length + offset) : offset;
        if (operation.length === undefined) return plain(text.slice(start));
        const length = await number(operation.length);
        return plain(text.slice(start, length < 0 ? text.length + length : start + length));
      }
      case 'CaseModification': {
        const text = value ?? '';
        const isUpper = operation.operator.startsWith('^');
        const change = (piece: string) => (isUpper ? piece.toUpperCase() : piece.toLowerCase());
        return plain(operation.operator.length === 2 ? change(text) : change(text.slice(0, 1)) + text.slice(1));
      }
      default:
        throw new ShellError('bad substitution', 2);
    }
  };

  const piecesOf = async (parts: readonly WordPart[] | undefined, quoted: boolean, value = ''): Promise<Piece[]> => {
    if (parts === undefined) return [{ text: value, quoted: true }];
    const pieces: Piece[] = [];
    for (const part of parts) {
      switch (part.type) {
        case 'Literal':
        case 'SingleQuoted':
        case 'AnsiCQuoted':
          pieces.push({ text: part.value, quoted: true });
          break;
        case 'DoubleQuoted':
        case 'LocaleString': {
          const inner = await piecesOf(part.parts, true);
          // "" is a word; "$@" of nothing is none.
          if (inner.length === 0 && part.parts.length === 0) pieces.push({ text: '', quoted: true });
          pieces.push(...inner);
          break;
        }
        case 'Glob':
        case 'ExtendedGlob':
          pieces.push({ text: quoted ? literal(part.text) : part.text, quoted, pattern: true });
          break;
        case 'SimpleExpansion': {
          const name = part.text.slice(1);
          if (name === '@' || name === '*') pieces.push(...positionalPieces(quoted, name === '*'));
          else pieces.push({ text: valueOf(state, name) ?? '', quoted });
          break;
        }
        case 'ParameterExpansion':
          pieces.push(...(await parameter(part, quoted)));
          break;
        case 'CommandExpansion':
          pieces.push({ text: await substitute(part.script), quoted });
          break;
        case 'ArithmeticExpansion':
          pieces.push({ text: String(await arithmetic(part.expression)), quoted });
          break;
        case 'BraceExpansion':
          pieces.push({ text: part.text, quoted: true });
          break;
        case 'ProcessSubstitution':
          throw new ShellError('syntax error: unexpected "("', 2);
      }
    }
    return pieces;
  };

  /** One string, without splitting: values of assignments, targets of redirections, here-documents. */
  const toText = async (word: Pick<Word, 'parts' | 'value'>): Promise<string> =>
    withHome(
      state,
      (await piecesOf(word.parts, true, word.value)).map(({ text, breaks }) => (breaks ? `${text} ` : text)).join(''),
      word,
    );

  /** As `toText` for patterns: quoted characters stand for themselves. */
  const toPattern = async (word: Pick<Word, 'parts' | 'value'>): Promise<string> =>
    joinPattern(await piecesOf(word.parts, false, word.value));

  const toFields = async (word: Word): Promise<string[]> => {
    if (word.parts === undefined) return globbed(state, [withHome(state, literal(word.value), word)]);
    const braces = expandBraces(word);
    if (braces !== undefined) return braces;
    return globbed(state, splitFields(await piecesOf(word.parts, false), getVariable(state, 'IFS') ?? ' \t\n'));
  };

  return { toText, toPattern, toFields, arithmetic };
};

const joinPattern = (pieces: readonly Piece[]): string =>
  pieces.map(({ text, quoted, pattern }) => (quoted && !pattern ? literal(text) : text)).join('');

const withHome = (state: ShellState, text: string, { value }: Pick<Word, 'value'>): string =>
  /^~(\/|$)/.test(value) ? (getVariable(state, 'HOME') ?? '/root') + text.slice(1) : text;

const removeMatch = (text: string, source: string, operator: '#' | '##' | '%' | '%%'): string => {
  const isWhole = new RegExp(`^(?:${source})$`, 'u');
  const lengths = Array.from({ length: text.length + 1 }, (_, i) => i);
  if (operator.length === 2) lengths.reverse();
  const fits = lengths.find((length) =>
    isWhole.test(operator.startsWith('#') ? text.slice(0, length) : text.slice(text.length - length)),
  );
  if (fits === undefined) return text;
  return operator.startsWith('#') ? text.slice(fits) : text.slice(0, text.length - fits);
};

/** Splits what came from variables and commands at the field separators; gives patterns. */
const splitFields = (pieces: readonly Piece[], separators: string): string[] => {
  const fields: string[] = [];
  let current: string | undefined;
  const close = () => {
    if (current !== undefined) fields.push(current);
    current = undefined;
  };
  for (const { text, quoted, breaks, pattern } of pieces) {
    if (pattern) current = (current ?? '') + text;
    else if (quoted) current = (current ?? '') + literal(text);
    else {
      let rest = '';
      for (const char of text) {
        if (!separators.includes(char)) {
          rest += char;
          continue;
        }
        if (rest !== '') current = (current ?? '') + rest;
        rest = '';
        close();
      }
      if (rest !== '') current = (current ?? '') + rest;
    }
    if (breaks) close();
  }
  close();
  return fields;
};

const globbed = (state: ShellState, patterns: readonly string[]): string[] =>
  patterns.flatMap((pattern) => {
    if (!hasWildcard(pattern)) return [unescapePattern(pattern)];
    const found = expandPath(state.process.files, state.cwd, pattern);
    return found.length === 0 ? [unescapePattern(pattern)] : found;
  });

const maxBraces = 1000;

/** `a{b,c}d` and `{1..5}` in words that hold nothing else to expand. */
const expandBraces = (word: Word): string[] | undefined => {
  if (!word.parts?.some(({ type }) => type === 'BraceExpansion')) return undefined;
  if (!word.parts.every(({ type }) => type === 'BraceExpansion' || type === 'Literal')) return undefined;
  let words = [''];
  for (const part of word.parts) {
    const range = /^\{(-?\d+)\.\.(-?\d+)\}$/.exec(part.text);
    let options = [part.text];
    if (range !== null) {
      const [from, to] = [Number(range[1]), Number(range[2])];
      const count = Math.min(Math.abs(to - from) + 1, maxBraces);
      options = Array.from({ length: count }, (_, i) => String(from + (to < from ? -i : i)));
    } else if (part.type === 'BraceExpansion') options = part.text.slice(1, -1).split(',');
    words = words.flatMap((before) => options.map((option) => before + option)).slice(0, maxBraces);
  }
  return words;
};
