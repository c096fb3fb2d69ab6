import type { KubeRequest, KubeResponse } from './types.ts';

/** Sends one request and returns the answer whatever its status; throws the network's own error. */
export type Send = (request: KubeRequest) => Promise<KubeResponse>;

/**
 * Stands between the client and the network: it sees each attempt (also the ones repeated after a refreshed token) and may
 * answer itself, delay, change or fail it. For fault tests and for measuring.
 */
export type Interceptor = (request: KubeRequest, next: Send) => Promise<KubeResponse>;

/** An answer made here. `body` is sent as text, anything else than text as JSON. */
export const toResponse = (status: number, body: unknown, headers: Record<string, string> = {}): KubeResponse => {
  const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  return {
    status,
    headers: { 'content-type': 'application/json', ...headers },
    stream: async function* () {
      yield bytes;
    },
    bytes: () => Promise.resolve(bytes),
    json: async <T>() => JSON.parse(bytes.toString()) as T,
    cancel: () => undefined,
  };
};
