import type { Node, NodeSelectorTerm } from '../local/objects.ts';

const matches = (value: string | undefined, operator: string, values: readonly string[] = []): boolean => {
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    case 'Gt':
      return value !== undefined && Number(value) > Number(values[0]);
    case 'Lt':
      return value !== undefined && Number(value) < Number(values[0]);
    default:
      return false;
  }
};

/** Whether one term of a node selector accepts the node; an empty one accepts none. */
export const matchesNodeTerm = ({ matchExpressions = [], matchFields = [] }: NodeSelectorTerm, node: Node): boolean =>
  matchExpressions.length + matchFields.length > 0 &&
  matchExpressions.every(({ key, operator, values }) => matches(node.metadata.labels?.[key], operator, values)) &&
  matchFields.every(({ key, operator, values }) =>
    matches(key === 'metadata.name' ? node.metadata.name : undefined, operator, values),
  );
