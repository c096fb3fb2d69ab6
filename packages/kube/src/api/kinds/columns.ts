/** Words for writing columns down. Source of names, order and values: kube-apiserver `pkg/printers/internalversion`. */
import { fromLabelSelector, toLabelSelectorText } from '../label-selector.ts';
import type { LabelSelector } from '../label-selector.ts';
import type { Cell, Column } from '../kind.ts';
import type { KubeObject, UnstructuredObject } from '../object.ts';
import type { Container } from './pod-spec.ts';

/** Nothing is certain to be there: columns are also asked of objects that are half written. */
export type Loose<T> = T extends readonly (infer U)[]
  ? Loose<U>[]
  : T extends object
    ? { [K in keyof T]?: Loose<T[K]> }
    : T;

type Read<T, V extends Cell> = (object: Loose<T>) => V;

const typed =
  <T, V extends Cell>(read: Read<T, V>) =>
  (object: UnstructuredObject): V =>
    read(object as Loose<T>);

/** Column makers for one kind's narrow type. */
export const columnsOf = <T extends KubeObject>() => ({
  text: (name: string, read: Read<T, string>): Column => ({ name, type: 'string', priority: 0, value: typed(read) }),
  /** A whole number. */
  count: (name: string, read: Read<T, number | string>): Column => ({
    name,
    type: 'integer',
    priority: 0,
    value: typed(read),
  }),
  flag: (name: string, read: Read<T, boolean | string>): Column => ({
    name,
    type: 'boolean',
    priority: 0,
    value: typed(read),
  }),
  date: (name: string, read: Read<T, string | null>): Column => ({
    name,
    type: 'date',
    priority: 0,
    value: typed(read),
  }),
});

/** Only with `-o wide`. */
export const wide = (column: Column): Column => ({ ...column, priority: 1 });

/** A number or flag that the server's Table calls a string. */
export const asString = (column: Column): Column => ({ ...column, tableType: 'string' });

export const age: Column = {
  name: 'Age',
  type: 'date',
  priority: 0,
  value: (object) => object.metadata.creationTimestamp ?? null,
};

/** What the server answers for kinds it has no printer for: the moment itself. */
export const createdAt: Column = { ...age, name: 'Created At', tableType: 'date' };

/** `Containers` and `Images`, wide. */
export const containerColumns = (
  containersOf: (object: UnstructuredObject) => Loose<Container>[] | undefined,
): Column[] => [
  wide({
    name: 'Containers',
    type: 'string',
    priority: 0,
    value: (o) => (containersOf(o) ?? []).map((c) => c.name ?? '').join(','),
  }),
  wide({
    name: 'Images',
    type: 'string',
    priority: 0,
    value: (o) => (containersOf(o) ?? []).map((c) => c.image ?? '').join(','),
  }),
];

/** `Selector`, wide. */
export const selectorColumn = (read: (object: UnstructuredObject) => string): Column =>
  wide({ name: 'Selector', type: 'string', priority: 0, value: read });

/** `a=b,c=d`, `<none>` when empty. */
export const labelsText = (labels: Loose<Record<string, string>> | undefined): string => {
  const pairs = Object.entries(labels ?? {}).map(([key, value]) => `${key}=${value ?? ''}`);
  return pairs.length === 0 ? '<none>' : pairs.sort().join(',');
};

/** A LabelSelector's text, `<none>` when empty, `<error>` when malformed. */
export const selectorText = (selector: Loose<LabelSelector> | undefined): string => {
  try {
    const text = toLabelSelectorText(fromLabelSelector(selector as LabelSelector | undefined));
    return text === '' ? '<none>' : text;
  } catch {
    return '<error>';
  }
};

/** The first three, and how many more: `a,b,c + 2 more...`. */
export const firstThree = (items: readonly string[], empty: string): string => {
  if (items.length === 0) return empty;
  const shown = items.slice(0, 3).join(',');
  return items.length > 3 ? `${shown} + ${items.length - 3} more...` : shown;
};

/** The first of these that is neither absent nor empty. */
export const firstText = (...candidates: (string | undefined)[]): string =>
  candidates.find((c) => c !== undefined && c !== '') ?? '';
