import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { WatchFrame } from './types.ts';
import { readWatchFrames } from './watch-frames.ts';

async function* inChunks(bytes: Buffer, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  let at = 0;
  for (let i = 0; at < bytes.length; i += 1) {
    const size = sizes.length === 0 ? bytes.length : sizes[i % sizes.length]!;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

const read = async (text: string, sizes: readonly number[] = []): Promise<[string, string][]> => {
  const frames: WatchFrame[] = [];
  for await (const frame of readWatchFrames(inChunks(Buffer.from(text), sizes))) frames.push(frame);
  return frames.map(({ type, object }) => [type, object.toString()]);
};

describe('readWatchFrames', () => {
  it('finds the same frames wherever the chunks end', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ name: fc.string({ unit: 'grapheme' }), data: fc.jsonValue() }), { maxLength: 8 }),
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 6 }),
        async (objects, sizes) => {
          const text = objects.map((object) => `${JSON.stringify({ type: 'ADDED', object })}\n`).join('');
          expect(await read(text, sizes)).toEqual(objects.map((object) => ['ADDED', JSON.stringify(object)]));
        },
      ),
    );
  });

  it('splits in the middle of a character', async () => {
    const text = '{"type":"ADDED","object":{"name":"日本"}}\n';
    for (let size = 1; size < 8; size += 1) expect(await read(text, [size])).toEqual([['ADDED', '{"name":"日本"}']]);
  });

  it('reads other spellings of a frame', async () => {
    expect(await read('{"object":{"a":1},"type":"DELETED"}\r\n\n{ "type": "ADDED", "object": {"b":2} }\n')).toEqual([
      ['DELETED', '{"a":1}'],
      ['ADDED', '{"b":2}'],
    ]);
    expect(await read('{"type":"ADDED","object":{"a":1}}\r\n')).toEqual([['ADDED', '{"a":1}']]);
  });

  it('says nothing of a frame that does not end', async () => {
    expect(await read('{"type":"ADDED","object":{}}\n{"type":"ADDED","obj')).toEqual([['ADDED', '{}']]);
  });

  it.each([
    ['not json\n', 'the API server sent a watch event that is not JSON'],
    ['{"kind":"Status"}\n', 'the API server sent a watch event without type and object'],
  ])('refuses %j', async (text, message) => {
    await expect(read(text)).rejects.toMatchObject({ reason: 'ServiceUnavailable', code: 503, message });
  });

  it('does not take an event without end', async () => {
    const endless = async function* () {
      for (;;) yield Buffer.alloc(8 * 1024 * 1024, 'x');
    };
    const read = async () => {
      for await (const _ of readWatchFrames(endless()));
    };
    await expect(read()).rejects.toThrow('the API server sent a watch event of more than 67108864 bytes');
  });
});
