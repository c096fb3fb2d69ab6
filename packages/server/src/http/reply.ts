import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { ApiError } from '@binnacle/kube/api';
import type { Clock } from '@binnacle/kube/clock';
import { apiHeaders, jsonType, writeBody, writeJson, type Head } from './answer.ts';
import { pipeChunks } from './byte-stream.ts';
import { writeItems } from './item-stream.ts';
import type { Call } from './call.ts';
import { sessionCookieHeader } from './credentials.ts';
import { createEventStream } from './event-stream.ts';
import { httpStatusOf, toApiError } from './problems.ts';
import type { Answer } from './row.ts';

interface Target {
  raw: ServerResponse;
  call: Call;
  clock: Clock;
}

interface StreamTarget extends Target {
  /** Keeps an answer open until its work ends; counts it, and ends it with its session. */
  follow: (work: () => Promise<void>) => Promise<void>;
}

/** Writes an answer in its dialect's envelope. A promise for streams only: it settles when they have ended. */
export const sendAnswer = (answer: Answer, target: StreamTarget): void | Promise<void> => {
  const { raw, call, clock } = target;
  if (raw.destroyed) return;
  const status = answer.status ?? 200;
  const headers = apiHeaders(contentTypeOf(answer));
  if (answer.headers) Object.assign(headers, answer.headers);
  if (answer.session !== undefined) headers['set-cookie'] = sessionCookieHeader(answer.session, clock.now());
  switch (answer.type) {
    case 'data':
      return writeBody(raw, { status, headers }, JSON.stringify(call.endpoint.dialect.success(answer.data)));
    case 'json':
      return writeJson(raw, { status, headers }, answer);
    case 'items':
      // As with any download, only a client that stops reading ends it early.
      call.lifetime.liftLimit();
      return writeItems(raw, { status, headers, clock }, answer);
    case 'text':
      return writeBody(raw, { status, headers }, answer.text);
    case 'empty':
      return writeBody(raw, { status: answer.status ?? 204, headers }, '');
    case 'stream':
      return target.follow(async () => {
        raw.writeHead(status, headers);
        raw.flushHeaders();
        await pipeChunks(answer.stream, raw, { closed: call.lifetime.signal, clock });
        raw.end();
      });
    case 'events':
      // Proxies that buffer would hold events back.
      headers['x-accel-buffering'] = 'no';
      return target.follow(() => sendEvents(answer, target, { status, headers }));
  }
};

const contentTypeOf = (answer: Answer): string => {
  switch (answer.type) {
    case 'text':
    case 'stream':
      return answer.contentType;
    case 'events':
      return 'text/event-stream; charset=utf-8';
    default:
      return jsonType;
  }
};

const sendEvents = async (
  answer: Extract<Answer, { type: 'events' }>,
  { raw, call, clock }: Target,
  { status, headers }: Head,
): Promise<void> => {
  const { signal } = call.lifetime;
  raw.writeHead(status, headers);
  raw.flushHeaders();
  const sink = createEventStream(raw, clock, signal);
  try {
    await answer.run(sink);
    // The reader is told why, unless it is the one who left.
    if (signal.aborted && !raw.destroyed) throw signal.reason;
  } catch (error) {
    if (!raw.destroyed) raw.write(`event: error\ndata: ${JSON.stringify(streamFailure(call, error))}\n\n`);
  } finally {
    sink.end();
  }
};

const streamFailure = (call: Call, error: unknown): unknown => {
  const { dialect, row } = call.endpoint;
  const known = toApiError(error, call.traceId);
  return (dialect.streamFailure ?? dialect.failure)(known, { traceId: call.traceId, operation: row.operation });
};

/** Writes a failure in the dialect's envelope; cuts the connection when the answer has begun. */
export const sendFailure = (error: unknown, { raw, call, clock }: Target): void => {
  const { dialect, row } = call.endpoint;
  if (raw.headersSent || raw.destroyed) {
    raw.destroy();
    return;
  }
  const known = toApiError(error, call.traceId);
  const headers = failureHeaders(known);
  // A browser whose session has ended starts afresh, with the next request, as a caller with no session.
  if (known.code === 401 && call.presented.by === 'cookie')
    headers['set-cookie'] = sessionCookieHeader(null, clock.now());
  const context = { traceId: call.traceId, operation: row.operation };
  const body = dialect.failure(known, context);
  const status = dialect.status?.(known, context) ?? httpStatusOf(known);
  writeBody(raw, { status, headers }, JSON.stringify(body));
};

/** Headers that go with an error in every dialect. */
export const failureHeaders = (error: ApiError): OutgoingHttpHeaders => {
  const headers = apiHeaders(jsonType);
  const seconds = error.details?.retryAfterSeconds;
  if (seconds !== undefined && seconds > 0) headers['retry-after'] = String(seconds);
  if (error.code === 401) headers['www-authenticate'] = 'Bearer';
  return headers;
};
