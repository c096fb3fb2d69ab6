/**
 * What this process has written and its watches have not shown yet. Reading through it, a pass sees what the pass before
 * wrote, and never writes twice.
 */
import type { KubeObject } from '@binnacle/kube/api';

interface Own {
  /** Undefined: deleted. */
  object: KubeObject | undefined;
  uid: string;
  version: number;
}

export interface OwnWrites {
  wrote(object: KubeObject): void;
  deleted(object: { namespace: string; name: string; uid: string }): void;
  /** A watch has shown this object in this version, or its deletion. */
  shown(object: { key: string; uid: string; resourceVersion: string; gone: boolean }): void;
  /** `undefined` when nothing of ours is newer. */
  get(key: string): { object: KubeObject | undefined } | undefined;
  entries(): Iterable<[string, { object: KubeObject | undefined }]>;
}

/** Enough for the answers under way at one time. */
const rememberedEnds = 1000;

const keyOf = (namespace: string, name: string): string => `${namespace}/${name}`;

/** Who takes the last finalizer of what is going away is shown it once more. Pods stay for their grace period. */
const isGone = ({ deletionTimestamp, finalizers, deletionGracePeriodSeconds }: KubeObject['metadata']): boolean =>
  deletionTimestamp !== undefined && (finalizers ?? []).length === 0 && (deletionGracePeriodSeconds ?? 0) === 0;

/** For one kind. `current` is what the watch has now. */
export const createOwnWrites = (
  current: (key: string) => { uid: string; resourceVersion: string } | undefined,
): OwnWrites => {
  const own = new Map<string, Own>();
  /** Uids whose end the watch has shown: an answer that comes later must not bring them back. */
  const ended = new Set<string>();

  const deleted: OwnWrites['deleted'] = ({ namespace, name, uid }) => {
    const key = keyOf(namespace, name);
    if (current(key)?.uid === uid) own.set(key, { object: undefined, uid, version: Infinity });
    else own.delete(key);
  };

  return {
    wrote: (object) => {
      const { namespace = '', name, uid = '', resourceVersion = '' } = object.metadata;
      const key = keyOf(namespace, name);
      if (ended.has(uid)) return;
      if (isGone(object.metadata)) return deleted({ namespace, name, uid });
      const seen = current(key);
      // The watch may be faster than the answer.
      if (seen !== undefined && seen.uid === uid && Number(seen.resourceVersion) >= Number(resourceVersion)) return;
      own.set(key, { object, uid, version: Number(resourceVersion) });
    },
    deleted,
    shown: ({ key, uid, resourceVersion, gone }) => {
      if (gone) {
        ended.add(uid);
        if (ended.size > rememberedEnds) ended.delete(ended.values().next().value as string);
      }
      const held = own.get(key);
      if (held === undefined) return;
      if (gone ? held.uid === uid : held.uid !== uid || Number(resourceVersion) >= held.version) own.delete(key);
    },
    get: (key) => own.get(key),
    entries: () => own,
  };
};
