import { createManualClock } from '@binnacle/kube/clock';
import { describe, expect, it, vi } from 'vitest';
import { createColdStorage } from './cold-storage.ts';
import { createEntry, type StoredEntry } from './entry.ts';

/** About 10 kB of JSON. */
const entryOf = (n: number): StoredEntry =>
  createEntry(
    `e${n}`,
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: `e${n}` },
      data: { text: `${n} ä `.repeat(1_500) },
    },
    { revision: n, created: n },
  );

const open = (count: number) => {
  const clock = createManualClock();
  const cold = createColdStorage(clock);
  const entries = Array.from({ length: count }, (_, n) => entryOf(n));
  const texts = entries.map(({ bytes }) => bytes.toString());
  for (const entry of entries) cold.add(entry);
  const packed = () => entries.filter(({ block }) => block !== undefined).length;
  const isPacked = (entry: StoredEntry) => vi.waitUntil(() => entry.block !== undefined, { timeout: 30_000 });
  return { clock, cold, entries, texts, packed, isPacked };
};

describe('cold storage', () => {
  it('packs what lies still, and reads it as it was', async () => {
    const { clock, entries, texts, packed, isPacked } = open(40);
    await clock.advance(3_000);
    expect(packed()).toBe(0);
    await clock.advance(10_000);
    await isPacked(entries[20]!);
    const [first, second] = [entries[0]!, entries[1]!];
    expect(first.block).toBe(second.block);
    expect(entries.map(({ bytes }) => bytes.toString())).toEqual(texts);
    expect(second.object.metadata.name).toBe('e1');
  });

  it('leaves a little as it is, and what is large', async () => {
    const { clock, cold, packed } = open(3);
    const large = createEntry(
      'large',
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'large' }, data: { text: 'x'.repeat(200_000) } },
      { revision: 1, created: 1 },
    );
    cold.add(large);
    await clock.advance(60_000);
    expect(packed()).toBe(0);
    expect(large.block).toBeUndefined();
  });

  it('packs nothing that was replaced before or meanwhile', async () => {
    const { clock, cold, entries, isPacked } = open(40);
    cold.remove(entries[0]!);
    await clock.advance(15_000);
    // The first block is being packed now.
    cold.remove(entries[1]!);
    await isPacked(entries[2]!);
    expect(entries[0]!.block).toBeUndefined();
    expect(entries[1]!.block).toBeUndefined();
  });

  it('takes the rest out of a block of which half was replaced, and packs it anew', async () => {
    const { clock, cold, entries, texts, isPacked } = open(20);
    await clock.advance(15_000);
    await isPacked(entries[0]!);
    const { block } = entries[0]!;
    const members = entries.filter((entry) => entry.block === block);
    const half = members.slice(0, Math.ceil(members.length / 2));
    for (const entry of half) cold.remove(entry);
    expect(members.filter((entry) => entry.block === block)).toEqual(half);
    expect(entries.map(({ bytes }) => bytes.toString())).toEqual(texts);
    for (let n = 100; n < 120; n += 1) cold.add(entryOf(n));
    await clock.advance(15_000);
    await isPacked(members.at(-1)!);
    expect(entries.map(({ bytes }) => bytes.toString())).toEqual(texts);
  });
});
