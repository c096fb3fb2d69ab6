import { badRequest, parseLabelSelector } from '@binnacle/kube/api';
import type { KubeObject, ObjectKey, ResourceRef } from '@binnacle/kube/api';
import type { LocalClient, LocalEvent } from '../types.ts';
import type { Registry } from './registry.ts';
import type { Resource } from './resources.ts';
import type { ResourceStore } from './resource-store.ts';
import { toKey } from './store-requests.ts';
import type { Outcome } from './store-requests.ts';
import type { Writing } from './writing.ts';

/** The registry without HTTP. See LocalClient. Most controllers are one program in a real cluster, and write as that. */
export const createLocalClient = (registry: Registry, fieldManager = 'kube-controller-manager'): LocalClient => {
  const user = { name: `system:${fieldManager}`, groups: ['system:authenticated'] };
  const storeOf = (ref: ResourceRef): ResourceStore => {
    const found = registry.find(ref);
    if (found === undefined) throw badRequest(`no resource ${ref.plural} in ${ref.group}/${ref.version}`);
    return found;
  };
  const key = (object: KubeObject): ObjectKey => ({
    name: object.metadata.name,
    ...(object.metadata.namespace === undefined ? {} : { namespace: object.metadata.namespace }),
  });
  /** Writes run at once, unless somebody outside is to be asked, but fail as promises do. */
  const settle = <T extends KubeObject>(start: () => Writing<Outcome>): Promise<T> =>
    new Promise<Outcome>((resolve) => {
      resolve(registry.perform(start, { user, warn: () => {} }));
    }).then(({ object }) => object as unknown as T);
  const unstructured = (object: KubeObject) => object as KubeObject & Record<string, unknown>;

  return {
    as: (other) => createLocalClient(registry, other),
    get: <T extends KubeObject>(ref: ResourceRef, at: ObjectKey) =>
      registry.entry(storeOf(ref).resource, at)?.object as T | undefined,
    list: <T extends KubeObject>(ref: ResourceRef, options: { namespace?: string; labelSelector?: string } = {}) => {
      const { resource } = storeOf(ref);
      const labels = options.labelSelector === undefined ? undefined : parseLabelSelector(options.labelSelector);
      const objects = registry.range(resource, options.namespace).map((entry) => entry.object);
      return (labels === undefined
        ? objects
        : objects.filter((o) => labels.matches(o.metadata.labels ?? {}))) as unknown as readonly T[];
    },
    unchangedSince: (ref, version) => {
      const { resource } = storeOf(ref);
      return registry.store
        .range(resource.bucket, '')
        .filter(({ revision }) => revision <= Number(version))
        .map(({ key: path }) => toKey(resource, path));
    },
    create: (ref, object) =>
      settle(() => storeOf(ref).creating(object.metadata.namespace, unstructured(object), { fieldManager })),
    update: (ref, object) =>
      settle(() =>
        storeOf(ref).updating(key(object), unstructured(object), {
          fieldManager,
          ...finalizes(storeOf(ref).resource, object),
        }),
      ),
    updateStatus: (ref, object) =>
      settle(() => storeOf(ref).updating(key(object), unstructured(object), { fieldManager, subresource: 'status' })),
    bind: (at, nodeName) =>
      new Promise((resolve) => {
        resolve(registry.bind(at, nodeName));
      }),
    delete: async (ref, at, options = {}) => {
      await settle(() => storeOf(ref).removing(at, options));
    },
    watch: <T extends KubeObject>(ref: ResourceRef, listener: (event: LocalEvent<T>) => void) => {
      const { resource } = storeOf(ref);
      const revision = registry.store.revision;
      for (const entry of registry.range(resource)) listener({ type: 'ADDED', object: entry.object as unknown as T });
      return registry.store.watch(resource.bucket, revision, ({ type, entry, previous }) =>
        listener({
          type,
          object: entry.object as unknown as T,
          // Asked for by few, and parsed when nobody holds it any more.
          get previous() {
            return previous?.object as unknown as T | undefined;
          },
        }),
      );
    },
    kinds: () => registry.kinds(),
    watchKinds: (listener) => registry.catalog.subscribe(listener),
  };
};

/** An update of a namespace that is going away is what `/finalize` is over HTTP. */
const finalizes = (resource: Resource, object: KubeObject): { subresource?: string } =>
  resource.bucket === '/namespaces' && object.metadata.deletionTimestamp !== undefined
    ? { subresource: 'finalize' }
    : {};
