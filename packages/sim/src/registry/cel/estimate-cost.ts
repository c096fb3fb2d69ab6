/**
 * What an expression may cost at worst, from the sizes that a schema allows. Source: cel-go `checker/cost.go`, kube-apiserver
 * `pkg/cel/library/cost.go`.
 */
import type { ASTNode } from '@marcbachmann/cel-js';
import { CHECK_COST, GREATEST, LIST_COST, MAP_COST, atMost, matching, readers, traversal } from './costs.ts';
import type { DeclaredType, Kind } from './declared-types.ts';

interface Size {
  least: number;
  most: number;
}

/** What is known of one part of an expression. */
interface Part {
  cost: number;
  type: DeclaredType;
  /** Where it was read from; null where nothing is declared, undefined when it was worked out. */
  place?: DeclaredType | null;
  size?: Size;
  /** Of keys and items. */
  inner?: { key: Size; item: Size };
}

type Scope = Readonly<Record<string, Omit<Part, 'cost'>>>;

interface Estimator {
  root: DeclaredType;
  scope: Scope;
}

const plain = (kind: Kind, item?: DeclaredType): DeclaredType =>
  item === undefined ? { kind, most: 0, least: 0 } : { kind, most: 0, least: 0, item };
const dyn = plain('dyn');
const scalar = plain('scalar');
const string = plain('string');
const unknown: Size = { least: 0, most: GREATEST };
const fixed = (size: number): Size => ({ least: size, most: size });
const union = (a: Size, b: Size): Size => ({ least: Math.min(a.least, b.least), most: Math.max(a.most, b.most) });

const isScalar = (type: DeclaredType): boolean =>
  type.kind === 'scalar' || (type.kind === 'optional' && type.item !== undefined && isScalar(type.item));

const sizeOf = ({ size, place, type }: Omit<Part, 'cost'>): Size => {
  if (size !== undefined) return size;
  if (place !== undefined && place !== null) return { least: 0, most: place.most };
  return isScalar(type) ? fixed(1) : unknown;
};

/** Below what was worked out, upstream looks at the root again. */
const below = ({ root }: Estimator, place: Part['place'], step: 'item' | 'key' | { field: string }): Part['place'] => {
  if (place === undefined) return root;
  return (typeof step === 'string' ? place?.[step] : place?.fields?.[step.field]) ?? null;
};

const literal = (value: unknown): Part => {
  if (typeof value === 'string') return { cost: 0, type: string, size: fixed([...value].length) };
  if (value instanceof Uint8Array) return { cost: 0, type: plain('bytes'), size: fixed(value.length) };
  return { cost: 0, type: scalar, size: fixed(1) };
};

const select = (estimator: Estimator, from: Part, field: string): Part => {
  const { type } = from;
  const read = type.kind === 'map' || type.kind === 'object' ? 1 : 0;
  return {
    cost: from.cost + read,
    type: type.fields?.[field] ?? type.item ?? dyn,
    place: below(estimator, from.place, { field }),
  };
};

const index = (estimator: Estimator, from: Part, at: Part): Part => ({
  cost: atMost(from.cost + at.cost + 1),
  type: from.type.item ?? dyn,
  place: below(estimator, from.place, 'item'),
  ...(from.inner === undefined ? {} : { size: from.inner.item }),
});

const optional = (from: Part, more: number, field?: string): Part => {
  const type = from.type.kind === 'optional' ? (from.type.item ?? dyn) : from.type;
  const found = (field === undefined ? undefined : type.fields?.[field]) ?? type.item ?? dyn;
  return { cost: atMost(from.cost + more + 1), type: plain('optional', found) };
};

/** What a variable stands for that goes through a list's items or a map's keys. */
const iterated = (estimator: Estimator, range: Part): Omit<Part, 'cost'> => {
  const isList = range.type.kind === 'list' || (range.type.kind === 'dyn' && range.inner !== undefined);
  const step = isList ? 'item' : 'key';
  const place = below(estimator, range.place, step);
  const type = isList ? (range.type.item ?? dyn) : range.type.kind === 'map' ? string : dyn;
  return place !== null || range.inner === undefined ? { type, place } : { type, place, size: range.inner[step] };
};

/** Of going through a list: each step, and once the beginning and the end. */
const loops: Readonly<Record<string, { step: number; once: number }>> = {
  all: { step: 3, once: 1 },
  exists: { step: 4, once: 1 },
  exists_one: { step: 2, once: 2 },
  map: { step: 2 + LIST_COST, once: 1 + LIST_COST },
  filter: { step: 3 + LIST_COST, once: 1 + LIST_COST },
};

const loop = (estimator: Estimator, name: string, [range, variable, ...parts]: readonly ASTNode[]): Part => {
  const over = estimate(estimator, range!);
  const item = iterated(estimator, over);
  const within = { ...estimator, scope: { ...estimator.scope, [variable!.args as string]: item } };
  const steps = parts.map((part) => estimate(within, part));
  const { step, once } = loops[name]!;
  const times = sizeOf(over);
  const each = steps.reduce((sum, { cost }) => sum + cost, step);
  const cost = atMost(over.cost + times.most * each + once);
  if (name !== 'map' && name !== 'filter') return { cost, type: scalar, size: fixed(1) };
  const result = name === 'filter' ? item : steps.at(-1)!;
  const inner = { key: fixed(1), item: { least: 0, most: sizeOf(result).most } };
  return { cost, type: plain('list', result.type), size: times, inner };
};

const isText = ({ type: { kind } }: Part): boolean => kind === 'string' || kind === 'bytes';
const isDyn = ({ type: { kind } }: Part): boolean => kind === 'dyn';

/** Of two values: text is read, everything else is looked at once. */
const compare = (a: Part, b: Part): number => traversal(Math.min(sizeOf(a).most, sizeOf(b).most));

const equality = (a: Part, b: Part): number => {
  if (a.type.kind === b.type.kind && (a.type.kind === 'quantity' || a.type.kind === 'opaque')) return 1;
  if (a.type.kind === 'url' && b.type.kind === 'url') return traversal(b.size?.most ?? 1);
  return compare(a, b);
};

const sum = (a: Part, b: Part): Omit<Part, 'cost'> & { own: number } => {
  const [left, right] = [sizeOf(a), sizeOf(b)];
  const size = { least: atMost(left.least + right.least), most: atMost(left.most + right.most) };
  const type = isDyn(a) ? b.type : a.type;
  if (type.kind === 'list') {
    const inner =
      a.inner === undefined || b.inner === undefined
        ? {}
        : { inner: { key: union(a.inner.key, b.inner.key), item: union(a.inner.item, b.inner.item) } };
    return { own: 1, type, size, ...inner };
  }
  if (type.kind === 'string' || type.kind === 'bytes' || type.kind === 'dyn')
    return { own: Math.max(1, traversal(size.most)), type, size };
  return { own: 1, type };
};

const binary = (op: string, a: Part, b: Part): Part => {
  const both = a.cost + b.cost;
  const tell = (own: number): Part => ({ cost: atMost(both + own), type: scalar });
  switch (op) {
    case '==':
      return tell(equality(a, b));
    case '!=':
      return tell(compare(a, b));
    case '<':
    case '<=':
    case '>':
    case '>=':
      return tell(isText(a) || isText(b) || (isDyn(a) && isDyn(b)) ? Math.max(1, compare(a, b)) : 1);
    case 'in':
      return tell(b.type.kind === 'map' ? 1 : Math.max(isDyn(b) ? 1 : 0, sizeOf(b).most));
    case '&&':
    case '||':
      return tell(0);
    case '+': {
      const { own, ...rest } = sum(a, b);
      return { ...rest, cost: atMost(both + own) };
    }
    default:
      return tell(1);
  }
};

const choice = (condition: Part, a: Part, b: Part): Part => ({
  cost: atMost(condition.cost + Math.max(a.cost, b.cost)),
  type: isDyn(a) ? b.type : a.type,
  size: union(sizeOf(a), sizeOf(b)),
  ...(a.inner === undefined || b.inner === undefined
    ? {}
    : { inner: { key: union(a.inner.key, b.inner.key), item: union(a.inner.item, b.inner.item) } }),
});

type Outcome = Omit<Part, 'cost'> & { own: number };

/** An item of a list, where its size is declared. */
const itemSize = ({ type, place }: Part): Size => {
  if (place === undefined || place === null) return unknown;
  return type.item === undefined || place.item === undefined ? unknown : { least: 0, most: place.item.most };
};

const ordering = (list: Part): Outcome => {
  const { item } = list.type;
  const type = item ?? scalar;
  if (item === undefined) return { own: traversal(sizeOf(list).most), type };
  const each = item.kind === 'string' || item.kind === 'bytes' ? 1 + traversal(itemSize(list).most) : 1;
  return { own: atMost(sizeOf(list).most * each), type };
};

/** How long text is after one part of it was replaced by another everywhere; `kept` where that makes it no longer or no shorter. */
const lengthReplaced = (text: number, { from, to, kept }: { from: number; to: number; kept: boolean }): number => {
  if (from === 0) return (text + 1) * to + text;
  return kept ? text : Math.ceil(text / from) * to;
};

/** The longest and the shortest that replacing can make of text. */
const replaced = (text: Size, from: Size, to: Size): Size => ({
  least: atMost(lengthReplaced(text.least, { from: from.most, to: to.least, kept: from.most <= to.least })),
  most: atMost(lengthReplaced(text.most, { from: from.least, to: to.most, kept: to.most <= from.least })),
});

const joined = (list: Part, separator: Part | undefined): Size => {
  const count = sizeOf(list);
  const each = itemSize(list);
  const between = separator === undefined ? fixed(0) : sizeOf(separator);
  const times = (n: number, size: number, gap: number) => atMost(n * size + Math.max(0, n - 1) * gap);
  return { least: times(count.least, each.least, between.least), most: times(count.most, each.most, between.most) };
};

/** Of a call itself, without its arguments; the first of them is the receiver if there is one. */
const callOutcome = (name: string, args: readonly Part[]): Outcome => {
  const [first, second, third] = args;
  const size = first === undefined ? unknown : sizeOf(first);
  const other = second === undefined ? unknown : sizeOf(second);
  const once = readers[name];
  switch (name) {
    case 'check':
      return { own: CHECK_COST, type: plain('opaque') };
    case 'isSorted':
    case 'indexOf':
    case 'lastIndexOf':
      return { ...ordering(first!), type: scalar };
    case 'sum':
    case 'max':
    case 'min':
      return ordering(first!);
    case 'startsWith':
    case 'endsWith':
      return { own: traversal(other.most), type: scalar };
    case 'contains':
      return { own: atMost(traversal(size.most) * traversal(other.most)), type: scalar };
    case 'matches':
      return { own: matching(size.most, other.most), type: scalar };
    case 'find':
      return { own: matching(size.most, other.most), type: string, size: { least: 0, most: size.most } };
    case 'findAll':
      return { own: matching(size.most, other.most), type: plain('list', string), size: { least: 0, most: size.most } };
    case 'join': {
      const result = joined(first!, second);
      return { own: traversal(result.most), type: string, size: result };
    }
    case 'replace':
      return { own: traversal(size.most, 2), type: string, size: replaced(size, other, sizeOf(third!)) };
    case 'split':
      return { own: traversal(size.most, 2), type: plain('list', string), size: { least: 0, most: size.most } };
    case 'bytes':
      return { own: traversal(size.most), type: plain('bytes'), size: { least: size.least, most: size.most * 4 } };
    case 'string':
      return first!.type.kind === 'bytes' || first!.type.kind === 'dyn'
        ? { own: Math.max(1, traversal(size.most)), type: string, size: { least: size.least / 4, most: size.most } }
        : { own: 1, type: string };
    case 'dyn':
      return { own: 1, type: dyn, ...(first!.inner === undefined ? {} : { inner: first!.inner }), size };
    case 'quantity':
      return { own: traversal(size.most), type: plain('quantity') };
    case 'url':
      return { own: traversal(size.most), type: plain('url'), size };
    case 'optional.of':
    case 'of':
      return { own: 1, type: plain('optional', first!.type) };
    case 'value':
    case 'orValue':
      return { own: 1, type: first!.type.item ?? second?.type ?? dyn };
    default:
      return once === undefined
        ? { own: 1, type: scalarResults.has(name) ? scalar : dyn }
        : { own: traversal(size.most, once), type: string, size };
  }
};

/** Functions of fixed cost whose results have no size. */
const scalarResults = new Set(
  'size int uint double bool timestamp duration hasValue isQuantity isURL isInteger asInteger asApproximateFloat sign compareTo isGreaterThan isLessThan allowed errored getFullYear getMonth getDate getDayOfMonth getDayOfWeek getDayOfYear getHours getMinutes getSeconds getMilliseconds'.split(
    ' ',
  ),
);

const call = (estimator: Estimator, name: string, nodes: readonly ASTNode[]): Part => {
  const args = nodes.map((node) => estimate(estimator, node));
  const { own, ...rest } = callOutcome(name, args);
  return { ...rest, cost: atMost(args.reduce((sum_, { cost }) => sum_ + cost, own)) };
};

const list = (items: readonly Part[]): Part => ({
  cost: items.reduce((total, { cost }) => total + cost, LIST_COST),
  type: plain('list', items[0]?.type ?? dyn),
  size: fixed(items.length),
  inner: {
    key: fixed(1),
    item: items.map((item) => sizeOf(item)).reduce(union, items.length === 0 ? fixed(0) : sizeOf(items[0]!)),
  },
});

const estimate = (estimator: Estimator, node: ASTNode): Part => {
  const part = (one: ASTNode) => estimate(estimator, one);
  switch (node.op) {
    case 'value':
      return literal(node.args);
    case 'id': {
      const known = estimator.scope[node.args];
      return known === undefined ? { cost: 1, type: dyn, place: estimator.root } : { ...known, cost: 1 };
    }
    case '.':
      return select(estimator, part(node.args[0]), node.args[1]);
    case '.?':
      return optional(part(node.args[0]), 0, node.args[1]);
    case '[]':
      return index(estimator, part(node.args[0]), part(node.args[1]));
    case '[?]':
      return optional(part(node.args[0]), part(node.args[1]).cost);
    case 'list':
      return list(node.args.map(part));
    case 'map': {
      const cost = node.args.flat().reduce((total, one) => total + part(one).cost, MAP_COST);
      return { cost, type: plain('map', dyn), size: fixed(node.args.length) };
    }
    case '?:':
      return choice(part(node.args[0]), part(node.args[1]), part(node.args[2]));
    case '!_':
    case '-_':
      return node.args.op === 'value'
        ? literal(node.args.args)
        : { cost: atMost(part(node.args).cost + 1), type: scalar };
    case 'call': {
      const [name, args] = node.args;
      if (name === 'has' && args[0]?.op === '.') return { cost: part(args[0].args[0]).cost, type: scalar };
      return call(estimator, name, args);
    }
    case 'rcall': {
      const [name, receiver, args] = node.args;
      if (name in loops && args.length > 1) return loop(estimator, name, [receiver, ...args]);
      const isNamespace = receiver.op === 'id' && receiver.args === 'optional';
      return isNamespace ? call(estimator, `optional.${name}`, args) : call(estimator, name, [receiver, ...args]);
    }
    default:
      return binary(node.op, part(node.args[0]), part(node.args[1]));
  }
};

/** What an expression about `self` costs at worst. */
export const estimateCost = (expression: ASTNode, self: DeclaredType, hasOptionalBefore = false): number => {
  const now = { type: self, place: self };
  const oldSelf = hasOptionalBefore ? { ...now, type: plain('optional', self) } : now;
  return estimate({ root: self, scope: { self: now, oldSelf } }, expression).cost;
};
