import type { Cancel, Clock } from '../clock/index.ts';

/** Keys that are due later. A million waiting keys cost one timer of the clock. */
export interface DelayQueue {
  /** Sets when a key is due, epoch ms. An earlier moment already set is kept unless `replace`. */
  set(key: string, at: number, options?: { replace?: boolean }): void;
  delete(key: string): void;
  /** Whether the key waits. */
  has(key: string): boolean;
  readonly size: number;
  close(): void;
}

interface Entry {
  key: string;
  at: number;
}

/** Calls `onDue` once for each key when its moment has come, in order of the moments. */
export const createDelayQueue = (clock: Clock, onDue: (key: string) => void): DelayQueue => {
  /** Binary heap by moment. An entry is live only while `due` names the same moment. */
  let heap: Entry[] = [];
  const due = new Map<string, number>();
  let timer: { at: number; cancel: Cancel } | undefined;
  let closed = false;

  const isLive = (entry: Entry) => due.get(entry.key) === entry.at;

  const arm = () => {
    const next = heap[0];
    if (closed || next === undefined) return;
    if (timer !== undefined) {
      if (timer.at <= next.at) return;
      timer.cancel();
    }
    timer = { at: next.at, cancel: clock.after(next.at - clock.now(), fire) };
  };

  const fire = () => {
    timer = undefined;
    const now = clock.now();
    for (let next = heap[0]; next !== undefined && !closed; next = heap[0]) {
      const live = isLive(next);
      if (live && next.at > now) break;
      popHeap(heap);
      if (!live) continue;
      due.delete(next.key);
      onDue(next.key);
    }
    arm();
  };

  return {
    set: (key, at, { replace = false } = {}) => {
      const current = due.get(key);
      if (closed || (current !== undefined && (current === at || (!replace && current <= at)))) return;
      due.set(key, at);
      pushHeap(heap, { key, at });
      // Dead entries are swept once they are the majority, so that replacing often cannot grow the heap.
      if (heap.length > 64 && heap.length > due.size * 2) {
        heap = heap.filter(isLive).sort((a, b) => a.at - b.at);
      }
      arm();
    },
    delete: (key) => void due.delete(key),
    has: (key) => due.has(key),
    get size() {
      return due.size;
    },
    close: () => {
      closed = true;
      timer?.cancel();
      due.clear();
      heap = [];
    },
  };
};

const pushHeap = (heap: Entry[], entry: Entry) => {
  let index = heap.push(entry) - 1;
  while (index > 0) {
    const parent = (index - 1) >>> 1;
    const above = heap[parent] as Entry;
    if (above.at <= entry.at) break;
    heap[index] = above;
    index = parent;
  }
  heap[index] = entry;
};

const popHeap = (heap: Entry[]) => {
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return;
  let index = 0;
  for (;;) {
    let child = index * 2 + 1;
    if (child >= heap.length) break;
    const right = heap[child + 1];
    if (right !== undefined && right.at < (heap[child] as Entry).at) child++;
    const below = heap[child] as Entry;
    if (below.at >= last.at) break;
    heap[index] = below;
    index = child;
  }
  heap[index] = last;
};
