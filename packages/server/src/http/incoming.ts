import type { IncomingMessage } from 'node:http';

/** A request whose route is known, and what was read of it; each of Fastify's is one. */
export interface Incoming {
  readonly raw: IncomingMessage;
  /** Of the path, percent-decoded. */
  readonly params: unknown;
  readonly query: unknown;
  /** Parsed JSON, or a stream; undefined when there is none. */
  readonly body: unknown;
}
