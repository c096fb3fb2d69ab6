import type { WireColumn, WireRow } from '@binnacle/api';

/** A cell by its column's name, as text; empty where there is none. */
export const cellOf = (reply: { columns: readonly WireColumn[] }, row: WireRow, column: string): string => {
  const value = row.cells[reply.columns.findIndex((item) => item.name === column)];
  return value === undefined || value === null ? '' : String(value);
};
