/** Lists as an API server's `Table` shows them. Source: kube-apiserver printers; meta/v1 Table. */
import { ageText, humanDuration } from './duration.ts';
import type { Cell, Column, Kind } from './kind.ts';
import type { UnstructuredObject } from './object.ts';
import { fromTime } from './time.ts';

export interface TableColumn {
  name: string;
  type: string;
  /** `name` for the name's column, else empty. */
  format: string;
  priority: number;
}

const ordered = <T>(kind: Pick<Kind, 'nameColumn'>, name: T, rest: readonly T[]): T[] =>
  kind.nameColumn === 'wide' ? [...rest, name] : [name, ...rest];

/** The kind's columns with the name's, as the server defines them. */
export const tableColumns = (kind: Pick<Kind, 'columns' | 'nameColumn'>): TableColumn[] =>
  ordered(
    kind,
    { name: 'Name', type: 'string', format: 'name', priority: kind.nameColumn === 'wide' ? 1 : 0 },
    kind.columns.map((column) => ({
      name: column.name,
      type: column.tableType ?? (column.type === 'date' ? 'string' : column.type),
      format: column.tableFormat ?? '',
      priority: column.priority,
    })),
  );

/** One object's cells in the order of `tableColumns`, ages counted at `nowMs`. */
export const tableCells = (
  kind: Pick<Kind, 'columns' | 'nameColumn' | 'shownName'>,
  object: UnstructuredObject,
  nowMs: number,
): Cell[] =>
  ordered<Cell>(
    kind,
    kind.shownName?.(object) ?? object.metadata.name,
    kind.columns.map((column) => tableCell(column, object, nowMs)),
  );

const tableCell = (column: Column, object: UnstructuredObject, nowMs: number): Cell => {
  const cell = column.value(object);
  if (column.since !== undefined) {
    const since = fromTime(column.since(object));
    return since === undefined ? String(cell) : `${cell} (${humanDuration(nowMs - since)} ago)`;
  }
  return column.type === 'date' && column.tableType !== 'date' ? ageText(cell, nowMs) : cell;
};
