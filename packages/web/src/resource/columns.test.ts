import type { WireColumn } from '@binnacle/api';
import { describe, expect, it } from 'vitest';
import { defaultColumns, defaultSort, labelOfColumn, toLayout, toNarrowColumns, toTableColumns } from './columns.ts';

const wire: WireColumn[] = [
  { name: 'Ready', type: 'string', priority: 0 },
  { name: 'Status', type: 'string', priority: 0 },
  { name: 'Restarts', type: 'integer', priority: 0 },
  { name: 'A rather long one', type: 'boolean', priority: 1 },
];

describe('table columns', () => {
  const columns = toTableColumns(wire, true);

  it('put the name first and point at the cells', () => {
    expect(columns.map((column) => [column.id, column.cell])).toEqual([
      ['name', undefined],
      ['namespace', undefined],
      ['Ready', 0],
      ['Status', 1],
      ['Restarts', 2],
      ['A rather long one', 3],
    ]);
    expect(toTableColumns(wire, false).map((column) => column.id)).not.toContain('namespace');
  });

  it('show the wide ones only when asked for', () => {
    expect(defaultColumns(columns)).toEqual(['name', 'namespace', 'Ready', 'Status', 'Restarts']);
  });

  it('reserve room for a header that kubectl has and we do not know', () => {
    expect(columns.at(-1)?.width).toBeGreaterThanOrEqual('A rather long one'.length * 8);
    expect(labelOfColumn('A rather long one')).toBeUndefined();
    expect(labelOfColumn('Ready')).toBe('column.ready');
  });

  it('become a grid whose name takes what is left', () => {
    expect(toLayout(columns.slice(0, 3), { selectWidth: 0, actionsWidth: 44 })).toEqual({
      template: 'minmax(204px, 1fr) 120px 74px 44px',
      minWidth: 204 + 120 + 74 + 44,
    });
    expect(toLayout(columns.slice(0, 3), { selectWidth: 34, actionsWidth: 44 })).toEqual({
      template: '34px minmax(204px, 1fr) 120px 74px 44px',
      minWidth: 34 + 204 + 120 + 74 + 44,
    });
  });

  it('give a message the room, and begin with the newest happening', () => {
    const events: WireColumn[] = [
      { name: 'Last Seen', type: 'date', priority: 0 },
      { name: 'Message', type: 'string', priority: 0 },
    ];
    expect(
      toTableColumns(events, true)
        .filter((column) => column.grows)
        .map((column) => column.id),
    ).toEqual(['Message']);
    expect(defaultSort(events)).toEqual({ sortBy: 'Last Seen', order: 'desc' });
    expect(defaultSort(wire)).toEqual({ sortBy: 'name', order: 'asc' });
  });

  it('bring the state to the name where there is little room', () => {
    expect(toNarrowColumns(columns).map((column) => column.id)).toEqual([
      'name',
      'Status',
      'Ready',
      'Restarts',
      'A rather long one',
      'namespace',
    ]);
  });
});
