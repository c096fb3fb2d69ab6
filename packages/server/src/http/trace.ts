import { randomUUID } from 'node:crypto';

const traceparent = /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}/;
const noTrace = '0'.repeat(32);

/** The trace id of a W3C `traceparent` header, else a new UUID. */
export const traceIdOf = (header: string | string[] | undefined): string => {
  const id = typeof header === 'string' ? traceparent.exec(header)?.[1] : undefined;
  return id === undefined || id === noTrace ? randomUUID() : id;
};
