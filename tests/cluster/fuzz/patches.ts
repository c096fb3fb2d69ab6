import { createRng, type Rng } from '@binnacle/kube/clock';
import { changed, type Json, type Manifest, type Place, placesOf, strange } from './changes.ts';

export const patchKinds = ['json', 'merge', 'strategic', 'apply'] as const;
export type PatchKind = (typeof patchKinds)[number];

/** A patch as it is sent. */
export interface Patch {
  type: string;
  query: Record<string, string>;
  body: Json;
}

const types: Readonly<Record<PatchKind, string>> = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  apply: 'application/apply-patch+yaml',
};

const isObject = (value: Json | undefined): value is Manifest =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The merge patch that makes one value of the other: null for what is gone, lists whole. */
const difference = (before: Manifest, after: Manifest): Manifest => {
  const patch: Manifest = {};
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [old, value] = [before[key], after[key]];
    if (JSON.stringify(old) === JSON.stringify(value)) continue;
    if (value === undefined) patch[key] = null;
    else patch[key] = isObject(old) && isObject(value) ? difference(old, value) : value;
  }
  return patch;
};

/** `spec.ports[0]` as RFC 6901 has it, now and then a step beside. */
const pointer = ({ path }: Place, rng: Rng): string => {
  const steps = path.map((step) => String(step).replaceAll('~', '~0').replaceAll('/', '~1'));
  const last = rng.int(12);
  if (last === 0) steps.push(rng.pick(['-', '0', 'x', '~', '99']));
  else if (last === 1) steps[steps.length - 1] = rng.pick(['-', '7', '-1', 'none']);
  return `/${steps.join('/')}`;
};

const operation = (manifest: Manifest, rng: Rng): Json => {
  const places = placesOf(manifest);
  const [place, other] = [rng.pick(places), rng.pick(places)];
  const op = rng.pick(['add', 'replace', 'remove', 'test', 'move', 'copy']);
  const path = pointer(place, rng);
  if (op === 'remove') return { op, path };
  if (op === 'move' || op === 'copy') return { op, path, from: pointer(other, rng) };
  const own = (place.holder as Record<string | number, Json>)[place.key]!;
  return { op, path, value: rng.int(3) === 0 ? rng.pick(strange) : op === 'test' ? own : structuredClone(own) };
};

const directives: readonly Manifest[] = [
  { $patch: 'replace' },
  { $patch: 'delete' },
  { $patch: 'merge' },
  { $patch: 'odd' },
  { $retainKeys: ['name', 'type'] },
];

/** Puts one of strategic merge's own words into an object or a list of objects. */
const directed = (patch: Manifest, rng: Rng): void => {
  const objects = placesOf(patch).flatMap(({ holder, key }) => {
    const value = (holder as Record<string | number, Json>)[key];
    return isObject(value) || Array.isArray(value) ? [value] : [];
  });
  if (objects.length === 0) return;
  const target = rng.pick(objects);
  if (Array.isArray(target)) target.push(structuredClone(rng.pick(directives)));
  else Object.assign(target, rng.pick(directives));
};

/** A patch of an object made from a manifest; the same seed makes the same. */
export const randomPatch = (manifest: Manifest, kind: PatchKind, seed: number): Patch => {
  const rng = createRng(seed);
  const type = types[kind];
  const query: Record<string, string> = { dryRun: 'All', fieldManager: 'fuzz' };
  if (kind === 'json') {
    const body = Array.from({ length: 1 + rng.int(3) }, () => operation(manifest, rng));
    return { type, query, body };
  }
  const after = changed(manifest, seed);
  if (kind === 'apply') return { type, query: { ...query, force: String(rng.int(2) === 0) }, body: after };
  const body = difference(manifest, after);
  if (kind === 'strategic' && rng.int(2) === 0) directed(body, rng);
  return { type, query, body };
};
