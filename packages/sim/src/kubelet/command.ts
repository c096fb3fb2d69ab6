/** What a container's command line would do, as far as it is plain: echo, sleep, exit, true and false. */
export interface CommandPlan {
  /** Lines written at their moment, ms after the start. */
  output: { atMs: number; line: string }[];
  /** Files written, by path, if any are. */
  written?: ReadonlyMap<string, string>;
  exit?: { afterMs: number; code: number };
}

const shells = new Set(['sh', 'bash', 'ash', '/bin/sh', '/bin/bash']);

const durationMs = (text: string | undefined): number => {
  const [, amount, unit = 's'] = /^(\d+(?:\.\d+)?)([smhd]?)$/.exec(text ?? '') ?? [];
  if (amount === undefined) return Infinity;
  return Number(amount) * ({ s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }[unit || 's'] ?? 1000);
};

const unquote = (text: string): string => text.replace(/^(['"])(.*)\1$/s, '$2');

/**
 * Reads `command` and `args`. Undefined when anything in it is beyond the few words known here: the container then
 * does what its image does.
 */
export const planCommand = (command: readonly string[] = [], args: readonly string[] = []): CommandPlan | undefined => {
  const words = [...command, ...args];
  if (words.length === 0) return undefined;
  const isShell = shells.has(words[0] ?? '') && words[1] === '-c';
  const statements = isShell ? (words[2] ?? '').split(/&&|;|\n/).map((part) => part.trim()) : [words.join(' ')];
  const output: CommandPlan['output'] = [];
  const written = new Map<string, string>();
  const result = () => ({ output, ...(written.size === 0 ? {} : { written }) });
  let atMs = 0;
  let code = 0;
  for (const statement of statements) {
    if (statement === '') continue;
    const space = statement.indexOf(' ');
    const verb = space < 0 ? statement : statement.slice(0, space);
    const rest = space < 0 ? '' : statement.slice(space + 1).trim();
    const [, said, file] = /^echo ([^|<>`$]*)>\s*(\/[^\s|<>`$]+)$/.exec(statement) ?? [];
    if (isShell && said !== undefined && file !== undefined) {
      written.set(file, `${unquote(said.trim())}\n`);
      continue;
    }
    if (/[|<>`$]/.test(statement)) return undefined;
    if (verb === 'echo') output.push({ atMs, line: unquote(rest) });
    else if (verb === 'sleep') {
      atMs += durationMs(rest);
      if (atMs === Infinity) return result();
    } else if (verb === 'true') code = 0;
    else if (verb === 'false') code = 1;
    else if (verb === 'exit') return { ...result(), exit: { afterMs: atMs, code: Number(rest) || 0 } };
    else return undefined;
  }
  return { ...result(), exit: { afterMs: atMs, code } };
};
