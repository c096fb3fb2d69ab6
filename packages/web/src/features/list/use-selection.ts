import type { WireRow } from '@binnacle/api';
import { useCallback, useMemo, useState } from 'react';

/** The rows of a list that are chosen, by uid; they stay so while they are off screen. */
export interface Selection {
  rows: ReadonlyMap<string, WireRow>;
  toggle: (row: WireRow) => void;
  add: (rows: readonly WireRow[]) => void;
  clear: () => void;
}

const none: ReadonlyMap<string, WireRow> = new Map();

export const useSelection = (): Selection => {
  const [rows, setRows] = useState(none);
  const toggle = useCallback(
    (row: WireRow) =>
      setRows((before) => {
        const after = new Map(before);
        if (!after.delete(row.uid)) after.set(row.uid, row);
        return after;
      }),
    [],
  );
  const add = useCallback(
    (more: readonly WireRow[]) =>
      setRows((before) => new Map([...before, ...more.map((row): [string, WireRow] => [row.uid, row])])),
    [],
  );
  const clear = useCallback(() => setRows(none), []);
  return useMemo(() => ({ rows, toggle, add, clear }), [rows, toggle, add, clear]);
};
