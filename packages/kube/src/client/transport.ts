import { Agent, ProxyAgent } from 'undici';
import type { Dispatcher } from 'undici';
import { tooLarge } from '../api/index.ts';
import type { Send } from './interceptor.ts';
import { toUnreachable } from './network-error.ts';
import type { ClusterTarget } from './target.ts';
import type { KubeRequest, KubeResponse } from './types.ts';

/** A client certificate, PEM. */
export interface ClientCertificate {
  cert: string;
  key: string;
}

/** Connections to one API server. */
export interface Transport {
  send: (request: KubeRequest, certificate?: ClientCertificate) => ReturnType<Send>;
  close(): Promise<void>;
}

const connectTimeoutMs = 10_000;
/** Shorter than what API servers (minutes) and common load balancers (60 s) allow, so that they rarely close first. */
const keepAliveMs = 20_000;
/** Long answers are judged by whoever reads them: only a reader knows how quiet a watch may be. */
const lanes = {
  short: { connections: 32, bodyTimeout: 30_000 },
  long: { connections: 512, bodyTimeout: 0 },
};
type Lane = keyof typeof lanes;
const maxBodyBytes = 512 * 1024 * 1024;

/** Watches and followed logs hold their connection; they are kept apart so that they never take one from a short call. */
const isLong = (request: KubeRequest): boolean =>
  request.long ?? (request.query?.['watch'] === true || request.query?.['follow'] === true);

/** Opens no connection until the first request. */
export const createTransport = (target: ClusterTarget): Transport => {
  const url = new URL(target.server);
  const basePath = url.pathname === '/' ? '' : url.pathname;
  const agents = new Map<Lane, Dispatcher>();
  const retired = new Set<Dispatcher>();
  let agentsCertificate: ClientCertificate | undefined;
  let closed = false;

  const agentFor = (request: KubeRequest, certificate: ClientCertificate | undefined): Dispatcher => {
    if (certificate?.cert !== agentsCertificate?.cert || certificate?.key !== agentsCertificate?.key) {
      // A renewed certificate needs new connections; what runs on the old ones may finish.
      for (const agent of agents.values()) {
        retired.add(agent);
        void agent.close().finally(() => retired.delete(agent));
      }
      agents.clear();
      agentsCertificate = certificate;
    }
    const lane: Lane = isLong(request) ? 'long' : 'short';
    let agent = agents.get(lane);
    if (agent === undefined) {
      agent = createAgent(target, certificate, lane);
      agents.set(lane, agent);
    }
    return agent;
  };

  return {
    send: async (request, certificate) => {
      if (closed) throw Object.assign(new Error('closed'), { code: 'UND_ERR_CLOSED' });
      const { body, contentType } = toBody(request.body);
      const answer = await agentFor(request, certificate).request({
        origin: url.origin,
        path: `${basePath}${request.path}${toQuery(request.query)}`,
        method: request.method,
        headers: { accept: 'application/json', ...contentType, ...request.headers },
        ...(body === undefined ? {} : { body }),
        ...(request.signal === undefined ? {} : { signal: request.signal }),
      });
      return toKubeResponse(answer, target);
    },
    close: async () => {
      closed = true;
      await Promise.all([...agents.values(), ...retired].map((agent) => agent.destroy()));
      agents.clear();
    },
  };
};

const createAgent = (target: ClusterTarget, certificate: ClientCertificate | undefined, lane: Lane): Dispatcher => {
  const tls = {
    ...(target.caData === undefined ? {} : { ca: target.caData }),
    ...(certificate === undefined ? {} : certificate),
    ...(target.tlsServerName === undefined ? {} : { servername: target.tlsServerName }),
    rejectUnauthorized: target.insecureSkipTlsVerify !== true,
  };
  const pool = {
    ...lanes[lane],
    pipelining: 1,
    keepAliveTimeout: keepAliveMs,
    keepAliveMaxTimeout: keepAliveMs,
    // The client has its own time limit until the answer's head, on its clock.
    headersTimeout: 0,
  };
  return target.proxyUrl === undefined
    ? new Agent({ ...pool, connect: { ...tls, timeout: connectTimeoutMs } })
    : new ProxyAgent({ ...pool, uri: target.proxyUrl, requestTls: { ...tls, timeout: connectTimeoutMs } });
};

/** What is the same in a query: nearly all that is asked for by name. URLSearchParams take a tenth of a small call's time. */
const plain = /^[\w.-]*$/;
const toPair = (name: string, value: string): string =>
  plain.test(name) && plain.test(value) ? `${name}=${value}` : new URLSearchParams([[name, value]]).toString();

const toQuery = (query: KubeRequest['query']): string => {
  let text = '';
  for (const [name, value] of Object.entries(query ?? {}))
    if (value !== undefined) text += `${text === '' ? '?' : '&'}${toPair(name, String(value))}`;
  return text;
};

const toBody = (body: unknown): { body?: string | Uint8Array; contentType?: Record<string, string> } => {
  if (body === undefined) return {};
  const contentType = { 'content-type': 'application/json' };
  return typeof body === 'string' || body instanceof Uint8Array
    ? { body, contentType }
    : { body: JSON.stringify(body), contentType };
};

const toKubeResponse = (answer: Dispatcher.ResponseData, target: ClusterTarget): KubeResponse => {
  const { body } = answer;
  // Without a listener an answer that breaks while nobody reads it would end the process.
  body.on('error', () => undefined);
  const stream = async function* () {
    try {
      for await (const chunk of body) yield chunk as Uint8Array;
    } catch (error) {
      throw toUnreachable(error, target);
    }
  };
  const bytes = async () => {
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of stream()) {
      size += chunk.length;
      if (size > maxBodyBytes) throw tooLarge(`the answer is larger than ${maxBodyBytes} bytes; ask for pages`);
      chunks.push(chunk);
    }
    return chunks.length === 1
      ? Buffer.from(chunks[0]!.buffer, chunks[0]!.byteOffset, size)
      : Buffer.concat(chunks, size);
  };
  return {
    status: answer.statusCode,
    headers: Object.fromEntries(
      Object.entries(answer.headers).map(([name, value]) => [
        name,
        Array.isArray(value) ? value.join(', ') : (value ?? ''),
      ]),
    ),
    stream,
    bytes,
    json: async <T>() => JSON.parse((await bytes()).toString('utf8')) as T,
    cancel: () => body.destroy(),
  };
};
