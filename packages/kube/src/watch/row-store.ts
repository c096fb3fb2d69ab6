import type { Kind } from '../api/index.ts';
import { apiVersionOf } from '../api/index.ts';
import { copyObject } from './object-bytes.ts';
import type { ObjectHead } from './object-bytes.ts';
import { createRowReader, rowKey } from './row.ts';
import type { Change, Row } from './types.ts';

/** The rows of one cache, and which of them a running list has confirmed. */
export interface RowStore {
  readonly rows: ReadonlyMap<string, Row>;
  begin(): void;
  put(json: Buffer, span: { start: number; end: number }, head: ObjectHead): void;
  remove(head: ObjectHead): void;
  complete(): void;
  clear(): void;
}

/** `onChange` hears of every difference, and of nothing that stayed the same: a repeated list is no change. */
export const createRowStore = (kind: Kind, onChange: (change: Change) => void): RowStore => {
  const rows = new Map<string, Row>();
  const toRow = createRowReader(kind);
  const typeMeta = Buffer.from(`"kind":${JSON.stringify(kind.kind)},"apiVersion":"${apiVersionOf(kind)}",`);
  let confirmed: Set<string> | undefined;

  const drop = (row: Row) => {
    rows.delete(row.key);
    onChange({ type: 'DELETED', row });
  };

  return {
    rows,
    begin: () => {
      confirmed = new Set();
    },
    put: (json, span, head) => {
      const key = rowKey(head.namespace, head.name);
      confirmed?.add(key);
      let previous = rows.get(key);
      if (previous !== undefined && previous.uid !== head.uid) {
        // Deleted and made anew while nobody watched: two changes, not one.
        drop(previous);
        previous = undefined;
      }
      if (previous !== undefined && previous.resourceVersion === head.resourceVersion) return;
      const row = toRow(copyObject(json, span, { head, typeMeta }));
      rows.set(key, row);
      onChange(previous === undefined ? { type: 'ADDED', row } : { type: 'MODIFIED', row, previous });
    },
    remove: (head) => {
      const key = rowKey(head.namespace, head.name);
      confirmed?.delete(key);
      const row = rows.get(key);
      if (row !== undefined) drop(row);
    },
    complete: () => {
      const seen = confirmed;
      confirmed = undefined;
      if (seen === undefined || seen.size === rows.size) return;
      for (const row of [...rows.values()]) if (!seen.has(row.key)) drop(row);
    },
    clear: () => {
      rows.clear();
      confirmed = undefined;
    },
  };
};
