/** Three-way comparison; never 0 for two different items of one list. */
export type Compare<T> = (a: T, b: T) => number;

/**
 * A sorted list in chunks: finding, inserting and removing cost O(log n) comparisons and a move within one chunk, and an
 * offset is found by the chunks' sizes.
 */
export interface OrderedList<T> {
  readonly size: number;
  /** The new item's position. */
  insert(item: T): number;
  /** The position it had, or -1. */
  remove(item: T): number;
  /** Puts `item` in the place of `old` when the order allows; the position, or -1 when it must move. */
  replace(old: T, item: T): number;
  slice(offset: number, limit: number): T[];
}

const maxChunk = 512;

/** Takes ownership of `sorted`, which must be in order. */
export const createOrderedList = <T>(sorted: T[], compare: Compare<T>): OrderedList<T> => {
  let size = sorted.length;
  const chunks: T[][] = [];
  // Half full, so that the first inserts do not split every chunk.
  for (let at = 0; at < size; at += maxChunk / 2) chunks.push(sorted.slice(at, at + maxChunk / 2));

  /** The first chunk whose last item is not before `item`; the last chunk when there is none. */
  const chunkFor = (item: T): number => {
    let low = 0;
    let high = chunks.length - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const chunk = chunks[middle]!;
      if (compare(chunk[chunk.length - 1]!, item) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  };

  /** The first index whose item is not before `item`. */
  const indexIn = (chunk: T[], item: T): number => {
    let low = 0;
    let high = chunk.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (compare(chunk[middle]!, item) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  };

  const startOf = (chunkIndex: number): number => {
    let start = 0;
    for (let i = 0; i < chunkIndex; i += 1) start += chunks[i]!.length;
    return start;
  };

  /** Where `item` is, or undefined. */
  const locate = (item: T): { chunkIndex: number; index: number } | undefined => {
    if (chunks.length === 0) return undefined;
    const chunkIndex = chunkFor(item);
    const chunk = chunks[chunkIndex]!;
    const index = indexIn(chunk, item);
    const found = chunk[index];
    return found !== undefined && compare(found, item) === 0 ? { chunkIndex, index } : undefined;
  };

  return {
    get size() {
      return size;
    },
    insert: (item) => {
      if (chunks.length === 0) chunks.push([]);
      const chunkIndex = chunkFor(item);
      const chunk = chunks[chunkIndex]!;
      const index = indexIn(chunk, item);
      const position = startOf(chunkIndex) + index;
      chunk.splice(index, 0, item);
      size += 1;
      if (chunk.length > maxChunk) chunks.splice(chunkIndex + 1, 0, chunk.splice(chunk.length >>> 1));
      return position;
    },
    remove: (item) => {
      const at = locate(item);
      if (at === undefined) return -1;
      const chunk = chunks[at.chunkIndex]!;
      const position = startOf(at.chunkIndex) + at.index;
      chunk.splice(at.index, 1);
      size -= 1;
      if (chunk.length === 0) chunks.splice(at.chunkIndex, 1);
      return position;
    },
    replace: (old, item) => {
      if (compare(old, item) !== 0) return -1;
      const at = locate(old);
      if (at === undefined) return -1;
      chunks[at.chunkIndex]![at.index] = item;
      return startOf(at.chunkIndex) + at.index;
    },
    slice: (offset, limit) => {
      const items: T[] = [];
      let skip = Math.max(0, offset);
      for (let i = 0; i < chunks.length && items.length < limit; i += 1) {
        const chunk = chunks[i]!;
        if (skip >= chunk.length) {
          skip -= chunk.length;
          continue;
        }
        const end = Math.min(chunk.length, skip + limit - items.length);
        for (let at = skip; at < end; at += 1) items.push(chunk[at]!);
        skip = 0;
      }
      return items;
    },
  };
};
