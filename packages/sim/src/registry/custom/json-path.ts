/**
 * The JSONPath of printer columns: fields, indexes, wildcards and filters by equality. Source: Kubernetes docs,
 * "JSONPath Support".
 */
import { isJsonObject } from '../json.ts';

type Step = (value: unknown) => unknown[];

const field =
  (name: string): Step =>
  (value) =>
    isJsonObject(value) && Object.hasOwn(value, name) ? [value[name]] : [];

const all: Step = (value) =>
  Array.isArray(value) ? (value as unknown[]) : isJsonObject(value) ? Object.values(value) : [];

const slice =
  (from: number, to: number | undefined): Step =>
  (value) =>
    Array.isArray(value) ? value.slice(from, to) : [];

const index =
  (at: number): Step =>
  (value) => {
    const item: unknown = Array.isArray(value) ? value.at(at) : undefined;
    return item === undefined ? [] : [item];
  };

const literal = (text: string): unknown => {
  if (/^(["']).*\1$/.test(text)) return text.slice(1, -1);
  if (text === 'true' || text === 'false') return text === 'true';
  return text === '' || Number.isNaN(Number(text)) ? text : Number(text);
};

/** `@.type=="Ready"`, or `@.name`: the item has it. */
const filter = (expression: string): Step => {
  const [, path = '', operator, right = ''] = /^\s*@(.*?)\s*(?:(==|!=|<=|>=|<|>)\s*(.*?))?\s*$/s.exec(expression) ?? [];
  const read = parseJsonPath(path);
  const wanted = literal(right);
  const holds = (item: unknown): boolean => {
    const [found] = read(item);
    if (operator === undefined) return found !== undefined;
    if (found === undefined) return false;
    switch (operator) {
      case '==':
        return found === wanted;
      case '!=':
        return found !== wanted;
      case '<':
        return Number(found) < Number(wanted);
      case '>':
        return Number(found) > Number(wanted);
      case '<=':
        return Number(found) <= Number(wanted);
      default:
        return Number(found) >= Number(wanted);
    }
  };
  return (value) => (Array.isArray(value) ? value.filter(holds) : []);
};

const bracket = (inside: string): Step => {
  const text = inside.trim();
  if (text === '*') return all;
  if (text.startsWith('?'))
    return filter(
      text
        .slice(1)
        .trim()
        .replace(/^\((.*)\)$/s, '$1'),
    );
  const range = /^(-?\d*):(-?\d*)$/.exec(text);
  if (range !== null) return slice(Number(range[1] ?? 0), range[2] === '' ? undefined : Number(range[2]));
  if (/^-?\d+$/.test(text)) return index(Number(text));
  return field(String(literal(text)));
};

/** The end of a bracket that opens before `from`, quotes and inner brackets respected. */
const closing = (path: string, from: number): number => {
  let depth = 1;
  let quote = '';
  for (let i = from; i < path.length; i += 1) {
    const c = path[i]!;
    if (quote !== '') quote = c === quote ? '' : quote;
    else if (c === '"' || c === "'") quote = c;
    else if (c === '[') depth += 1;
    else if (c === ']' && (depth -= 1) === 0) return i;
  }
  return path.length;
};

/** What a path finds in a value, in order; nothing for what is missing. Dots in names are written `\.`. */
export const parseJsonPath = (path: string): ((value: unknown) => unknown[]) => {
  const steps: Step[] = [];
  for (let i = 0; i < path.length;) {
    if (path[i] === '[') {
      const end = closing(path, i + 1);
      steps.push(bracket(path.slice(i + 1, end)));
      i = end + 1;
    } else if (path[i] === '.') i += 1;
    else {
      const name = /^(?:\\.|[^.[\\])+/.exec(path.slice(i))?.[0] ?? path.slice(i);
      steps.push(name === '*' ? all : field(name.replace(/\\(.)/g, '$1')));
      i += name.length;
    }
  }
  return (value) => steps.reduce<unknown[]>((values, step) => values.flatMap(step), [value]);
};
