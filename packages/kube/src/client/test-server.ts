/** For tests: plain servers, and clients of them that are closed with `closeAll`. */
import { createServer } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage, Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { createClient } from './client.ts';
import type { ClientOptions } from './client.ts';
import type { ClusterTarget } from './target.ts';
import type { KubeClient } from './types.ts';

/** What a server was sent. */
export interface Seen {
  method: string;
  url: string;
  headers: IncomingHttpHeaders;
  body: string;
}

const closing: (() => Promise<unknown>)[] = [];

/** Closes what was opened, the last first. */
export const closeAll = async (): Promise<void> => {
  for (const close of closing.splice(0).reverse()) await close();
};

/** Listens on a free port; `sockets` are the connections open now. */
export const listen = async (server: Server) => {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    for (const socket of sockets) socket.destroy();
    return new Promise((resolve) => server.close(resolve));
  });
  return { port: (server.address() as AddressInfo).port, sockets };
};

/** A client that is closed at the end. */
export const start = (target: ClusterTarget, options?: ClientOptions): KubeClient => {
  const client = createClient(target, options);
  closing.push(() => client.close());
  return client;
};

export const targetAt = (port: number, more: Partial<ClusterTarget> = {}): ClusterTarget => ({
  name: 'test',
  server: `http://127.0.0.1:${port}`,
  credentials: { type: 'none' },
  ...more,
});

const readBody = async (request: IncomingMessage) => {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
};

/** A plain server that records what it is sent and answers in turn; the last answer is repeated. */
export const startServer = async (
  ...answers: { status?: number; body?: unknown; headers?: Record<string, string> }[]
) => {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    void readBody(request).then((body) => {
      seen.push({ method: request.method!, url: request.url!, headers: request.headers, body });
      const answer = answers[Math.min(seen.length, answers.length) - 1] ?? {};
      response.writeHead(answer.status ?? 200, { 'content-type': 'application/json', ...answer.headers });
      response.end(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body ?? {}));
    });
  });
  return { seen, ...(await listen(server)) };
};
