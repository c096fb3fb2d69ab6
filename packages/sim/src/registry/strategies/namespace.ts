import { dnsLabelProblems } from '@binnacle/kube/api';
import { ensureObject } from '../json.ts';
import type { Strategy } from '../strategy.ts';

/** Deleting marks it Terminating; it goes when its `spec.finalizers` are taken away through `/finalize`. */
export const namespace: Strategy = {
  nameProblems: dnsLabelProblems,
  returnsDeleted: true,
  createOnUpdate: false,
  prepareCreate: (draft) => {
    draft.spec = { finalizers: ['kubernetes'] };
    draft.status = { phase: 'Active' };
  },
  defaults: (draft) => {
    draft.metadata.labels = { ...draft.metadata.labels, 'kubernetes.io/metadata.name': draft.metadata.name };
  },
  prepareUpdate: (draft, current) => {
    draft.spec = current.spec;
  },
  beginDelete: (draft) => {
    draft.status = { ...ensureObject({ ...draft }, 'status'), phase: 'Terminating' };
  },
  holdsDelete: (object) => (object.spec as { finalizers?: unknown[] } | undefined)?.finalizers?.length !== undefined,
};
