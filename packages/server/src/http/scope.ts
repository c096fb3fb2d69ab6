import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from 'fastify';
import { methodNotAllowed, resourceNotServed, unsupportedMediaType } from '@binnacle/kube/api';
import { writeBody } from './answer.ts';
import type { Dispatcher } from './dispatcher.ts';
import type { Route } from './endpoint.ts';
import { parseJsonBody } from './json-body.ts';
import type { ServerLog } from './log.ts';
import { httpStatusOf, toApiError } from './problems.ts';
import { failureHeaders } from './reply.ts';
import type { Dialect } from './row.ts';
import { traceIdOf } from './trace.ts';

export interface ScopeOptions {
  dialect: Dialect;
  prefix: string;
  routes: readonly Route[];
  dispatcher: Dispatcher;
  log: ServerLog;
}

/**
 * One prefix of one dialect, as a Fastify scope of its own: whatever goes wrong below the prefix, also before a row is
 * reached, is answered in the dialect's envelope.
 */
export const registerScope = (
  scope: FastifyInstance,
  { dialect, prefix, routes, dispatcher, log }: ScopeOptions,
): void => {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => {
    try {
      done(null, parseJsonBody(body as Buffer));
    } catch (error) {
      done(error as Error);
    }
  });

  scope.addContentTypeParser('application/octet-stream', (request, payload, done) => {
    const { bodyStream = false } = request.routeOptions.config as { bodyStream?: boolean };
    if (bodyStream) done(null, payload);
    else done(unsupportedMediaType(['application/json']));
  });

  const fail = createFailure(dialect, log);
  scope.setErrorHandler<FastifyError>((error, request, reply) => fail(error, request, reply));
  scope.setNotFoundHandler((request, reply) => fail(resourceNotServed(), request, reply));

  const allowed = new Map<string, HTTPMethods[]>();
  for (const route of routes) {
    const path = route.path.slice(prefix.length);
    const rows = route.endpoints.map(({ row }) => row);
    const bodyLimit = rows.find((row) => row.bodyLimit !== undefined)?.bodyLimit;
    const bodyTimeMs = rows.find((row) => row.bodyTimeMs !== undefined)?.bodyTimeMs;
    scope.route({
      method: route.method,
      url: path,
      ...(bodyLimit === undefined ? {} : { bodyLimit }),
      config: { bodyStream: rows.some((row) => row.bodyStream === true), bodyTimeMs },
      handler: (request, reply) => dispatcher.handle(route, request, reply.hijack().raw),
    });
    allowed.set(path, [...(allowed.get(path) ?? []), route.method]);
  }
  for (const [path, known] of allowed) {
    const others = scope.supportedMethods.filter((method) => !known.includes(method));
    scope.route({
      method: others,
      url: path,
      // Without this, the body of a request that is refused anyway would be judged first.
      onRequest: (request, reply) => {
        reply.raw.setHeader('allow', known.join(', '));
        fail(methodNotAllowed(), request, reply);
      },
      handler: () => undefined,
    });
  }
};

/** Answers a request that reached no row. */
export const createFailure =
  (dialect: Pick<Dialect, 'name' | 'failure'>, log: ServerLog) =>
  (error: unknown, request: FastifyRequest, reply: FastifyReply): void => {
    const traceId = traceIdOf(request.headers['traceparent']);
    const known = toApiError(error, traceId, request.routeOptions.bodyLimit);
    const status = httpStatusOf(known);
    const { raw } = reply.hijack();
    if (raw.headersSent || raw.destroyed) raw.destroy();
    else
      writeBody(raw, { status, headers: failureHeaders(known) }, JSON.stringify(dialect.failure(known, { traceId })));
    const line = { method: request.method, dialect: dialect.name, status, reason: known.reason, trace_id: traceId };
    log.info(line, 'refused');
    if (status === 500) log.error({ trace_id: traceId, err: known.cause ?? known }, known.message);
  };
