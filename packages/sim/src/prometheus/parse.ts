/** PromQL as a tree. The grammar is Prometheus' own, published for its editor. */
import { parser } from '@prometheus-io/lezer-promql';
import type { LabelTest } from './time-series.ts';

export type Expression =
  | { type: 'number'; value: number }
  | { type: 'text'; value: string }
  | { type: 'selector'; tests: readonly LabelTest[]; rangeMs?: number; offsetMs: number }
  | { type: 'aggregate'; operator: string; grouping: Grouping; operands: readonly Expression[] }
  | { type: 'call'; name: string; operands: readonly Expression[] }
  | { type: 'binary'; operator: string; bool: boolean; matching: Grouping; left: Expression; right: Expression }
  | { type: 'negate'; operand: Expression };

/** Which labels count: those named, or all but those named. */
export interface Grouping {
  names: readonly string[];
  only: boolean;
}

/** The query cannot be understood, or asks for what is not supported; in words. */
export class QueryError extends Error {
  override name = 'QueryError';
}

type Node = ReturnType<typeof parser.parse>['topNode'];

const allLabels: Grouping = { names: [], only: false };
const noLabels: Grouping = { names: [], only: true };

const childrenOf = (node: Node): Node[] => {
  const children: Node[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) children.push(child);
  return children;
};

const durations: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
  y: 31_536_000_000,
};

/** `1h30m` or plain seconds, as milliseconds. */
export const parseDuration = (text: string): number => {
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
  const parts = [...text.matchAll(/(\d+)(ms|[smhdwy])/g)];
  if (parts.length === 0 || parts.map(([whole]) => whole).join('') !== text)
    throw new QueryError(`not a valid duration string: "${text}"`);
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * (durations[unit ?? ''] ?? 0), 0);
};

const parseText = (text: string): string => {
  const inner = text.slice(1, -1);
  if (text.startsWith('`')) return inner;
  const escapes: Record<string, string> = { n: '\n', t: '\t', r: '\r' };
  return inner.replace(/\\(.)/g, (_, character: string) => escapes[character] ?? character);
};

const testOf = (operator: string, value: string): LabelTest['test'] => {
  if (operator === '=') return (found) => found === value;
  if (operator === '!=') return (found) => found !== value;
  let pattern: RegExp;
  try {
    pattern = new RegExp(`^(?:${value})$`, 's');
  } catch {
    throw new QueryError(`invalid regular expression: "${value}"`);
  }
  return operator === '=~' ? (found) => pattern.test(found) : (found) => !pattern.test(found);
};

export const parseQuery = (query: string): Expression => {
  const textOf = ({ from, to }: Node): string => query.slice(from, to);
  const tree = parser.parse(query);

  const selector = (node: Node, rangeMs?: number): Expression => {
    const tests: LabelTest[] = [];
    for (const child of childrenOf(node)) {
      if (child.name === 'Identifier') {
        const name = textOf(child);
        tests.push({ name: '__name__', test: (value) => value === name });
      }
      if (child.name !== 'LabelMatchers') continue;
      for (const matcher of childrenOf(child)) {
        const [label, operator, value] = childrenOf(matcher);
        if (label === undefined || operator === undefined || value === undefined)
          throw new QueryError(`unexpected "${textOf(matcher)}" in label matching`);
        const name = label.name === 'LabelName' ? textOf(label) : parseText(textOf(label));
        tests.push({ name, test: testOf(textOf(operator), parseText(textOf(value))) });
      }
    }
    return { type: 'selector', tests, offsetMs: 0, ...(rangeMs === undefined ? {} : { rangeMs }) };
  };

  const labelsOf = (node: Node | undefined): string[] =>
    node === undefined
      ? []
      : childrenOf(node)
          .filter(({ name }) => name === 'LabelName')
          .map(textOf);

  const groupingOf = (modifier: Node | undefined, otherwise: Grouping): Grouping => {
    if (modifier === undefined) return otherwise;
    const children = childrenOf(modifier);
    if (children.some(({ name }) => name === 'GroupLeft' || name === 'GroupRight'))
      throw new QueryError('group_left and group_right are not simulated');
    const names = labelsOf(children.find(({ name }) => name === 'GroupingLabels'));
    return { names, only: children[0]?.name === 'By' || children[0]?.name === 'On' };
  };

  const operandsOf = (node: Node): Expression[] => {
    const body = childrenOf(node).find(({ name }) => name === 'FunctionCallBody');
    return body === undefined ? [] : childrenOf(body).map(expression);
  };

  const expression = (node: Node): Expression => {
    const children = childrenOf(node);
    const [first, second] = children;
    switch (node.name) {
      case 'PromQL':
      case 'ParenExpr':
        if (first === undefined) throw new QueryError('no expression found in input');
        return expression(first);
      case 'NumberDurationLiteral': {
        const value = Number(textOf(node).replace(/^\+?inf$/i, 'Infinity'));
        return { type: 'number', value: Number.isNaN(value) ? parseDuration(textOf(node)) / 1000 : value };
      }
      case 'StringLiteral':
        return { type: 'text', value: parseText(textOf(node)) };
      case 'VectorSelector':
        return selector(node);
      case 'MatrixSelector':
        return selector(first!, parseDuration(textOf(second!)));
      case 'OffsetExpr': {
        const inner = expression(first!);
        if (inner.type !== 'selector') throw new QueryError('offset modifier must be preceded by a selector');
        const text = textOf(children.at(-1)!);
        const sign = text.startsWith('-') ? -1 : 1;
        return { ...inner, offsetMs: sign * parseDuration(text.replace(/^-/, '')) };
      }
      case 'AggregateExpr': {
        const modifier = children.find(({ name }) => name === 'AggregateModifier');
        return {
          type: 'aggregate',
          operator: textOf(first!).toLowerCase(),
          grouping: groupingOf(modifier, noLabels),
          operands: operandsOf(node),
        };
      }
      case 'FunctionCall':
        return { type: 'call', name: textOf(first!), operands: operandsOf(node) };
      case 'UnaryExpr':
        return textOf(first!) === '-' ? { type: 'negate', operand: expression(second!) } : expression(second!);
      case 'BinaryExpr': {
        const [left, right] = [children[0]!, children.at(-1)!];
        return {
          type: 'binary',
          operator: textOf(second!).toLowerCase(),
          bool: children.some(({ name }) => name === 'BoolModifier'),
          matching: groupingOf(
            children.find(({ name }) => name === 'MatchingModifierClause'),
            allLabels,
          ),
          left: expression(left),
          right: expression(right),
        };
      }
      default:
        throw new QueryError(`${node.name} is not simulated: "${textOf(node)}"`);
    }
  };

  tree.iterate({
    enter: ({ type, from }) => {
      if (type.isError)
        throw new QueryError(`1:${from + 1}: parse error: unexpected "${query.slice(from, from + 20)}"`);
    },
  });
  return expression(tree.topNode);
};
