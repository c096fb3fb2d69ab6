import type { KubeList, KubeObject, Status, UnstructuredObject, WatchEventType } from '@binnacle/kube/api';
import { type Call, type Reply, type Wire } from './http.ts';
import { createLines, type Lines } from './lines.ts';

/** An answer of 400 or above: its Status, word for word. */
export class Refusal extends Error {
  readonly status: Status;
  readonly reply: Reply;

  constructor(call: Call, reply: Reply) {
    super(`${call.method} ${call.path}: ${reply.status} ${reply.text.slice(0, 2_000)}`);
    this.reply = reply;
    this.status = (reply.text.startsWith('{') ? JSON.parse(reply.text) : { message: reply.text }) as Status;
  }
}

export interface WatchEvent {
  type: WatchEventType;
  object: UnstructuredObject;
}

/** A watch under way. */
export interface Watch {
  next(timeoutMs?: number): Promise<WatchEvent | undefined>;
  /** Skips to the first event that satisfies the test. */
  until(test: (event: WatchEvent) => boolean): Promise<WatchEvent>;
  during(ms: number): Promise<WatchEvent[]>;
  close(): void;
}

export type Query = Call['query'];
export type PatchKind = 'json' | 'merge' | 'strategic' | 'apply';

const patchTypes: Record<PatchKind, string> = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  apply: 'application/apply-patch+yaml',
};

/** The verbs of one user, by path. Answers of 400 and above throw a Refusal. */
export interface Api {
  /** The answer as it came, whatever its status. */
  raw(call: Call): Promise<Reply>;
  get<T = UnstructuredObject>(path: string, query?: Query): Promise<T>;
  list<T extends KubeObject = UnstructuredObject>(path: string, query?: Query): Promise<KubeList<T>>;
  post<T = UnstructuredObject>(path: string, body: unknown, query?: Query): Promise<T>;
  put<T = UnstructuredObject>(path: string, body: unknown, query?: Query): Promise<T>;
  patch<T = UnstructuredObject>(path: string, body: unknown, options: { type: PatchKind; query?: Query }): Promise<T>;
  delete<T = UnstructuredObject>(path: string, options?: { body?: unknown; query?: Query }): Promise<T>;
  watch(path: string, query?: Query): Promise<Watch>;
  /** A streamed text answer. */
  lines(path: string, query?: Query): Promise<Lines>;
}

/** `onClose` is given what must be closed when the body ends. */
export const createApi = (wire: Wire, onClose: (close: () => void) => void): Api => {
  const send = async <T>(call: Call): Promise<T> => {
    const reply = await wire.call(call);
    if (reply.status >= 400) throw new Refusal(call, reply);
    return JSON.parse(reply.text) as T;
  };
  const open = async (call: Call): Promise<Lines> => {
    const incoming = await wire.open(call);
    const lines = createLines(incoming);
    onClose(lines.close);
    if ((incoming.statusCode ?? 0) < 400) return lines;
    let text = '';
    for (let line = await lines.next(); line !== undefined; line = await lines.next()) text += line;
    throw new Refusal(call, { status: incoming.statusCode ?? 0, headers: incoming.headers, text });
  };
  return {
    raw: (call) => wire.call(call),
    get: (path, query) => send({ method: 'GET', path, ...(query && { query }) }),
    list: (path, query) => send({ method: 'GET', path, ...(query && { query }) }),
    post: (path, body, query) => send({ method: 'POST', path, body, ...(query && { query }) }),
    put: (path, body, query) => send({ method: 'PUT', path, body, ...(query && { query }) }),
    patch: (path, body, { type, query }) =>
      send({ method: 'PATCH', path, body, headers: { 'content-type': patchTypes[type] }, ...(query && { query }) }),
    delete: (path, { body, query } = {}) =>
      send({ method: 'DELETE', path, ...(body !== undefined && { body }), ...(query && { query }) }),
    watch: async (path, query) => {
      const lines = await open({ method: 'GET', path, query: { ...query, watch: 1 } });
      const parse = (line: string) => JSON.parse(line) as WatchEvent;
      const next = async (timeoutMs?: number) => {
        const line = await lines.next(timeoutMs);
        return line === undefined ? undefined : parse(line);
      };
      return {
        next,
        until: async (test) => {
          for (;;) {
            const event = await next();
            if (!event) throw new Error('the watch ended before the awaited event');
            if (test(event)) return event;
          }
        },
        during: async (ms) => (await lines.during(ms)).map(parse),
        close: lines.close,
      };
    },
    lines: (path, query) => open({ method: 'GET', path, ...(query && { query }) }),
  };
};

/** The Status a call is refused with; fails when it is not refused. */
export const refusal = async (call: Promise<unknown>): Promise<Status> => {
  const outcome = await call.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  if ('error' in outcome && outcome.error instanceof Refusal) return outcome.error.status;
  if ('error' in outcome) throw outcome.error;
  throw new Error(`expected a refusal, got ${JSON.stringify(outcome.value)?.slice(0, 500)}`);
};
