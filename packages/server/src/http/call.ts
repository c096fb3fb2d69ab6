import { setMaxListeners } from 'node:events';
import type { ServerResponse } from 'node:http';
import { timeout } from '@binnacle/kube/api';
import type { Cancel, Clock } from '@binnacle/kube/clock';
import type { Access, Level, NamespaceFilter } from '../services/access/index.ts';
import type { CallContext, Caller, ClusterHandle, Rights } from '../services/operation.ts';
import type { Presented } from './credentials.ts';
import type { Endpoint } from './endpoint.ts';

/** The client left before it had its answer. */
export class ClientLeft extends Error {
  override readonly name = 'ClientLeft';
}

/**
 * The life of one request: its signal aborts when the client leaves, the time limit passes or the server stops. The
 * signal, its timer and its listener are made only when somebody asks, as a list answered from the cache never does.
 */
export class Lifetime {
  readonly #raw: ServerResponse;
  readonly #clock: Clock;
  #limitMs: number;
  #controller: AbortController | undefined;
  #cancelLimit: Cancel | undefined;
  #left: (() => void) | undefined;

  /** `limitMs` 0: no limit. */
  constructor(raw: ServerResponse, clock: Clock, limitMs: number) {
    this.#raw = raw;
    this.#clock = clock;
    this.#limitMs = limitMs;
  }

  get signal(): AbortSignal {
    return (this.#controller ?? this.#start()).signal;
  }

  /** Why the signal was aborted; undefined while it is not. What fails after that fails because of it. */
  get reason(): unknown {
    return this.#controller?.signal.reason;
  }

  /** No limit from now on: the answer lasts until the client leaves. */
  liftLimit(): void {
    this.#limitMs = 0;
    this.#cancelLimit?.();
  }

  abort(reason: Error): void {
    (this.#controller ?? this.#start()).abort(reason);
  }

  /** Aborts what listens to the signal, if anything does: the answer has failed. */
  giveUp(): void {
    this.#controller?.abort(new ClientLeft('the answer has failed'));
  }

  /** Releases the timer and the listener; the signal aborts no more by itself. */
  end(): void {
    this.#cancelLimit?.();
    if (this.#left) this.#raw.off('close', this.#left);
  }

  #start(): AbortController {
    const controller = new AbortController();
    // Each part of an answer listens to it.
    setMaxListeners(0, controller.signal);
    this.#controller = controller;
    const leave = () => controller.abort(new ClientLeft('the client left'));
    if (this.#raw.destroyed) leave();
    this.#left = () => {
      if (!this.#raw.writableFinished) leave();
    };
    this.#raw.once('close', this.#left);
    const limitMs = this.#limitMs;
    if (limitMs > 0) {
      this.#cancelLimit = this.#clock.after(limitMs, () =>
        controller.abort(timeout(`the request was not done within ${limitMs / 1_000} s`)),
      );
    }
    return controller;
  }
}

const nobody: Caller = { username: '', displayName: '', roles: [], anonymous: true };
const nothing: Presented = { token: undefined, by: 'nothing' };

/** One request on its way; fields are filled in as they become known. It is the context that its operation is given. */
export class Call implements CallContext {
  readonly endpoint: Endpoint;
  readonly traceId: string;
  readonly lifetime: Lifetime;
  readonly #access: Pick<Access, 'rightsOf'>;
  presented = nothing;
  known: Caller | undefined = undefined;
  resolved: ClusterHandle | undefined = undefined;
  input: unknown = undefined;
  /** Its entry in the audit, once it has one. */
  trailId: number | undefined = undefined;
  /** When the entry was begun (epoch ms), and what it has of the object before. */
  begun: { at: number; before: string | undefined } | undefined = undefined;
  trailEnded = false;
  /** Its entry in the audit, where the change that it made can be taken back. */
  reversible: number | undefined = undefined;
  /** What its operation gave. */
  output: unknown = undefined;
  /** What the audit keeps of it beside how it ended, as JSON. */
  record: string | undefined = undefined;
  visible: NamespaceFilter | undefined = undefined;
  /** What it asks for is secret: the audit has it, though it changes nothing. */
  delicate = false;
  /** The level that its target asks for beside the operation's own. */
  further: Level | undefined = undefined;

  constructor(
    endpoint: Endpoint,
    { traceId, lifetime, access }: { traceId: string; lifetime: Lifetime; access: Pick<Access, 'rightsOf'> },
  ) {
    this.#access = access;
    this.endpoint = endpoint;
    this.traceId = traceId;
    this.lifetime = lifetime;
  }

  get caller(): Caller {
    return this.known ?? nobody;
  }

  get rights(): Rights {
    return this.#access.rightsOf(this.caller);
  }

  get cluster(): ClusterHandle {
    if (this.resolved) return this.resolved;
    throw new Error(`${this.endpoint.row.operation.id} has no cluster: its scope is global`);
  }

  get signal(): AbortSignal {
    return this.lifetime.signal;
  }
}
