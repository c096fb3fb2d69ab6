import { expect, it, vi } from 'vitest';
import { createGatheredWriter } from './gathered-writer.ts';

it('sends the first at once and gathers what follows closely, in order', async () => {
  const sent: string[] = [];
  const writer = createGatheredWriter((bytes) => sent.push(Buffer.from(bytes).toString()));
  for (const text of ['a', 'b', 'c']) writer.write(Buffer.from(text));
  expect([sent, writer.pending]).toEqual([['a'], 2]);
  await vi.waitFor(() => expect(sent).toEqual(['a', 'bc']));
  expect(writer.pending).toBe(0);
});

it('sends what waits when asked', () => {
  const sent: string[] = [];
  const writer = createGatheredWriter((bytes) => sent.push(Buffer.from(bytes).toString()));
  for (const text of ['a', 'b']) writer.write(Buffer.from(text));
  writer.flush();
  writer.flush();
  expect(sent).toEqual(['a', 'b']);
});
