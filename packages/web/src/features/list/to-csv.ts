import type { WireRow } from '@binnacle/api';
import type { TableColumn } from '../../resource/columns.ts';

/** A field as RFC 4180 has it; what a spreadsheet would run as a formula is made text. */
const toField = (value: WireRow['cells'][number]): string => {
  const text = value === null ? '' : String(value);
  const safe = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

const isKept = ({ usage }: TableColumn): boolean => usage === undefined;

const cellOf = (row: WireRow, { id, cell }: TableColumn): WireRow['cells'][number] =>
  cell === undefined ? (id === 'namespace' ? row.namespace : row.name) : (row.cells[cell] ?? null);

/** Rows as comma-separated values with a head line; dates are RFC 3339. What is used changes too fast for a file. */
export const toCsv = (columns: readonly TableColumn[], rows: readonly WireRow[]): string =>
  [
    columns.filter(isKept).map(({ name }) => toField(name)),
    ...rows.map((row) => columns.filter(isKept).map((column) => toField(cellOf(row, column)))),
  ]
    .map((fields) => `${fields.join(',')}\r\n`)
    .join('');
