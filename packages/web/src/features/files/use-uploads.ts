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

/** The folder that files are sent to. */
export interface UploadTarget {
  urlOf: (name: string) => string;
  /** Called after each file, however it ended. */
  onEnded: () => void;
}

interface Sending extends UploadTarget {
  id: number;
  file: File;
  signal: AbortSignal;
}

/** Files on their way into a container, one after the other: each needs a shell of its own there. */
export const useUploads = () => {
  const [uploads, setUploads] = useState<readonly Upload[]>([]);
  const lastId = useRef(0);
  const queue = useRef<Promise<void>>(Promise.resolve());
  const running = useRef(new Map<number, AbortController>());
  // Who leaves the page takes back what is not sent.
  useEffect(() => () => running.current.forEach((controller) => controller.abort()), []);

  const change = (id: number, next: Partial<Upload>): void =>
    setUploads((all) => all.map((item) => (item.id === id ? { ...item, ...next } : item)));

  const run = async ({ id, file, urlOf, onEnded, signal }: Sending): Promise<void> => {
    if (signal.aborted) return change(id, { state: 'cancelled' });
    change(id, { state: 'sending' });
    try {
      await upload({ url: urlOf(file.name), file, signal, onProgress: (sent) => change(id, { sent }) });
      change(id, { state: 'done', sent: file.size });
    } catch (error) {
      change(id, isAbort(error) ? { state: 'cancelled' } : { state: 'failed', error: fromThrown(error) });
    } finally {
      running.current.delete(id);
      onEnded();
    }
  };

  return {
    uploads,
    add: (files: readonly File[], target: UploadTarget): void => {
      for (const file of files) {
        lastId.current += 1;
        const id = lastId.current;
        const controller = new AbortController();
        running.current.set(id, controller);
        setUploads((all) => [...all, { id, name: file.name, size: file.size, sent: 0, state: 'waiting' }]);
        queue.current = queue.current.then(() => run({ id, file, ...target, signal: controller.signal }));
      }
    },
    cancel: (id: number): void => running.current.get(id)?.abort(),
    /** What has ended is taken off the list. */
    clear: (): void => setUploads((all) => all.filter(({ state }) => state === 'waiting' || state === 'sending')),
  };
};
