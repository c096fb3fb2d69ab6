import { badRequest } from '../api/index.ts';
import type { Cell, Column, Kind } from '../api/index.ts';
import type { Compare } from './ordered-list.ts';
import type { ListQuery, Row } from './types.ts';

type SortKey = string | number | null;

/** How rows of one query are ordered. */
export interface SortOrder {
  compare: Compare<Row>;
  /** Sorts many rows at once, reading each row's key once. */
  sort(rows: Row[]): Row[];
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** `1/2` counts by its share, then by what is wanted, so that what lacks most comes first: `0/3` < `1/2` < `10/12` < `1/1`. */
const ratio = /^(\d+)\/(\d+)$/;
const ratioScale = 1e6;

const toSortKey = (cell: Cell, type: Column['type']): SortKey => {
  if (cell === null) return null;
  if (typeof cell === 'boolean') return cell ? 1 : 0;
  if (typeof cell === 'number') return cell;
  if (type === 'integer' || type === 'number') {
    const number = Number(cell);
    return cell === '' || Number.isNaN(number) ? null : number;
  }
  if (type === 'date') return Date.parse(cell) || null;
  const parts = ratio.exec(cell);
  // Numbers come before text where a column has both.
  return parts === null ? cell : toShareKey(Number(parts[1]), Number(parts[2]));
};

/** Nothing wanted is nothing lacking: `0/0` is whole. */
const toShareKey = (have: number, wanted: number): number =>
  Math.round((wanted === 0 ? 1 : have / wanted) * ratioScale) * ratioScale + wanted;

/** Absent values come last, whichever the order. */
export const compareKeys = (a: SortKey, b: SortKey, direction: 1 | -1): number => {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  if (typeof a === typeof b) return (a < b ? -1 : 1) * direction;
  return (typeof a === 'number' ? -1 : 1) * direction;
};

const keyReader = (kind: Pick<Kind, 'columns'>, sortBy: string): ((row: Row) => SortKey) => {
  const wanted = sortBy.toLowerCase();
  switch (wanted) {
    case 'name':
      return (row) => row.name;
    case 'namespace':
      return (row) => row.namespace;
    case 'created':
      return (row) => row.created;
    default: {
      const index = kind.columns.findIndex((column) => column.name.toLowerCase() === wanted);
      const column = kind.columns[index];
      if (column === undefined) {
        const known = ['name', 'namespace', 'created', ...kind.columns.map(({ name }) => name.toLowerCase())];
        throw badRequest(`sortBy: unknown column "${sortBy}"; known are ${known.join(', ')}`);
      }
      return (row) => toSortKey(row.cells[index] ?? null, column.type);
    }
  }
};

/** Throws BadRequest for an unknown column or order. Ties go by namespace, then name, whichever the order. */
export const createSortOrder = (kind: Pick<Kind, 'columns'>, query: Pick<ListQuery, 'sortBy' | 'order'>): SortOrder => {
  const { sortBy = 'name', order = 'asc' } = query;
  if (order !== 'asc' && order !== 'desc') throw badRequest(`order: must be asc or desc, not "${String(order)}"`);
  const direction = order === 'asc' ? 1 : -1;
  const keyOf = keyReader(kind, sortBy);
  const ties = (a: Row, b: Row) => byText(a.namespace, b.namespace) || byText(a.name, b.name);
  return {
    compare: (a, b) => compareKeys(keyOf(a), keyOf(b), direction) || ties(a, b),
    sort: (rows) =>
      rows
        .map((row) => ({ row, key: keyOf(row) }))
        .sort((a, b) => compareKeys(a.key, b.key, direction) || ties(a.row, b.row))
        .map(({ row }) => row),
  };
};
