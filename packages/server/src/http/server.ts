import type { IncomingMessage, ServerResponse } from 'node:http';
import fastify, { type FastifyInstance } from 'fastify';
import { resourceNotServed } from '@binnacle/kube/api';
import type { Clock } from '@binnacle/kube/clock';
import type { Access } from '../services/access/index.ts';
import type { Audit } from '../services/audit/index.ts';
import type { Auth } from '../services/auth/index.ts';
import type { ClusterRegistry } from '../services/clusters/index.ts';
import { createBodyTime } from './body-time.ts';
import { createDispatcher } from './dispatcher.ts';
import { toRoutes, type Route } from './endpoint.ts';
import type { ServerLog } from './log.ts';
import type { Metrics } from './metrics.ts';
import { createHostCheck } from './origin.ts';
import type { Dialect } from './row.ts';
import { askWithin } from './ask-within.ts';
import { createFailure, registerScope } from './scope.ts';
import { createShortWay } from './short-way.ts';
import type { NotFound } from './static-files.ts';

export interface HttpOptions {
  dialects: readonly Dialect[];
  auth: Auth;
  access: Access;
  audit: Audit;
  registry: Pick<ClusterRegistry, 'resolve' | 'resolveFor'>;
  clock: Clock;
  log: ServerLog;
  metrics: Metrics;
  allowedHosts: readonly string[];
  /** Registers what is served beside the dialects: console files, health, documentation. */
  extras?: (app: FastifyInstance, notFound: NotFound) => Promise<void>;
  /** Largest request body in bytes. */
  bodyLimit?: number;
  /** Event and log streams open at once. */
  mostStreams?: number;
  /** `https://host`, where browsers reach this server; absent: what each request names. */
  publicUrl?: string;
}

export interface HttpServer {
  /** Answers one request; give it to any number of `node:http` servers. */
  handler: (request: IncomingMessage, response: ServerResponse) => void;
  /** Ends open streams, then waits for requests under way. */
  close(): Promise<void>;
}

/** Puts the dialects together, each in a scope of its own. */
export const createHttpServer = async (options: HttpOptions): Promise<HttpServer> => {
  const {
    dialects,
    auth,
    access,
    audit,
    registry,
    clock,
    log,
    metrics,
    bodyLimit = 1 << 20,
    mostStreams,
    publicUrl,
  } = options;
  const dispatcher = createDispatcher({
    auth,
    access,
    audit,
    registry,
    clock,
    log,
    streams: metrics.streams,
    ask: (sub, from) => askWithin(app, sub, from),
    ...(mostStreams === undefined ? {} : { mostStreams }),
    ...(publicUrl === undefined ? {} : { publicUrl }),
  });
  const ownerOf = (path: string): Dialect | undefined =>
    dialects.find((dialect) => dialect.prefixes.some((prefix) => path === prefix || path.startsWith(`${prefix}/`)));
  const fallback = dialects.find(({ name }) => name === 'console') ?? dialects[0];
  if (!fallback) throw new Error('there is no dialect to serve');
  const fallbackFailure = createFailure(fallback, log);
  const failureOf = (url: string) => createFailure(ownerOf(url) ?? fallback, log);

  const app = fastify({
    logger: false,
    exposeHeadRoutes: false,
    bodyLimit,
    routerOptions: { maxParamLength: 1_024 },
    frameworkErrors: (error, request, reply) => {
      failureOf(request.url)(error, request, reply);
    },
  });

  const checkHost = createHostCheck(options.allowedHosts);
  app.addHook('onRequest', (request, _reply, done) => {
    checkHost(request.headers.host, request.socket.localAddress);
    done();
  });
  app.addHook(
    'onRequest',
    createBodyTime({ clock, fail: (error, request, reply) => failureOf(request.url)(error, request, reply) }),
  );

  app.setErrorHandler(fallbackFailure);
  const all: Route[] = [];
  for (const dialect of dialects) {
    const routes = toRoutes(dialect, metrics, log);
    all.push(...routes);
    for (const prefix of dialect.prefixes) {
      const own = routes.filter(({ path }) => path === prefix || path.startsWith(`${prefix}/`));
      await app.register(async (scope) => registerScope(scope, { dialect, prefix, routes: own, dispatcher, log }), {
        prefix,
      });
    }
  }
  await options.extras?.(app, (request, reply) => fallbackFailure(resourceNotServed(), request, reply));
  await app.ready();

  const shortWay = createShortWay({ routes: all, checkHost, handle: dispatcher.handle });
  let isClosing = false;
  return {
    handler: (request, response) => {
      if (isClosing || !shortWay(request, response)) app.routing(request, response);
    },
    close: async () => {
      isClosing = true;
      await dispatcher.close();
      await app.close();
    },
  };
};
