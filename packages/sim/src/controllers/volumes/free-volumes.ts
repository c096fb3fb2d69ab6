import type { Informer } from '../../local/informers.ts';
import { keyOf, type Pod } from '../../local/objects.ts';
import { claimsOf, type PersistentVolume, type PersistentVolumeClaim } from '../../local/volumes.ts';

const bucketOf = <V>(index: Map<string, Map<string, V>>, key: string): Map<string, V> => {
  let bucket = index.get(key);
  if (bucket === undefined) index.set(key, (bucket = new Map<string, V>()));
  return bucket;
};

const takeFrom = <V>(index: Map<string, Map<string, V>>, key: string, id: string): void => {
  const bucket = index.get(key);
  if (bucket?.delete(id) === true && bucket.size === 0) index.delete(key);
};

/** Under which a volume is looked for: the claim that it is meant for, else its class. */
const placeOf = ({ spec: { claimRef, storageClassName = '' } }: PersistentVolume): string =>
  claimRef === undefined ? storageClassName : `${claimRef.namespace}/${claimRef.name}`;

/** What is made of an informer once, for all who ask. */
const onceFor = <I extends object, Made>(make: (informer: I) => Made): ((informer: I) => Made) => {
  const known = new WeakMap<I, Made>();
  return (informer) => {
    const made = known.get(informer) ?? make(informer);
    known.set(informer, made);
    return made;
  };
};

/** Volumes by class, and those that are meant for a claim by that: a claim does not look at all that there are. */
export const freeVolumesOf = onceFor((volumes: Informer<PersistentVolume>) => {
  const places = new Map<string, Map<string, PersistentVolume>>();
  volumes.subscribe(({ type, object, previous }) => {
    const { name } = object.metadata;
    takeFrom(places, placeOf(previous ?? object), name);
    if (type === 'DELETED') takeFrom(places, placeOf(object), name);
    else bucketOf(places, placeOf(object)).set(name, object);
  });
  const at = (place: string): PersistentVolume[] => [...(places.get(place)?.values() ?? [])];
  return {
    /** Those that may be the claim's: made for it first, then free ones of its class. */
    for: ({ metadata, spec }: PersistentVolumeClaim): PersistentVolume[] => [
      ...at(`${metadata.namespace ?? ''}/${metadata.name}`),
      ...at(spec.storageClassName ?? ''),
    ],
  };
});

export type FreeVolumes = ReturnType<typeof freeVolumesOf>;

/** The Pods of each claim, by `namespace/name`. */
export const claimUsersOf = onceFor((pods: Informer<Pod>) => {
  const byClaim = new Map<string, Map<string, Pod>>();
  pods.subscribe(({ type, object }) => {
    for (const claim of claimsOf(object)) {
      if (type === 'DELETED') takeFrom(byClaim, claim, keyOf(object));
      else bucketOf(byClaim, claim).set(keyOf(object), object);
    }
  });
  return { of: (claim: string): readonly Pod[] => [...(byClaim.get(claim)?.values() ?? [])] };
});

export type ClaimUsers = ReturnType<typeof claimUsersOf>;
