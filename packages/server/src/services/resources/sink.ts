/** Where a stream's events go: over HTTP, an event stream. */
export interface StreamSink {
  /** Writes one event, `data` being JSON text; `id` is what a reader that comes back names as its last. A promise means that the reader is slow: nothing more is sent until it settles. */
  send(event: string, data: string, id?: string): void | Promise<void>;
  /** Aborted when the reader has left. */
  closed: AbortSignal;
}

/** Resolves when the reader has left. */
export const untilClosed = ({ closed }: StreamSink): Promise<void> =>
  new Promise((resolve) => {
    if (closed.aborted) resolve();
    else closed.addEventListener('abort', () => resolve(), { once: true });
  });
