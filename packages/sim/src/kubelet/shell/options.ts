/** Options of a command line, as getopt reads them. */
export interface Options {
  has(name: string): boolean;
  /** The last value given. */
  value(name: string): string | undefined;
  all(name: string): string[];
  readonly rest: string[];
}

/** A command line that its program does not understand. */
export class UsageError extends Error {}

/**
 * `letters` are the options of one letter, a colon after those that take a value. `long` gives the letter of a long name.
 * Throws UsageError.
 */
export const parseOptions = (
  args: readonly string[],
  letters: string,
  long: Readonly<Record<string, string>> = {},
): Options => {
  const found: [string, string][] = [];
  const rest: string[] = [];
  const takesValue = (letter: string) => letters[letters.indexOf(letter) + 1] === ':';
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] as string;
    if (arg === '--') {
      rest.push(...args.slice(i + 1));
      break;
    }
    if (arg.startsWith('--')) {
      const equals = arg.indexOf('=');
      const name = arg.slice(2, equals < 0 ? undefined : equals);
      const letter = long[name];
      if (letter === undefined) throw new UsageError(`unrecognized option: ${name}`);
      if (equals >= 0) found.push([letter, arg.slice(equals + 1)]);
      else found.push([letter, takesValue(letter) ? (args[++i] ?? '') : '']);
      continue;
    }
    if (!arg.startsWith('-') || arg === '-') {
      rest.push(arg);
      continue;
    }
    for (let at = 1; at < arg.length; at++) {
      const letter = arg[at] as string;
      if (letter === ':' || !letters.includes(letter)) throw new UsageError(`unrecognized option: ${letter}`);
      if (!takesValue(letter)) {
        found.push([letter, '']);
        continue;
      }
      const joined = arg.slice(at + 1);
      const value = joined === '' ? args[++i] : joined;
      if (value === undefined) throw new UsageError(`option requires an argument: ${letter}`);
      found.push([letter, value]);
      break;
    }
  }
  return {
    has: (name) => found.some(([letter]) => letter === name),
    value: (name) => found.findLast(([letter]) => letter === name)?.[1],
    all: (name) => found.filter(([letter]) => letter === name).map(([, value]) => value),
    rest,
  };
};
