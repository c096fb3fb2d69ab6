/** Where a stream's events go: over HTTP, an event stream. */
export interface StreamSink {
  /** Writes one event, `data` being JSON text; `id` is what a reader that comes back names as its last. A promise means that the reader is slow: nothing more is sent until it settles. */
  send(event: string, data: string, id?: string): void | Promise<void>;
  /** Aborted when the reader has left. */
  closed: AbortSignal;
}

/** Takes events that `toFrame` has made too, so that one serves many readers. */
export interface FrameSink extends StreamSink {
  /** As `send`. */
  sendFrame(frame: Buffer): void | Promise<void>;
}

/** An event as it goes over the network. Source: WHATWG HTML, "Server-sent events". */
export const toFrame = (event: string, data: string, id?: string): string =>
  `${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${data}\n\n`;

/** Resolves when the reader has left. */
export const untilClosed = ({ closed }: StreamSink): Promise<void> =>
  new Promise((resolve) => {
    if (closed.aborted) resolve();
    else closed.addEventListener('abort', () => resolve(), { once: true });
  });
