import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';
import type { SubReply, SubRequest } from './row.ts';

/** What says who asks, and from where. */
const passedOn = ['authorization', 'cookie', 'host', 'origin', 'sec-fetch-site', 'accept-language'] as const;

/** Answers a request as if the caller of another one had sent it: every check is made for it alone. */
export const askWithin = async (
  app: Pick<FastifyInstance, 'inject'>,
  { method, url, body }: SubRequest,
  from: IncomingMessage,
): Promise<SubReply> => {
  const headers: Record<string, string> = {};
  for (const name of passedOn) {
    const value = from.headers[name];
    if (typeof value === 'string') headers[name] = value;
  }
  const { statusCode, payload } = await app.inject({
    method,
    url,
    headers,
    remoteAddress: from.socket.remoteAddress ?? '',
    ...(body === undefined ? {} : { payload: body as object }),
  });
  return { status: statusCode, body: JSON.parse(payload) };
};
