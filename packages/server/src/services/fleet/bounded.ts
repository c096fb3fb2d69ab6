/** Runs `work` for each item, at most `most` at a time. Results keep the items' order; the first failure is thrown. */
export const mapBounded = async <T, R>(
  items: readonly T[],
  most: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> => {
  const results: R[] = [];
  const entries = items.entries();
  const runOn = async (): Promise<void> => {
    for (const [index, item] of entries) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(most, items.length) }, runOn));
  return results;
};
