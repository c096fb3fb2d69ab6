/** One call to a webhook, over HTTPS. */
import { Agent, request } from 'node:https';
import { isIP } from 'node:net';
import { fromHttpFailure } from '@binnacle/kube/api';
import type { Address } from './address.ts';

/** As much as an answer may be. */
const ANSWER_LIMIT = 3 * 1024 * 1024;

/** A call that brought no answer; in the words of Go's HTTP client. */
export class CallFailure extends Error {}

const dialFailure = ({ host, port }: Address, code: string | undefined): string | undefined => {
  const at = isIP(host) === 6 ? `[${host}]:${port}` : `${host}:${port}`;
  switch (code) {
    case 'ECONNREFUSED':
      return `dial tcp ${at}: connect: connection refused`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `dial tcp: lookup ${host}: no such host`;
    case 'EHOSTUNREACH':
      return `dial tcp ${at}: connect: no route to host`;
    case 'ECONNRESET':
      return 'EOF';
    default:
      return undefined;
  }
};

const tlsFailure = (error: Error & { code?: string; cert?: { subjectaltname?: string } }, address: Address) => {
  if (error.code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    const names = (error.cert?.subjectaltname ?? '').split(', ').map((name) => name.replace(/^(DNS|IP Address):/, ''));
    return `x509: certificate is valid for ${names.join(', ')}, not ${address.serverName}`;
  }
  if (error.code === 'CERT_HAS_EXPIRED') return 'x509: certificate has expired or is not yet valid';
  const unknown = ['SELF_SIGNED', 'UNABLE_TO', 'DEPTH_ZERO'].some((start) => error.code?.startsWith(start));
  return unknown ? 'x509: certificate signed by unknown authority' : undefined;
};

const explain = (error: Error & { code?: string }, address: Address): string => {
  if (error.name === 'AbortError' || error.name === 'TimeoutError') return 'context deadline exceeded';
  const tls = tlsFailure(error, address);
  if (tls !== undefined) return `tls: failed to verify certificate: ${tls}`;
  return dialFailure(address, error.code) ?? error.message;
};

/** Posts JSON and reads JSON. */
export interface Poster {
  /** Rejects with CallFailure: no connection, no answer in time, an answer that is none. */
  post(address: Address, body: unknown, options: { timeoutMs: number; userAgent: string }): Promise<unknown>;
  close(): void;
}

export const createPoster = (): Poster => {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  return {
    close: () => agent.destroy(),
    post: async (address, body, { timeoutMs, userAgent }) => {
      const payload = Buffer.from(JSON.stringify(body));
      const { code, text } = await new Promise<{ code: number; text: string }>((resolve, reject) => {
        const fail = (error: Error) => reject(new CallFailure(`Post "${address.url}": ${explain(error, address)}`));
        const outgoing = request(
          {
            host: address.host,
            port: address.port,
            path: address.path,
            method: 'POST',
            agent,
            signal: AbortSignal.timeout(timeoutMs),
            ...(isIP(address.serverName) === 0 ? { servername: address.serverName } : {}),
            ...(address.ca === undefined ? {} : { ca: address.ca }),
            headers: {
              accept: 'application/json, */*',
              'content-type': 'application/json',
              'content-length': payload.length,
              'user-agent': userAgent,
            },
          },
          (incoming) => {
            const chunks: Buffer[] = [];
            let size = 0;
            incoming.on('data', (chunk: Buffer) => {
              size += chunk.length;
              if (size > ANSWER_LIMIT) incoming.destroy(new Error('http: response body too large'));
              chunks.push(chunk);
            });
            incoming.on('error', fail);
            incoming.on('end', () =>
              resolve({ code: incoming.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') }),
            );
          },
        );
        outgoing.on('error', fail);
        outgoing.end(payload);
      });
      if (code < 200 || code > 299)
        throw new CallFailure(fromHttpFailure(code, { method: 'POST', body: text }).message);
      return parseAnswer(text);
    },
  };
};

const parseAnswer = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new CallFailure(
      'couldn\'t get version/kind; json parse error: json: cannot unmarshal string into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }',
    );
  }
};
