/** A run of text in one style. Colours are the sixteen of a terminal, which the theme draws. */
export interface AnsiRun {
  text: string;
  /** 0–15. */
  colour?: number;
  background?: number;
  bold?: boolean;
  dim?: boolean;
  italic?: boolean;
  underline?: boolean;
}

type Style = Omit<AnsiRun, 'text'>;

// Written as codes: control characters are easily lost in a source file.
const escape = String.fromCharCode(27);
const sequence = new RegExp(
  `${escape}\\[([0-9;:]*)([A-Za-z])|${escape}\\][^${String.fromCharCode(7)}]*${String.fromCharCode(7)}?|${escape}.`,
  'g',
);

/** The nearest of the sixteen for a colour of the 256: the theme's own colours keep their contrast. */
const fromPalette = (index: number): number | undefined => {
  if (index < 16) return index;
  if (index >= 232) return index >= 244 ? undefined : 8;
  const cube = index - 16;
  return fromRgb(Math.floor(cube / 36) * 51, (Math.floor(cube / 6) % 6) * 51, (cube % 6) * 51);
};

const fromRgb = (red: number, green: number, blue: number): number | undefined => {
  const most = Math.max(red, green, blue);
  const least = Math.min(red, green, blue);
  if (most - least < 40) return most > 120 ? undefined : 8;
  const part = (value: number): number => (value > (most + least) / 2 ? 1 : 0);
  return part(red) + 2 * part(green) + 4 * part(blue);
};

/** Reads `38;5;n` or `38;2;r;g;b`; returns the colour and how many codes it took. */
const extended = (codes: readonly number[], at: number): { colour: number | undefined; used: number } => {
  if (codes[at + 1] === 5) return { colour: fromPalette(codes[at + 2] ?? 0), used: 2 };
  if (codes[at + 1] === 2) {
    return { colour: fromRgb(codes[at + 2] ?? 0, codes[at + 3] ?? 0, codes[at + 4] ?? 0), used: 4 };
  }
  return { colour: undefined, used: 0 };
};

const without = (style: Style, ...names: (keyof Style)[]): Style =>
  Object.fromEntries(Object.entries(style).filter(([name]) => !names.some((item) => item === name)));

const applyCode = (style: Style, code: number): Style => {
  if (code === 0) return {};
  if (code === 1) return { ...style, bold: true };
  if (code === 2) return { ...style, dim: true };
  if (code === 3) return { ...style, italic: true };
  if (code === 4) return { ...style, underline: true };
  if (code === 22) return without(style, 'bold', 'dim');
  if (code === 23) return without(style, 'italic');
  if (code === 24) return without(style, 'underline');
  if (code === 39) return without(style, 'colour');
  if (code === 49) return without(style, 'background');
  if (code >= 30 && code <= 37) return { ...style, colour: code - 30 };
  if (code >= 90 && code <= 97) return { ...style, colour: code - 90 + 8 };
  if (code >= 40 && code <= 47) return { ...style, background: code - 40 };
  if (code >= 100 && code <= 107) return { ...style, background: code - 100 + 8 };
  return style;
};

const applyCodes = (style: Style, codes: readonly number[]): Style => {
  let next = style;
  for (let at = 0; at < codes.length; at += 1) {
    const code = codes[at] ?? 0;
    if (code !== 38 && code !== 48) {
      next = applyCode(next, code);
      continue;
    }
    const { colour, used } = extended(codes, at);
    const name = code === 38 ? 'colour' : 'background';
    next = colour === undefined ? without(next, name) : { ...next, [name]: colour };
    at += used;
  }
  return next;
};

/** Splits a line into styled runs; escape sequences that are no colours are dropped. Source: ECMA-48 SGR. */
export const parseAnsi = (line: string): AnsiRun[] => {
  if (!line.includes(escape)) return [{ text: line }];
  const runs: AnsiRun[] = [];
  let style: Style = {};
  let from = 0;
  for (const match of line.matchAll(sequence)) {
    if (match.index > from) runs.push({ text: line.slice(from, match.index), ...style });
    from = match.index + match[0].length;
    if (match[2] === 'm') style = applyCodes(style, (match[1] ?? '').split(/[;:]/).map(Number));
  }
  if (from < line.length) runs.push({ text: line.slice(from), ...style });
  return runs;
};

/** The line as it reads, for search and download. */
export const plainText = (line: string): string => (line.includes(escape) ? line.replace(sequence, '') : line);
