import type { Kind, UnstructuredObject } from '@binnacle/kube/api';
import type { AuditEntry } from '../audit/index.ts';
import { holdsSecrets } from '../resources/index.ts';

/** A change as the audit keeps it. */
export type KeptChange =
  | { type: 'made'; after: UnstructuredObject }
  | { type: 'deleted'; before: UnstructuredObject }
  | { type: 'changed'; before: UnstructuredObject; after: UnstructuredObject };

export type KeptObjects = Pick<AuditEntry, 'at' | 'operation' | 'before' | 'after'>;

/** Undefined where what is kept is too little to take the change back. */
export const keptChange = (entry: KeptObjects): KeptChange | undefined => {
  const [before, after] = [entry.before, entry.after].map((json) =>
    json === undefined ? undefined : (JSON.parse(json) as UnstructuredObject),
  );
  if (entry.operation.endsWith('.delete')) return before && { type: 'deleted', before };
  if (after === undefined) return undefined;
  if (before !== undefined) return { type: 'changed', before, after };
  return isMade(after, entry) ? { type: 'made', after } : undefined;
};

/** Clocks of clusters and of this program may differ by so much, in ms. */
const clockSkewMs = 60_000;

/** What was there before may also be missing because it was too large to be kept: undoing must not delete that. */
const isMade = ({ metadata }: UnstructuredObject, { operation, at }: KeptObjects): boolean =>
  operation.endsWith('.create') ||
  (operation.endsWith('.apply') && Date.parse(metadata.creationTimestamp ?? '') >= at - clockSkewMs);

/** Whether a change can be taken back, as far as is known when it has just been made. */
export const isReversible = (kind: Kind, kept: KeptObjects): boolean =>
  !holdsSecrets(kind) && kept.before !== kept.after && keptChange(kept) !== undefined;
