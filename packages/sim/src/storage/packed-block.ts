/** The JSON of many entries, deflated as one: objects of a kind say nearly the same. */
import { inflateRawSync } from 'node:zlib';
import { createSystemClock } from '@binnacle/kube/clock';

export interface PackedBlock {
  /** All of it, to be read at once and not to be held. */
  read(): Buffer;
}

/** What is read is kept unpacked for a while, for the next page of a list and for those who ask again. */
const UNPACKED_MS = 5_000;
const UNPACKED_BYTES = 16 * 2 ** 20;

/** By the machine's time, whatever time the cluster has. */
const machine = createSystemClock();

/** Oldest first. */
const unpacked = new Map<PackedBlock, Buffer>();
let held = 0;

const hold = (block: PackedBlock, bytes: Buffer): void => {
  if (unpacked.size === 0)
    machine.after(UNPACKED_MS, () => {
      unpacked.clear();
      held = 0;
    });
  unpacked.set(block, bytes);
  held += bytes.length;
  for (const [oldest, { length }] of unpacked) {
    if (held <= UNPACKED_BYTES) return;
    unpacked.delete(oldest);
    held -= length;
  }
};

/** A block from what `deflateRaw` made. */
export const createPackedBlock = (packed: Buffer): PackedBlock => {
  const block: PackedBlock = {
    read: () => {
      const known = unpacked.get(block);
      if (known !== undefined) return known;
      const bytes = inflateRawSync(packed);
      hold(block, bytes);
      return bytes;
    },
  };
  return block;
};
