import { itemsByName } from '../resources/index.ts';

/** What is left of an object once a change is taken out of it. */
export interface Remainder {
  value: unknown;
  /** Where it was changed again since: what stands there stays. `spec.containers[main].image` */
  kept: string[];
}

type Parts = Map<string, unknown>;

/** Takes the change from `before` to `after` out of `live`, field by field; items of lists are told apart by their names. */
export const takeBack = (before: unknown, after: unknown, live: unknown): Remainder => {
  const kept: string[] = [];
  const step = (sides: readonly [unknown, unknown, unknown], path: string): unknown => {
    const [old, made, now] = sides;
    if (isSame(old, made)) return now;
    if (isSame(now, made)) return old;
    if (isSame(now, old)) return now;
    const parts = sides.map(partsOf);
    if (!isAlike(parts)) {
      kept.push(path);
      return now;
    }
    const [oldParts, madeParts, nowParts] = parts;
    const result: Parts = new Map();
    for (const key of new Set([...nowParts.keys(), ...oldParts.keys(), ...madeParts.keys()])) {
      const name = Array.isArray(now) ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`;
      const value = step([oldParts.get(key), madeParts.get(key), nowParts.get(key)], name);
      if (value !== undefined) result.set(key, value);
    }
    return Array.isArray(now) ? [...result.values()] : Object.fromEntries(result);
  };
  return { value: step([before, after, live], ''), kept };
};

const isAlike = (parts: readonly (Parts | undefined)[]): parts is [Parts, Parts, Parts] =>
  parts.every((part) => part !== undefined);

/** Undefined for what is taken or left as a whole: plain values, and lists whose items have no names of their own. */
const partsOf = (value: unknown): Parts | undefined => {
  if (typeof value !== 'object' || value === null) return undefined;
  return Array.isArray(value) ? itemsByName(value) : new Map(Object.entries(value));
};

const isSame = (a: unknown, b: unknown): boolean => {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [left, right] = [Object.entries(a), b as Record<string, unknown>];
  return (
    left.length === Object.keys(b).length &&
    left.every(([key, value]) => Object.hasOwn(right, key) && isSame(value, right[key]))
  );
};
