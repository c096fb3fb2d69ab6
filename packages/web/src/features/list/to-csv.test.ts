import type { WireRow } from '@binnacle/api';
import { describe, expect, it } from 'vitest';
import { toTableColumns } from '../../resource/columns.ts';
import { toCsv } from './to-csv.ts';

const columns = toTableColumns(
  [
    { name: 'Ready', type: 'string', priority: 0 },
    { name: 'Restarts', type: 'integer', priority: 0 },
    { name: 'Note', type: 'string', priority: 0 },
  ],
  true,
);
const row = (name: string, cells: WireRow['cells']): WireRow => ({
  uid: name,
  namespace: 'shop',
  name,
  resource_version: '1',
  created: '2026-11-21T10:00:00Z',
  cells,
});

describe('toCsv', () => {
  it('has a head, and quotes what needs it', () => {
    expect(toCsv(columns, [row('cart', ['1/1', 3, 'a "b", c']), row('web', ['0/1', null, ''])])).toBe(
      'Name,Namespace,Ready,Restarts,Note\r\ncart,shop,1/1,3,"a ""b"", c"\r\nweb,shop,0/1,,\r\n',
    );
  });

  it('gives spreadsheets no formulas, and leaves numbers alone', () => {
    expect(toCsv(columns, [row('x', ['=1+1', -5, '@cmd'])])).toContain("x,shop,'=1+1,-5,'@cmd");
  });
});
