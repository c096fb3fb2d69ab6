import type { Duplex } from 'node:stream';
import type { Session, SessionOptions } from './session.ts';
import type { KubeList, KubeObject, ObjectKey, ResourceRef, UnstructuredObject, WatchEventType } from '../api/index.ts';

/** One HTTP call to an API server. */
export interface KubeRequest {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Absolute path without query, segments already encoded. */
  path: string;
  query?: Record<string, string | number | boolean | undefined>;
  headers?: Record<string, string>;
  /** Sent as it is when text or bytes, as JSON otherwise. */
  body?: unknown;
  signal?: AbortSignal;
  /** Time allowed until the answer's head, in ms; 30,000 unless given; 0 for none. */
  timeoutMs?: number;
  /** The answer stays open: it gets a connection apart from those of short calls. Assumed for `watch` and `follow`. */
  long?: boolean;
}

export interface KubeResponse {
  status: number;
  headers: Record<string, string>;
  /** The answer as it arrives; ends when the server ends it, throws an ApiError when it is cut. */
  stream(): AsyncIterable<Uint8Array>;
  bytes(): Promise<Buffer>;
  json<T>(): Promise<T>;
  /** Closes the connection under an unread body. */
  cancel(): void;
}

export interface ListOptions {
  namespace?: string;
  labelSelector?: string;
  fieldSelector?: string;
  limit?: number;
  continue?: string;
  resourceVersion?: string;
  resourceVersionMatch?: 'Exact' | 'NotOlderThan';
  signal?: AbortSignal;
}

export interface WatchOptions extends ListOptions {
  allowWatchBookmarks?: boolean;
  sendInitialEvents?: boolean;
  timeoutSeconds?: number;
}

/** A watch frame with its object still as JSON text, so that a reader that keeps bytes need not parse. */
export interface WatchFrame {
  type: WatchEventType;
  /** The frame's `object` as JSON bytes. */
  object: Buffer;
}

export interface WriteOptions {
  dryRun?: boolean;
  fieldManager?: string;
  fieldValidation?: 'Ignore' | 'Warn' | 'Strict';
  signal?: AbortSignal;
}

export type PatchType = 'json' | 'merge' | 'strategic' | 'apply';

export interface DeleteOptions extends WriteOptions {
  gracePeriodSeconds?: number;
  propagationPolicy?: 'Orphan' | 'Background' | 'Foreground';
  preconditions?: { uid?: string; resourceVersion?: string };
}

export interface LogOptions {
  container?: string;
  follow?: boolean;
  previous?: boolean;
  timestamps?: boolean;
  tailLines?: number;
  sinceSeconds?: number;
  sinceTime?: string;
  limitBytes?: number;
  signal?: AbortSignal;
}

/**
 * A thin client of one API server: verbs by kind, objects or bytes. Every failure is an ApiError: a Status answer keeps
 * its reason, code, message and details; an unreachable or cut server is reason `ServiceUnavailable`, code 503, with the
 * network error as cause. Nothing is retried except reads refused before any byte was answered.
 */
export interface KubeClient {
  /** The server's address, for messages. */
  readonly server: string;
  /** Any status below 400 is returned; others throw. */
  request(request: KubeRequest): Promise<KubeResponse>;
  get<T extends KubeObject = UnstructuredObject>(ref: ResourceRef, key: ObjectKey, signal?: AbortSignal): Promise<T>;
  list<T extends KubeObject = UnstructuredObject>(ref: ResourceRef, options?: ListOptions): Promise<KubeList<T>>;
  /** Frames until the server ends the watch. An ERROR frame is thrown as its ApiError. */
  watch(ref: ResourceRef, options?: WatchOptions): AsyncIterable<WatchFrame>;
  create<T extends KubeObject>(ref: ResourceRef, object: T, options?: WriteOptions): Promise<T>;
  update<T extends KubeObject>(
    ref: ResourceRef,
    object: T,
    options?: WriteOptions & { subresource?: string },
  ): Promise<T>;
  patch<T extends KubeObject = UnstructuredObject>(
    ref: ResourceRef,
    key: ObjectKey,
    patch: { type: PatchType; body: unknown; force?: boolean; subresource?: string } & WriteOptions,
  ): Promise<T>;
  /** The object as deleted or being deleted, or the server's Status. */
  delete(ref: ResourceRef, key: ObjectKey, options?: DeleteOptions): Promise<UnstructuredObject>;
  deleteCollection(ref: ResourceRef, options?: ListOptions & DeleteOptions): Promise<void>;
  /** A container's log as it arrives. */
  log(key: Required<ObjectKey>, options?: LogOptions): Promise<AsyncIterable<Uint8Array>>;
  /**
   * Runs a program in a container of a Pod, or attaches to its own, over WebSocket (v5 of the channel protocol, or v4).
   * Rejects when the server refuses.
   */
  session(key: Required<ObjectKey>, options?: SessionOptions): Promise<Session>;
  /**
   * Connects to what listens on a port of a Pod, as from inside it. Rejects when the server refuses; the stream fails with
   * the kubelet's words when nothing listens, and is destroyed when `signal` is aborted.
   */
  portForward(key: Required<ObjectKey>, port: number, signal?: AbortSignal): Promise<Duplex>;
  /** `GET /version`, with a short time limit. */
  version(signal?: AbortSignal): Promise<{ major: string; minor: string; gitVersion: string }>;
  /** Closes all connections; calls under way fail with ServiceUnavailable. */
  close(): Promise<void>;
}
