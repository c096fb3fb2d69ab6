/** Reading unknown JSON without assertions at every step. */
export type JsonObject = Record<string, unknown>;

export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What a path leads to, or undefined when a step is missing. */
export const valueAt = (value: unknown, ...path: string[]): unknown => {
  let current = value;
  for (const step of path) {
    if (!isJsonObject(current)) return undefined;
    current = current[step];
  }
  return current;
};

/** The object at a path; an empty one, apart from the tree, when there is none. */
export const objectAt = (value: unknown, ...path: string[]): JsonObject => {
  const found = valueAt(value, ...path);
  return isJsonObject(found) ? found : {};
};

/** The objects of the list at a path. */
export const objectsAt = (value: unknown, ...path: string[]): JsonObject[] => {
  const found = valueAt(value, ...path);
  return Array.isArray(found) ? found.filter(isJsonObject) : [];
};

/** The list of texts at a path, empty when there is none. */
export const textsAt = (value: unknown, ...path: string[]): string[] => {
  const found = valueAt(value, ...path);
  return Array.isArray(found) ? (found as string[]) : [];
};

export const textAt = (value: unknown, ...path: string[]): string => {
  const found = valueAt(value, ...path);
  return typeof found === 'string' ? found : '';
};

/** The object at a path, made where it is missing. */
export const ensureObject = (value: JsonObject, ...path: string[]): JsonObject => {
  let current = value;
  for (const step of path) {
    const next = current[step];
    current = isJsonObject(next) ? next : ((current[step] = {}) as JsonObject);
  }
  return current;
};

/** Sets a field that is absent. */
export const setDefault = (value: JsonObject, field: string, fallback: unknown): void => {
  if (value[field] === undefined || value[field] === null) value[field] = fallback;
};

/** Deep equality of JSON values; absent and undefined fields are the same. */
export const equalJson = (a: unknown, b: unknown): boolean => {
  if (a === b) return true;
  if (Array.isArray(a) || Array.isArray(b))
    return Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((part, i) => equalJson(part, b[i]));
  if (!isJsonObject(a) || !isJsonObject(b)) return false;
  for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) if (!equalJson(a[key], b[key])) return false;
  return true;
};

/** A mutable copy of a JSON value. */
export const copyJson = <T>(value: T): T => {
  if (Array.isArray(value)) return value.map(copyJson) as T;
  if (!isJsonObject(value)) return value;
  const copy: JsonObject = {};
  for (const [key, part] of Object.entries(value)) if (part !== undefined) copy[key] = copyJson(part);
  return copy as T;
};

/** JSON with sorted keys: equal values have equal text. */
export const canonicalJson = (value: unknown): string =>
  JSON.stringify(value, (_key, part: unknown) =>
    isJsonObject(part) ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1))) : part,
  );
