import type { WireFreshness } from '@binnacle/api';
import type { ConsoleError, ObjectAddress, StreamState, WireObject } from '@binnacle/api/client';
import { useEffect, useState } from 'react';
import { client, noteError } from './client.ts';
import { whileSeen } from './while-seen.ts';

export interface LiveObject {
  phase: 'loading' | 'ready' | 'gone' | 'failed';
  object?: WireObject;
  freshness?: WireFreshness;
  stream: StreamState;
  error?: ConsoleError;
}

const initial: LiveObject = { phase: 'loading', stream: { state: 'connecting', attempt: 0 } };

/** One object, live; `retry` tries again at once. What was last seen stays when the object is gone. */
export const useObject = (at: ObjectAddress): LiveObject & { retry: () => void } => {
  const { clusterId, group, version, plural, namespace, name } = at;
  const [live, setLive] = useState(initial);
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    const address = { clusterId, group, version, plural, name, ...(namespace === undefined ? {} : { namespace }) };
    let stream: ReturnType<typeof client.watchObject> | undefined;
    let ended = false;
    setLive(initial);
    const patch = (change: Partial<LiveObject>): void => {
      if (!ended) setLive((before) => ({ ...before, ...change }));
    };
    const start = (): void => {
      stream ??= client.watchObject(address, {
        onObject: (object) => patch({ phase: 'ready', object }),
        onGone: () => patch({ phase: 'gone' }),
        onFreshness: (freshness) => patch({ freshness }),
        onState: (state) => {
          if (state.state === 'closed' && state.error !== undefined) {
            noteError(state.error);
            patch({ stream: state, phase: 'failed', error: state.error });
          } else if (state.state === 'waiting') patch({ stream: state, error: state.error });
          else if (state.state !== 'closed') patch({ stream: state });
        },
      });
    };
    const stop = (): void => {
      stream?.close();
      stream = undefined;
    };
    const end = whileSeen({ start, stop, retry: () => stream?.retryNow() });
    return () => {
      ended = true;
      end();
    };
  }, [clusterId, group, version, plural, namespace, name, attempt]);
  return { ...live, retry: () => setAttempt((count) => count + 1) };
};
