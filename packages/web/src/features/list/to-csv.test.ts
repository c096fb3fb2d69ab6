import type { WireRow } from '@binnacle/api';
import { describe, expect, it } from 'vitest';
import { toTableColumns } from '../../resource/columns.ts';
import { withUsage } from '../../resource/usage-columns.ts';
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
    expect(toCsv(columns, [row('cart', ['1/1', 3, 'a "b", c']), row('web', ['0/1', null, ''])], () => undefined)).toBe(
      'Name,Namespace,Ready,Restarts,Note\r\ncart,shop,1/1,3,"a ""b"", c"\r\nweb,shop,0/1,,\r\n',
    );
  });

  it('states the unit of what is used, and leaves out what is not known', () => {
    const used = { cpu: { used: 0.25, limit: 1 }, memory: { used: 1048576 } };
    const rows = [row('cart', ['1/1', 3, '']), row('web', ['0/1', 0, ''])];
    expect(toCsv(withUsage(columns), rows, ({ name }) => (name === 'cart' ? used : undefined))).toBe(
      'Name,Namespace,Ready,Restarts,CPU (cores),Memory (bytes),Note\r\n' +
        'cart,shop,1/1,3,0.25,1048576,\r\nweb,shop,0/1,0,,,\r\n',
    );
  });

  it('gives spreadsheets no formulas, and leaves numbers alone', () => {
    expect(toCsv(columns, [row('x', ['=1+1', -5, '@cmd'])], () => undefined)).toContain("x,shop,'=1+1,-5,'@cmd");
  });
});
