import type { IncomingMessage, ServerResponse } from 'node:http';
// The global one is looked up at each use.
import { performance } from 'node:perf_hooks';
import { forbidden, serviceUnavailable, tooManyRequests, unauthorized, type Kind } from '@binnacle/kube/api';
import { sleep, type Clock } from '@binnacle/kube/clock';
import type { Access } from '../services/access/index.ts';
import type { Audit } from '../services/audit/index.ts';
import type { Auth } from '../services/auth/index.ts';
import type { ClusterRegistry } from '../services/clusters/index.ts';
import type { Caller } from '../services/operation.ts';
import { isSought, servedKind } from '../services/resources/index.ts';
import { actionOf } from './action.ts';
import { Call, ClientLeft, Lifetime } from './call.ts';
import { createConfirmations } from './confirmation.ts';
import { pendingOf, presentedBy } from './credentials.ts';
import { chooseEndpoint, type Route } from './endpoint.ts';
import type { Incoming } from './incoming.ts';
import type { AuditLine, ServerLog } from './log.ts';
import { requireSameOrigin } from './origin.ts';
import { toApiError } from './problems.ts';
import { sendAnswer, sendFailure } from './reply.ts';
import type { Answer, Method, WireRequest, SubReply, SubRequest } from './row.ts';
import { traceIdOf } from './trace.ts';
import { createTickets, ticketParameter } from './tickets.ts';
import { createTrail, isTrailed } from './trail.ts';
import { upgradeOf } from './upgrade.ts';

export interface DispatcherOptions {
  auth: Pick<Auth, 'authenticate'>;
  access: Access;
  audit: Audit;
  registry: Pick<ClusterRegistry, 'resolve' | 'resolveFor'>;
  clock: Clock;
  log: ServerLog;
  streams: { inc(): void; dec(): void };
  /** Answers a request within another one. */
  ask: (request: SubRequest, from: IncomingMessage) => Promise<SubReply>;
  /** Time allowed to answers that end by themselves, in ms. */
  limitMs?: number;
  /** Event and log streams open at once. */
  mostStreams?: number;
  /** `https://host`, where browsers reach this server; absent: what each request names. */
  publicUrl?: string;
}

export interface Dispatcher {
  /** Answers one request; never throws. */
  handle(route: Route, request: Incoming, response: ServerResponse): Promise<void>;
  /** Ends all open streams, and gives WebSockets a moment to clear away what they have begun. */
  close(): Promise<void>;
}

/** authenticate → resolve cluster → decode and validate → authorize → run → encode → envelope → log line. */
export const createDispatcher = (options: DispatcherOptions): Dispatcher => {
  const {
    auth,
    access,
    audit,
    registry,
    clock,
    log,
    streams,
    limitMs = 30_000,
    mostStreams = 1_000,
    publicUrl,
  } = options;
  const secure = publicUrl?.startsWith('https:') ?? false;
  const trail = createTrail(audit, clock);
  const tickets = createTickets(clock);
  const confirmations = createConfirmations(clock);
  const open = new Set<Lifetime>();
  /** WebSockets end with work to do: entries in the audit, things to clear away. */
  const talking = new Set<Promise<void>>();
  const requireRoom = () => {
    if (open.size >= mostStreams) throw tooManyRequests('too many streams are open, try again later', 5);
  };

  /** Throws unless the caller may; where that holds for some namespaces only, the call shows no others. */
  const authorize = (call: Call): void => {
    const { row } = call.endpoint;
    const action = actionOf(row, call.input, call.resolved?.name);
    if (action === undefined) return;
    call.visible = access.authorize(call.known, action);
    // Secret values: a right of their own, above reading.
    if (call.further !== undefined) access.authorize(call.known, { ...action, verb: 'reveal', level: call.further });
  };

  const run = async (call: Call, request: Incoming): Promise<Answer> => {
    const { row, check } = call.endpoint;
    const { operation } = row;
    const { headers, method, url = '' } = request.raw;
    const upgrades = upgradeOf(request.raw) !== undefined;
    const ticket = upgrades ? (request.query as WireRequest['query'])[ticketParameter] : undefined;
    call.presented = ticket === undefined ? presentedBy(headers) : tickets.redeem(String(ticket), url);
    // A browser opens WebSockets for pages of other sites too, cookies and all.
    if (method !== 'GET' || upgrades) requireSameOrigin(headers, call.presented.by, publicUrl);
    if (operation.access !== 'public') {
      const caller = auth.authenticate(call.presented.token);
      call.known = caller instanceof Promise ? await caller : caller;
      // Nobody learns what exists before saying who they are.
      if (call.known === undefined) throw signInFirst();
      requireOwnPassword(call.known, operation.id);
    }
    const wire = toWire(request, call.presented.token);
    const { cluster, input, access: further, endless } = row.decode(wire);
    call.input = input;
    // Before anything is opened that a refused stream would leave behind.
    if (endless || row.accept !== undefined) requireRoom();
    if (endless) call.lifetime.liftLimit();
    if (operation.scope === 'cluster')
      call.resolved = call.known === undefined ? registry.resolve(cluster) : registry.resolveFor(cluster, call.known);
    if (isSoughtIn(input)) input.kind = await servedKind(input.kind, call);
    check(input);
    call.delicate = further !== undefined;
    call.further = further;
    authorize(call);
    if (isTrailed(call)) {
      const before = await trail.look(call);
      if (operation.effect === 'write' && operation.scope === 'cluster') confirmations.check(call, request, before);
      await trail.begin(call, wire.address, before);
    }
    const output = await operation.run(input, call);
    call.output = output;
    return row.encode(output, wire);
  };

  /** Once for each call. A trail that cannot be written does not undo what was done: the log says so. */
  const endTrail = async (call: Call, { request, started, status = 200, failure }: Ended): Promise<void> => {
    if (call.trailEnded) return;
    call.trailEnded = true;
    const error = failure === undefined ? undefined : toApiError(failure, call.traceId);
    // Floods of strangers are the log's business.
    if (error && call.trailId === undefined && isStranger(call, error.reason)) return;
    const outcome = {
      address: request.raw.socket.remoteAddress ?? '',
      status: error?.code ?? status,
      ms: Math.round(performance.now() - started),
      output: call.output,
      ...(error === undefined ? {} : { error: { reason: error.reason, message: error.message } }),
    };
    await trail.end(call, outcome).catch((problem: unknown) => {
      log.error({ trace_id: call.traceId, err: problem }, 'the audit could not be written');
    });
  };

  const follow = async (call: Call, work: () => Promise<void>): Promise<void> => {
    const { lifetime, presented } = call;
    requireRoom();
    lifetime.liftLimit();
    open.add(lifetime);
    streams.inc();
    const unfollow = endWith(call.resolved?.closed, lifetime);
    // A session that ends, or a right that is taken, while its stream is open ends the stream.
    const recheck = async () => {
      try {
        const caller = await auth.authenticate(presented.token);
        // The same rights must hold still: a narrower view would need another stream.
        if (call.known !== undefined && caller !== undefined) {
          const before = call.visible?.id;
          call.known = caller;
          authorize(call);
          if (call.visible?.id !== before) throw forbidden(nothing, '', 'your rights have changed, ask again');
        }
        await call.resolved?.recheck?.();
        cancel = clock.after(sessionCheckMs, () => void recheck());
      } catch (error) {
        lifetime.abort(toApiError(error, call.traceId));
      }
    };
    let cancel = clock.after(sessionCheckMs, () => void recheck());
    try {
      await work();
    } finally {
      cancel();
      unfollow();
      open.delete(lifetime);
      streams.dec();
    }
  };

  const answer = async (route: Route, request: Incoming, raw: ServerResponse): Promise<void> => {
    const started = performance.now();
    const { headers } = request.raw;
    const upgrades = upgradeOf(request.raw) !== undefined;
    const endpoint = chooseEndpoint(route, { accept: headers.accept, upgrades, body: request.body });
    const lifetime = new Lifetime(raw, clock, limitMs);
    const call = new Call(endpoint, { traceId: traceIdOf(headers['traceparent']), lifetime, access });
    const follows = (work: () => Promise<void>) => follow(call, work);
    const ask = (sub: SubRequest) => options.ask(sub, request.raw);
    const target = { raw, call, clock, secure, issue: tickets.issue, ask, follow: follows };
    let failure: unknown;
    try {
      const given = await run(call, request);
      const end = { request, started, status: given.type === 'socket' ? 101 : (given.status ?? 200) };
      // Before the caller hears of it: what is acknowledged is in the trail. A conversation is when it has ended.
      if (isTrailed(call) && given.type !== 'socket') await endTrail(call, end);
      const sent = sendAnswer(given, target);
      if (sent) await sent;
      if (isTrailed(call)) await endTrail(call, end);
    } catch (error) {
      failure = lifetime.reason ?? error;
      if (isTrailed(call)) await endTrail(call, { request, started, failure });
      sendFailure(failure, target);
      // What was begun for the answer is of no use to anybody.
      lifetime.giveUp();
    }
    lifetime.end();
    const seconds = (performance.now() - started) / 1_000;
    const status = failure instanceof ClientLeft && !raw.headersSent ? clientLeftStatus : raw.statusCode;
    endpoint.observe(status, seconds);
    writeLines(log, { call, status, seconds, failure });
  };

  return {
    handle: (route, request, response) => {
      const answered = answer(route, request, response);
      if (upgradeOf(request.raw) === undefined) return answered;
      talking.add(answered);
      return answered.finally(() => talking.delete(answered));
    },
    close: async () => {
      for (const lifetime of open)
        lifetime.abort(serviceUnavailable('the server is stopping', { retryAfterSeconds: 1 }));
      const limit = new AbortController();
      await Promise.race([Promise.all(talking), sleep(clock, longestFarewellMs, limit.signal).catch(() => undefined)]);
      limit.abort();
    },
  };
};

/** What logs write, after nginx, for a request whose client did not wait for the answer. */
const clientLeftStatus = 499;
/** A kind that only the cluster knows takes the place of its stand-in. */
const isSoughtIn = (input: unknown): input is { kind: Kind } => isSought((input as { kind?: Kind } | undefined)?.kind);

const longestFarewellMs = 5_000;
const nothing = { group: '', plural: '' };

const signInFirst = () => unauthorized('sign in first: send Authorization: Bearer <token>, or the session cookie');

/** A password that somebody else gave is good for nothing but to choose another. */
const requireOwnPassword = (caller: Caller, operation: string): void => {
  if (caller.mustChangePassword && !operation.startsWith('auth.'))
    throw forbidden(nothing, '', `user "${caller.username}" must change the password first`);
};

/** How often the session behind an open stream is checked. */
const sessionCheckMs = 15_000;

/** A stream ends when its cluster is changed or removed. */
const endWith = (closed: AbortSignal | undefined, lifetime: Lifetime): (() => void) => {
  const onClosed = () => lifetime.abort(closed?.reason as Error);
  if (closed?.aborted) onClosed();
  closed?.addEventListener('abort', onClosed, { once: true });
  return () => closed?.removeEventListener('abort', onClosed);
};

const toWire = ({ raw, params, query, body }: Incoming, token: string | undefined): WireRequest => ({
  method: raw.method as Method,
  params: params as WireRequest['params'],
  query: query as WireRequest['query'],
  body,
  headers: raw.headers,
  address: raw.socket.remoteAddress ?? '',
  token,
  pending: pendingOf(raw.headers),
});

interface Ended {
  request: Incoming;
  started: number;
  status?: number;
  failure?: unknown;
}

/** Somebody who is not signed in, other than by trying to. */
const isStranger = (call: Call, reason: string): boolean =>
  call.known === undefined && (call.endpoint.row.operation.access !== 'public' || reason === 'TooManyAttempts');

interface Outcome {
  call: Call;
  status: number;
  seconds: number;
  failure: unknown;
}

/** One line per request, one for the audit where it asks for one, and what went wrong when it was not the caller's doing. */
const writeLines = (log: ServerLog, { call, status, seconds, failure }: Outcome): void => {
  const { row } = call.endpoint;
  const left = failure instanceof ClientLeft;
  const error = failure === undefined || left ? undefined : toApiError(failure, call.traceId);
  const line = {
    caller: call.known?.username,
    cluster: call.resolved?.name,
    status,
    ms: Math.round(seconds * 100_000) / 100,
    trace_id: call.traceId,
    reason: left ? failure.name : error?.reason,
  };
  call.endpoint.log(line);
  if (isTrailed(call))
    log.audit({ method: row.method, route: row.path, op: row.operation.id, ...line, target: targetOf(call) });
  if (error && status >= 500 && status !== 501)
    log.error({ trace_id: call.traceId, err: error.cause ?? error }, error.message);
};

/** What a call was about: names only, never contents. */
const targetOf = ({ endpoint, input }: Call): AuditLine['target'] => {
  const { kind, namespace, name, username } = (input ?? {}) as Record<string, unknown>;
  const plural = endpoint.row.kind?.plural ?? (kind as Kind | undefined)?.plural;
  return { kind: plural, namespace: text(namespace), name: text(name) ?? text(username) };
};

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
