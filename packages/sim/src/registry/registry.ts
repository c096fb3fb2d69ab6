import { conflict, notFound } from '@binnacle/kube/api';
import type { ObjectKey, ResourceRef, UnstructuredObject } from '@binnacle/kube/api';
import type { Clock, Rng } from '@binnacle/kube/clock';
import { createStore } from '../storage/index.ts';
import type { Entry, Store } from '../storage/index.ts';
import { objectAt, textAt } from './json.ts';
import { resources } from './resources.ts';
import type { Resource } from './resources.ts';
import { createResourceStore, keyOf } from './resource-store.ts';
import type { ResourceStore } from './resource-store.ts';
import { conversionOf, createConvertingStore, servedForm } from './served-form.ts';

/** All resources of one cluster on one store. */
export interface Registry {
  readonly store: Store;
  readonly clock: Clock;
  readonly rng: Rng;
  find(ref: Pick<ResourceRef, 'group' | 'version' | 'plural'>): ResourceStore | undefined;
  entry(resource: Resource, key: ObjectKey): Entry | undefined;
  range(resource: Resource, namespace?: string): readonly Entry[];
  /** Puts a Pod on a node. Conflict when it is on one already. */
  bind(key: Required<ObjectKey>, nodeName: string): void;
  /** What can be listed and deleted. */
  kinds(): readonly (ResourceRef & { kind: string })[];
}

export interface RegistryOptions {
  clock: Clock;
  rng: Rng;
  /** See StoreOptions. */
  historyChanges?: number;
}

export const createResourceRegistry = ({ clock, rng, historyChanges }: RegistryOptions): Registry => {
  const store = createStore({ clock, ...(historyChanges === undefined ? {} : { historyChanges }) });
  const stores = new Map<string, ResourceStore>();
  const find: Registry['find'] = (ref) => stores.get(`${ref.group}/${ref.version}/${ref.plural}`);
  const context = { store, clock, rng: rng.fork('registry'), find };
  for (const resource of resources)
    stores.set(`${resource.group}/${resource.version}/${resource.plural}`, createResourceStore(context, resource));
  for (const [path, { resource }] of stores) {
    const conversion = conversionOf(resource);
    const stored = conversion === undefined ? undefined : find(conversion.stored);
    if (conversion !== undefined && stored !== undefined)
      stores.set(path, createConvertingStore(resource, conversion, stored));
  }

  const bind: Registry['bind'] = (key, nodeName) => {
    const pods = find({ group: '', version: 'v1', plural: 'pods' })!;
    const current = pods.get(key).object;
    const assigned = textAt(current, 'spec', 'nodeName');
    if (current.metadata.deletionTimestamp !== undefined)
      throw conflict(
        { group: '', plural: 'pods/binding' },
        key.name,
        `pod ${key.name} is being deleted, cannot be assigned to a host`,
      );
    if (assigned !== '')
      throw conflict(
        { group: '', plural: 'pods/binding' },
        key.name,
        `pod ${key.name} is already assigned to node ${JSON.stringify(assigned)}`,
      );
    if (nodeName === '') throw notFound({ group: '', plural: 'nodes' }, nodeName);
    const status = objectAt(current, 'status');
    const conditions = (Array.isArray(status.conditions) ? (status.conditions as UnstructuredObject[]) : []).filter(
      (condition) => condition.type !== 'PodScheduled',
    );
    const scheduled = {
      type: 'PodScheduled',
      status: 'True',
      lastProbeTime: null,
      lastTransitionTime: `${new Date(clock.now()).toISOString().slice(0, 19)}Z`,
    };
    pods.replace(key, {
      ...current,
      spec: { ...objectAt(current, 'spec'), nodeName },
      status: { ...status, conditions: [...conditions, scheduled] },
    });
  };

  return {
    store,
    clock,
    rng: context.rng,
    find,
    entry: (resource, key) => {
      const entry = store.get(resource.bucket, keyOf(resource, key));
      return entry === undefined ? undefined : servedForm(resource, entry);
    },
    range: (resource, namespace) =>
      store
        .range(resource.bucket, resource.namespaced && namespace !== undefined ? `${namespace}/` : '')
        .map((entry) => servedForm(resource, entry)),
    bind,
    kinds: () =>
      resources
        .filter(({ verbs }) => verbs.includes('list'))
        .map(({ group, version, plural, namespaced, kind }) => ({ group, version, plural, namespaced, kind })),
  };
};
