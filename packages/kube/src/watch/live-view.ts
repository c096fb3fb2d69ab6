import type { Clock } from '../clock/index.ts';
import type { Indexes } from './indexes.ts';
import { createOrderedList } from './ordered-list.ts';
import type { OrderedList } from './ordered-list.ts';
import type { ViewPages } from './page-memo.ts';
import type { CompiledQuery } from './query.ts';
import type { Row, View } from './types.ts';

/** A view and what its owner does with it. */
export interface LiveView extends View {
  readonly id: string;
  readonly watched: boolean;
  /** Epoch ms. */
  readonly lastUsed: number;
  /** One row became another; true when this view shows the difference. */
  apply(previous: Row | undefined, row: Row | undefined): boolean;
  /** Calls the listeners. */
  notify(): void;
  /** Forgets the answer; it is made again when somebody asks. */
  release(): void;
}

interface ViewParts {
  query: CompiledQuery;
  rows: ReadonlyMap<string, Row>;
  indexes: Indexes;
  pages: ViewPages;
  clock: Clock;
  /** Told when the answer is made, from when on changes must be applied to it. */
  onMaterialise: (view: LiveView) => void;
}

const comma = 0x2c;

export const createLiveView = (parts: ViewParts): LiveView => {
  const { query, rows, indexes, pages, clock } = parts;
  const listeners = new Set<() => void>();
  let list: OrderedList<Row> | undefined;
  let version = 1;
  let lastUsed = clock.now();

  const materialised = (): OrderedList<Row> => {
    lastUsed = clock.now();
    if (list === undefined) {
      const matching: Row[] = [];
      for (const row of query.candidates(rows, indexes)) if (query.matches(row)) matching.push(row);
      list = createOrderedList(query.order.sort(matching), query.order.compare);
      version += 1;
      parts.onMaterialise(view);
    }
    return list;
  };

  const view: LiveView = {
    id: query.id,
    get version() {
      materialised();
      return version;
    },
    get total() {
      return materialised().size;
    },
    get watched() {
      return listeners.size > 0;
    },
    get lastUsed() {
      return lastUsed;
    },
    page: (offset, limit) => materialised().slice(offset, limit),
    pageBytes: (offset, limit) => {
      const items = materialised();
      const known = pages.get(offset, limit);
      if (known !== undefined) return known;
      const page = items.slice(offset, limit);
      const length = joinedLength(page);
      return pages.keep({ offset, limit }, length, () => join(page, length));
    },
    onChange: (listener) => {
      materialised();
      // A function of its own, so that one listener may be given twice.
      const own = () => listener();
      listeners.add(own);
      return () => void listeners.delete(own);
    },
    apply: (previous, row) => {
      if (list === undefined) return false;
      if (row === undefined || !query.matches(row)) {
        const left = previous === undefined ? -1 : list.remove(previous);
        if (left < 0) return false;
        pages.moved(left);
      } else {
        const inPlace = previous === undefined ? -1 : list.replace(previous, row);
        if (inPlace >= 0) pages.changed(inPlace);
        else {
          const left = previous === undefined ? -1 : list.remove(previous);
          const entered = list.insert(row);
          pages.moved(left < 0 ? entered : Math.min(left, entered));
        }
      }
      version += 1;
      return true;
    },
    notify: () => {
      for (const listener of [...listeners]) listener();
    },
    release: () => {
      list = undefined;
      pages.clear();
    },
  };
  return view;
};

const joinedLength = (rows: readonly Row[]): number => {
  let length = Math.max(0, rows.length - 1);
  for (const row of rows) length += row.bytes.length;
  return length;
};

/** The rows' bytes with commas between them. */
const join = (rows: readonly Row[], length: number): Buffer => {
  const joined = Buffer.allocUnsafeSlow(length);
  let at = 0;
  for (const row of rows) {
    if (at > 0) {
      joined[at] = comma;
      at += 1;
    }
    at += row.bytes.copy(joined, at);
  }
  return joined;
};
