import { fromThrown, isAbort, type ConsoleError } from '@binnacle/api/client';
import { useEffect, useRef, useState } from 'react';
import { upload } from './upload.ts';

export interface Upload {
  id: number;
  name: string;
  /** Bytes, as with `sent`. */
  size: number;
  sent: number;
  state: 'waiting' | 'sending' | 'done' | 'cancelled' | 'failed';
  error?: ConsoleError;
}

interface Sending {
  id: number;
  file: File;
  url: string;
  signal: AbortSignal;
}

/** Files on their way into a container, one after the other: each needs a shell of its own there. */
export const useUploads = (onDone: () => void) => {
  const [uploads, setUploads] = useState<readonly Upload[]>([]);
  const lastId = useRef(0);
  const queue = useRef<Promise<void>>(Promise.resolve());
  const running = useRef(new Map<number, AbortController>());
  const done = useRef(onDone);
  done.current = onDone;
  // Who leaves the page takes back what is not sent.
  useEffect(() => () => running.current.forEach((controller) => controller.abort()), []);

  const change = (id: number, next: Partial<Upload>): void =>
    setUploads((all) => all.map((item) => (item.id === id ? { ...item, ...next } : item)));

  const run = async ({ id, file, url, signal }: Sending): Promise<void> => {
    if (signal.aborted) return change(id, { state: 'cancelled' });
    change(id, { state: 'sending' });
    try {
      await upload({ url, file, signal, onProgress: (sent) => change(id, { sent }) });
      change(id, { state: 'done', sent: file.size });
    } catch (error) {
      change(id, isAbort(error) ? { state: 'cancelled' } : { state: 'failed', error: fromThrown(error) });
    } finally {
      running.current.delete(id);
      done.current();
    }
  };

  return {
    uploads,
    add: (files: readonly File[], urlOf: (name: string) => string): void => {
      for (const file of files) {
        lastId.current += 1;
        const id = lastId.current;
        const controller = new AbortController();
        const url = urlOf(file.name);
        running.current.set(id, controller);
        setUploads((all) => [...all, { id, name: file.name, size: file.size, sent: 0, state: 'waiting' }]);
        queue.current = queue.current.then(() => run({ id, file, url, signal: controller.signal }));
      }
    },
    cancel: (id: number): void => running.current.get(id)?.abort(),
    /** What has ended is taken off the list. */
    clear: (): void => setUploads((all) => all.filter(({ state }) => state === 'waiting' || state === 'sending')),
  };
};
