/**
 * Sets of field paths, and their wire form FieldsV1. A path element is kept as it is written there: `f:name`,
 * `k:{"name":"web"}`, `v:"a"`, `i:0`. Sets are never changed once they are made, except by whoever makes them.
 * Source: Kubernetes API reference, FieldsV1; structured-merge-diff `fieldpath`.
 */
import { isJsonObject } from './json.ts';
import type { JsonObject } from './json.ts';

export type PathElement = string;
export type FieldPath = readonly PathElement[];

export interface FieldNode {
  /** The field itself is in the set, not only something below it. */
  member: boolean;
  readonly children: Map<PathElement, FieldNode>;
}

/** The node of the whole object, which is never a member itself. */
export type FieldSet = FieldNode;

/** The same few names come with every object: their elements are made once, within bounds. */
const ELEMENTS = new Map<string, PathElement>();
const MAX_REMEMBERED = 10_000;

export const fieldElement = (name: string): PathElement => {
  const known = ELEMENTS.get(name);
  if (known !== undefined) return known;
  if (ELEMENTS.size >= MAX_REMEMBERED) ELEMENTS.clear();
  const element = `f:${name}`;
  ELEMENTS.set(name, element);
  return element;
};
export const valueElement = (value: unknown): PathElement => `v:${JSON.stringify(value)}`;
/** Keys in alphabetical order, so that equal items have equal elements. */
export const keyElement = (keys: Readonly<JsonObject>): PathElement =>
  `k:${JSON.stringify(Object.fromEntries(Object.entries(keys).sort(([a], [b]) => (a < b ? -1 : 1))))}`;

export const createFieldSet = (member = false): FieldSet => ({ member, children: new Map() });

/** A set of the paths given; names stand for fields. */
export const fieldSetOf = (paths: readonly (readonly string[])[]): FieldSet => {
  const set = createFieldSet();
  for (const path of paths) insertPath(set, path.map(fieldElement));
  return set;
};

/** The object as a whole (the empty path) has no owner and is not recorded. */
export const insertPath = (set: FieldSet, path: FieldPath): void => {
  if (path.length === 0) return;
  let node = set;
  for (const element of path) {
    let next = node.children.get(element);
    if (next === undefined) node.children.set(element, (next = createFieldSet()));
    node = next;
  }
  node.member = true;
};

export const hasMember = (set: FieldSet | undefined, element: PathElement): boolean =>
  set?.children.get(element)?.member === true;

export const isEmptySet = (set: FieldSet): boolean => set.children.size === 0;

/** A way into a set while a value is walked; its nodes are made when something below is marked. */
export interface Trail {
  readonly above: Trail | undefined;
  readonly element: PathElement;
  node: FieldNode | undefined;
}

export const trailOf = (set: FieldSet): Trail => ({ above: undefined, element: '', node: set });

export const stepDown = (above: Trail, element: PathElement): Trail => ({ above, element, node: undefined });

/** The field at the end of the trail is in the set. The whole object has no owner and is not recorded. */
export const markTrail = (trail: Trail): void => {
  if (trail.above !== undefined) nodeOf(trail).member = true;
};

const nodeOf = (trail: Trail): FieldNode => {
  if (trail.node !== undefined) return trail.node;
  const { children } = nodeOf(trail.above as Trail);
  let node = children.get(trail.element);
  if (node === undefined) children.set(trail.element, (node = createFieldSet()));
  return (trail.node = node);
};

const EMPTY = createFieldSet();

/** The node with these children, or nothing worth keeping. */
const kept = (member: boolean, children: [PathElement, FieldNode | undefined][]): FieldNode | undefined => {
  const node = createFieldSet(member);
  for (const [element, child] of children) if (child !== undefined) node.children.set(element, child);
  return member || node.children.size > 0 ? node : undefined;
};

// Sets share what they have in common, and are not walked where there is nothing to do: every write to an object comes
// through here, usually with a handful of changed fields beside hundreds of others.

export const unionOf = (a: FieldSet, b: FieldSet): FieldSet => {
  if (a === b || (b.children.size === 0 && (a.member || !b.member))) return a;
  if (a.children.size === 0 && (b.member || !a.member)) return b;
  let children: Map<PathElement, FieldNode> | undefined;
  for (const [element, child] of b.children) {
    const old = a.children.get(element);
    const joined = old === undefined ? child : unionOf(old, child);
    if (joined !== old) (children ??= new Map(a.children)).set(element, joined);
  }
  // The same set when b adds nothing: what was derived from it still holds.
  if (children === undefined && (a.member || !b.member)) return a;
  return { member: a.member || b.member, children: children ?? a.children };
};

export const intersectionOf = (a: FieldSet, b: FieldSet): FieldSet => intersect(a, b) ?? EMPTY;

const intersect = (a: FieldNode, b: FieldNode): FieldNode | undefined => {
  const [small, large] = a.children.size < b.children.size ? [a, b] : [b, a];
  return kept(
    a.member && b.member,
    [...small.children].map(([element, child]) => {
      const other = large.children.get(element);
      return [element, other === undefined ? undefined : intersect(child, other)];
    }),
  );
};

/** What is in a and not in b; fields below one of b's stay. */
export const differenceOf = (a: FieldSet, b: FieldSet): FieldSet => subtract(a, b) ?? EMPTY;

const subtract = (a: FieldNode, b: FieldNode | undefined): FieldNode | undefined => {
  if (b === undefined || (b.children.size === 0 && !(a.member && b.member))) return a;
  let children: Map<PathElement, FieldNode> | undefined;
  for (const [element, other] of b.children) {
    const child = a.children.get(element);
    const left = child === undefined ? undefined : subtract(child, other);
    if (left === child) continue;
    children ??= new Map(a.children);
    if (left === undefined) children.delete(element);
    else children.set(element, left);
  }
  const member = a.member && !b.member;
  if (children === undefined && member === a.member) return a;
  const node: FieldNode = { member, children: children ?? a.children };
  return member || node.children.size > 0 ? node : undefined;
};

/** What is in a and neither in b nor below something in b. */
export const withoutBelow = (a: FieldSet, b: FieldSet): FieldSet => cut(a, b) ?? EMPTY;

const cut = (a: FieldNode, b: FieldNode | undefined): FieldNode | undefined => {
  if (b === undefined || b.children.size === 0) return a;
  return kept(
    a.member,
    [...a.children].map(([element, child]) => {
      const other = b.children.get(element);
      return [element, other?.member === true ? undefined : cut(child, other)];
    }),
  );
};

/** Every path in the set: at each level the members first, then what is below. The order of upstream's messages. */
export const pathsOf = (set: FieldSet): FieldPath[] => {
  const paths: FieldPath[] = [];
  const walk = (node: FieldNode, path: FieldPath): void => {
    const children = sortedElements(node).map((element) => ({
      at: [...path, element],
      child: node.children.get(element) as FieldNode,
    }));
    for (const { at, child } of children) if (child.member) paths.push(at);
    for (const { at, child } of children) walk(child, at);
  };
  walk(set, []);
  return paths;
};

/** Fields, then keys, values and indexes; each by its text. Only indexes stand elsewhere in the order of texts. */
const sortedElements = (node: FieldNode): PathElement[] => {
  const elements = [...node.children.keys()].sort();
  const isIndex = (element: PathElement) => element.startsWith('i:');
  return elements.some(isIndex)
    ? [...elements.filter((element) => !isIndex(element)), ...elements.filter(isIndex)]
    : elements;
};

/**
 * Wire forms are frozen, made once per set, and shared: objects of one template have the same owners of the same fields,
 * so that equal parts of all wire forms are one value. Within bounds.
 */
const WRITTEN = new WeakMap<FieldSet, JsonObject>();

/** What wire forms begin with the same entries, by the next entry. */
interface Branch {
  whole?: JsonObject;
  readonly next: Map<PathElement, Map<JsonObject, Branch>>;
}

let known: Branch = { next: new Map() };
let branches = 0;

const shared = (entries: readonly [PathElement, JsonObject][]): JsonObject => {
  if (branches > MAX_REMEMBERED) {
    known = { next: new Map() };
    branches = 0;
  }
  let at = known;
  for (const [element, below] of entries) {
    let byBelow = at.next.get(element);
    if (byBelow === undefined) at.next.set(element, (byBelow = new Map()));
    let branch = byBelow.get(below);
    if (branch === undefined) {
      byBelow.set(below, (branch = { next: new Map() }));
      branches += 1;
    }
    at = branch;
  }
  return (at.whole ??= Object.freeze(Object.fromEntries(entries)));
};

/** Of a field with nothing below it. */
const LEAF = shared([]);

/** Frozen. */
export const toFieldsV1 = (set: FieldSet): JsonObject => {
  const made = WRITTEN.get(set);
  if (made !== undefined) return made;
  const entries: [PathElement, JsonObject][] = [];
  for (const element of sortedElements(set)) {
    const child = set.children.get(element) as FieldNode;
    entries.push([element, child.children.size === 0 ? LEAF : withSelf(child)]);
  }
  const written = shared(entries);
  WRITTEN.set(set, written);
  return written;
};

/** A field that is owned beside what is below it says so with a dot. */
const withSelf = (node: FieldNode): JsonObject => {
  const below = toFieldsV1(node);
  return node.member ? shared([['.', LEAF], ...(Object.entries(below) as [PathElement, JsonObject][])]) : below;
};

/**
 * What was read from frozen wire forms, and so cannot change: lately, and before that. Objects that are written now and
 * then need not be read again; those that lie there need nothing.
 */
let recentlyRead = new WeakMap<JsonObject, FieldSet>();
let readBefore = new WeakMap<JsonObject, FieldSet>();
let reads = 0;
const MAX_READS = 4_000;

const rememberRead = (fields: JsonObject, set: FieldSet): void => {
  if (reads >= MAX_READS) {
    readBefore = recentlyRead;
    recentlyRead = new WeakMap();
    reads = 0;
  }
  recentlyRead.set(fields, set);
  reads += 1;
};

const knownRead = (fields: JsonObject): FieldSet | undefined => {
  const known = recentlyRead.get(fields);
  if (known !== undefined) return known;
  const before = readBefore.get(fields);
  if (before !== undefined) rememberRead(fields, before);
  return before;
};

/** Elements of an unknown form are left out, as an API server that cannot read an entry drops it. */
export const fromFieldsV1 = (fields: unknown): FieldSet => {
  if (!isJsonObject(fields)) return createFieldSet();
  const read = knownRead(fields);
  if (read !== undefined) return read;
  const set = createFieldSet();
  for (const [element, below] of Object.entries(fields)) {
    if (!/^[fkvi]:/s.test(element)) continue;
    const inner = fromFieldsV1(below);
    const member = inner.children.size === 0 || (isJsonObject(below) && Object.hasOwn(below, '.'));
    set.children.set(normalElement(element), { member, children: inner.children });
  }
  if (Object.isFrozen(fields)) rememberRead(fields, set);
  return set;
};

/** As `ELEMENTS`. */
const NORMAL = new Map<PathElement, PathElement>();

/** Keys and values as we write them ourselves, so that text can be compared. */
const normalElement = (element: PathElement): PathElement => {
  const kind = element.charAt(0);
  if (kind !== 'k' && kind !== 'v') return element;
  const known = NORMAL.get(element);
  if (known !== undefined) return known;
  const normal = normalized(element, kind);
  if (NORMAL.size >= MAX_REMEMBERED) NORMAL.clear();
  NORMAL.set(element, normal);
  return normal;
};

const normalized = (element: PathElement, kind: 'k' | 'v'): PathElement => {
  try {
    const content: unknown = JSON.parse(element.slice(2));
    return kind === 'v' ? valueElement(content) : keyElement(content as JsonObject);
  } catch {
    return element;
  }
};

/** As messages show it: `.spec.containers[name="web"].image`. */
export const pathText = (path: FieldPath): string =>
  path
    .map((element) => {
      const content = element.slice(2);
      switch (element.charAt(0)) {
        case 'f':
          return `.${content}`;
        case 'k': {
          const keys = Object.entries(JSON.parse(content) as JsonObject);
          return `[${keys.map(([key, value]) => `${key}=${JSON.stringify(value)}`).join(',')}]`;
        }
        case 'v':
          return `[=${content}]`;
        default:
          return `[${content}]`;
      }
    })
    .join('');
