/** How a pattern is written: POSIX basic or extended, or plain text. */
export type RegExpDialect = 'basic' | 'extended' | 'fixed';

const classes: Readonly<Record<string, string>> = {
  alpha: 'a-zA-Z',
  digit: '0-9',
  alnum: 'a-zA-Z0-9',
  upper: 'A-Z',
  lower: 'a-z',
  space: '\\s',
  blank: ' \\t',
  punct: '!-\\/:-@\\[-`\\{-~',
  xdigit: '0-9A-Fa-f',
};

const special = '(){}|+?';

/** The source of a JavaScript regular expression (flag `u`) for a POSIX one. */
export const toRegExpSource = (text: string, dialect: RegExpDialect): string => {
  if (dialect === 'fixed') return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
  let source = '';
  for (let i = 0; i < text.length; i++) {
    const char = text[i] as string;
    if (char === '\\') {
      const next = text[++i] ?? '\\';
      if (special.includes(next)) source += dialect === 'basic' ? next : `\\${next}`;
      else if (/[wWsSbBdDntr\d]/.test(next)) source += `\\${next}`;
      else if (next === '<' || next === '>') source += '\\b';
      else source += /[.*^$[\]\\/]/.test(next) ? `\\${next}` : next;
    } else if (char === '[') {
      const negated = text[i + 1] === '^';
      const from = i + (negated ? 2 : 1);
      let end = text.indexOf(']', from + 1);
      // A class name closes with a bracket of its own.
      while (end > 0 && /\[:\w+:?$/.test(text.slice(from, end))) end = text.indexOf(']', end + 1);
      if (end < 0) throw new SyntaxError('unmatched [');
      const body = text
        .slice(from, end)
        .replace(/\\/g, '\\\\')
        .replace(/\[:(\w+):\]/g, (_, name: string) => `\0${name}\0`)
        .replace(/[[\]]/g, '\\$&')
        .replace(/\0(\w+)\0/g, (_, name: string) => classes[name] ?? '');
      source += `[${negated ? '^' : ''}${body}]`;
      i = end;
    } else if (special.includes(char)) source += dialect === 'basic' ? `\\${char}` : char;
    else if (char === '/') source += '\\/';
    else if (char === '*' && (source === '' || source === '^')) source += '\\*';
    else source += char;
  }
  return source;
};
