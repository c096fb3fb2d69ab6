import type { FastifyInstance } from 'fastify';
import type { Access, Action } from '../services/access/index.ts';
import type { Auth } from '../services/auth/index.ts';
import { presentedBy } from './credentials.ts';
import type { Metrics } from './metrics.ts';

export interface OperationalOptions {
  auth: Auth;
  access: Access;
  metrics: Metrics;
  /** True once requests can be answered. */
  isReady: () => boolean;
  /** OpenAPI 3.1 document. */
  openapi: () => unknown;
}

const metricsAction: Action = {
  id: 'server.metrics',
  verb: 'metrics',
  level: 'viewer',
  resource: 'binnacle/server',
  narrows: false,
};

/**
 * What runs a server rather than a cluster. Health and the API's description say nothing of any cluster and are open to
 * all; the metrics name clusters, so that they need the role viewer.
 */
export const registerOperational = (
  app: FastifyInstance,
  { auth, access, metrics, isReady, openapi }: OperationalOptions,
): void => {
  app.get('/healthz', (_request, reply) => reply.type('text/plain').send('ok'));
  app.get('/readyz', (_request, reply) =>
    isReady() ? reply.type('text/plain').send('ok') : reply.code(503).type('text/plain').send('starting'),
  );
  app.get('/metrics', async (request, reply) => {
    const caller = await auth.authenticate(presentedBy(request.headers).token);
    access.authorize(caller, metricsAction);
    return reply.type(metrics.contentType).send(await metrics.text());
  });
  app.get('/openapi.json', (_request, reply) => reply.send(openapi()));
};
