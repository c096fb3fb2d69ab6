import { nodeKind, podKind, type Kind } from '@binnacle/kube/api';
import type { Clock } from '@binnacle/kube/clock';
import { compareKeys, type ListQuery, type Row, type View } from '@binnacle/kube/watch';
import type { CallContext } from '../operation.ts';

/** What is used, by a row's key; another one with every reading. */
export type UsageNow = (key: string) => { cpu: number; memory: number } | undefined;

/** What objects of a kind use, as it was read last. A port: usage is read elsewhere. */
export interface UsagePort {
  /** Undefined where nothing says what is used. */
  read(kind: Kind, context: Pick<CallContext, 'cluster'>): Promise<UsageNow | undefined>;
}

type Used = 'cpu' | 'memory';
const usedBy: readonly Kind[] = [podKind, nodeKind];

/** Usage moves with no change of an object: whoever watches is shown it in this order again so often. */
const lookEveryMs = 15_000;

/** The usage that a list is to be sorted by; undefined for what objects themselves have. */
export const soughtUsage = (kind: Kind, { sortBy }: Pick<ListQuery, 'sortBy'>): Used | undefined => {
  const wanted = sortBy?.toLowerCase();
  return usedBy.includes(kind) && (wanted === 'cpu' || wanted === 'memory') ? wanted : undefined;
};

interface UsageOrder {
  used: Used;
  order: ListQuery['order'];
  read: () => Promise<UsageNow | undefined>;
  clock: Clock;
}

interface Sorted {
  version: number;
  now: UsageNow | undefined;
  rows: readonly Row[];
}

/** Sorted once for all who ask until a row changes or usage is read again; a view has four such orders. */
const known = new WeakMap<View, Map<string, Sorted>>();

interface Sorting {
  now: UsageNow | undefined;
  used: Used;
  direction: 1 | -1;
}

const sortedRows = (view: View, { now, used, direction }: Sorting): readonly Row[] => {
  const orders = known.get(view) ?? new Map<string, Sorted>();
  known.set(view, orders);
  const id = `${used} ${direction}`;
  const { version } = view;
  const found = orders.get(id);
  if (found?.version === version && found.now === now) return found.rows;
  const keyed = view.page(0, view.total).map((row) => ({ row, value: now?.(row.key)?.[used] ?? null }));
  keyed.sort((a, b) => compareKeys(a.value, b.value, direction));
  const rows = keyed.map(({ row }) => row);
  orders.set(id, { version, now, rows });
  return rows;
};

/** The rows of `view` by what they use, those of which it is not known last; ties in the view's own order. */
export const byUsage = async (view: View, { used, order, read, clock }: UsageOrder): Promise<View> => {
  const direction = order === 'desc' ? -1 : 1;
  let now = await read();
  let readings = 0;

  return {
    get version() {
      return view.version + readings;
    },
    get total() {
      return view.total;
    },
    page: (offset, limit) => sortedRows(view, { now, used, direction }).slice(offset, offset + limit),
    pageBytes: () => undefined,
    onChange: (listener) => {
      let isOver = false;
      const look = async () => {
        const next = await read();
        if (isOver) return;
        if (next !== now) {
          now = next;
          readings += 1;
          listener();
        }
        cancel = clock.after(lookEveryMs, () => void look());
      };
      let cancel = clock.after(lookEveryMs, () => void look());
      const unsubscribe = view.onChange(listener);
      return () => {
        isOver = true;
        cancel();
        unsubscribe();
      };
    },
  };
};
