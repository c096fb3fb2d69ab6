import {
  isConditionTrue,
  type Capability,
  type Cell,
  type Column,
  type CustomResourceColumn,
  type CustomResourceDefinition,
  type Kind,
  type UnstructuredObject,
} from '@binnacle/kube/api';
import type { Row } from '@binnacle/kube/watch';
import { createJsonPath } from './json-path.ts';

/** Read once per version of a definition: rows are replaced, never changed. */
const known = new WeakMap<Row, readonly Kind[]>();

/** The kinds that a CustomResourceDefinition makes, one for each served version, the preferred one first. */
export const kindsOfDefinition = (row: Row): readonly Kind[] => {
  let found = known.get(row);
  if (found === undefined) {
    found = readKinds(JSON.parse(row.bytes.toString('utf8')) as CustomResourceDefinition);
    known.set(row, found);
  }
  return found;
};

const readKinds = (definition: CustomResourceDefinition): Kind[] => {
  const { group, scope, names, versions } = definition.spec;
  if (!isEstablished(definition)) return [];
  return versions
    .filter(({ served }) => served)
    .sort((a, b) => Number(b.storage) - Number(a.storage))
    .map(({ name, additionalPrinterColumns, subresources, selectableFields }): Kind => {
      const capabilities: Capability[] = subresources?.scale === undefined ? [] : ['scalable'];
      return {
        group,
        version: name,
        plural: names.plural,
        namespaced: scope === 'Namespaced',
        kind: names.kind,
        singular: names.singular ?? names.kind.toLowerCase(),
        shortNames: names.shortNames ?? [],
        categories: names.categories ?? [],
        capabilities,
        columns: additionalPrinterColumns === undefined ? [age] : additionalPrinterColumns.map(toColumn),
        selectableFields: selectableFields?.map(({ jsonPath }) => jsonPath.slice(1)) ?? [],
      };
    });
};

const isEstablished = ({ status }: CustomResourceDefinition): boolean =>
  isConditionTrue(
    (status as { conditions?: { type: string; status: string }[] } | undefined)?.conditions,
    'Established',
  );

/** For kinds of which no columns are known. Source: kube-apiserver, the default of additionalPrinterColumns. */
export const age: Column = {
  name: 'Age',
  type: 'date',
  priority: 0,
  value: (object) => object.metadata.creationTimestamp ?? null,
};

const toColumn = ({ name, type, jsonPath, priority = 0 }: CustomResourceColumn): Column => {
  const find = createJsonPath(jsonPath);
  return {
    name,
    type,
    priority: priority > 0 ? 1 : 0,
    value: (object: UnstructuredObject) => toCell(find(object)),
  };
};

const toCell = (found: readonly unknown[]): Cell => {
  if (found.length === 0) return null;
  const [first] = found;
  if (found.length === 1 && (typeof first === 'string' || typeof first === 'number' || typeof first === 'boolean'))
    return first;
  return found.map((value) => (typeof value === 'string' ? value : JSON.stringify(value))).join(',');
};
