/** Rows as the console's wire contract spells them. */
import type { RowsReply, WireColumn, WireFreshness, WireRow } from '@binnacle/api';
import type { Column, UnstructuredObject } from '@binnacle/kube/api';
import type { Freshness, Row } from '@binnacle/kube/watch';
import type { ListOutput } from './types.ts';
import { workloadOf } from './workload-of.ts';

/** RFC 3339 in whole seconds, as Kubernetes writes times. */
export const toRfc3339 = (epochMs: number): string => `${new Date(epochMs).toISOString().slice(0, 19)}Z`;

export const toWireColumns = (columns: readonly Column[]): WireColumn[] =>
  columns.map(({ name, type, priority }) => ({ name, type, priority }));

export const toWireFreshness = ({ state, since, reason }: Freshness): WireFreshness => ({
  state,
  since: new Date(since).toISOString(),
  ...(reason === undefined ? {} : { reason }),
});

export const toWireRow = (row: Row): WireRow => ({
  uid: row.uid,
  namespace: row.namespace,
  name: row.name,
  resource_version: row.resourceVersion,
  created: toRfc3339(row.created),
  cells: [...row.cells],
});

/** Rows are replaced, never changed, so each is encoded once for all its readers. */
const encodedRows = new WeakMap<Row, string>();

export const encodeRow = (row: Row): string => {
  let text = encodedRows.get(row);
  if (text === undefined) {
    text = JSON.stringify(toWireRow(row));
    encodedRows.set(row, text);
  }
  return text;
};

/** The same with its owner, for which the whole object is read: once, too. */
const ownedRows = new WeakMap<Row, string>();

const encodeOwnedRow = (row: Row): string => {
  let text = ownedRows.get(row);
  if (text === undefined) {
    const { metadata } = JSON.parse(row.bytes.toString('utf8')) as UnstructuredObject;
    const owner = workloadOf(metadata);
    text = JSON.stringify({ ...toWireRow(row), ...(owner === undefined ? {} : { owner }) } satisfies WireRow);
    ownedRows.set(row, text);
  }
  return text;
};

/** RowsReply as JSON text. */
export const encodeRowsReply = (output: ListOutput, rows: readonly Row[], { owners = false } = {}): string => {
  const encode = owners ? encodeOwnedRow : encodeRow;
  const head: Omit<RowsReply, 'rows'> = {
    columns: toWireColumns(output.columns),
    total: output.view.total,
    offset: output.offset,
    freshness: toWireFreshness(output.freshness),
  };
  return `${JSON.stringify(head).slice(0, -1)},"rows":[${rows.map(encode).join(',')}]}`;
};
