import type { Informer } from '../../local/informers.ts';
import { keyOf, type Pod } from '../../local/objects.ts';
import { claimsOf, type PersistentVolume } from '../../local/volumes.ts';

const bucketOf = <V>(index: Map<string, Map<string, V>>, key: string): Map<string, V> => {
  let bucket = index.get(key);
  if (bucket === undefined) index.set(key, (bucket = new Map<string, V>()));
  return bucket;
};

const takeFrom = <V>(index: Map<string, Map<string, V>>, key: string, id: string): void => {
  const bucket = index.get(key);
  if (bucket?.delete(id) === true && bucket.size === 0) index.delete(key);
};

const classOf = ({ spec }: PersistentVolume): string => spec.storageClassName ?? '';

const isFree = ({ status }: PersistentVolume): boolean =>
  !['Bound', 'Released', 'Failed'].includes(status?.phase ?? 'Pending');

/** Volumes that nobody has bound yet, by class, so that a claim does not look at all that there are. */
export const createFreeVolumes = (volumes: Informer<PersistentVolume>) => {
  const byClass = new Map<string, Map<string, PersistentVolume>>();
  volumes.subscribe(({ type, object }) => {
    const { name } = object.metadata;
    if (type !== 'DELETED' && isFree(object)) bucketOf(byClass, classOf(object)).set(name, object);
    else takeFrom(byClass, classOf(object), name);
  });
  return { of: (storageClass = ''): Iterable<PersistentVolume> => byClass.get(storageClass)?.values() ?? [] };
};

export type FreeVolumes = ReturnType<typeof createFreeVolumes>;

/** The Pods of each claim, by `namespace/name`. */
export const createClaimUsers = (pods: Informer<Pod>) => {
  const byClaim = new Map<string, Map<string, Pod>>();
  pods.subscribe(({ type, object }) => {
    for (const claim of claimsOf(object)) {
      if (type === 'DELETED') takeFrom(byClaim, claim, keyOf(object));
      else bucketOf(byClaim, claim).set(keyOf(object), object);
    }
  });
  return { of: (claim: string): readonly Pod[] => [...(byClaim.get(claim)?.values() ?? [])] };
};

export type ClaimUsers = ReturnType<typeof createClaimUsers>;
