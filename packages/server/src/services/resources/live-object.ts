import type { Clock } from '@binnacle/kube/clock';
import { createCoalescer } from './coalesce.ts';
import { untilClosed } from './sink.ts';
import type { StreamSink } from './sink.ts';
import type { WatchOneOutput } from './types.ts';
import { toWireFreshness } from './wire.ts';

/** At most five versions of the object a second. */
const intervalMs = 200;

/**
 * Sends `freshness`, then `object` or `gone`, and again when they change, until the reader leaves. A slow reader is waited
 * for and then sent the newest version only.
 */
export const streamObject = async (
  output: WatchOneOutput,
  sink: StreamSink,
  {
    clock,
    show = (bytes) => bytes,
  }: { clock: Clock; /** What of the object's JSON is sent. */ show?: (bytes: Buffer) => Buffer },
): Promise<void> => {
  if (sink.closed.aborted) return;
  let sentVersion: string | undefined;
  let sentFreshness = '';

  /** The next event that is due, if any. */
  const next = (): { event: string; data: string } | undefined => {
    const freshness = output.freshness();
    const stated = `${freshness.state} ${freshness.reason ?? ''}`;
    if (stated !== sentFreshness) {
      sentFreshness = stated;
      return { event: 'freshness', data: JSON.stringify(toWireFreshness(freshness)) };
    }
    const row = output.current();
    const version = row === undefined ? '' : `${row.uid} ${row.resourceVersion}`;
    if (version === sentVersion) return undefined;
    sentVersion = version;
    return row === undefined ? { event: 'gone', data: '{}' } : { event: 'object', data: show(row.bytes).toString() };
  };

  const run = (): void | Promise<void> => {
    for (let due = next(); due !== undefined; due = next()) {
      const slow = sink.send(due.event, due.data);
      if (slow !== undefined) return slow.then(run);
    }
  };

  const coalescer = createCoalescer({ clock, intervalMs, run });
  const unsubscribe = output.onChange(coalescer.poke);
  coalescer.poke();
  await untilClosed(sink);
  coalescer.stop();
  unsubscribe();
};
