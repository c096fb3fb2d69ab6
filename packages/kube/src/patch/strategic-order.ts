/** The order of a merged list. Source: apimachinery `util/strategicpatch`, normalizeElementOrder. */

interface Order {
  /** Items of the patch, in the order they are to have among themselves. */
  first: readonly unknown[];
  /** The list as it was: the order of all other items. */
  live: readonly unknown[];
  same: (a: unknown, b: unknown) => boolean;
}

/**
 * Both orders are kept. An item that only the live list has comes before the first item of the patch that followed it
 * there, else after them all.
 */
export const orderItems = (items: readonly unknown[], { first, live, same }: Order): unknown[] => {
  const place = (list: readonly unknown[], item: unknown): number => list.findIndex((other) => same(other, item));
  const sorted = (part: readonly unknown[], by: readonly unknown[]): unknown[] =>
    part
      .map((item) => ({ item, at: place(by, item) }))
      .sort((a, b) => a.at - b.at)
      .map(({ item }) => item);
  const ours = sorted(
    items.filter((item) => place(first, item) >= 0),
    first,
  );
  const theirs = sorted(
    items.filter((item) => place(first, item) < 0),
    live,
  );
  const result: unknown[] = [];
  while (ours.length > 0 && theirs.length > 0) {
    const left = place(live, theirs[0]);
    const right = place(live, ours[0]);
    result.push(left >= 0 && right >= 0 && left < right ? theirs.shift() : ours.shift());
  }
  return [...result, ...theirs, ...ours];
};
