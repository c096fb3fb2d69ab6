import { describe, expect, it } from 'vitest';
import type { Cell } from '../kind.ts';
import type { UnstructuredObject } from '../object.ts';
import { tableCells, tableColumns } from '../table.ts';
import { findKind, findKindByName, kinds } from './index.ts';
import recorded from './tables.recorded.gen.json' with { type: 'json' };

/**
 * Recorded from kube-apiserver 1.34.4, `GET <path>?includeObject=Object` with
 * `Accept: application/json;as=Table;v=v1;g=meta.k8s.io`, over objects made to reach every branch.
 */
interface RecordedTable {
  now: number;
  columns: unknown[];
  rows: { cells: Cell[]; object: UnstructuredObject }[];
}

const tables = Object.entries(recorded as unknown as Record<string, RecordedTable>).map(([path, table]) => {
  const [plural = '', group = ''] = path.split('/').reverse();
  return { path, table, kind: findKind({ group, plural })! };
});

describe.each(tables)('the table of $path', ({ kind, table }) => {
  it('has the columns of the real server', () => {
    expect(tableColumns(kind)).toEqual(table.columns);
  });

  it.each(table.rows.map((row) => ({ ...row, name: row.object.metadata.name })))(
    'shows $name as the real server does',
    (row) => {
      expect(tableCells(kind, row.object, table.now)).toEqual(row.cells);
    },
  );
});

describe('kinds', () => {
  it('are each known once', () => {
    expect(new Set(kinds.map((kind) => `${kind.group}/${kind.plural}`)).size).toBe(kinds.length);
  });

  it('are all in the record', () => {
    const seen = new Set(tables.map(({ kind }) => kind));
    expect(kinds.filter((kind) => !seen.has(kind)).map((kind) => kind.plural)).toEqual([]);
  });

  it('are found by what an object says of itself', () => {
    expect(findKindByName('apps/v1', 'Deployment')?.plural).toBe('deployments');
    expect(findKindByName('v1', 'Pod')?.plural).toBe('pods');
    expect(findKindByName('apps/v1', 'Pod')).toBeUndefined();
  });

  it('keep the promises of their capabilities', () => {
    for (const kind of kinds) {
      expect([kind.kind, kind.podTemplate !== undefined]).toEqual([
        kind.kind,
        kind.capabilities.includes('podTemplate'),
      ]);
      expect([kind.kind, kind.podSelector !== undefined]).toEqual([
        kind.kind,
        kind.capabilities.includes('selectsPods'),
      ]);
      expect([kind.kind, kind.revisionsIn !== undefined]).toEqual([
        kind.kind,
        kind.capabilities.includes('rollbackable'),
      ]);
    }
  });

  it('never trip over half-written objects', () => {
    const bare: UnstructuredObject = { apiVersion: 'v1', kind: 'X', metadata: { name: 'x' } };
    for (const kind of kinds) {
      for (const object of [bare, { ...bare, spec: {}, status: {} }])
        expect(() => tableCells(kind, object, 0)).not.toThrow();
    }
  });
});
