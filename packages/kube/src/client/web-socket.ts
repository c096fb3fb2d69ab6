import { request as httpRequest } from 'node:http';
import type { Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import WebSocket from 'ws';
import { fromHttpFailure, fromStatus, isFailureStatus, timeout } from '../api/index.ts';
import type { AuthMaterial, CredentialSource } from './credential-source.ts';
import { impersonationHeaders } from './impersonation.ts';
import { toUnreachable } from './network-error.ts';
import type { ClusterTarget } from './target.ts';

const handshakeMs = 30_000;
const maxFrameBytes = 16 * 1024 * 1024;
const maxErrorBytes = 1024 * 1024;

/** The answer to a handshake that was refused. */
interface Refusal {
  status: number;
  text: string;
}

const toFailure = ({ status, text }: Refusal) => {
  try {
    const parsed: unknown = JSON.parse(text);
    if (isFailureStatus(parsed)) return fromStatus(parsed, status);
  } catch {
    // Not every server between us and the kubelet answers with a Status.
  }
  return fromHttpFailure(status, { method: 'GET', body: text });
};

const tlsOptions = (target: ClusterTarget, { certificate }: AuthMaterial) => ({
  ...(target.caData === undefined ? {} : { ca: target.caData }),
  ...(certificate === undefined ? {} : certificate),
  ...(target.tlsServerName === undefined ? {} : { servername: target.tlsServerName }),
  rejectUnauthorized: target.insecureSkipTlsVerify !== true,
});

/** A connection to the server through the target's HTTP proxy. */
const tunnel = (proxyUrl: string, server: URL): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const proxy = new URL(proxyUrl);
    const port = server.port === '' ? (server.protocol === 'https:' ? 443 : 80) : server.port;
    const authority = `${server.hostname}:${port}`;
    const credentials = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`;
    const asked = httpRequest({
      host: proxy.hostname,
      port: proxy.port === '' ? 80 : proxy.port,
      method: 'CONNECT',
      path: authority,
      timeout: handshakeMs,
      headers: {
        host: authority,
        ...(proxy.username === ''
          ? {}
          : { 'proxy-authorization': `Basic ${Buffer.from(credentials).toString('base64')}` }),
      },
    });
    asked.once('connect', (answer, socket) => {
      if (answer.statusCode === 200) return resolve(socket);
      socket.destroy();
      reject(new Error(`the proxy answered ${answer.statusCode ?? 0}`));
    });
    asked.once('timeout', () => asked.destroy(new Error('the proxy did not answer')));
    asked.once('error', reject);
    asked.end();
  });

interface Attempt {
  target: ClusterTarget;
  /** With its query. */
  path: string;
  protocols: readonly string[];
  userAgent: string;
  signal: AbortSignal | undefined;
}

const attempt = async (material: AuthMaterial, { target, path, protocols, userAgent, signal }: Attempt) => {
  const server = new URL(target.server);
  const tls = tlsOptions(target, material);
  const through = target.proxyUrl === undefined ? undefined : await tunnel(target.proxyUrl, server);
  const base = server.pathname === '/' ? '' : server.pathname;
  const socket = new WebSocket(
    `${server.protocol === 'https:' ? 'wss' : 'ws'}://${server.host}${base}${path}`,
    [...protocols],
    {
      ...tls,
      ...(through === undefined
        ? {}
        : {
            createConnection: () =>
              server.protocol === 'https:'
                ? connectTls({ socket: through, servername: server.hostname, ...tls })
                : through,
          }),
      handshakeTimeout: handshakeMs,
      maxPayload: maxFrameBytes,
      perMessageDeflate: false,
      headers: { 'user-agent': userAgent, ...impersonationHeaders(target.impersonate), ...material.headers } as Record<
        string,
        string
      >,
    },
  );
  return new Promise<WebSocket | Refusal>((resolve, reject) => {
    const leave = () => {
      socket.terminate();
      reject(signal?.reason as Error);
    };
    signal?.addEventListener('abort', leave, { once: true });
    const settled = () => signal?.removeEventListener('abort', leave);
    socket.once('open', () => {
      settled();
      socket.pause();
      resolve(socket);
    });
    socket.once('error', (error) => {
      settled();
      reject(error);
    });
    socket.once('unexpected-response', (sent, answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (chunk: string) => {
        text += chunk;
        if (text.length > maxErrorBytes) sent.destroy();
      });
      answer.once('close', () => {
        settled();
        resolve({ status: answer.statusCode ?? 0, text });
      });
    });
  });
};

/**
 * Opens a WebSocket to an API server with the target's credentials, which are renewed once after a 401. Rejects with the
 * ApiError of a server that refuses, or of one that cannot be reached. Events that come before a listener are not lost:
 * the socket is paused.
 */
export const openWebSocket = async (credentials: CredentialSource, request: Attempt): Promise<WebSocket> => {
  const { target } = request;
  try {
    const material = await credentials.current();
    let opened = await attempt(material, request);
    if (!(opened instanceof WebSocket) && opened.status === 401) {
      const newer = await credentials.renew(material);
      if (newer !== undefined) opened = await attempt(newer, request);
    }
    if (!(opened instanceof WebSocket)) throw toFailure(opened);
    return opened;
  } catch (error) {
    if (request.signal?.aborted === true) throw request.signal.reason;
    if (error instanceof Error && /handshake has timed out/i.test(error.message))
      throw timeout(`cluster "${target.name}" (${target.server}) did not answer within ${handshakeMs / 1000} s`);
    throw toUnreachable(error, target);
  }
};
