/** The HTTPS server behind admission and conversion. Every answer is made in memory: nothing here waits for a cluster. */
import { createServer } from 'node:https';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Reader } from '../cluster/index.ts';
import { admissions } from './admit.ts';
import { convert } from './convert.ts';
import { deny } from './review.ts';
import type { AdmissionReview, ConversionReview } from './review.ts';

export interface WebhookServerOptions {
  host: string;
  /** 0 picks a free one. */
  port: number;
  /** PEM. */
  cert: string;
  /** PEM. */
  key: string;
  partitionPercentLimit: number;
  /** Runs a pure reading of the cluster. */
  read: <T>(read: (reader: Reader) => T) => Promise<T>;
}

export interface WebhookServer {
  /** https://host:port */
  readonly url: string;
  /** Takes effect for new connections. PEM. */
  renew(certificates: { cert: string; key: string }): void;
  close(): Promise<void>;
}

/** API servers send objects of at most 3 MiB, two of them in a review. */
const longestBody = 8 * 1024 * 1024;

const idleConnectionMs = 150_000;

const bodyOf = async (request: IncomingMessage): Promise<string | undefined> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > longestBody) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
};

export const serveWebhooks = async (options: WebhookServerOptions): Promise<WebhookServer> => {
  const { read, partitionPercentLimit } = options;

  const answer = async (path: string, body: string): Promise<object | undefined> => {
    if (path === '/convert') return convert(JSON.parse(body) as ConversionReview);
    const admit = admissions[path];
    if (admit === undefined) return undefined;
    const { apiVersion, kind, request } = JSON.parse(body) as AdmissionReview;
    if (request === undefined) return { apiVersion, kind, response: { uid: '', ...deny('the review has no request') } };
    const response = await read((reader) => admit(request, reader, { partitionPercentLimit }));
    return { apiVersion, kind, response: { uid: request.uid, ...response } };
  };

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const send = (status: number, value: unknown) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(value));
    };
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    if (path === '/healthz' || path === '/readyz') return send(200, 'ok');
    const body = await bodyOf(request);
    if (body === undefined) return send(413, { message: 'the review is too large' });
    try {
      const value = await answer(path, body);
      send(value === undefined ? 404 : 200, value ?? { message: `nothing is served at ${path}` });
    } catch (error) {
      // The API server shows the message to who made the request.
      send(error instanceof SyntaxError ? 400 : 500, {
        message: error instanceof Error ? error.message : String(error),
      });
    }
  };

  const server = createServer({ cert: options.cert, key: options.key }, (request, response) => {
    handle(request, response).catch(() => response.destroy());
  });
  // Longer than API servers keep a connection for their next question: theirs must not meet our closing it.
  server.keepAliveTimeout = idleConnectionMs;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `https://${options.host}:${port}`,
    renew: ({ cert, key }) => server.setSecureContext({ cert, key }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
