/** For tests: a small server that speaks list and watch over real sockets, and breaks in the ways that real ones do. */
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { UnstructuredObject, WatchEventType } from '../api/index.ts';
import type { ClusterTarget } from '../client/index.ts';

export interface SeenRequest {
  type: 'list' | 'watch' | 'stream';
  path: string;
  query: URLSearchParams;
}

/** An answer instead of the real one. */
export interface Fault {
  status: number;
  body: unknown;
  headers?: Record<string, string>;
}

export interface ListWatchServer {
  readonly target: ClusterTarget;
  readonly requests: SeenRequest[];
  /** Connections open now. */
  readonly sockets: number;
  /** Watches open now. */
  readonly watches: number;
  /** Asked about each request. */
  fault: ((request: SeenRequest) => Fault | undefined) | undefined;
  /** Never ends a streamed list, as a server that does not know the parameter. */
  ignoresStreaming: boolean;
  /** Writes nothing more on open watches, and keeps them open. */
  silent: boolean;
  /** Breaks the connection of each watch that has something to catch up with. */
  breaksResumes: boolean;
  /** Takes requests and never answers. */
  hangs: boolean;
  put(object: { namespace?: string; name: string } & Record<string, unknown>): UnstructuredObject;
  remove(namespace: string, name: string): void;
  bookmark(): void;
  /** Writes text on every open watch. */
  write(text: string): void;
  /** Forgets history: older resourceVersions are answered 410. */
  compact(): void;
  /** Starts over with an empty history, as after a restore. */
  replaceData(): void;
  /** Ends every watch, in order or by breaking the connection. */
  endWatches(how: 'end' | 'break'): void;
  stop(): Promise<void>;
  start(): Promise<void>;
}

interface Watch {
  response: ServerResponse;
}

const failure = (code: number, reason: string, message: string): Fault => ({
  status: code,
  body: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, code },
});

export const expiredFault = failure(410, 'Expired', 'too old resource version: 1 (9)');
export const refusedFault = failure(
  422,
  'Invalid',
  'ListOptions.meta.k8s.io "" is invalid: sendInitialEvents: Forbidden: sendInitialEvents is forbidden for watch unless the WatchList feature gate is enabled',
);
export const forbiddenFault = failure(403, 'Forbidden', 'pods is forbidden: User "eve" cannot list resource "pods"');

/** Serves Pods at any namespace-less path. */
export const startListWatchServer = async (): Promise<ListWatchServer> => {
  let version = 1;
  let oldest = 0;
  let objects = new Map<string, UnstructuredObject>();
  let history: { version: number; frame: string }[] = [];
  const watches = new Set<Watch>();
  const sockets = new Set<Socket>();
  const requests: SeenRequest[] = [];
  let port = 0;
  let http: Server;

  const frameOf = (type: WatchEventType, object: unknown) => `${JSON.stringify({ type, object })}\n`;
  const bookmarkOf = (annotations?: Record<string, string>) =>
    frameOf('BOOKMARK', {
      kind: 'Pod',
      apiVersion: 'v1',
      metadata: { resourceVersion: String(version), ...(annotations === undefined ? {} : { annotations }) },
    });
  const write = (text: string) => {
    if (server.silent) return;
    for (const { response } of watches) response.write(text);
  };
  const record = (type: WatchEventType, object: unknown) => {
    const frame = frameOf(type, object);
    history.push({ version, frame });
    write(frame);
  };
  const answer = (response: ServerResponse, { status, body, headers }: Fault) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };

  const list = (query: URLSearchParams, response: ServerResponse) => {
    const all = [...objects.values()];
    const from = Number(query.get('continue') ?? 0);
    const to = query.has('limit') ? from + Number(query.get('limit')) : all.length;
    // Built-in lists carry no type in their items.
    const items = all.slice(from, to).map(({ apiVersion: _a, kind: _k, ...rest }) => rest);
    const metadata = { resourceVersion: String(version), ...(to < all.length ? { continue: String(to) } : {}) };
    answer(response, { status: 200, body: { kind: 'PodList', apiVersion: 'v1', metadata, items } });
  };

  const watch = (request: SeenRequest, response: ServerResponse) => {
    const streamed = request.type === 'stream';
    const from = Number(request.query.get('resourceVersion') ?? 0);
    response.writeHead(200, { 'content-type': 'application/json' });
    response.flushHeaders();
    if (!streamed && from < oldest) {
      response.end(frameOf('ERROR', expiredFault.body));
      return;
    }
    const entry: Watch = { response };
    watches.add(entry);
    response.on('close', () => watches.delete(entry));
    if (server.silent) return;
    if (streamed) {
      for (const object of objects.values()) response.write(frameOf('ADDED', object));
      if (!server.ignoresStreaming) response.write(bookmarkOf({ 'k8s.io/initial-events-end': 'true' }));
    } else {
      const missed = history.filter((event) => event.version > from);
      if (server.breaksResumes && missed.length > 0) {
        // Only once the headers have left: the watch is opened, then lost.
        response.write('\n', () => response.socket?.destroy());
        return;
      }
      for (const { frame } of missed) response.write(frame);
    }
  };

  const handle = (incoming: IncomingMessage, response: ServerResponse) => {
    const url = new URL(incoming.url ?? '/', 'http://localhost');
    const type =
      url.searchParams.get('watch') !== 'true'
        ? 'list'
        : url.searchParams.has('sendInitialEvents')
          ? 'stream'
          : 'watch';
    const request: SeenRequest = { type, path: url.pathname, query: url.searchParams };
    requests.push(request);
    if (server.hangs) return;
    const fault = server.fault?.(request);
    if (fault !== undefined) answer(response, fault);
    else if (type === 'list') list(request.query, response);
    else watch(request, response);
  };

  const server: ListWatchServer = {
    get target(): ClusterTarget {
      return { name: 'test', server: `http://127.0.0.1:${port}`, credentials: { type: 'none' } };
    },
    requests,
    get sockets() {
      return sockets.size;
    },
    get watches() {
      return watches.size;
    },
    fault: undefined,
    ignoresStreaming: false,
    silent: false,
    breaksResumes: false,
    hangs: false,
    put: ({ namespace = 'default', name, metadata, ...rest }) => {
      version += 1;
      const key = `${namespace}/${name}`;
      const known = objects.get(key);
      const object: UnstructuredObject = {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: {
          name,
          namespace,
          uid: known?.metadata.uid ?? `uid-${name}-${version}`,
          resourceVersion: String(version),
          creationTimestamp: '2026-01-01T00:00:00Z',
          ...(metadata as object | undefined),
        },
        ...rest,
      };
      objects.set(key, object);
      record(known === undefined ? 'ADDED' : 'MODIFIED', object);
      return object;
    },
    remove: (namespace, name) => {
      version += 1;
      const object = objects.get(`${namespace}/${name}`)!;
      objects.delete(`${namespace}/${name}`);
      record('DELETED', { ...object, metadata: { ...object.metadata, resourceVersion: String(version) } });
    },
    bookmark: () => write(bookmarkOf()),
    write,
    compact: () => {
      history = [];
      oldest = version;
    },
    replaceData: () => {
      version = 1;
      oldest = 0;
      objects = new Map();
      history = [];
    },
    endWatches: (how) => {
      for (const { response } of watches) {
        if (how === 'end') response.end();
        else response.socket?.destroy();
      }
      watches.clear();
    },
    stop: async () => {
      const closed = new Promise<void>((resolve) => http.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
    start: () => {
      http = createServer(handle);
      http.on('connection', (socket) => {
        sockets.add(socket);
        socket.on('close', () => sockets.delete(socket));
      });
      return new Promise((resolve) => {
        http.listen(port, '127.0.0.1', () => {
          port = (http.address() as AddressInfo).port;
          resolve();
        });
      });
    },
  };
  await server.start();
  return server;
};
