/**
 * Expressions that count what they cost while they run. Source: cel-go `interpreter/runtimecost.go`, kube-apiserver
 * `pkg/cel/library/cost.go`.
 */
import type { Environment } from '@marcbachmann/cel-js';
import { isJsonObject } from '../json.ts';
import { CALL_LIMIT, CHECK_COST, LIST_COST, MAP_COST, matching, readers, traversal } from './costs.ts';

/** What all expressions about one object may still cost; below zero when it is spent. */
export interface CostBudget {
  left: number;
}

/** The budget is spent: nothing further is run. */
export class OutOfBudget extends Error {
  constructor() {
    super('validation failed due to running out of cost budget, no further validation rules will be run');
  }
}

/** One run cost more than any may. */
export class CallLimitExceeded extends Error {
  constructor() {
    super('operation cancelled: actual cost limit exceeded');
  }
}

/** Throws an OutOfBudget, a CallLimitExceeded, or the library's error. */
export type CountingProgram = (context: object, budget: CostBudget) => unknown;

type Evaluate = (evaluator: unknown, node: unknown, scope: unknown) => unknown;

/** What the library keeps of a node beside its text: how it runs, and what it stands for. */
interface Meta {
  evaluate: Evaluate;
  alternate?: Node;
  /** Of `has`, and of what looks at its argument only when it must. */
  macro?: { evaluate: Evaluate };
}

interface Node {
  op: string;
  args: unknown;
  meta: Meta;
}

interface Loop {
  kind?: string;
  iterable: Node;
  init: Node;
  step: Node;
}

const sizeOf = (value: unknown): number => {
  if (typeof value === 'string' || Array.isArray(value) || value instanceof Uint8Array) return value.length;
  if (value instanceof Map) return value.size;
  return isJsonObject(value) ? Object.keys(value).length : 1;
};

/** Of going through all of a value. */
const traversalOf = (value: unknown): number => {
  if (typeof value === 'string' || value instanceof Uint8Array) return Math.floor(value.length * 0.1);
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + traversalOf(item), 0);
  return 1;
};

const isText = (value: unknown): boolean => typeof value === 'string' || value instanceof Uint8Array;

const isBuiltIn = (value: unknown): boolean =>
  typeof value !== 'object' || value === null || isJsonObject(value) || Array.isArray(value) || isText(value);

/** Of a call with these values, the receiver first. */
const callCost = (name: string, values: readonly unknown[]): number => {
  const [first, second] = values;
  switch (name) {
    case 'check':
      return CHECK_COST;
    case 'isSorted':
    case 'sum':
    case 'max':
    case 'min':
    case 'indexOf':
    case 'lastIndexOf':
      return traversalOf(first);
    case 'find':
    case 'findAll':
    case 'matches':
      return matching(sizeOf(first), sizeOf(second));
    case 'contains':
      return traversal(sizeOf(first)) * traversal(sizeOf(second));
    case 'startsWith':
    case 'endsWith':
    case 'bytes':
      return traversal(sizeOf(first));
    case 'join':
      return traversal((first as string[]).join(String(second ?? '')).length, 2);
    case '==':
    case '!=':
      return isBuiltIn(first) ? traversal(Math.min(sizeOf(first), sizeOf(second))) : 1;
    case '<':
    case '<=':
    case '>':
    case '>=':
      return isText(first) ? traversal(Math.min(sizeOf(first), sizeOf(second))) : 1;
    case '+':
      return isText(first) ? traversal(sizeOf(first) + sizeOf(second)) : 1;
    case 'in':
      return Array.isArray(second) ? second.length : 1;
    default: {
      const times = readers[name];
      return times === undefined ? 1 : traversal(sizeOf(first), times);
    }
  }
};

const resolved = (node: Node): Node => (node.meta.alternate === undefined ? node : resolved(node.meta.alternate));

const isConstant = (node: Node): boolean =>
  node.op === 'value' || (node.op === 'list' && (node.args as Node[]).every(isConstant));

/** Fields of fields are read in one go: only what they begin with costs more. */
const reads = new Set(['id', '.', '.?', '[]', '[?]']);

/** What a loop costs at its end, and at each step beside what is looked at. */
const loopCosts = ({ kind, init }: Loop): { once: number; step: number } => {
  if (kind !== 'quantifier') return { once: 1, step: 0 };
  if (typeof init.args === 'boolean') return { once: 1, step: init.args ? 3 : 4 };
  return { once: 2, step: 0 };
};

/** By operator, what running a node costs, once its parts have run. */
const fixedCosts: Readonly<Record<string, number>> = {
  id: 1,
  '!_': 1,
  '-_': 1,
  accuPush: 2 + LIST_COST,
  accuValue: 0,
  accuInc: 2,
};

const partsOf = (node: Node): Node[] => {
  const { args } = node;
  switch (node.op) {
    case 'value':
    case 'id':
    case 'accuValue':
    case 'accuInc':
      return [];
    case '.':
    case '.?':
      return [(args as [Node])[0]];
    case 'call':
      return (args as [string, Node[]])[1];
    case 'rcall': {
      const [, receiver, more] = args as [string, Node, Node[]];
      return [receiver, ...more];
    }
    case 'comprehension':
      return [(args as Loop).iterable, (args as Loop).step];
    default:
      return (Array.isArray(args) ? args.flat() : [args]) as Node[];
  }
};

class Counter {
  cost = 0;
  /** What each argument last resulted in. */
  readonly values = new Map<Node, unknown>();

  add(cost: number): void {
    this.cost += cost;
    if (this.cost > CALL_LIMIT) throw new CallLimitExceeded();
  }

  valuesOf(nodes: readonly Node[]): unknown[] {
    return nodes.map((node) => (node.op === 'value' ? node.args : this.values.get(node)));
  }
}

/** What a node costs when it has run. */
const costOf = (node: Node, parts: readonly Node[], counter: Counter): number => {
  const fixed = fixedCosts[node.op];
  if (fixed !== undefined) return fixed;
  const [first, second] = parts;
  switch (node.op) {
    case '.':
    case '.?':
      return reads.has(first!.op) ? 1 : 2;
    case '[]':
    case '[?]':
      return (reads.has(first!.op) ? 1 : 2) - (reads.has(second!.op) ? 1 : 0);
    case 'list':
      return isConstant(node) ? 0 : LIST_COST;
    case 'map':
      return parts.every(isConstant) ? 0 : MAP_COST;
    case 'comprehension':
      return loopCosts(node.args as Loop).once;
    case 'value':
    case '&&':
    case '||':
    case '?:':
      return 0;
    case 'call':
    case 'rcall':
      return callCost((node.args as [string])[0], counter.valuesOf(parts));
    default:
      return node.op === 'in' && isConstant(second!) ? 0 : callCost(node.op, counter.valuesOf(parts));
  }
};

/** What a part costs beside what it costs alone. */
const moreOf = ({ op, args }: Node, i: number): number => {
  if (i === 0) return 0;
  if (op === 'comprehension') return loopCosts(args as Loop).step;
  return op === '?:' && reads.has((args as Node[])[i]!.op) ? -1 : 0;
};

/** Makes a node and all below it count. */
const count = (sent: Node, counter: Counter, more = 0): void => {
  const node = resolved(sent);
  const { macro } = node.meta;
  if (macro !== undefined) {
    countMacro(node, counter);
    return;
  }
  const parts = partsOf(node).map(resolved);
  const { evaluate } = node.meta;
  node.meta.evaluate = (evaluator, self, scope) => {
    const value = evaluate(evaluator, self, scope);
    counter.values.set(node, value);
    counter.add(costOf(node, parts, counter) + more);
    return value;
  };
  partsOf(node).forEach((part, i) => count(part, counter, moreOf(node, i)));
};

/** `has(a.b)` costs what `a` does; `orValue` and its like cost nothing themselves. */
const countMacro = (node: Node, counter: Counter): void => {
  const macro = node.meta.macro!;
  const { evaluate } = macro;
  const depth = (one: Node): number => (one.op === 'id' ? 1 : 1 + depth((one.args as [Node])[0]));
  const isTest = node.op === 'call';
  const cost = isTest ? depth((node.args as [string, [Node]])[1][0]) - 1 : 0;
  macro.evaluate = (evaluator, self, scope) => {
    const value = evaluate(evaluator, self, scope);
    counter.values.set(node, value);
    counter.add(cost);
    return value;
  };
  if (!isTest) for (const part of partsOf(node)) count(part, counter);
};

/** An expression that has been checked, made ready to run. Throws the library's error. */
export const createCountingProgram = (environment: Environment, expression: string): CountingProgram => {
  const program = environment.parse(expression);
  const { valid, error } = program.check();
  if (!valid) throw error ?? new Error('unknown');
  const counter = new Counter();
  count(program.ast as unknown as Node, counter);
  return (context, budget) => {
    counter.cost = 0;
    let outcome: { value: unknown } | { error: unknown };
    try {
      outcome = { value: program(context as Record<string, unknown>) };
    } catch (thrown) {
      outcome = { error: thrown };
    }
    const { cost } = counter;
    counter.values.clear();
    if (cost > budget.left) {
      budget.left = -1;
      throw new OutOfBudget();
    }
    budget.left -= cost;
    if (cost > CALL_LIMIT) throw new CallLimitExceeded();
    if ('error' in outcome) throw outcome.error;
    return outcome.value;
  };
};
