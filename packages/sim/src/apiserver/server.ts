import { setMaxListeners } from 'node:events';
import { ServerResponse, type IncomingMessage } from 'node:http';
import { createServer } from 'node:https';
import { isIP } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import type { ServingCertificates } from '@binnacle/kube/certificates';
import type { ServerContext } from './call.ts';
import { dispatch } from './dispatch.ts';
import { createWebhookAdmission } from './webhooks/admission.ts';

/** `127.0.0.1:0`, `[::1]:6443`, `localhost:6443`. Throws TypeError. */
export const parseListenAddress = (text: string): { host: string; port: number } => {
  const match = /^(?:\[([^\]]+)\]|([^:]*)):(\d{1,5})$/.exec(text);
  const port = Number(match?.[3]);
  if (match === null || port > 65535) throw new TypeError(`listen address ${JSON.stringify(text)} is not host:port`);
  return { host: match[1] ?? (match[2] === '' ? '127.0.0.1' : match[2]!), port };
};

/** A host as it stands in a URL. */
const urlHost = (host: string): string => (isIP(host) === 6 ? `[${host}]` : host);

export interface ApiServer {
  url: string;
  close(): Promise<void>;
}

interface ServedAt {
  host: string;
  port: number;
  certificates: ServingCertificates;
  /** PEM of what signs the certificates of clients. */
  clientCa: string;
}

/** Listens on TLS. Rejects when the address cannot be had. */
export const startApiServer = async (
  context: Omit<ServerContext, 'closing'>,
  { host, port, certificates, clientCa }: ServedAt,
): Promise<ApiServer> => {
  const closing = new AbortController();
  const admission = createWebhookAdmission(context.registry);
  context.registry.admission = admission;
  // Every watch and log listens to it.
  setMaxListeners(0, closing.signal);
  const server = createServer(
    {
      ...{ cert: certificates.cert, key: certificates.key, keepAliveTimeout: 60_000 },
      // Who brings a certificate is judged by it; nobody must.
      ...{ ca: clientCa, requestCert: true, rejectUnauthorized: false },
    },
    (request, response) => {
      void dispatch({ ...context, closing: closing.signal }, { request, response });
    },
  );
  server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    const response = new ServerResponse(request);
    response.assignSocket(socket);
    // Unless the protocol is changed, one answer is all there is.
    response.shouldKeepAlive = false;
    response.once('finish', () => socket.end());
    socket.on('error', () => {});
    void dispatch({ ...context, closing: closing.signal }, { request, response, upgrade: { socket, head } });
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
  return {
    url: `https://${urlHost(host)}:${address.port}`,
    close: () =>
      new Promise((resolve) => {
        closing.abort();
        admission.close();
        server.close(() => resolve());
        server.closeIdleConnections();
        server.closeAllConnections();
      }),
  };
};
