import type { Kind, KubeObject } from '@binnacle/kube/api';
import { BoundedMap } from '@binnacle/kube/watch';
import type { Row } from '@binnacle/kube/watch';

/** Some 20 MB at most: what hundreds of releases under way read again and again. */
const mostKept = 2_000;

/** Objects by their rows. Those in use are kept: one pass after the other reads the same ones. */
export interface ParsedRows {
  read<T extends KubeObject>(kind: Kind, row: Row): T;
  /** It was replaced, or is gone: nobody will ask for it again. */
  forget(row: Row): void;
}

export const createParsedRows = (): ParsedRows => {
  const kept = new BoundedMap<Row, KubeObject>(mostKept);
  return {
    read: <T extends KubeObject>(kind: Kind, row: Row): T => {
      const known = kept.get(row);
      if (known !== undefined) return known as T;
      const object = parse<T>(kind, row);
      kept.set(row, object);
      return object;
    },
    forget: (row) => kept.delete(row),
  };
};

/** Items of built-in lists carry no type: it is the kind's. */
const parse = <T extends KubeObject>(kind: Kind, row: Row): T =>
  ({
    apiVersion: kind.group === '' ? kind.version : `${kind.group}/${kind.version}`,
    kind: kind.kind,
    ...(JSON.parse(row.bytes.toString('utf8')) as Omit<KubeObject, 'apiVersion' | 'kind'>),
  }) as T;
