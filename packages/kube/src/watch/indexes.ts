import { BoundedMap } from './bounded-map.ts';
import { composite, readScalar } from './json-bytes.ts';
import type { Row } from './types.ts';

/** From a value to the keys of the rows that have it. */
export interface Index {
  keys(value: string): ReadonlySet<string> | undefined;
  /** The keys of all rows that have any value. */
  all(): Iterable<ReadonlySet<string>>;
}

/** Indexes over one cache's rows. Each is built when a query first needs it, and kept up to date from then on. */
export interface Indexes {
  namespace(): Index;
  label(key: string): Index;
  field(segments: readonly string[]): Index;
  /** One row became another; undefined for none. */
  update(previous: Row | undefined, row: Row | undefined): void;
}

interface LiveIndex extends Index {
  update(previous: Row | undefined, row: Row | undefined): void;
}

/** Above this many, one that is not used is dropped: a change costs one look-up per index. */
const maxLabelIndexes = 32;
const maxFieldIndexes = 8;

export const createIndexes = (rows: ReadonlyMap<string, Row>): Indexes => {
  const labels = new BoundedMap<string, LiveIndex>(maxLabelIndexes);
  const fields = new BoundedMap<string, LiveIndex>(maxFieldIndexes);
  let namespaces: LiveIndex | undefined;

  const cached = (
    indexes: BoundedMap<string, LiveIndex>,
    id: string,
    valueOf: (row: Row) => string | undefined,
  ): Index => {
    const known = indexes.get(id);
    if (known !== undefined) return known;
    const index = createIndex(rows, valueOf);
    indexes.set(id, index);
    return index;
  };

  return {
    namespace: () => (namespaces ??= createIndex(rows, (row) => row.namespace)),
    label: (key) => cached(labels, key, ({ labels: of }) => (Object.hasOwn(of, key) ? of[key] : undefined)),
    field: (segments) => cached(fields, segments.join('.'), (row) => readField(row, segments)),
    update: (previous, row) => {
      namespaces?.update(previous, row);
      for (const index of labels.values()) index.update(previous, row);
      for (const index of fields.values()) index.update(previous, row);
    },
  };
};

/** A field's text; undefined when absent or no scalar. */
export const readField = (row: Row, segments: readonly string[]): string | undefined => {
  if (segments.length === 2 && segments[0] === 'metadata') {
    if (segments[1] === 'name') return row.name;
    if (segments[1] === 'namespace') return row.namespace;
  }
  const value = readScalar(row.bytes, segments);
  return value === composite ? undefined : value;
};

const createIndex = (rows: ReadonlyMap<string, Row>, valueOf: (row: Row) => string | undefined): LiveIndex => {
  const postings = new Map<string, Set<string>>();

  const add = (value: string, key: string) => {
    const keys = postings.get(value);
    if (keys === undefined) postings.set(value, new Set([key]));
    else keys.add(key);
  };
  for (const row of rows.values()) {
    const value = valueOf(row);
    if (value !== undefined) add(value, row.key);
  }

  return {
    keys: (value) => postings.get(value),
    all: () => postings.values(),
    update: (previous, row) => {
      const before = previous === undefined ? undefined : valueOf(previous);
      const after = row === undefined ? undefined : valueOf(row);
      if (before === after) return;
      if (before !== undefined) {
        const keys = postings.get(before);
        keys?.delete(previous!.key);
        if (keys?.size === 0) postings.delete(before);
      }
      if (after !== undefined) add(after, row!.key);
    },
  };
};
