import { dnsLabelProblems, invalidField } from '@binnacle/kube/api';
import { ensureObject, setDefault, textAt, textsAt } from '../json.ts';
import { validateKnownFinalizer } from '../meta.ts';
import type { Strategy } from '../strategy.ts';
import { validateQualifiedName } from './field-rules.ts';

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
  validateUpdate: (object, _current, subresource) =>
    subresource === 'finalize'
      ? textsAt(object, 'spec', 'finalizers').flatMap((finalizer, i) => [
          ...validateQualifiedName(finalizer, `spec.finalizers[${i}]`),
          ...validateKnownFinalizer(finalizer, `spec.finalizers[${i}]`),
        ])
      : [],
  prepareStatus: (draft) => setDefault(ensureObject(draft, 'status'), 'phase', 'Active'),
  validateStatus: (object) => {
    const phase = textAt(object, 'status', 'phase');
    const [due, when] =
      object.metadata.deletionTimestamp === undefined ? ['Active', 'is empty'] : ['Terminating', 'is not empty'];
    return phase === due
      ? []
      : [invalidField('status.Phase', phase, `may only be '${due}' if \`deletionTimestamp\` ${when}`)];
  },
  beginDelete: (draft) => {
    draft.status = { ...ensureObject({ ...draft }, 'status'), phase: 'Terminating' };
  },
  holdsDelete: (object) => (object.spec as { finalizers?: unknown[] } | undefined)?.finalizers?.length !== undefined,
};
