/**
 * From a stored definition to a served resource and back: names, approval, establishing, cleaning up. Source:
 * apiextensions `controller/{status,establish,apiapproval,finalizer}`.
 */
import { toTime } from '@binnacle/kube/api';
import type { CustomResourceDefinition, UnstructuredObject } from '@binnacle/kube/api';
import type { Catalog } from '../catalog.ts';
import type { RegistryContext } from '../context.ts';
import { equalJson } from '../json.ts';
import { createResourceStore } from '../resource-store.ts';
import type { ResourceStore } from '../resource-store.ts';
import { acceptNames } from './accepted-names.ts';
import { customResource, servedResourcesOf } from './custom-type.ts';
import { approvalOf, conditionOf, isEstablished, withCondition, withNaming } from './definition-conditions.ts';
import { CLEANUP_FINALIZER } from './definition-strategy.ts';

const BUCKET = 'apiextensions.k8s.io/customresourcedefinitions';

const definitionOf = (object: UnstructuredObject) => object as unknown as CustomResourceDefinition;

/** Follows the definitions of one store for as long as the store lives. */
export const followDefinitions = (context: RegistryContext, catalog: Catalog, definitions: ResourceStore): void => {
  const { store, clock } = context;
  const now = () => toTime(clock.now());
  /** What is served was made from this; conditions alone change nothing of it. */
  const servedFrom = new Map<string, string>();
  const cleaning = new Set<string>();

  const write = (definition: CustomResourceDefinition, subresource?: 'status') => {
    const object = definition as unknown as UnstructuredObject;
    const key = { name: definition.metadata.name };
    definitions.update(key, object, { fieldManager: 'kube-apiserver', ...(subresource && { subresource }) });
  };
  const others = (definition: CustomResourceDefinition) =>
    store
      .range(BUCKET, '')
      .map(({ object }) => definitionOf(object))
      .filter(
        ({ metadata, spec }) => spec.group === definition.spec.group && metadata.name !== definition.metadata.name,
      );

  const serve = (definition: CustomResourceDefinition) => {
    const { uid, name, generation, deletionTimestamp } = definition.metadata;
    const source = [uid, generation, deletionTimestamp].join('/');
    if (servedFrom.get(name) === source) return;
    servedFrom.set(name, source);
    catalog.replace(name, servedResourcesOf(definition));
  };

  /** Deletes all objects of a definition, and lets it go when the last one is gone. */
  const cleanUp = (definition: CustomResourceDefinition) => {
    const { name, finalizers = [] } = definition.metadata;
    if (!finalizers.includes(CLEANUP_FINALIZER)) return;
    const terminating = (status: string, reason: string, message: string) =>
      withCondition(definition, { type: 'Terminating', status, reason, message }, now());
    const version = definition.spec.versions.find(({ storage }) => storage)!;
    const resource = customResource(definition, version);
    if (store.count(resource.bucket) === 0) {
      write(terminating('False', 'InstanceDeletionCompleted', 'removed all instances'), 'status');
      const latest = definitionOf(definitions.get({ name }).object);
      write({ ...latest, metadata: { ...latest.metadata, finalizers: without(finalizers, CLEANUP_FINALIZER) } });
      return;
    }
    if (cleaning.has(name)) return;
    cleaning.add(name);
    write(terminating('True', 'InstanceDeletionInProgress', 'CustomResource deletion is in progress'), 'status');
    const objects = createResourceStore(context, resource);
    const stop = store.watch(resource.bucket, store.revision, ({ type }) => {
      if (type !== 'DELETED' || store.count(resource.bucket) > 0) return;
      stop();
      cleaning.delete(name);
      const entry = store.get(BUCKET, name);
      if (entry !== undefined) cleanUp(definitionOf(entry.object));
    });
    for (const { object } of store.range(resource.bucket, '')) {
      const { name: own, namespace } = object.metadata;
      objects.remove({ name: own, ...(namespace === undefined ? {} : { namespace }) }, {});
    }
  };

  const follow = (definition: CustomResourceDefinition) => {
    if (definition.metadata.deletionTimestamp !== undefined) {
      if (isEstablished(definition)) serve(definition);
      cleanUp(definition);
      return;
    }
    const approval = approvalOf(definition);
    const judged = approval === undefined ? definition : withCondition(definition, approval, now());
    const named = withNaming(judged, acceptNames(definition, others(definition)), now());
    if (!equalJson(named.status, definition.status)) {
      write(named, 'status');
      return;
    }
    if (isEstablished(definition)) serve(definition);
    else if (conditionOf(definition, 'NamesAccepted')?.status === 'True') {
      const message = 'the initial names have been accepted';
      const reason = 'InitialNamesAccepted';
      write(withCondition(definition, { type: 'Established', status: 'True', reason, message }, now()), 'status');
    }
  };

  // What a cluster was left with is served again.
  for (const { object } of store.range(BUCKET, '')) follow(definitionOf(object));
  store.watch(BUCKET, store.revision, ({ type, entry }) => {
    const definition = definitionOf(entry.object);
    const { name } = definition.metadata;
    if (type === 'DELETED') {
      servedFrom.delete(name);
      catalog.replace(name, []);
      // Names that it had are free now.
      for (const other of others(definition)) follow(other);
      return;
    }
    // Only the latest state counts: what follows from older ones has been written already.
    const latest = store.get(BUCKET, name);
    if (latest !== undefined) follow(definitionOf(latest.object));
  });
  // Those of a cluster that goes on where it was left.
  for (const { object } of store.range(BUCKET, '')) follow(definitionOf(object));
};

const without = (list: readonly string[], item: string): string[] => list.filter((one) => one !== item);
