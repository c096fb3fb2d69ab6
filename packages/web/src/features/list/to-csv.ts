import type { WireRow, WireRowUsage } from '@binnacle/api';
import type { TableColumn } from '../../resource/columns.ts';

/** A field as RFC 4180 has it; what a spreadsheet would run as a formula is made text. */
const toField = (value: WireRow['cells'][number]): string => {
  const text = value === null ? '' : String(value);
  const safe = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

export type UsageOfRow = (row: WireRow) => WireRowUsage | undefined;

/** A number alone says nothing of its unit. */
const units = { cpu: 'cores', memory: 'bytes' };

const headOf = ({ name, usage }: TableColumn): string => (usage === undefined ? name : `${name} (${units[usage]})`);

const cellOf = (row: WireRow, { id, cell, usage }: TableColumn, usageOf: UsageOfRow): WireRow['cells'][number] => {
  if (usage !== undefined) return usageOf(row)?.[usage].used ?? null;
  return cell === undefined ? (id === 'namespace' ? row.namespace : row.name) : (row.cells[cell] ?? null);
};

/** Rows as comma-separated values with a head line; dates are RFC 3339. What is used is as it was when it was asked for. */
export const toCsv = (columns: readonly TableColumn[], rows: readonly WireRow[], usageOf: UsageOfRow): string =>
  [
    columns.map((column) => toField(headOf(column))),
    ...rows.map((row) => columns.map((column) => toField(cellOf(row, column, usageOf)))),
  ]
    .map((fields) => `${fields.join(',')}\r\n`)
    .join('');
