import { createRng, type Rng } from '@binnacle/kube/clock';

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type Manifest = { [key: string]: Json };

/** A manifest that is changed, and the path it is sent to. */
export interface Start {
  path: string;
  manifest: Manifest;
}

/** What a value is replaced by: near misses first, nonsense after. */
export const strange: readonly Json[] = [
  ...['', 'a', 'A b', '-a', 'a.b', 'a/b', '0', '100%', '1e3', '10m', 'x'.repeat(64)],
  ...[-1, 0, 1, 65536, 2_147_483_647, true, false],
];

export interface Place {
  holder: { [key: string]: Json } | Json[];
  key: string | number;
  /** From the top, the key last. */
  path: (string | number)[];
}

const named = new Set(['apiVersion', 'kind', 'metadata']);

/** Every value inside, with where it stands; names of objects and their kind stay. */
export const placesOf = (value: Json, above: (string | number)[] = []): Place[] => {
  if (typeof value !== 'object' || value === null) return [];
  const holder = value;
  const keys = Array.isArray(value) ? [...value.keys()] : Object.keys(value).filter((key) => !named.has(key));
  return keys.flatMap((key) => {
    const path = [...above, key];
    return [{ holder, key, path }, ...placesOf((value as Record<string | number, Json>)[key]!, path)];
  });
};

const changeOne = (manifest: Manifest, rng: Rng): void => {
  const places = placesOf(manifest);
  const place = places[rng.int(Math.max(1, places.length))];
  if (place === undefined) return;
  const { holder, key } = place;
  const at = holder as Record<string | number, Json>;
  const old = at[key]!;
  const how = rng.int(4);
  if (how === 0) {
    if (Array.isArray(holder)) holder.splice(Number(key), 1);
    else delete at[key];
  } else if (how === 1 && Array.isArray(old)) old.push(...old.slice(0, 1).map((item) => structuredClone(item)));
  else if (typeof old === 'number') at[key] = [-1, 0, 65_536, old + 1][rng.int(4)]!;
  else if (typeof old === 'string') at[key] = strange[rng.int(11)]!;
  else at[key] = strange[rng.int(strange.length)]!;
};

/** A manifest with one to three things changed; the same seed changes the same. */
export const changed = (manifest: Manifest, seed: number): Manifest => {
  const rng = createRng(seed);
  const copy = structuredClone(manifest);
  for (let count = 1 + rng.int(3); count > 0; count--) changeOne(copy, rng);
  return copy;
};
