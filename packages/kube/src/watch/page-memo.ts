/**
 * Pages of bytes already joined, of all views of one cluster, bounded together; the oldest that was not asked for lately
 * goes first. A page is kept from the second time it is asked for: whoever leafs through a list pushes nothing out and
 * leaves nothing behind.
 */
export interface PageMemo {
  /** The pages of one view. */
  view(): ViewPages;
}

export interface ViewPages {
  get(offset: number, limit: number): Buffer | undefined;
  /** Keeps what `join` makes of a window that was asked for before; undefined for another, or one too large to be kept. */
  keep(window: { offset: number; limit: number }, length: number, join: () => Buffer): Buffer | undefined;
  /** The item at `position` changed in place. */
  changed(position: number): void;
  /** Items from `position` on have moved. */
  moved(position: number): void;
  clear(): void;
}

interface Page {
  /** Of the window in its view. */
  key: string;
  /** Of the page among those of all views. */
  id: string;
  start: number;
  end: number;
  bytes: Buffer;
  owner: Map<string, Page>;
  /** Asked for since it was last passed over. */
  used: boolean;
}

/** Pages remembered for having been asked for once: no more than would find room. */
const mostAsked = 64;

/** What an entry costs besides its bytes. */
const overhead = 256;

/** Some eighty pages of 20 Pods. */
const defaultMaxBytes = 8 * 1024 * 1024;

export const createPageMemo = (maxBytes = defaultMaxBytes): PageMemo => {
  const recent = new Set<Page>();
  const asked = new Set<string>();
  let used = 0;
  let views = 0;

  const remember = (id: string) => {
    asked.add(id);
    if (asked.size > mostAsked) asked.delete(asked.values().next().value!);
  };
  const drop = (page: Page) => {
    recent.delete(page);
    page.owner.delete(page.key);
    used -= page.bytes.length + overhead;
  };
  const makeRoom = (cost: number) => {
    for (const page of recent) {
      if (used + cost <= maxBytes) return;
      if (page.used) {
        // Moved to the end: what is used is not moved then, which would make the set's table anew every few times.
        page.used = false;
        recent.delete(page);
        recent.add(page);
      } else drop(page);
    }
  };
  /** The page is still wanted, as it is from now on. */
  const outdate = (page: Page) => {
    drop(page);
    remember(page.id);
  };

  return {
    view: () => {
      views += 1;
      const view = views;
      const pages = new Map<string, Page>();
      return {
        get: (offset, limit) => {
          const page = pages.get(`${offset}:${limit}`);
          if (page === undefined) return undefined;
          page.used = true;
          return page.bytes;
        },
        keep: ({ offset, limit }, length, join) => {
          const cost = length + overhead;
          // One huge page would push out all others and double the memory of what it shows.
          if (cost > maxBytes / 4) return undefined;
          const key = `${offset}:${limit}`;
          const id = `${view}:${key}`;
          if (!asked.delete(id)) {
            remember(id);
            return undefined;
          }
          makeRoom(cost);
          const page = { key, id, start: offset, end: offset + limit, bytes: join(), owner: pages, used: false };
          pages.set(key, page);
          recent.add(page);
          used += cost;
          return page.bytes;
        },
        changed: (position) => {
          for (const page of pages.values()) if (page.start <= position && position < page.end) outdate(page);
        },
        moved: (position) => {
          for (const page of pages.values()) if (position < page.end) outdate(page);
        },
        clear: () => {
          for (const page of pages.values()) drop(page);
        },
      };
    },
  };
};
