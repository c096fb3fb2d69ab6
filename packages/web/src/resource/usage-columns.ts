import type { WireKind } from '@binnacle/api';
import type { TableColumn } from './columns.ts';

export type UsageOf = 'pods' | 'nodes';

/** Kinds whose rows show what they use. */
export const usageOfKind = ({ group, plural }: Pick<WireKind, 'group' | 'plural'>): UsageOf | undefined =>
  group === '' && (plural === 'pods' || plural === 'nodes') ? plural : undefined;

const column = (id: 'cpu' | 'memory', name: string): TableColumn => ({
  id,
  sortBy: id,
  name,
  type: 'number',
  priority: 0,
  usage: id,
  // An amount and its share stand beside each other: `99.9 MiB 100 %`.
  width: id === 'cpu' ? 100 : 120,
  grows: false,
  alignEnd: false,
});

/** The same columns with those of usage behind the row's state. */
export const withUsage = (columns: readonly TableColumn[]): TableColumn[] => {
  const after = columns.findLastIndex(({ name }) => name === 'Restarts' || name === 'Status');
  return columns.toSpliced(after + 1, 0, column('cpu', 'CPU'), column('memory', 'Memory'));
};
