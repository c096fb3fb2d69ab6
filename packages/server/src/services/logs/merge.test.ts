import { describe, expect, it } from 'vitest';
import { createManualClock } from '@binnacle/kube/clock';
import { momentKey } from './log-time.ts';
import { takeDue } from './merge.ts';
import { readLines } from './read-lines.ts';
import type { QueuedLine, Source } from './source.ts';

const at = (second: number, fraction = ''): string => `2026-11-21T14:00:0${second}${fraction}Z`;

const sourceOf = (pod: string, times: string[], { behind = false, over = false, arrivedAt = 0 } = {}): Source => {
  const queue: QueuedLine[] = times.map((time) => ({ key: momentKey(time)!, time, text: pod, arrivedAt }));
  return {
    pod,
    container: 'main',
    peek: () => queue[0],
    take: () => queue.shift(),
    isBehind: () => behind,
    get isOver() {
      return over && queue.length === 0;
    },
    finish: () => undefined,
  };
};

describe('moments', () => {
  it('sort as text whatever their zeros and offsets', () => {
    const ordered = ['2026-11-21T14:00:00Z', at(0, '.1'), '2026-11-21T15:00:00.123+01:00', at(0, '.13'), at(1)];
    const keys = ordered.map((time) => momentKey(time)!);
    expect([...keys].sort()).toEqual(keys);
    expect(momentKey('unable to retrieve container logs')).toBeUndefined();
  });
});

describe('lines', () => {
  const read = async (...chunks: string[]) => {
    async function* stream() {
      for (const chunk of chunks) yield Buffer.from(chunk, 'latin1');
    }
    const lines = [];
    for await (const some of readLines(stream())) lines.push(...some);
    return lines.map(({ time, text }) => [time, text]);
  };

  it('are put together from chunks that are cut anywhere', async () => {
    const bytes = Buffer.from(`${at(1)} 中文 one\n${at(2)} \n${at(3)} last`).toString('latin1');
    const whole = [
      [at(1), '中文 one'],
      [at(2), ''],
      [at(3), 'last'],
    ];
    expect(await read(bytes)).toEqual(whole);
    expect(await read(...bytes)).toEqual(whole);
  });

  it('without a moment belong to the line before', async () => {
    expect(await read(`${at(1)} one\nfailed to watch file\n`)).toEqual([
      [at(1), 'one'],
      [at(1), 'failed to watch file'],
    ]);
  });
});

describe('merged logs', () => {
  const times = (sources: Source[], isLive = false, now = 0) => {
    const clock = createManualClock(now);
    return takeDue(sources, { clock, isLive }).map(({ pod, time }) => `${pod}${time.slice(18, 19)}`);
  };

  it('are in time order', () => {
    expect(
      times([sourceOf('a', [at(1), at(4)], { over: true }), sourceOf('b', [at(2), at(3), at(5)], { over: true })]),
    ).toEqual(['a1', 'b2', 'b3', 'a4', 'b5']);
  });

  it('wait for a log that may have older lines', () => {
    const both = (other: object) => [sourceOf('a', [at(1)]), sourceOf('b', [], other)];
    expect(times(both({ behind: true }), true, 1_000)).toEqual([]);
    expect(times(both({ behind: false }), true, 1_000)).toEqual(['a1']);
    expect(times(both({ over: false }))).toEqual([]);
    expect(times(both({ over: true }))).toEqual(['a1']);
  });

  it('hold a live line for a moment only', () => {
    const both = () => [sourceOf('a', [at(1)], { arrivedAt: 1_000 }), sourceOf('b', [])];
    expect(times(both(), true, 1_010)).toEqual([]);
    expect(times(both(), true, 1_040)).toEqual(['a1']);
    expect(times([sourceOf('a', [at(1)], { arrivedAt: 1_000 })], true, 1_000)).toEqual(['a1']);
  });
});
