/** Expressions that cannot be used, in the words of cel-go. Source: cel-go `checker` and its ANTLR grammar. */
import type { Environment } from '@marcbachmann/cel-js';
import { celFailure, celFunctions } from './environment.ts';

interface Range {
  start: number;
  end: number;
}

/** What the library tells of an error beside its text. */
interface CelError extends Error {
  range?: Range;
  node?: { op: string; args?: unknown };
}

interface Fault {
  why: string;
  /** Offset in the expression. */
  at: number;
}

/** Where and why an expression cannot be compiled. */
export const compilationFailure = (expression: string, { why, at }: Fault): string => {
  const before = expression.slice(0, at).split('\n');
  const column = before.at(-1)!.length;
  const line = expression.split('\n')[before.length - 1] ?? '';
  return `compilation failed: ERROR: <input>:${before.length}:${column + 1}: ${why}\n | ${line}\n | ${'.'.repeat(column)}^`;
};

interface Operand {
  range: Range;
  checkedType?: { name: string };
}

const operandsOf = ({ node }: CelError): Operand[] => (Array.isArray(node?.args) ? (node.args as Operand[]) : []);

/** Types as cel-go writes them. */
const typeText = (type: string): string => type.replaceAll('<', '(').replaceAll('>', ')');

/** Where the operator stands between two operands, which may be in parentheses. */
const operatorAt = (expression: string, error: CelError): number => {
  const [left] = operandsOf(error);
  const from = left?.range.end ?? error.range?.start ?? 0;
  return from + /^[\s)]*/.exec(expression.slice(from))![0].length;
};

const anyOperand =
  "{'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}";

/** By the library's words; each says the same in cel-go's. */
const translations: readonly [RegExp, (words: string[], told: { expression: string; error: CelError }) => Fault][] = [
  [
    /^Unknown variable: (.+)$/,
    ([name], { error }) => ({
      why: `undeclared reference to '${name}' (in container '')`,
      at: error.range?.start ?? 0,
    }),
  ],
  [
    /^No such key: (.+)$/i,
    ([name], { error }) => ({ why: `undefined field '${name}'`, at: Math.max(0, (error.range?.start ?? 1) - 1) }),
  ],
  [
    /^no such overload: ([!-])(.+)$/,
    ([operator, type], { error }) => ({
      why: `found no matching overload for '${operator}_' applied to '(${typeText(type!)})'`,
      at: error.range?.start ?? 0,
    }),
  ],
  [
    /^no such overload: (\S+(?: \S+>)?) (\S+) (.+)$/,
    ([left, operator, right], { expression, error }) => ({
      why: `found no matching overload for '${operator === 'in' ? '@in' : `_${operator}_`}' applied to '(${typeText(left!)}, ${typeText(right!)})'`,
      at: operatorAt(expression, error),
    }),
  ],
  [
    /^Logical operator requires bool operands, got '(.+)'$/,
    ([type], { error }) => ({
      why: `expected type 'bool' but found '${typeText(type!)}'`,
      at: operandsOf(error).find(({ checkedType }) => checkedType?.name === type)?.range.start ?? 0,
    }),
  ],
  [
    /^found no matching overload for '(?:(.+)\.)?(\w+)\((.*)\)'$/,
    ([receiver, name, types], { expression, error }) => {
      const from = error.range?.start ?? 0;
      const at = expression.indexOf(`${name}(`, from) + name!.length;
      if (!celFunctions.has(name!)) return { why: `undeclared reference to '${name}' (in container '')`, at };
      const on = receiver === undefined ? '' : `${typeText(receiver)}.`;
      return { why: `found no matching overload for '${name}' applied to '${on}(${typeText(types!)})'`, at };
    },
  ],
  [
    /^Unexpected token: EOF$/,
    (_words, { error }) => ({
      why: `Syntax error: mismatched input '<EOF>' expecting ${anyOperand}`,
      at: error.range?.start ?? 0,
    }),
  ],
  [
    /^Expected RPAREN, got EOF$/,
    (_words, { error }) => ({ why: "Syntax error: missing ')' at '<EOF>'", at: error.range?.start ?? 0 }),
  ],
];

/** An expression that was not understood, as upstream says it. */
export const explainCompilation = (expression: string, thrown: unknown): string => {
  const error = thrown as CelError;
  const text = celFailure(thrown);
  for (const [pattern, translate] of translations) {
    const words = pattern.exec(text);
    if (words !== null) return compilationFailure(expression, translate(words.slice(1), { expression, error }));
  }
  return compilationFailure(expression, { why: text, at: error.range?.start ?? 0 });
};

/** What an expression results in; undefined when that is only known when it runs. Throws the library's error. */
const resultTypeOf = (environment: Environment, expression: string): string | undefined => {
  const { valid, type, error } = environment.parse(expression).check();
  if (!valid) throw error ?? new Error('unknown');
  return type;
};

/** The type of an expression without fault, as variables are declared with it. */
export const expressionType = (environment: Environment, expression: string): string =>
  resultTypeOf(environment, expression) ?? 'dyn';

/** Why an expression cannot be used where one of the types is wanted, or nothing. */
export const expressionFault = (
  environment: Environment,
  expression: string,
  wanted: readonly string[],
): string | undefined => {
  try {
    const type = resultTypeOf(environment, expression);
    if (type === undefined || wanted.length === 0 || wanted.includes(type)) return undefined;
    const types =
      wanted.length === 1
        ? wanted[0]
        : `one of [${wanted.map((one) => (one === 'null' ? 'null_type' : one)).join(' ')}]`;
    return `must evaluate to ${types} but got ${typeText(type)}`;
  } catch (error) {
    return explainCompilation(expression, error);
  }
};
