import type { Cancel, Clock } from '../clock/index.ts';
import { createBackoff, type Backoff } from './backoff.ts';
import { createDelayQueue } from './delay-queue.ts';

/** What comes after a look. */
export interface Reconciled {
  /** Asks for another look. */
  requeueAfterMs?: number;
  /** How long `enqueueRested` waits from now on. */
  restMs?: number;
}

export interface ControllerOptions {
  /** For error reports. */
  name: string;
  clock: Clock;
  /**
   * Brings the object named by `key` to what it should be. Level-triggered: it reads the state itself and may be called
   * at any time. A rejection is retried with back-off.
   */
  reconcile: (key: string) => Promise<Reconciled | void> | void;
  /** Keys reconciled at the same time, never the same key twice. Default 1. */
  concurrency?: number;
  backoff?: Backoff;
  /** Told of each rejection before the retry. */
  onError?: (error: unknown, key: string) => void;
}

/** A reconcile loop over keys: duplicates collapse, failures back off, concurrency is bounded. */
export interface Controller {
  enqueue(key: string): void;
  /** When the key's rest after its last look is over: many changes that come together are one look. */
  enqueueRested(key: string): void;
  /** Not before `ms` from now; an earlier wish for the same key is kept. */
  enqueueAfter(key: string, ms: number): void;
  /** Keys that wait now; delayed keys are not counted. */
  readonly depth: number;
  /** Starts nothing more. What runs is left to end. */
  close(): void;
}

/** Reconciles started in a row before timers and sockets get a turn. */
const burst = 32;

/** Builds the loop; it runs as soon as a key is enqueued. */
export const createController = (options: ControllerOptions): Controller => {
  const { clock, reconcile, concurrency = 1, backoff = createBackoff(), onError } = options;
  /** Insertion order is the queue's order. */
  const waiting = new Set<string>();
  const running = new Set<string>();
  /** Enqueued while being reconciled: goes back to `waiting` at the end. */
  const again = new Set<string>();
  /** Enqueued for when their rest is over. */
  const rested = new Set<string>();
  let closed = false;
  let started = 0;
  let pumpQueued = false;
  let breather: Cancel | undefined;

  const delayed = createDelayQueue(clock, (key) => enqueue(key));
  const resting = createDelayQueue(clock, (key) => {
    if (rested.delete(key)) enqueue(key);
  });

  const enqueue = (key: string) => {
    if (closed) return;
    if (running.has(key)) again.add(key);
    else waiting.add(key);
    queuePump();
  };

  const queuePump = () => {
    if (pumpQueued || closed || breather !== undefined) return;
    pumpQueued = true;
    queueMicrotask(() => {
      pumpQueued = false;
      pump();
    });
  };

  const pump = () => {
    while (!closed && running.size < concurrency && waiting.size > 0) {
      if (started >= burst) {
        breather = clock.after(0, () => {
          breather = undefined;
          started = 0;
          pump();
        });
        return;
      }
      const key = waiting.values().next().value as string;
      waiting.delete(key);
      rested.delete(key);
      running.add(key);
      started++;
      void run(key);
    }
    if (waiting.size === 0 && running.size === 0) started = 0;
  };

  const run = async (key: string) => {
    try {
      const result = await reconcile(key);
      backoff.reset(key);
      if (result?.requeueAfterMs !== undefined) delayed.set(key, clock.now() + result.requeueAfterMs);
      if (result?.restMs !== undefined) resting.set(key, clock.now() + result.restMs, { replace: true });
    } catch (error) {
      onError?.(error, key);
      delayed.set(key, clock.now() + backoff.next(key));
    } finally {
      running.delete(key);
      const isWanted = !resting.has(key) && rested.delete(key);
      if (again.delete(key) || isWanted) waiting.add(key);
      queuePump();
    }
  };

  return {
    enqueue,
    enqueueRested: (key) => {
      if (running.has(key) || resting.has(key)) rested.add(key);
      else enqueue(key);
    },
    enqueueAfter: (key, ms) => (ms <= 0 ? enqueue(key) : delayed.set(key, clock.now() + ms)),
    get depth() {
      return waiting.size + again.size;
    },
    close: () => {
      closed = true;
      breather?.();
      waiting.clear();
      again.clear();
      rested.clear();
      delayed.close();
      resting.close();
    },
  };
};
