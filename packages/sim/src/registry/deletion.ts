/** What a request to delete means to an object. */
import { conflict, toTime } from '@binnacle/kube/api';
import type { UnstructuredObject } from '@binnacle/kube/api';
import { withPropagation } from './drafts.ts';
import type { Resource } from './resources.ts';
import type { DeleteRequest } from './store-requests.ts';
import type { Strategy } from './strategy.ts';

/** Finalizers, or what the kind waits for. */
export const holdsDelete = (strategy: Strategy, object: UnstructuredObject): boolean =>
  (object.metadata.finalizers?.length ?? 0) > 0 || strategy.holdsDelete?.(object) === true;

/** Throws Conflict when another object than the one that is meant is stored. */
export const assertPreconditions = (
  { group, kind }: Resource,
  { metadata }: UnstructuredObject,
  { uid, resourceVersion }: NonNullable<DeleteRequest['preconditions']>,
): void => {
  const self = { group, plural: kind };
  if (uid !== undefined && uid !== metadata.uid)
    throw conflict(
      self,
      metadata.name,
      `the UID in the precondition (${uid}) does not match the UID in record (${metadata.uid ?? ''}). The object might have been deleted and then recreated`,
    );
  if (resourceVersion !== undefined && resourceVersion !== metadata.resourceVersion)
    throw conflict(
      self,
      metadata.name,
      `the ResourceVersion in the precondition (${resourceVersion}) does not match the ResourceVersion in record (${metadata.resourceVersion ?? ''}). The object might have been modified`,
    );
};

/** The object with its deletion begun, or sooner than before; whether it stays for now. */
export const deletionOf = (
  strategy: Strategy,
  current: UnstructuredObject,
  { request, now }: { request: DeleteRequest; now: number },
): { draft: UnstructuredObject; isHeld: boolean } => {
  const grace = strategy.graceSeconds?.(current, request.gracePeriodSeconds) ?? 0;
  const asIs = current.metadata.finalizers ?? [];
  const isChosen = asIs.includes('orphan') || asIs.includes('foregroundDeletion');
  const fallback = strategy.orphansByDefault === true && !isChosen ? 'Orphan' : undefined;
  const finalizers = withPropagation(asIs, request.propagationPolicy ?? fallback);
  const begun = current.metadata.deletionTimestamp !== undefined;
  const draft: UnstructuredObject = { ...current, metadata: { ...current.metadata, finalizers } };
  if (finalizers.length === 0) delete draft.metadata.finalizers;
  if (!begun || grace < (current.metadata.deletionGracePeriodSeconds ?? 0)) {
    draft.metadata.deletionTimestamp = toTime(now + grace * 1000);
    draft.metadata.deletionGracePeriodSeconds = grace;
    if (!begun && (draft.metadata.generation ?? 0) > 0) draft.metadata.generation = draft.metadata.generation! + 1;
    strategy.beginDelete?.(draft);
  }
  const waits = (draft.metadata.deletionGracePeriodSeconds ?? 0) > 0;
  return { draft, isHeld: waits || holdsDelete(strategy, draft) };
};
