import type { StreamSink } from '../resources/index.ts';
import type { LogStream } from './types.ts';

/** Sends `sources` when the state of logs changes, and `lines`; a slow reader is waited for. */
export const streamLogs = async (output: LogStream, sink: StreamSink): Promise<void> => {
  for await (const { lines = [], sources = [] } of output.news(sink.closed)) {
    if (sources.length > 0) await sink.send('sources', JSON.stringify(sources));
    if (lines.length > 0) await sink.send('lines', JSON.stringify(lines));
  }
};

/** The same as plain text, one line each; with the Pod and the container where there may be several. */
export async function* textOfLogs(output: LogStream, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  for await (const { lines = [] } of output.news(signal))
    yield Buffer.from(lines.map(({ time, pod, container, text }) => `${time} ${pod}/${container} ${text}\n`).join(''));
}
