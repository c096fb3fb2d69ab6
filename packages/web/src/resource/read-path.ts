/** Reading fields of objects whose kind is known only to the server: nothing is certain to be there. */

export type Fields = Readonly<Record<string, unknown>>;

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const valueAt = (root: unknown, ...path: readonly string[]): unknown => {
  let value = root;
  for (const key of path) value = isFields(value) ? value[key] : undefined;
  return value;
};

export const textAt = (root: unknown, ...path: readonly string[]): string => {
  const value = valueAt(root, ...path);
  return typeof value === 'string'
    ? value
    : typeof value === 'number' || typeof value === 'boolean'
      ? String(value)
      : '';
};

export const numberAt = (root: unknown, ...path: readonly string[]): number | undefined => {
  const value = valueAt(root, ...path);
  return typeof value === 'number' ? value : undefined;
};

export const fieldsAt = (root: unknown, ...path: readonly string[]): Fields => {
  const value = valueAt(root, ...path);
  return isFields(value) ? value : {};
};

export const listAt = (root: unknown, ...path: readonly string[]): readonly Fields[] => {
  const value = valueAt(root, ...path);
  return Array.isArray(value) ? value.filter(isFields) : [];
};

/** `k=v` pairs whose values are text. */
export const textsAt = (root: unknown, ...path: readonly string[]): [string, string][] =>
  Object.entries(fieldsAt(root, ...path)).map(([key, value]) => [
    key,
    typeof value === 'string' ? value : JSON.stringify(value),
  ]);

export const flagAt = (root: unknown, ...path: readonly string[]): boolean => valueAt(root, ...path) === true;
