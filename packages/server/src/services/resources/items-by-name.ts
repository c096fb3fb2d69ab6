/** Items of a list by their names; undefined where one has none, or another's. */
export const itemsByName = (items: readonly unknown[]): Map<string, unknown> | undefined => {
  const named = new Map<string, unknown>();
  for (const item of items) {
    const name = (item as { name?: unknown } | null)?.name;
    if (typeof name !== 'string' || named.has(name)) return undefined;
    named.set(name, item);
  }
  return named;
};
