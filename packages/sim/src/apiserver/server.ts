import { setMaxListeners } from 'node:events';
import { ServerResponse, type IncomingMessage } from 'node:http';
import { createServer } from 'node:https';
import { isIP } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import type { ServingCertificates } from '@binnacle/kube/certificates';
import type { Admission } from '../registry/index.ts';
import type { ServerContext } from './call.ts';
import { dispatch } from './dispatch.ts';
import { createRequestMetrics } from './request-metrics.ts';
import { createPolicyAdmission } from './policies/admission.ts';
import { createWebhookAdmission } from './webhooks/admission.ts';
import { createConversion } from './webhooks/conversion.ts';
import { createPoster } from './webhooks/post.ts';

/** `127.0.0.1:0`, `[::1]:6443`, `localhost:6443`. Throws TypeError. */
export const parseListenAddress = (text: string): { host: string; port: number } => {
  const match = /^(?:\[([^\]]+)\]|([^:]*)):(\d{1,5})$/.exec(text);
  const port = Number(match?.[3]);
  if (match === null || port > 65535) throw new TypeError(`listen address ${JSON.stringify(text)} is not host:port`);
  return { host: match[1] ?? (match[2] === '' ? '127.0.0.1' : match[2]!), port };
};

/** A host as it stands in a URL. */
const urlHost = (host: string): string => (isIP(host) === 6 ? `[${host}]` : host);

/** A server that has its address. */
export interface ApiServer {
  url: string;
  /** Answers from now on; what came before waited for it, but for the plain /healthz, /livez and /readyz. */
  serve(context: Omit<ServerContext, 'closing' | 'metrics'>): void;
  close(): Promise<void>;
}

/** Requests that wait for the cluster; more are told to come again. */
const mostWaiting = 1000;

type Exchange = Parameters<typeof dispatch>[1];

/** What is asked about the server itself; it is well while it listens. */
const isAboutServer = ({ method, url }: IncomingMessage): boolean =>
  method === 'GET' && /^\/(healthz|livez|readyz)$/.test(url ?? '');

interface ServedAt {
  host: string;
  port: number;
  certificates: ServingCertificates;
  /** PEM of what signs the certificates of clients. */
  clientCa: string;
}

/** One after the other: what the former refuses, the latter is not asked about. */
const inTurn = (parts: readonly Admission[]): Admission => ({
  concerns: (request, requester) => parts.some((part) => part.concerns(request, requester)),
  ask: async (request, requester) => {
    let { object } = request;
    for (const part of parts) {
      object = await part.ask({ ...request, ...(object === undefined ? {} : { object }) }, requester);
    }
    return object;
  },
});

/** Listens on TLS. Rejects when the address cannot be had. */
export const openApiServer = async ({ host, port, certificates, clientCa }: ServedAt): Promise<ApiServer> => {
  const closing = new AbortController();
  // Every watch and log listens to it.
  setMaxListeners(0, closing.signal);
  const waiting: Exchange[] = [];
  let answer = (exchange: Exchange): void => {
    if (isAboutServer(exchange.request)) exchange.response.writeHead(200, { 'Content-Type': 'text/plain' }).end('ok');
    else if (waiting.length < mostWaiting) waiting.push(exchange);
    else exchange.response.writeHead(503, { 'Retry-After': '1' }).end();
  };
  const server = createServer(
    {
      ...{ cert: certificates.cert, key: certificates.key, keepAliveTimeout: 60_000 },
      // Who brings a certificate is judged by it; nobody must.
      ...{ ca: clientCa, requestCert: true, rejectUnauthorized: false },
    },
    (request, response) => answer({ request, response }),
  );
  server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    const response = new ServerResponse(request);
    response.assignSocket(socket);
    // Unless the protocol is changed, one answer is all there is.
    response.shouldKeepAlive = false;
    response.once('finish', () => socket.end());
    socket.on('error', () => {});
    answer({ request, response, upgrade: { socket, head } });
  });
  // Broken handshakes and half-sent requests are their senders' affair.
  server.on('tlsClientError', () => {});
  server.on('clientError', (_error, socket) => {
    if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const address = server.address() as AddressInfo;
  let stopAsking = (): void => {};
  return {
    url: `https://${urlHost(host)}:${address.port}`,
    serve: (context) => {
      const { registry, authorizer } = context;
      const poster = createPoster();
      stopAsking = poster.close;
      registry.convert = createConversion(registry, poster);
      registry.admission = inTurn([
        createPolicyAdmission(registry, authorizer),
        createWebhookAdmission(registry, authorizer, poster),
      ]);
      const metrics = createRequestMetrics(registry);
      const serving = { ...context, metrics, closing: closing.signal };
      answer = (exchange) => void dispatch(serving, exchange);
      for (const exchange of waiting.splice(0)) answer(exchange);
    },
    close: () =>
      new Promise((resolve) => {
        closing.abort();
        stopAsking();
        server.close(() => resolve());
        server.closeIdleConnections();
        server.closeAllConnections();
      }),
  };
};
