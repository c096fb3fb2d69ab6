import type { Kind, KubeObject } from '@binnacle/kube/api';
import { sameJson } from '../api/index.ts';

/** A change of one object, decided by pure code and made at the edge. */
export type Write =
  | { type: 'create'; kind: Kind; object: KubeObject }
  /** JSON merge patch. With metadata.resourceVersion in it, it only takes that version. */
  | { type: 'patch'; kind: Kind; namespace: string; name: string; patch: object }
  /**
   * The size alone, through the scale subresource: two thirds of a patch's cost, for the object is neither read nor answered. It
   * takes that version only: what is known of the object besides is then what it is, and a size decided by what has changed since
   * is decided anew.
   */
  | { type: 'scale'; kind: Kind; namespace: string; name: string; resourceVersion: string; replicas: number }
  | { type: 'delete'; kind: Kind; namespace: string; name: string };

/** A patch of this object. */
export const patchOf = (kind: Kind, { metadata }: KubeObject, patch: object): Write => ({
  type: 'patch',
  kind,
  namespace: metadata.namespace ?? '',
  name: metadata.name,
  patch,
});

export const scaleOf = (kind: Kind, { metadata }: KubeObject, replicas: number): Write => ({
  type: 'scale',
  kind,
  namespace: metadata.namespace ?? '',
  name: metadata.name,
  resourceVersion: metadata.resourceVersion ?? '',
  replicas,
});

export const deletionOf = (kind: Kind, { metadata }: KubeObject): Write => ({
  type: 'delete',
  kind,
  namespace: metadata.namespace ?? '',
  name: metadata.name,
});

/** Finalizers are one list to a merge patch: the version makes sure that nobody else's is lost. */
export const finalizersPatch = (kind: Kind, object: KubeObject, finalizers: readonly string[]): Write =>
  patchOf(kind, object, { metadata: { resourceVersion: object.metadata.resourceVersion, finalizers } });

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The merge patch that turns one object into the other; what the other lacks is taken away at every depth. */
export const mergePatch = (before: object, after: object): object => {
  const [old, wanted] = [before as Record<string, unknown>, after as Record<string, unknown>];
  const patch: Record<string, unknown> = {};
  for (const key of Object.keys(old)) if (wanted[key] === undefined) patch[key] = null;
  for (const [key, value] of Object.entries(wanted)) {
    const known = old[key];
    if (value === undefined || sameJson(known, value)) continue;
    patch[key] = isObject(known) && isObject(value) ? mergePatch(known, value) : value;
  }
  return patch;
};
