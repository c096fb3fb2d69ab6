/** Command lines that are run in the container's own shell, not planned: those of which every word is simulated. */
import { parse } from 'unbash';
import type { Container } from '../local/objects.ts';
import { planCommand } from './command.ts';
import { behaviourOf } from './images.ts';
import { profileOf } from './images/profile.ts';
import { builtins } from './shell/builtins.ts';
import { programs } from './shell/commands/index.ts';

/** Longer scripts are not looked through. */
const scriptChars = 16_384;

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

interface SyntaxNode {
  type?: unknown;
  name?: { value?: unknown; parts?: unknown };
}

/** Everything in a script that is a node of its syntax, however deep. */
function* nodesIn(value: unknown): Generator<SyntaxNode> {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield value as SyntaxNode;
  for (const part of Object.values(value)) yield* nodesIn(part);
}

const isKnownScript = (source: string): boolean => {
  if (source.length > scriptChars) return false;
  const parsed = parse(source);
  if ((parsed.errors ?? []).length > 0) return false;
  const nodes = [...nodesIn(parsed)];
  const functions = new Set(nodes.filter(({ type }) => type === 'Function').map(({ name }) => name?.value));
  return nodes.every(({ type, name }) => {
    if (type !== 'Command' || name === undefined) return true;
    const { value } = name;
    if (typeof value !== 'string' || value.includes('$')) return false;
    return functions.has(value) || Object.hasOwn(builtins, value) || Object.hasOwn(programs, nameOf(value));
  });
};

/** Whether a simulated container can run this for real. */
export const isRunnable = ({ image }: Container, argv: readonly string[]): boolean => {
  const name = nameOf(argv[0] ?? '');
  if (!Object.hasOwn(programs, name) || profileOf(image).os === 'none') return false;
  if (!/^(ba|a)?sh$/.test(name)) return true;
  const [option = '', source = ''] = argv.slice(1);
  return /^-[a-z]*c$/.test(option) && isKnownScript(source);
};

/**
 * The command line of a container whose process is run in its shell, line by line. Undefined for one that is planned
 * (a few plain words), that waits for input, or that does as its image does.
 */
export const scriptOf = (container: Container): readonly string[] | undefined => {
  const { command, args = [], image } = container;
  if ((container as { stdin?: boolean }).stdin === true) return undefined;
  // Arguments alone are the command line of an image that has no program of its own.
  if (command === undefined && (args.length === 0 || !profileOf(image).isShell)) return undefined;
  const { exit, pull } = behaviourOf(image);
  if (exit !== undefined || pull !== 'ok') return undefined;
  const plan = planCommand(command, args);
  const own = container.terminationMessagePath ?? '/dev/termination-log';
  // Files are there for who looks: probes, and people.
  if (plan !== undefined && [...(plan.written?.keys() ?? [])].every((path) => path === own)) return undefined;
  const argv = [...(command ?? []), ...args];
  return isRunnable(container, argv) ? argv : undefined;
};
