import { ApiError, fromStatus, isTooOld, serviceUnavailable } from '../api/index.ts';
import type { ResourceRef, Status } from '../api/index.ts';
import { readWatchFrames, resourcePath, watchRequest } from '../client/index.ts';
import type { KubeClient, WatchFrame } from '../client/index.ts';
import { sleep } from '../clock/index.ts';
import type { Cancel, Clock, Rng } from '../clock/index.ts';
import { backoffMs } from './backoff.ts';
import type { BackoffSettings } from './backoff.ts';
import { readHead, readListPage } from './object-bytes.ts';
import type { ObjectHead } from './object-bytes.ts';
import { createQuietLimit } from './quiet-limit.ts';
import type { ReconnectGate } from './reconnect-gate.ts';
import type { Freshness } from './types.ts';
import { isAhead, isBehind, isServerTrouble, refusesStreamingLists, startsOver, willNotHeal } from './watch-failure.ts';

/** Who is told what the API server says. Bytes may share memory with what comes next: copy what is kept. */
export interface ReflectorSink {
  /** A list begins: what it does not bring is gone when it is `complete`. */
  begin(): void;
  /** The object between two positions exists in this state. */
  put(json: Buffer, span: { start: number; end: number }, head: ObjectHead): void;
  remove(head: ObjectHead): void;
  complete(): void;
  freshness(freshness: Freshness): void;
  /** An attempt failed; told before the freshness that follows from it. */
  failed(error: ApiError): void;
}

export interface ReflectorSettings {
  /**
   * No event and no bookmark for this long means that the connection may be dead, in ms: another one is opened. Up to a
   * quarter more is added at random.
   */
  quietMs: number;
  /** How long that may take before the state is `stale`, in ms. */
  suspectMs: number;
  /** The same while a list is under way. */
  listQuietMs: number;
  /** How long the server is asked to keep a watch, in seconds; up to as much again is added at random. */
  watchSeconds: number;
  /** Objects per page where the server has no streaming lists. */
  pageSize: number;
  backoff: BackoffSettings;
  /** Failures in a row from which on the state is `down`. */
  downAfter: number;
}

export interface ReflectorParts {
  client: KubeClient;
  ref: ResourceRef;
  /** All namespaces when absent. */
  namespace?: string | undefined;
  clock: Clock;
  rng: Rng;
  gate: ReconnectGate;
  settings: ReflectorSettings;
  sink: ReflectorSink;
}

export interface Reflector {
  /** Epoch ms of the last event, bookmark or opened watch. */
  readonly lastHeard: number;
  /** Nothing of it is left when this resolves. */
  stop(): Promise<void>;
}

type Leave = (failure?: ApiError) => void;

/** As many watches in a row that break without a word: what there is to catch up with may be more than the way lets through. */
const mostFruitless = 3;

const initialEventsEnd = 'k8s.io/initial-events-end';

/** Lists and watches one kind until it is stopped, through every kind of loss. */
export const startReflector = (parts: ReflectorParts): Reflector => {
  const { client, ref, namespace, clock, rng, gate, settings, sink } = parts;
  const stopping = new AbortController();
  const stopped = stopping.signal;
  const scope = namespace === undefined ? {} : { namespace };
  /** Where to resume; undefined before the first list and when the server no longer knows. */
  let position: string | undefined;
  let streamingLists = true;
  let failures = 0;
  let fruitless = 0;
  let lastHeard = clock.now();
  let syncedAt = 0;
  let current: Freshness = { state: 'starting', since: lastHeard };
  /** Runs from when a watch went quiet to when another is open, or it is known that none can be had. */
  let suspicion: Cancel = () => undefined;

  const setFreshness = (state: Freshness['state'], reason?: string) => {
    suspicion();
    if (current.state === state && current.reason === reason) return;
    current = { state, since: lastHeard, ...(reason === undefined ? {} : { reason }) };
    sink.freshness(current);
  };

  const synced = () => {
    lastHeard = syncedAt = clock.now();
    setFreshness('synced');
  };

  const lost = (error: ApiError, inARow: number) => {
    sink.failed(error);
    if (willNotHeal(error) || inARow >= settings.downAfter) setFreshness('down', error.message);
    else if (current.state !== 'down') setFreshness(current.state === 'starting' ? 'starting' : 'stale', error.message);
  };

  const apply = (frame: WatchFrame): ObjectHead => {
    const head = readHead(frame.object, 0);
    if (frame.type === 'DELETED') sink.remove(head);
    else sink.put(frame.object, { start: 0, end: frame.object.length }, head);
    return head;
  };

  /** Reads the list that begins a stream, to its end. */
  const readInitial = async (frames: AsyncIterator<WatchFrame>): Promise<string> => {
    sink.begin();
    for (;;) {
      const { value: frame, done } = await frames.next();
      if (done === true) throw serviceUnavailable('the API server ended the list before it was complete');
      if (frame.type === 'ERROR') throw toError(frame);
      if (frame.type !== 'BOOKMARK') {
        apply(frame);
        continue;
      }
      const { resourceVersion, annotations } = readBookmark(frame);
      if (annotations?.[initialEventsEnd] !== 'true') continue;
      sink.complete();
      return resourceVersion;
    }
  };

  /** One watch, from opening to end. Without a position it begins with the whole list. */
  const watch = async (leave: Leave): Promise<void> => {
    const initial = position === undefined;
    const seconds = settings.watchSeconds + rng.int(settings.watchSeconds);
    const from = initial
      ? { sendInitialEvents: true, resourceVersionMatch: 'NotOlderThan' as const }
      : { resourceVersion: position! };
    const quietMs = settings.quietMs * (1 + rng.next() / 4);
    const limit = createQuietLimit(clock, initial ? settings.listQuietMs : quietMs, stopped);
    const openedAt = clock.now();
    let answered = false;
    let following = false;
    try {
      const request = watchRequest(ref, { ...scope, ...from, allowWatchBookmarks: true, timeoutSeconds: seconds });
      const response = await client.request({ ...request, signal: limit.signal });
      limit.heard();
      answered = true;
      const frames = readWatchFrames(heardStream(response.stream(), limit.heard));
      if (initial) {
        position = await readInitial(frames);
        limit.setLimit(quietMs);
      }
      following = true;
      leave();
      synced();
      for await (const frame of frames) {
        lastHeard = clock.now();
        if (frame.type === 'ERROR') throw toError(frame);
        const version = frame.type === 'BOOKMARK' ? readBookmark(frame).resourceVersion : apply(frame).resourceVersion;
        if (frame.type === 'BOOKMARK' && isBehind(version, position)) throw startsOver();
        position = version;
      }
    } catch (error) {
      if (!limit.wasQuiet) throw error;
      // A server that ignores the parameters sends the objects and never says that this was all.
      if (initial && answered && !following) streamingLists = false;
      if (!following) throw error;
      // Most likely there was nothing to say. Another watch shows it, before anybody is told that this one may be dead.
      suspicion = clock.after(settings.suspectMs, () => setFreshness('stale', messageOf(error)));
      return;
    } finally {
      limit.close();
    }
    // A watch that lived as long as was asked for has ended, not failed.
    if (!stopped.aborted && clock.now() - openedAt < seconds * 900) {
      throw serviceUnavailable('the API server ended the watch');
    }
  };

  const listInPages = async (): Promise<void> => {
    const limit = createQuietLimit(clock, settings.listQuietMs, stopped);
    try {
      sink.begin();
      let next: string | undefined;
      do {
        const response = await client.request({
          method: 'GET',
          path: resourcePath(ref, scope),
          query: { limit: settings.pageSize, continue: next },
          signal: limit.signal,
        });
        const json = await response.bytes();
        limit.heard();
        const page = readListPage(json, (start, end) =>
          sink.put(json, { start, end }, readHead(json, start, { needsTyped: true })),
        );
        next = page.continue === '' ? undefined : page.continue;
        if (next === undefined) position = page.resourceVersion;
      } while (next !== undefined);
      sink.complete();
    } finally {
      limit.close();
    }
  };

  const listAndWatch = async (leave: Leave): Promise<void> => {
    if (position === undefined && streamingLists) {
      try {
        return await watch(leave);
      } catch (error) {
        // With a position the list was complete, and it is the watch that failed.
        if (position !== undefined || !refusesStreamingLists(error)) throw error;
        streamingLists = false;
      }
    }
    if (position === undefined) await listInPages();
    await watch(leave);
  };

  const run = async (): Promise<void> => {
    while (!stopped.aborted) {
      const leave = await gate.enter(stopped, lost);
      const [startedAt, startedFrom] = [clock.now(), position];
      try {
        await listAndWatch(leave);
        leave();
        continue;
      } catch (caught) {
        if (stopped.aborted) return leave();
        const error = caught instanceof ApiError ? caught : serviceUnavailable(messageOf(caught), { cause: caught });
        fruitless = syncedAt >= startedAt && position === startedFrom ? fruitless + 1 : 0;
        if (isTooOld(error) || isAhead(error) || fruitless === mostFruitless) position = undefined;
        // Only a watch that lived for a while proves that the trouble is over.
        if (clock.now() - syncedAt > settings.backoff.maxMs && current.state === 'synced') failures = 0;
        failures += 1;
        lost(error, failures);
        leave(isServerTrouble(error) ? error : undefined);
      }
      await sleep(clock, backoffMs(failures, settings.backoff, rng), stopped);
    }
  };

  sink.freshness(current);
  const done = run().catch((error: unknown) => {
    if (!stopped.aborted) throw error;
  });
  return {
    get lastHeard() {
      return lastHeard;
    },
    stop: async () => {
      suspicion();
      stopping.abort(serviceUnavailable('stopped'));
      await done;
    },
  };
};

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const toError = (frame: WatchFrame): ApiError =>
  fromStatus(JSON.parse(frame.object.toString('utf8')) as Partial<Status>);

const readBookmark = (frame: WatchFrame): { resourceVersion: string; annotations?: Record<string, string> } =>
  (JSON.parse(frame.object.toString('utf8')) as { metadata: ReturnType<typeof readBookmark> }).metadata;

async function* heardStream(chunks: AsyncIterable<Uint8Array>, heard: () => void): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    heard();
    yield chunk;
  }
}
