import { createRng, type Rng } from '@binnacle/kube/clock';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type Manifest = { [key: string]: Json };

/** What a value is replaced by: near misses first, nonsense after. */
const strange: readonly Json[] = [
  ...['', 'a', 'A b', '-a', 'a.b', 'a/b', '0', '100%', '1e3', '10m', 'x'.repeat(64)],
  ...[-1, 0, 1, 65536, 2_147_483_647, true, false],
];

interface Place {
  holder: { [key: string]: Json } | Json[];
  key: string | number;
}

/** Every value inside, with where it stands; names of objects and their kind stay. */
const placesOf = (value: Json, found: Place[] = []): Place[] => {
  if (Array.isArray(value))
    value.forEach((part, key) => {
      found.push({ holder: value, key });
      placesOf(part, found);
    });
  else if (typeof value === 'object' && value !== null)
    for (const [key, part] of Object.entries(value)) {
      if (key === 'apiVersion' || key === 'kind' || key === 'metadata') continue;
      found.push({ holder: value, key });
      placesOf(part, found);
    }
  return found;
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
