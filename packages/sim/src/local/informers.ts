import type { KubeObject, ResourceRef, UnstructuredObject } from '@binnacle/kube/api';
import type { LocalClient, LocalEvent } from '../types.ts';
import { controllerOf } from './objects.ts';

/** One watch of one kind, shared by all controllers, with the indexes they need. */
export interface Informer<T extends KubeObject> {
  /** Objects whose managing controller has this uid. */
  controlledBy(uid: string): readonly T[];
  /** Objects of a namespace without a managing controller. */
  orphansIn(namespace: string): readonly T[];
  /** Objects of a namespace. */
  inNamespace(namespace: string): readonly T[];
  all(): readonly T[];
  /** Called for what is there when the informers start, then for every change. */
  subscribe(listener: (event: LocalEvent<T>) => void): void;
}

/** Shared informers over a local client. Indexes are current before any listener is called. */
export interface Informers {
  of<T extends KubeObject = UnstructuredObject>(ref: ResourceRef): Informer<T>;
  /** Begins to watch; everybody has subscribed by then. */
  start(): void;
  close(): void;
}

type Index<T> = Map<string, Map<string, T>>;

const put = <T extends KubeObject>(index: Index<T>, key: string, object: T) => {
  const uid = object.metadata.uid ?? '';
  let bucket = index.get(key);
  if (bucket === undefined) index.set(key, (bucket = new Map()));
  bucket.set(uid, object);
};

const remove = <T>(index: Index<T>, key: string, uid: string) => {
  const bucket = index.get(key);
  if (bucket?.delete(uid) && bucket.size === 0) index.delete(key);
};

const valuesOf = <T>(index: Index<T>, key: string): readonly T[] => [...(index.get(key)?.values() ?? [])];

const createInformer = <T extends KubeObject>() => {
  const all = new Map<string, T>();
  const byOwner: Index<T> = new Map();
  const orphans: Index<T> = new Map();
  const byNamespace: Index<T> = new Map();
  const listeners: ((event: LocalEvent<T>) => void)[] = [];

  const forget = (object: T, uid: string) => {
    const owner = controllerOf(object);
    const namespace = object.metadata.namespace ?? '';
    if (owner === undefined) remove(orphans, namespace, uid);
    else remove(byOwner, owner.uid, uid);
    remove(byNamespace, namespace, uid);
    all.delete(uid);
  };

  const apply = (event: LocalEvent<T>) => {
    const { object } = event;
    const uid = object.metadata.uid ?? '';
    const held = all.get(uid);
    if (event.type === 'DELETED') {
      if (held !== undefined) forget(held, uid);
    } else {
      const owner = controllerOf(object);
      if (held !== undefined && controllerOf(held)?.uid !== owner?.uid) forget(held, uid);
      const namespace = object.metadata.namespace ?? '';
      if (owner === undefined) put(orphans, namespace, object);
      else put(byOwner, owner.uid, object);
      put(byNamespace, namespace, object);
      all.set(uid, object);
    }
    for (const listener of listeners) listener(event);
  };

  const informer: Informer<T> = {
    controlledBy: (uid) => valuesOf(byOwner, uid),
    orphansIn: (namespace) => valuesOf(orphans, namespace),
    inNamespace: (namespace) => valuesOf(byNamespace, namespace),
    all: () => [...all.values()],
    subscribe: (listener) => void listeners.push(listener),
  };
  return { informer, apply };
};

export const createInformers = (client: LocalClient): Informers => {
  const byRef = new Map<string, { informer: unknown; begin: () => () => void }>();
  const stops: (() => void)[] = [];
  let started = false;
  return {
    of: <T extends KubeObject = UnstructuredObject>(ref: ResourceRef): Informer<T> => {
      const key = `${ref.group}/${ref.plural}`;
      const known = byRef.get(key);
      if (known !== undefined) return known.informer as Informer<T>;
      if (started) throw new Error(`informer for ${key} asked for after the start`);
      const { informer, apply } = createInformer<T>();
      byRef.set(key, { informer, begin: () => client.watch<T>(ref, apply) });
      return informer;
    },
    start: () => {
      started = true;
      for (const { begin } of byRef.values()) stops.push(begin());
    },
    close: () => {
      for (const stop of stops.splice(0)) stop();
    },
  };
};
