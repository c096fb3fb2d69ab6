/** Rows for people, as `kubectl get` asks for them. Source: Kubernetes API concepts, "Receiving resources as Tables". */
import { findKind, tableCells, tableColumns } from '@binnacle/kube/api';
import type { Kind, UnstructuredObject } from '@binnacle/kube/api';
import type { Resource } from '../registry/index.ts';

export type IncludePolicy = 'None' | 'Metadata' | 'Object';

export const isIncludePolicy = (text: string): text is IncludePolicy | '' =>
  text === '' || text === 'None' || text === 'Metadata' || text === 'Object';

interface TableOptions {
  include: IncludePolicy;
  /** Epoch ms for ages. */
  now: number;
  listMeta: Record<string, unknown>;
  /** Rows of a watch after the first name no columns. */
  bare?: boolean;
}

/** What kube-apiserver answers for kinds that it has no printer for. */
const unknownKind: Pick<Kind, 'columns' | 'tableOrder'> = {
  columns: [
    {
      name: 'Created At',
      type: 'date',
      tableType: 'date',
      priority: 0,
      value: (object) => object.metadata.creationTimestamp ?? null,
    },
  ],
};

const included = (object: UnstructuredObject, include: IncludePolicy): unknown => {
  if (include === 'Object') return object;
  if (include === 'None') return null;
  return { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: object.metadata };
};

/** What is shown: a resource, or what is found below one. */
export type Shown = Pick<Resource, 'group' | 'plural' | 'custom'>;

/** How objects of a resource are shown. */
const printerOf = (resource: Shown, now: number) => {
  if (resource.custom === undefined) {
    const kind = findKind(resource) ?? unknownKind;
    return {
      columns: tableColumns(kind).map((column) => ({ ...column, description: '' })),
      cells: (object: UnstructuredObject) => tableCells(kind, object, now),
      order: kind.tableOrder,
    };
  }
  const { columns } = resource.custom;
  return {
    columns: [
      { name: 'Name', type: 'string', format: 'name', description: '', priority: 0 },
      ...columns.map(({ cell: _cell, ...column }) => column),
    ],
    cells: (object: UnstructuredObject) => [object.metadata.name, ...columns.map(({ cell }) => cell(object, now))],
    order: undefined,
  };
};

export const tableOf = (resource: Shown, objects: readonly UnstructuredObject[], options: TableOptions) => {
  const printer = printerOf(resource, options.now);
  const shown = printer.order === undefined ? objects : [...objects].sort(printer.order);
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata: options.listMeta,
    columnDefinitions: options.bare === true ? null : printer.columns,
    rows: shown.map((object) => ({
      cells: printer.cells(object),
      object: included(object, options.include),
    })),
  };
};
