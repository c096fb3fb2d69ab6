import { Agent, type RequestOptions, request } from 'node:https';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { ClusterTarget } from '@binnacle/kube/client';

/** One HTTP call, as it goes over the wire. */
export interface Call {
  method: string;
  path: string;
  query?: Record<string, string | number | boolean | undefined>;
  headers?: Record<string, string>;
  /** Text as it is, anything else as JSON. */
  body?: unknown;
}

export interface Reply {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

/** Sends calls to one API server. Knows HTTP and nothing of Kubernetes: it must not share a mistake with what it tests. */
export interface Wire {
  call(call: Call): Promise<Reply>;
  /** Resolves when the head has come; the body is read by the caller. */
  open(call: Call): Promise<IncomingMessage>;
  close(): void;
}

const headTimeoutMs = 20_000;

export const createWire = (target: ClusterTarget): Wire => {
  const { credentials } = target;
  const agent = new Agent({
    keepAlive: true,
    maxSockets: 64,
    rejectUnauthorized: target.insecureSkipTlsVerify !== true,
    ...(target.caData === undefined ? {} : { ca: target.caData }),
    ...(target.tlsServerName === undefined ? {} : { servername: target.tlsServerName }),
    ...(credentials.type === 'certificate' ? { cert: credentials.certData, key: credentials.keyData } : {}),
  });
  const bearer = credentials.type === 'token' ? { authorization: `Bearer ${credentials.token}` } : {};

  const open = ({ method, path, query = {}, headers, body }: Call): Promise<IncomingMessage> =>
    new Promise((resolve, reject) => {
      const pairs = Object.entries(query).flatMap(([key, value]) =>
        value === undefined ? [] : [`${encodeURIComponent(key)}=${encodeURIComponent(value)}`],
      );
      const payload = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
      const options: RequestOptions = {
        method,
        // As it is written: a URL would take `..` out of it.
        path: `${path}${pairs.length > 0 ? `?${pairs.join('&')}` : ''}`,
        agent,
        timeout: headTimeoutMs,
        headers: {
          accept: 'application/json',
          ...bearer,
          ...(payload === undefined
            ? {}
            : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(payload) }),
          ...headers,
        },
      };
      const outgoing = request(target.server, options, resolve);
      outgoing.on('timeout', () => outgoing.destroy(new Error(`${method} ${path}: no answer within 20 s`)));
      outgoing.on('error', reject);
      outgoing.end(payload);
    });

  return {
    open,
    call: async (call) => {
      const incoming = await open(call);
      incoming.setEncoding('utf8');
      let text = '';
      for await (const chunk of incoming) text += chunk as string;
      return { status: incoming.statusCode ?? 0, headers: incoming.headers, text };
    },
    close: () => agent.destroy(),
  };
};
