import type { Kind, KubeObject } from '@binnacle/kube/api';
import type { Row } from '@binnacle/kube/watch';

/** Some 10 MB: what a hundred releases under way read again and again. */
const mostKept = 1_000;

/** Objects by their rows. The latest read are kept: one pass after the other reads the same ones. */
export const createParsedRows = () => {
  /** In the order of their last reading. */
  const kept = new Map<Row, KubeObject>();
  return <T extends KubeObject>(kind: Kind, row: Row): T => {
    const object = kept.get(row) ?? parse(kind, row);
    kept.delete(row);
    kept.set(row, object);
    if (kept.size > mostKept) kept.delete(kept.keys().next().value as Row);
    return object as T;
  };
};

/** Items of built-in lists carry no type: it is the kind's. */
const parse = (kind: Kind, row: Row): KubeObject => ({
  apiVersion: kind.group === '' ? kind.version : `${kind.group}/${kind.version}`,
  kind: kind.kind,
  ...(JSON.parse(row.bytes.toString('utf8')) as Omit<KubeObject, 'apiVersion' | 'kind'>),
});
