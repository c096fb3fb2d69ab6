import { chartedWorkloads, type ChartsQuery, type WireKind } from '@binnacle/api';
import { qualifiedPlural } from '../../resource/kinds.ts';

const workloads = new Set<string>(chartedWorkloads);

/** What is asked for the charts of an object; undefined for kinds that use nothing. */
export const chartScopeOf = (
  of: Pick<WireKind, 'group' | 'plural'>,
  { namespace, name }: { namespace: string; name: string },
): Omit<ChartsQuery, 'minutes'> | undefined => {
  const kind = qualifiedPlural(of);
  if (kind === 'pods') return { scope: 'pod', namespace, name };
  if (kind === 'nodes') return { scope: 'node', name };
  if (kind === 'namespaces') return { scope: 'namespace', namespace: name };
  return workloads.has(kind) ? { scope: 'workload', kind, namespace, name } : undefined;
};
