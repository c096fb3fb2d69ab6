/** Entries that nobody has written for a while are packed together: most objects of a cluster only lie there. */
import { deflateRaw } from 'node:zlib';
import { createSystemClock } from '@binnacle/kube/clock';
import type { Clock } from '@binnacle/kube/clock';
import type { StoredEntry } from './entry.ts';
import { createPackedBlock } from './packed-block.ts';

/** An entry lies still for so long before it is packed. */
const STILL_MS = 4_000;
const LOOK_MS = 500;
/** Of JSON in a block: a few dozen objects. What is larger by itself is not packed. */
const BLOCK_BYTES = 128 * 1024;
/** Packed blocks are rarely larger. */
const CHUNK_BYTES = 32 * 1024;
/** Blocks that are packed at the same time, beside the main thread. */
const AT_ONCE = 4;
/** Fast, and enough where objects are alike. */
const LEVEL = 3;

export interface ColdStorage {
  /** An entry is stored. */
  add(entry: StoredEntry): void;
  /** An entry is no longer what is stored. */
  remove(entry: StoredEntry): void;
}

/** By the machine's clock unless given. Stops looking when there is too little to pack. */
export const createColdStorage = (clock: Clock = createSystemClock()): ColdStorage => {
  /** Since when they lie still, in that order. */
  const still = new Map<StoredEntry, number>();
  let stillBytes = 0;
  /** The entries that are being packed. */
  const packing = new Set<StoredEntry>();
  let blocks = 0;
  let isLooking = false;
  /** The entries of each block that are stored yet, and how many there were. */
  const members = new WeakMap<object, { stored: Set<StoredEntry>; of: number }>();

  const add = (entry: StoredEntry) => {
    if (entry.size > BLOCK_BYTES) return;
    still.set(entry, clock.now());
    stillBytes += entry.size;
    lookSoon();
  };

  const lookSoon = () => {
    if (isLooking || stillBytes < BLOCK_BYTES) return;
    isLooking = true;
    clock.after(LOOK_MS, look);
  };

  const look = () => {
    for (let due = nextDue(); due.length > 0; due = nextDue()) pack(due);
    if (blocks > 0) return;
    isLooking = false;
    lookSoon();
  };

  /** A block's worth of what has lain still for long enough; nothing when there is less, or enough under way. */
  const nextDue = (): StoredEntry[] => {
    const now = clock.now();
    const due: StoredEntry[] = [];
    let bytes = 0;
    for (const [entry, since] of still) {
      if (blocks >= AT_ONCE || now - since < STILL_MS) break;
      due.push(entry);
      bytes += entry.size;
      if (bytes >= BLOCK_BYTES) return due;
    }
    return [];
  };

  const pack = (entries: readonly StoredEntry[]) => {
    blocks += 1;
    for (const entry of entries) {
      leave(entry);
      packing.add(entry);
    }
    deflateRaw(
      Buffer.concat(entries.map(({ bytes }) => bytes)),
      { level: LEVEL, chunkSize: CHUNK_BYTES },
      (error, packed) => {
        if (error === null) store(entries, packed);
        for (const entry of entries) packing.delete(entry);
        blocks -= 1;
        look();
      },
    );
  };

  /** What was written meanwhile is left out. */
  const store = (entries: readonly StoredEntry[], packed: Buffer) => {
    // A copy of its own size: what zlib answers is the beginning of a larger buffer.
    const own = Buffer.allocUnsafeSlow(packed.length);
    packed.copy(own);
    const block = createPackedBlock(own);
    const stored = new Set<StoredEntry>();
    let offset = 0;
    for (const entry of entries) {
      if (packing.has(entry)) {
        entry.pack(block, offset);
        stored.add(entry);
      }
      offset += entry.size;
    }
    members.set(block, { stored, of: stored.size });
  };

  const leave = (entry: StoredEntry): boolean => {
    const isStill = still.delete(entry);
    if (isStill) stillBytes -= entry.size;
    return isStill;
  };

  return {
    add,
    remove: (entry) => {
      if (leave(entry) || packing.delete(entry) || entry.block === undefined) return;
      const block = members.get(entry.block);
      block?.stored.delete(entry);
      if (block === undefined || block.stored.size * 2 > block.of) return;
      // Half of the block is of no use: the rest is packed anew with others.
      const rest = [...block.stored];
      block.stored.clear();
      for (const one of rest) {
        one.unpack();
        add(one);
      }
    },
  };
};
