import type { UnstructuredObject } from '@binnacle/kube/api';

/** One version of one stored object. Frozen; its JSON is made at most once and only when somebody needs it. */
export interface Entry {
  readonly key: string;
  readonly object: UnstructuredObject;
  /** The revision that wrote this version. */
  readonly revision: number;
  /** The revision that made the object; a delete and a new create give another. */
  readonly created: number;
  /** The object as JSON. */
  bytes(): Buffer;
  /** Forgets the JSON: a version that was replaced is rarely read again. */
  release(): void;
}

/** Freezes a value and everything in it. Parts that are frozen already are shared with older versions and skipped. */
export const deepFreeze = <T>(value: T): T => {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const part of Object.values(value)) deepFreeze(part);
  return value;
};

export const createEntry = (
  key: string,
  object: UnstructuredObject,
  revisions: { revision: number; created: number },
): Entry => {
  const frozen = deepFreeze(object);
  let bytes: Buffer | undefined;
  return {
    key,
    object: frozen,
    ...revisions,
    bytes: () => (bytes ??= Buffer.from(JSON.stringify(frozen))),
    release: () => {
      bytes = undefined;
    },
  };
};
