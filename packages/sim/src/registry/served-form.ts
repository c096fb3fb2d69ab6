/** Objects stored under another resource's form, as their own resource serves them. */
import { createEntry } from '../storage/index.ts';
import type { Entry } from '../storage/index.ts';
import { fromNewEvent, toNewEvent } from './event-conversion.ts';
import type { Outcome, ResourceStore } from './resource-store.ts';
import type { Resource } from './resources.ts';

const isConverted = (resource: Pick<Resource, 'group' | 'plural' | 'bucket'>): boolean =>
  resource.bucket !== `${resource.group}/${resource.plural}`;

const converted = new WeakMap<Entry, Entry>();

/** The entry itself for nearly all resources; a new-style Event is converted once for all readers. */
export const servedForm = (resource: Resource, entry: Entry): Entry => {
  if (!isConverted(resource)) return entry;
  let other = converted.get(entry);
  if (other === undefined) {
    other = createEntry(entry.key, toNewEvent(entry.object), { revision: entry.revision, created: entry.created });
    converted.set(entry, other);
  }
  return other;
};

/** The store of a resource on top of the store that holds its objects. */
export const createConvertingStore = (resource: Resource, stored: ResourceStore): ResourceStore => {
  const served = (outcome: Outcome): Outcome => {
    const { entry, ...rest } = outcome;
    if (entry === undefined) return { ...rest, object: toNewEvent(outcome.object) };
    const own = servedForm(resource, entry);
    return { ...rest, object: own.object, entry: own };
  };
  return {
    ...stored,
    resource,
    get: (key) => servedForm(resource, stored.get(key)),
    create: (namespace, sent, options) => served(stored.create(namespace, fromNewEvent(sent), options)),
    update: (key, sent, options) => served(stored.update(key, fromNewEvent(sent), options)),
    apply: (key, applied, options) =>
      served(stored.apply(key, fromNewEvent(applied as Parameters<typeof fromNewEvent>[0]), options)),
    remove: (key, request) => served(stored.remove(key, request)),
  };
};
