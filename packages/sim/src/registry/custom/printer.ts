/** Rows of custom resources for people, by additionalPrinterColumns. Source: apiextensions `tableconvertor`. */
import { ageText } from '@binnacle/kube/api';
import type { Cell, CustomResourceColumn, UnstructuredObject } from '@binnacle/kube/api';
import { canonicalJson } from '../json.ts';
import { parseJsonPath } from './json-path.ts';

/** One column beside the name's. */
export interface PrinterColumn {
  name: string;
  type: string;
  format: string;
  description: string;
  priority: number;
  /** Ages are counted at `now`, epoch ms. */
  cell: (object: UnstructuredObject, now: number) => Cell;
}

const ageOnly: CustomResourceColumn = {
  name: 'Age',
  type: 'date',
  description:
    'CreationTimestamp is a timestamp representing the server time when this object was created. It is not guaranteed to be set in happens-before order across separate operations. Clients may not set this value. It is represented in RFC3339 form and is in UTC.\n\nPopulated by the system. Read-only. Null for lists. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata',
  jsonPath: '.metadata.creationTimestamp',
};

const cellOf = (type: CustomResourceColumn['type'], value: unknown, now: number): Cell => {
  switch (type) {
    case 'string':
      return typeof value === 'string' ? value : canonicalJson(value);
    case 'integer':
      return typeof value === 'number' ? Math.trunc(value) : null;
    case 'number':
      return typeof value === 'number' ? value : null;
    case 'boolean':
      return typeof value === 'boolean' ? value : null;
    case 'date': {
      if (typeof value !== 'string') return null;
      return Number.isNaN(Date.parse(value)) ? '<invalid>' : ageText(value, now);
    }
  }
};

const columnOf = (column: CustomResourceColumn): PrinterColumn => {
  const read = parseJsonPath(column.jsonPath);
  return {
    name: column.name,
    type: column.type,
    format: column.format ?? '',
    description: column.description ?? `Custom resource definition column (in JSONPath format): ${column.jsonPath}`,
    priority: column.priority ?? 0,
    cell: (object, now) => {
      const [value] = read(object);
      return value === undefined || value === null ? null : cellOf(column.type, value, now);
    },
  };
};

/** The columns a version shows; its age when it names none. */
export const printerColumns = (columns: readonly CustomResourceColumn[] | undefined): PrinterColumn[] =>
  (columns === undefined || columns.length === 0 ? [ageOnly] : columns).map(columnOf);
