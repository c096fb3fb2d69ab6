import type { Authority } from '@binnacle/kube/certificates';
import type { Clock, HistoryClock, Rng } from '@binnacle/kube/clock';
import type { Duplex } from 'node:stream';
import type { KubeObject, ObjectKey, ResourceRef, UnstructuredObject } from '@binnacle/kube/api';
import type { ByteReader, ByteWriter } from './streams/pipe.ts';

export interface SimOptions {
  /** host:port; port 0 picks a free one. Default 127.0.0.1:0. */
  listen?: string;
  /** The same seed repeats a run: names, UIDs, delays. Default 1. */
  seed?: number;
  /** A scenario's name; default `empty` (nodes and system namespaces only). */
  scenario?: string;
  /** The cluster's name, used in the kubeconfig. Default `sim`. */
  name?: string;
  /** A folder that keeps the cluster; without one it lives in memory. A folder with a cluster wins over `scenario`. */
  state?: string;
  /** Seconds of the cluster per second, 0 for a cluster whose time stands still. Default 1. */
  rate?: number;
  /** The Kubernetes version that the cluster says it has, without the `v`; what it serves stays the same. Default 1.34.4. */
  version?: string;
  clock?: Clock;
}

/** A running simulated cluster. */
export interface Sim {
  /** https://host:port */
  readonly url: string;
  readonly name: string;
  /** Kubeconfig YAML with contexts `<name>` (user admin) and `<name>-viewer` (user viewer, no rights until bound). */
  readonly kubeconfig: string;
  close(): Promise<void>;
}

/** One whose requests wait until it is live. */
export interface OpenSim extends Sim {
  /** Lives its past, or takes up what its folder keeps, and answers. Once. It is closed when that fails. */
  live(): Promise<void>;
}

/** A registry event, delivered in commit order. Objects are frozen and shared: never change them. */
export interface LocalEvent<T extends KubeObject = UnstructuredObject> {
  type: 'ADDED' | 'MODIFIED' | 'DELETED';
  object: T;
  /** Absent for the first that is told of an object. */
  readonly previous?: T | undefined;
}

/**
 * The controllers' door to the registry: the same admission, defaulting, validation, optimistic concurrency and storage
 * as over HTTP, without sockets or JSON. Reads are immediate and return frozen, shared objects; writes take new objects.
 * Failures are the ApiErrors a client would get.
 */
export interface LocalClient {
  /** The same for another program, by which managedFields name it: `kubelet`, `kube-scheduler`. */
  as(fieldManager: string): LocalClient;
  get<T extends KubeObject = UnstructuredObject>(ref: ResourceRef, key: ObjectKey): T | undefined;
  list<T extends KubeObject = UnstructuredObject>(
    ref: ResourceRef,
    options?: { namespace?: string; labelSelector?: string },
  ): readonly T[];
  /** Where the objects are that nobody has written after this resourceVersion. */
  unchangedSince(ref: ResourceRef, version: string): readonly ObjectKey[];
  create<T extends KubeObject>(ref: ResourceRef, object: T): Promise<T>;
  /** Replaces spec and metadata; Conflict when the resourceVersion is set and stale. */
  update<T extends KubeObject>(ref: ResourceRef, object: T): Promise<T>;
  /** Replaces status only. */
  updateStatus<T extends KubeObject>(ref: ResourceRef, object: T): Promise<T>;
  /** POST pods/{name}/binding. */
  bind(key: Required<ObjectKey>, nodeName: string): Promise<void>;
  delete(
    ref: ResourceRef,
    key: ObjectKey,
    options?: {
      gracePeriodSeconds?: number;
      propagationPolicy?: 'Orphan' | 'Background' | 'Foreground';
      preconditions?: { uid?: string; resourceVersion?: string };
    },
  ): Promise<void>;
  /** Starts with ADDED for everything there is, synchronously, then follows. Returns the stop. */
  watch<T extends KubeObject = UnstructuredObject>(
    ref: ResourceRef,
    listener: (event: LocalEvent<T>) => void,
  ): () => void;
  /** All kinds served now, with what garbage collection and namespace deletion need to know. */
  kinds(): readonly (ResourceRef & { kind: string })[];
  /** Called after what is served has changed. Returns the stop. */
  watchKinds(listener: () => void): () => void;
}

export interface LogRequest {
  namespace: string;
  pod: string;
  container: string;
  follow: boolean;
  previous: boolean;
  timestamps: boolean;
  tailLines?: number;
  sinceSeconds?: number;
  sinceTime?: string;
  limitBytes?: number;
  signal: AbortSignal;
}

/** A program to be started in a container, or its own process to be attached to. */
export interface SessionRequest {
  namespace: string;
  pod: string;
  container: string;
  tty: boolean;
  /** Absent to attach. */
  command?: readonly string[];
}

/** The streams of a session that the caller opened. */
export interface SessionStreams {
  stdin?: ByteReader;
  stdout?: ByteWriter;
  /** Not used with a terminal: all goes to stdout. */
  stderr?: ByteWriter;
  /** Tells the sizes of the caller's terminal. */
  onResize?: (listener: (size: { columns: number; rows: number }) => void) => void;
  /** Aborted when the caller leaves. */
  signal: AbortSignal;
}

/** How a session ended: the program's exit code, or why it could not run, in the words of a kubelet. */
export type SessionEnd = { exitCode: number; message: string } | { failure: string };

/** An HTTP request to a program in a container. */
export interface ProgramRequest {
  method: string;
  /** With its query. */
  path: string;
  body: string;
}

export interface ProgramAnswer {
  status: number;
  headers: Readonly<Record<string, string>>;
  body: Uint8Array;
}

/** What the API server asks of the kubelets. */
export interface NodeAgent {
  /** Throws ApiError as a kubelet answers (container waiting, no previous container…). Bounded: pulls one chunk at a time. */
  containerLogs(request: LogRequest): Promise<AsyncIterable<Uint8Array>>;
  /** Throws ApiError when the kubelet refuses; what it gives starts the session once its streams are there. */
  session(request: SessionRequest): (streams: SessionStreams) => Promise<SessionEnd>;
  /** Connects a stream of bytes to what listens on a port of a Pod. Throws what a runtime says when nothing does. */
  connect(target: { namespace: string; name: string; port: number }, stream: Duplex): void;
  /** Asks the program that listens on a port of a Pod. Throws ApiError ServiceUnavailable when nothing does. */
  request(target: { namespace: string; name: string; port: number }, request: ProgramRequest): ProgramAnswer;
  /** Called once the API server stands: kubelets ask it for the tokens that they mount. */
  useTokens(issue: IssueToken): void;
}

/** A token of a service account for a Pod; undefined when there is no such account. */
export type IssueToken = (
  account: { namespace: string; name: string },
  options: { seconds: number; audience?: string; pod: { name: string; uid: string } },
) => string | undefined;

/** What every controller, the scheduler and the kubelets are given. */
export interface ControllerContext {
  client: LocalClient;
  clock: Clock;
  rng: Rng;
  /** The Kubernetes version that nodes say they run, without the `v`. Default 1.34.4. */
  version?: string;
  /** What a Prometheus in this cluster answers. */
  prometheus?: (request: ProgramRequest) => { status: number; type: string; text: string };
  /** The API server's CA, PEM: each namespace gets it in the ConfigMap kube-root-ca.crt. */
  rootCa?: string;
  /** Signs the certificates of clients and kubelets. */
  authority?: Authority;
}

/** Starts the controllers, scheduler and kubelets of one cluster. `packages/sim/src/controllers/index.ts`. */
export type StartControllers = (context: ControllerContext) => { nodeAgent: NodeAgent; close: () => void };

/** What a scenario is given. */
export interface ScenarioContext extends ControllerContext {
  clock: HistoryClock;
  /**
   * Stores an object as it is, past defaults, validation and owners of fields, for what is too much to be lived through.
   * Controllers look when the caller next waits: by then what belongs together must be there.
   */
  put<T extends KubeObject>(ref: ResourceRef, object: T): void;
}

/**
 * Fills an empty cluster through the client, letting time pass in between: objects get the ages, revisions and restart
 * counts that such a cluster has. `packages/sim/src/scenarios/`.
 */
export interface Scenario {
  name: string;
  description: string;
  /** How long before the present it begins. */
  ageMs: number;
  load: (context: ScenarioContext) => Promise<void>;
}
