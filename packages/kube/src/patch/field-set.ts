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

export const fieldElement = (name: string): PathElement => `f:${name}`;
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
  if (b.children.size === 0 && (a.member || !b.member)) return a;
  if (a.children.size === 0 && (b.member || !a.member)) return b;
  const node: FieldNode = { member: a.member || b.member, children: new Map(a.children) };
  for (const [element, child] of b.children) {
    const old = a.children.get(element);
    node.children.set(element, old === undefined ? child : unionOf(old, child));
  }
  return node;
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
  return kept(
    a.member && !b.member,
    [...a.children].map(([element, child]) => [element, subtract(child, b.children.get(element))]),
  );
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

const KINDS = 'fkvi';

/** Fields, then keys, values and indexes; each by its text. */
const sortedElements = (node: FieldNode): PathElement[] =>
  [...node.children.keys()].sort((a, b) => {
    const kinds = KINDS.indexOf(a.charAt(0)) - KINDS.indexOf(b.charAt(0));
    return kinds !== 0 ? kinds : a < b ? -1 : 1;
  });

export const toFieldsV1 = (set: FieldSet): JsonObject =>
  Object.fromEntries(
    sortedElements(set).map((element) => {
      const child = set.children.get(element) as FieldNode;
      const below = toFieldsV1(child);
      return [element, child.member && child.children.size > 0 ? { '.': {}, ...below } : below];
    }),
  );

/** Elements of an unknown form are left out, as an API server that cannot read an entry drops it. */
export const fromFieldsV1 = (fields: unknown): FieldSet => {
  const set = createFieldSet();
  if (!isJsonObject(fields)) return set;
  for (const [element, below] of Object.entries(fields)) {
    if (!/^[fkvi]:/s.test(element)) continue;
    const child = fromFieldsV1(below);
    child.member = child.children.size === 0 || (isJsonObject(below) && Object.hasOwn(below, '.'));
    set.children.set(normalElement(element), child);
  }
  return set;
};

/** The same few elements come with every object: they are remembered, within bounds. */
const NORMAL = new Map<PathElement, PathElement>();
const MAX_REMEMBERED = 10_000;

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
