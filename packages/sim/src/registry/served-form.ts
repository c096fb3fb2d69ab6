/** Objects stored under another resource's form, as their own resource serves them. */
import { apiVersionOf } from '@binnacle/kube/api';
import type { UnstructuredObject } from '@binnacle/kube/api';
import { createEntry } from '../storage/index.ts';
import type { Entry } from '../storage/index.ts';
import { fromOldAutoscaler, toOldAutoscaler } from './autoscaler-conversion.ts';
import { fromNewEvent, toNewEvent } from './event-conversion.ts';
import { equalJson } from './json.ts';
import type { ResourceStore } from './resource-store.ts';
import type { Outcome } from './store-requests.ts';
import type { Resource } from './resources.ts';
import { validateNewEvent } from './strategies/event.ts';
import type { Strategy } from './strategy.ts';
import { typed } from './typed.ts';
import { runNow } from './writing.ts';

interface Conversion {
  /** The resource whose form is stored. */
  stored: { group: string; version: string; plural: string };
  toServed: (object: UnstructuredObject) => UnstructuredObject;
  toStored: (object: UnstructuredObject) => UnstructuredObject;
  /** What is asked of new objects that come this way, in place of the kind's own rules; the object is as stored. */
  validate?: Strategy['validate'];
}

/** By group, version and plural: what is served beside the form that is stored. */
const conversions: Readonly<Record<string, Conversion>> = {
  'events.k8s.io/v1/events': {
    stored: { group: '', version: 'v1', plural: 'events' },
    toServed: toNewEvent,
    toStored: fromNewEvent,
    validate: validateNewEvent,
  },
  'autoscaling/v1/horizontalpodautoscalers': {
    stored: { group: 'autoscaling', version: 'v2', plural: 'horizontalpodautoscalers' },
    toServed: toOldAutoscaler,
    toStored: fromOldAutoscaler,
  },
};

/** Undefined for a resource that is stored as it is served: nearly all. */
export const conversionOf = ({
  group,
  version,
  plural,
}: Pick<Resource, 'group' | 'version' | 'plural'>): Conversion | undefined =>
  conversions[`${group}/${version}/${plural}`];

const converted = new WeakMap<Entry, Entry>();

const customForms = new WeakMap<Resource, WeakMap<Entry, Entry>>();

/** Whether a webhook has to say first how a stored object looks in the resource's version. */
export const isUnconverted = (resource: Resource, entry: Entry): boolean =>
  resource.custom?.conversion !== undefined &&
  entry.object.apiVersion !== apiVersionOf(resource) &&
  customForms.get(resource)?.has(entry) !== true;

/** Keeps how a stored object looks in the resource's version, as a webhook said. */
export const rememberForm = (resource: Resource, entry: Entry, converted: UnstructuredObject): void => {
  const { resourceVersion } = entry.object.metadata;
  const object = typed(resource, { ...converted, metadata: { ...converted.metadata, resourceVersion } });
  const known = customForms.get(resource) ?? new WeakMap<Entry, Entry>();
  customForms.set(resource, known);
  known.set(entry, createEntry(entry.key, object, { revision: entry.revision, created: entry.created }));
};

/**
 * A custom resource in its version, with the fields and defaults that the definition has now: it may have been stored
 * under an older one. What a webhook has yet to convert has the metadata that counts for those who may read it so: the
 * cluster's own controllers.
 */
const customForm = (resource: Resource, entry: Entry): Entry => {
  let known = customForms.get(resource);
  if (known === undefined) customForms.set(resource, (known = new WeakMap()));
  let own = known.get(entry);
  if (own === undefined) {
    const object = typed(resource, entry.object);
    if (isUnconverted(resource, entry)) return createEntry(entry.key, object, entry);
    own = equalJson(object, entry.object)
      ? entry
      : createEntry(entry.key, object, { revision: entry.revision, created: entry.created });
    known.set(entry, own);
  }
  return own;
};

/** The entry itself for nearly all resources; others are converted once for all readers. */
export const servedForm = (resource: Resource, entry: Entry): Entry => {
  if (resource.custom !== undefined) return customForm(resource, entry);
  const conversion = conversionOf(resource);
  if (conversion === undefined) return entry;
  let other = converted.get(entry);
  if (other === undefined) {
    other = createEntry(entry.key, conversion.toServed(entry.object), {
      revision: entry.revision,
      created: entry.created,
    });
    converted.set(entry, other);
  }
  return other;
};

/** The store of a resource on top of the store that holds its objects. */
export const createConvertingStore = (
  resource: Resource,
  { toServed, toStored, validate }: Conversion,
  stored: ResourceStore,
): ResourceStore => {
  const served = (outcome: Outcome): Outcome => {
    const { entry, ...rest } = outcome;
    if (entry === undefined) return { ...rest, object: toServed(outcome.object) };
    const own = servedForm(resource, entry);
    return { ...rest, object: own.object, entry: own };
  };
  const store: Pick<ResourceStore, 'creating' | 'updating' | 'applying' | 'removing'> = {
    *creating(namespace, sent, options) {
      return served(yield* stored.creating(namespace, toStored(sent), { ...options, ...(validate && { validate }) }));
    },
    *updating(key, sent, options) {
      return served(yield* stored.updating(key, toStored(sent), options));
    },
    *applying(key, applied, options) {
      return served(yield* stored.applying(key, toStored(applied as UnstructuredObject), options));
    },
    *removing(key, request) {
      return served(yield* stored.removing(key, request));
    },
  };
  return {
    ...stored,
    ...store,
    resource,
    get: (key) => servedForm(resource, stored.get(key)),
    create: (...request) => runNow(store.creating(...request)),
    update: (...request) => runNow(store.updating(...request)),
    remove: (...request) => runNow(store.removing(...request)),
    replace: (key, object) => served(stored.replace(key, toStored(object))),
  };
};
