/** CustomResourceDefinitions themselves. Source: apiextensions `registry/customresourcedefinition`. */
import type { CustomResourceDefinition, CustomResourceNames, UnstructuredObject } from '@binnacle/kube/api';
import { objectAt, objectsAt, setDefault } from '../json.ts';
import type { Strategy } from '../strategy.ts';
import { validateDefinition, validateDefinitionUpdate, validateNameForms } from './definition-validation.ts';

/** Holds a definition until all its objects are gone. */
export const CLEANUP_FINALIZER = 'customresourcecleanup.apiextensions.k8s.io';

const storageVersionOf = (draft: UnstructuredObject): string | undefined =>
  objectsAt(draft, 'spec', 'versions').find(({ storage }) => storage === true)?.name as string | undefined;

/** Every version that objects were ever stored in. */
const recordStorage = (draft: UnstructuredObject, before: readonly string[]): readonly string[] => {
  const version = storageVersionOf(draft);
  return version === undefined || before.includes(version) ? before : [...before, version];
};

const acceptedNamesOf = (status: unknown) => objectAt(status, 'acceptedNames') as Partial<CustomResourceNames>;

const definitionOf = (object: UnstructuredObject) => object as unknown as CustomResourceDefinition;

export const customResourceDefinition: Strategy = {
  generation: true,
  defaults: (draft) => {
    const spec = objectAt(draft, 'spec');
    const names = objectAt(spec, 'names');
    if (typeof names.kind === 'string' && names.kind !== '') {
      setDefault(names, 'singular', names.kind.toLowerCase());
      setDefault(names, 'listKind', `${names.kind}List`);
    }
    setDefault(spec, 'conversion', { strategy: 'None' });
    const service = objectAt(spec, 'conversion', 'webhook', 'clientConfig').service;
    if (typeof service === 'object' && service !== null) setDefault(service as Record<string, unknown>, 'port', 443);
  },
  prepareCreate: (draft) => {
    const storedVersions = recordStorage(draft, []);
    draft.status = {
      conditions: null,
      acceptedNames: { plural: '', kind: '' },
      storedVersions: storedVersions.length === 0 ? null : storedVersions,
    };
  },
  prepareUpdate: (draft, current) => {
    const status = objectAt(current, 'status');
    const before = Array.isArray(status.storedVersions) ? (status.storedVersions as string[]) : [];
    draft.status = { ...status, storedVersions: recordStorage(draft, before) };
  },
  beginDelete: (draft) => {
    // Unlike other kinds, it counts no generation and has no grace.
    delete draft.metadata.deletionGracePeriodSeconds;
    draft.metadata.generation = Math.max(1, (draft.metadata.generation ?? 1) - 1);
    const { finalizers = [] } = draft.metadata;
    if (!finalizers.includes(CLEANUP_FINALIZER)) draft.metadata.finalizers = [...finalizers, CLEANUP_FINALIZER];
    const status = objectAt(draft, 'status');
    const conditions = objectsAt(status, 'conditions').filter(({ type }) => type !== 'Terminating');
    draft.status = {
      ...status,
      conditions: [
        ...conditions,
        {
          type: 'Terminating',
          status: 'True',
          lastTransitionTime: draft.metadata.deletionTimestamp,
          reason: 'InstanceDeletionPending',
          message: 'CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon',
        },
      ],
    };
  },
  validate: (object, current) => validateDefinition(definitionOf(object), current && definitionOf(current)),
  validateStatus: ({ status }) => validateNameForms(acceptedNamesOf(status), 'status.acceptedNames'),
  anyFinalizers: true,
  validateUpdate: (object, current) => validateDefinitionUpdate(definitionOf(object), definitionOf(current)),
};
