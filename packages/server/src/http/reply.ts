import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { changeHeader } from '@binnacle/api';
import { badRequest, type ApiError } from '@binnacle/kube/api';
import type { Clock } from '@binnacle/kube/clock';
import { apiHeaders, jsonType, writeBody, writeJson, writeNothing, type Head } from './answer.ts';
import { pipeChunks } from './byte-stream.ts';
import { writeItems } from './item-stream.ts';
import { ClientLeft, type Call } from './call.ts';
import { ConfirmationRequired } from '../services/errors.ts';
import { confirmationHeader } from './confirmation.ts';
import { pendingCookieHeader, sessionCookieHeader } from './credentials.ts';
import { createEventStream } from './event-stream.ts';
import { httpStatusOf, toApiError } from './problems.ts';
import type { Answer, SocketTicket, SubReply, SubRequest } from './row.ts';
import { ticketParameter, type Tickets } from './tickets.ts';
import { upgradeOf } from './upgrade.ts';
import { acceptSocket, closeCodeOf, createPeer } from './web-socket.ts';

interface Target {
  raw: ServerResponse;
  call: Call;
  clock: Clock;
  /** Cookies are for https only. */
  secure: boolean;
}

interface StreamTarget extends Target {
  /** Leave to open a WebSocket in the caller's name. */
  issue: Tickets['issue'];
  /** Answers a request within this one. */
  ask: (request: SubRequest) => Promise<SubReply>;
  /** Keeps an answer open until its work ends; counts it, and ends it with its session. */
  follow: (work: () => Promise<void>) => Promise<void>;
}

/** Writes an answer in its dialect's envelope. A promise for streams and batches only: it settles when they have ended. */
export const sendAnswer = (answer: Answer, target: StreamTarget): void | Promise<void> => {
  const { raw, call, clock } = target;
  if (raw.destroyed) return;
  const status = answer.status ?? 200;
  const headers = apiHeaders(contentTypeOf(answer));
  if (answer.headers) Object.assign(headers, answer.headers);
  if (call.reversible !== undefined) headers[changeHeader] = String(call.reversible);
  if (answer.session !== undefined || answer.pending !== undefined) headers['set-cookie'] = cookiesOf(answer, target);
  switch (answer.type) {
    case 'data':
      return writeBody(raw, { status, headers }, JSON.stringify(call.endpoint.dialect.success(answer.data)));
    case 'json':
      return writeJson(raw, { status, headers }, answer);
    case 'items':
      // As with any download, only a client that stops reading ends a long one early.
      return writeItems(raw, { status, headers, clock, onLong: () => call.lifetime.liftLimit() }, answer);
    case 'text':
      return writeBody(raw, { status, headers }, answer.text);
    case 'empty':
      return writeNothing(raw, { status: answer.status ?? 204, headers });
    case 'batch':
      return Promise.all(answer.requests.map(target.ask)).then((replies) => {
        const data = answer.data(replies);
        writeBody(raw, { status, headers }, JSON.stringify(call.endpoint.dialect.success(data)));
      });
    case 'stream':
      return target.follow(async () => {
        raw.writeHead(status, headers);
        raw.flushHeaders();
        await pipeChunks(answer.stream, raw, { closed: call.lifetime.signal, clock });
        raw.end();
      });
    case 'ticket': {
      const data = answer.data(toSocketTicket(answer.address, target));
      return writeBody(raw, { status, headers }, JSON.stringify(call.endpoint.dialect.success(data)));
    }
    case 'socket':
      return target.follow(() => talk(answer, target));
    case 'events':
      // Proxies that buffer would hold events back.
      headers['x-accel-buffering'] = 'no';
      return target.follow(() => sendEvents(answer, target, { status, headers }));
  }
};

const cookiesOf = ({ session, pending }: Answer, { clock, secure }: Target): string[] => {
  const kept = { now: clock.now(), secure };
  return [
    ...(session === undefined ? [] : [sessionCookieHeader(session, kept)]),
    ...(pending === undefined ? [] : [pendingCookieHeader(pending, kept)]),
  ];
};

/** The host and the scheme are those that the caller used, as a proxy reports them. */
const toSocketTicket = (address: string, { raw, call, issue }: StreamTarget): SocketTicket => {
  const { host = '', 'x-forwarded-proto': scheme } = raw.req.headers;
  const ticket = issue(call.presented.token, address);
  const url = new URL(address, `${scheme === 'https' ? 'wss' : 'ws'}://${host}`);
  url.searchParams.set(ticketParameter, ticket.token);
  return { ...ticket, url: url.href };
};

const talk = async (answer: Extract<Answer, { type: 'socket' }>, { raw, call, clock }: Target): Promise<void> => {
  const { lifetime } = call;
  const upgrade = upgradeOf(raw.req);
  if (upgrade === undefined) throw badRequest('this address is a WebSocket: ask for an upgrade');
  const { signal } = lifetime;
  const webSocket = await acceptSocket(upgrade, { request: raw.req, response: raw, protocols: answer.protocols });
  const { peer, gone, end } = createPeer(webSocket, { clock, closed: signal });
  void gone.then(() => lifetime.abort(new ClientLeft('the client left')));
  // What the server has to say of the end is said at once, however long the work takes to stop.
  signal.addEventListener('abort', () => void end(closeCodeOf(signal.reason), streamReason(call, signal.reason)), {
    once: true,
  });
  try {
    call.record = await answer.run(peer);
    await end(1000, '');
  } catch (error) {
    await end(closeCodeOf(error), streamReason(call, error));
  }
};

const streamReason = (call: Call, error: unknown): string => toApiError(error, call.traceId).message;

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
export const sendFailure = (error: unknown, target: StreamTarget): void => {
  const { raw, call, clock, secure } = target;
  const { dialect, row } = call.endpoint;
  if (raw.headersSent || raw.destroyed) {
    raw.destroy();
    return;
  }
  const known = toApiError(error, call.traceId);
  if (row.encodeFailure !== undefined) return void sendAnswer(row.encodeFailure(known), target);
  const headers = failureHeaders(known);
  // A browser whose session has ended starts afresh, with the next request, as a caller with no session.
  if (known.code === 401 && call.presented.by === 'cookie')
    headers['set-cookie'] = sessionCookieHeader(null, { now: clock.now(), secure });
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
  if (error instanceof ConfirmationRequired) headers[confirmationHeader] = error.confirmation.token;
  return headers;
};
