import type { RowsDelta, WireRow } from '../console.ts';

/** A window of a live list as held by the reader. */
export interface RowsWindow {
  rows: readonly WireRow[];
  total: number;
}

/** What a delta did, beside the new window. */
export interface AppliedDelta extends RowsWindow {
  /** By uid: the indexes of the cells that differ; rows new to the window are absent here. */
  changed: ReadonlyMap<string, readonly number[]>;
  /** Uids that were not in the window before. */
  added: readonly string[];
}

const differingCells = (before: WireRow, after: WireRow): number[] => {
  const out: number[] = [];
  for (let i = 0; i < after.cells.length; i += 1) if (before.cells[i] !== after.cells[i]) out.push(i);
  return out;
};

/**
 * The window after a delta. A uid that `order` names and nobody sent is left out: showing fewer rows is honest,
 * inventing one is not, and the server's next `rows` event repairs it.
 */
export const applyRowsDelta = (window: RowsWindow, delta: RowsDelta): AppliedDelta => {
  const known = new Map(window.rows.map((row) => [row.uid, row]));
  const changed = new Map<string, readonly number[]>();
  const added: string[] = [];
  for (const row of delta.rows) {
    const before = known.get(row.uid);
    if (before === undefined) added.push(row.uid);
    else {
      const cells = differingCells(before, row);
      if (cells.length > 0) changed.set(row.uid, cells);
    }
    known.set(row.uid, row);
  }
  const order = delta.order ?? window.rows.map((row) => row.uid);
  const rows: WireRow[] = [];
  for (const uid of order) {
    const row = known.get(uid);
    if (row !== undefined) rows.push(row);
  }
  return { rows, total: delta.total, changed, added };
};
