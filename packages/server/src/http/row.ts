import type { IncomingHttpHeaders } from 'node:http';
import type { ApiError, Kind } from '@binnacle/kube/api';
import type { TSchema } from 'typebox';
import type { Operation } from '../services/operation.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** A request as decoders see it. Nothing in it has been checked yet. */
export interface WireRequest {
  method: Method;
  /** Path parameters, percent-decoded. */
  params: Readonly<Record<string, string>>;
  /** A repeated parameter is a list. */
  query: Readonly<Record<string, string | string[] | undefined>>;
  /** Parsed JSON; undefined when there was none. */
  body: unknown;
  headers: IncomingHttpHeaders;
  /** The client's network address. */
  address: string;
  /** Bearer token or session cookie. */
  token: string | undefined;
  /** The cookie of a sign-in that is under way at a provider. */
  pending: string | undefined;
}

/** What a decoder yields: the operation's input and, for scope `cluster`, which one (the default one when undefined). */
export interface Decoded<I> {
  cluster?: string | number | undefined;
  input: I;
  /** Asked for beside the operation's own access, where the target is more delicate than most. */
  access?: 'viewer' | 'operator' | 'admin';
  /** No time limit: the answer lasts until the client leaves. */
  endless?: boolean;
}

/** Where server-sent events are written. Slow clients are noticed, never buffered for without bound. */
export interface EventSink {
  /** Writes one event; `data` is one line of JSON. A promise means that the client is slow: wait for it before the next. */
  send(event: string, data: string, id?: string): void | Promise<void>;
  /** The same for an event that is framed already. */
  sendFrame(frame: Buffer): void | Promise<void>;
  /** Aborted when the client leaves or the server stops. */
  readonly closed: AbortSignal;
}

export interface SocketMessage {
  data: Buffer;
  isBinary: boolean;
}

/** A client at the other end of a WebSocket. */
export interface SocketPeer {
  /** The subprotocol that was agreed on; empty for none. */
  readonly protocol: string;
  /** What the client sends. While nobody takes it, the connection is not read. Ends when the client has left. */
  messages(): AsyncIterable<SocketMessage>;
  /** A text or a binary message. Settles when the network has taken it: wait for it before the next. */
  send(data: string | Uint8Array): Promise<void>;
  /** Ends the conversation; codes are those of RFC 6455. */
  close(code: number, reason: string): void;
  /** Aborted when the client leaves, a right is taken or the server stops. */
  readonly closed: AbortSignal;
}

/** A request within a request. */
export interface SubRequest {
  method: 'GET' | 'POST';
  /** With its query. */
  url: string;
  body?: unknown;
}
export interface SubReply {
  status: number;
  /** Parsed JSON. */
  body: unknown;
}

interface AnswerHead {
  status?: number;
  headers?: Record<string, string>;
  /** A session to remember in the cookie, or `null` to forget it. `expiresAt` in epoch ms. */
  session?: { token: string; expiresAt: number } | null;
  /** The same for a sign-in that is under way at a provider. */
  pending?: { token: string; expiresAt: number } | null;
}

/** A reply, before the dialect's envelope. */
export type Answer = AnswerHead &
  (
    | { type: 'data'; data: unknown }
    /** The whole body, serialised already: `head`, `bytes`, `tail`. The same `bytes` again are sent with no copying. */
    | { type: 'json'; head: string; bytes: Buffer; tail: string }
    /** The same from many items, joined by commas while they are sent: for answers too large to be held twice. */
    | { type: 'items'; head: string; items: readonly Buffer[]; tail: string }
    | { type: 'text'; contentType: string; text: string }
    /** Sent in chunks as it comes, until it ends or the client leaves. */
    | { type: 'stream'; contentType: string; stream: AsyncIterable<Uint8Array> }
    /** Server-sent events; the stream ends when `run` does. */
    | { type: 'events'; run: (sink: EventSink) => Promise<void> }
    /** A WebSocket, of which the audit keeps what `run` resolves to, a JSON text. */
    | { type: 'socket'; protocols: readonly string[]; run: (peer: SocketPeer) => Promise<string | undefined> }
    /** Leave to open a WebSocket at `address` (path and query) without further credentials. */
    | { type: 'ticket'; address: string; data: (ticket: SocketTicket) => unknown }
    /** Requests answered side by side, each as if it had come alone from the same caller. */
    | { type: 'batch'; requests: readonly SubRequest[]; data: (replies: readonly SubReply[]) => unknown }
    | { type: 'empty' }
  );

export interface SocketTicket {
  /** ws: or wss:, with the token in its query. */
  url: string;
  token: string;
  /** Epoch ms. */
  expiresAt: number;
}

/** One endpoint of one contract. Rows are literals. */
export interface Row<I = unknown, O = unknown> {
  method: Method;
  /** Full path; parameters as `:name`. */
  path: string;
  operation: Operation<I, O>;
  /** Where the contract states it. */
  section: string;
  kind?: Kind;
  /** Chosen only for requests that accept this media type, or ask for a WebSocket; rows that share a path differ in it. */
  accept?: 'text/event-stream' | 'websocket';
  /** Chosen only for requests whose JSON body has this field; rows that share a path differ in it. */
  bodyHas?: string;
  /** How the contract spells the query and the JSON body: objects of TypeBox, for the API's description. */
  query?: TSchema;
  body?: TSchema;
  /** Media types that the answer may have, where it is not JSON alone. */
  media?: readonly string[];
  /** The body is no JSON and is given to the decoder as it comes: a stream, of type application/octet-stream. */
  bodyStream?: true;
  /** Bytes that a body may have where the usual mebibyte is too little. */
  bodyLimit?: number;
  /** How long a body may take to come, in ms, where the usual minute is too little. */
  bodyTimeMs?: number;
  decode: (request: WireRequest) => Decoded<I>;
  encode: (output: O, request: WireRequest) => Answer | Promise<Answer>;
  /** For addresses that people rather than programs open: what takes the place of the dialect's failure. */
  encodeFailure?: (error: ApiError) => Answer;
}

/** What API servers take in one request: for rows that carry manifests. */
export const manifestLimit = 3 * 1024 * 1024;

/** Checks a row literal against its operation's types, then forgets them so that rows fit in one table. */
export const row = <I, O>(literal: Row<I, O>): Row => literal as unknown as Row;

export interface FailureContext {
  traceId: string;
  /** Absent when the request reached none. */
  operation?: Operation | undefined;
}

/** One HTTP contract. */
export interface Dialect {
  name: string;
  /** Everything below them answers in this dialect's envelope. */
  prefixes: readonly string[];
  rows: readonly Row[];
  /** The body around a successful answer's data. */
  success: (data: unknown) => unknown;
  /** How every body looks, for the API's description. */
  schemas: { success: TSchema; failure: TSchema };
  /** The body of a failure. */
  failure: (error: ApiError, context: FailureContext) => unknown;
  /** The HTTP status of a failure; the error's own code unless given. */
  status?: (error: ApiError, context: FailureContext) => number;
  /** The data of an `error` event; `failure`'s body unless given. */
  streamFailure?: (error: ApiError, context: FailureContext) => unknown;
}
