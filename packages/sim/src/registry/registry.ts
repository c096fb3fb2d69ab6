import { apiVersionOf, conflict, internal, notFound } from '@binnacle/kube/api';
import type { ObjectKey, ResourceRef, UnstructuredObject } from '@binnacle/kube/api';
import type { Clock, Rng } from '@binnacle/kube/clock';
import { createStore } from '../storage/index.ts';
import type { Entry, KeptState, Store } from '../storage/index.ts';
import { objectAt, textAt } from './json.ts';
import { createCatalog } from './catalog.ts';
import type { Catalog } from './catalog.ts';
import { followDefinitions } from './custom/definition-lifecycle.ts';
import type { Resource } from './resources.ts';
import { createResourceStore } from './resource-store.ts';
import type { ResourceStore } from './resource-store.ts';
import { keyOf } from './store-requests.ts';
import { runWriting } from './writing.ts';
import type { Admission, Convert, Requester, Writing } from './writing.ts';
import { conversionOf, createConvertingStore, isUnconverted, rememberForm, servedForm } from './served-form.ts';

/** All resources of one cluster on one store. */
export interface Registry {
  readonly store: Store;
  readonly clock: Clock;
  readonly rng: Rng;
  readonly catalog: Catalog;
  /** Set once, when there is a server that can ask. */
  admission?: Admission;
  /** Asks conversion webhooks. Set once, as `admission`. */
  convert?: Convert;
  /** Runs a write with all who have a say in it. */
  perform<T>(start: () => Writing<T>, requester: Requester): T | Promise<T>;
  /** Resolves when all of these can be read in the resource's version. Rejects when a webhook cannot convert one. */
  readable(resource: Resource, entries: () => readonly Entry[]): Promise<void>;
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
  kept?: KeptState | undefined;
}

/** One version of each custom resource: the one its objects are stored in, if that is served, else the first. */
const isPreferred = ({ find, resources }: Catalog, resource: Resource): boolean => {
  const { custom, group, plural, version } = resource;
  if (custom === undefined || custom.storageVersion === version) return true;
  if (find(group, custom.storageVersion, plural) !== undefined) return false;
  return resources.find((other) => other.group === group && other.plural === plural) === resource;
};

export const createResourceRegistry = ({ clock, rng, historyChanges, kept }: RegistryOptions): Registry => {
  const store = createStore({ clock, kept, ...(historyChanges === undefined ? {} : { historyChanges }) });
  const catalog = createCatalog();
  const stores = new WeakMap<Resource, ResourceStore>();
  const find: Registry['find'] = ({ group, version, plural }) => {
    const resource = catalog.find(group, version, plural);
    if (resource === undefined) return undefined;
    let found = stores.get(resource);
    if (found === undefined) stores.set(resource, (found = storeOf(resource)));
    return found;
  };
  const context = { store, clock, rng: rng.fork('registry'), find };
  const storeOf = (resource: Resource): ResourceStore => {
    const conversion = conversionOf(resource);
    const stored = conversion === undefined ? undefined : find(conversion.stored);
    return conversion === undefined || stored === undefined
      ? createResourceStore(context, resource)
      : createConvertingStore(resource, conversion, stored);
  };
  followDefinitions(
    context,
    catalog,
    find({ group: 'apiextensions.k8s.io', version: 'v1', plural: 'customresourcedefinitions' })!,
  );

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

  const registry: Registry = {
    store,
    clock,
    rng: context.rng,
    perform: (start, requester) =>
      runWriting(start, { admission: registry.admission, convert: registry.convert, requester }),
    readable: async (resource, entries) => {
      const unconverted = () => entries().filter((entry) => isUnconverted(resource, entry));
      // What is written meanwhile is converted in another round.
      for (let left = unconverted(); left.length > 0; left = unconverted()) {
        const { convert } = registry;
        if (convert === undefined) throw internal('there is nobody yet to ask a conversion webhook');
        const desired = apiVersionOf(resource);
        await Promise.all(
          left.map(async (entry) =>
            rememberForm(resource, entry, await convert({ resource, object: entry.object, desired })),
          ),
        );
      }
    },
    catalog,
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
      catalog.resources
        .filter(({ verbs }) => verbs.includes('list') && verbs.includes('delete'))
        .filter((resource) => isPreferred(catalog, resource))
        .map(({ group, version, plural, namespaced, kind }) => ({ group, version, plural, namespaced, kind })),
  };
  return registry;
};
