import { FileError } from '../files/file-error.ts';
import { toAbsolute, type FileSystem } from '../files/file-system.ts';

const escapeRegExp = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');

/** Marks a character that is meant as itself, inside patterns made by the shell. */
export const literal = (text: string): string => text.replace(/[*?[\]\\]/g, '\\$&');

export const hasWildcard = (pattern: string): boolean => /(^|[^\\])(\\\\)*[*?[]/.test(pattern);

/** Takes the marks of `literal` away. */
export const unescapePattern = (pattern: string): string => pattern.replace(/\\(.)/gs, '$1');

/** The source of a regular expression that matches what a shell pattern matches. */
export const patternSource = (pattern: string, { any = '[^]' } = {}): string => {
  let source = '';
  for (let i = 0; i < pattern.length; i++) {
    const char = pattern[i] as string;
    if (char === '\\') source += escapeRegExp(pattern[++i] ?? '\\');
    else if (char === '*') source += `${any}*`;
    else if (char === '?') source += any;
    else if (char === '[') {
      const end = pattern.indexOf(']', i + (/[!^]/.test(pattern[i + 1] ?? '') ? 3 : 2));
      if (end < 0) {
        source += '\\[';
        continue;
      }
      const body = pattern
        .slice(i + 1, end)
        .replace(/^[!^]/, '^')
        .replace(/\[:(\w+):\]/g, (_, name: string) => classes[name] ?? '')
        .replace(/[[\]\\&]/g, '\\$&');
      source += `[${body}]`;
      i = end;
    } else source += escapeRegExp(char);
  }
  return source;
};

const classes: Readonly<Record<string, string>> = {
  alpha: 'a-zA-Z',
  digit: '0-9',
  alnum: 'a-zA-Z0-9',
  upper: 'A-Z',
  lower: 'a-z',
  space: ' \t\n\r\f\v',
  blank: ' \t',
  punct: '!-/:-@\\[-`{-~',
  xdigit: '0-9A-Fa-f',
};

export const matchesPattern = (text: string, pattern: string): boolean =>
  new RegExp(`^(?:${patternSource(pattern)})$`, 'u').test(text);

const maxMatches = 10_000;

/** Paths that match, in order; none when nothing does. */
export const expandPath = (files: FileSystem, cwd: string, pattern: string): string[] => {
  const isAbsolute = pattern.startsWith('/');
  let found = [isAbsolute ? '/' : ''];
  for (const part of pattern.split('/').filter((piece) => piece !== '')) {
    const next: string[] = [];
    for (const base of found) {
      const join = (name: string) => (base === '' ? name : base.endsWith('/') ? `${base}${name}` : `${base}/${name}`);
      if (!hasWildcard(part)) {
        const path = join(unescapePattern(part));
        if (files.exists(toAbsolute(path, cwd))) next.push(path);
        continue;
      }
      const matcher = new RegExp(`^(?:${patternSource(part)})$`, 'u');
      let names: string[] = [];
      try {
        names = files.list(toAbsolute(base === '' ? '.' : base, cwd));
      } catch (error) {
        if (!(error instanceof FileError)) throw error;
      }
      for (const name of names) {
        if (name.startsWith('.') && !part.startsWith('.')) continue;
        if (matcher.test(name) && next.length < maxMatches) next.push(join(name));
      }
    }
    found = next;
  }
  return pattern.endsWith('/') ? found.map((path) => `${path}/`) : found;
};
