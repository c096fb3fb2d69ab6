import type { ApiError, Kind } from '@binnacle/kube/api';
import type { KubeClient } from '@binnacle/kube/client';
import type { ResourceCache } from '@binnacle/kube/watch';
import type { TSchema } from 'typebox';

/** Who calls. Made by the dispatcher from the token, cookie or anonymous grant. */
export interface Caller {
  username: string;
  displayName: string;
  roles: readonly string[];
  anonymous: boolean;
  groups?: readonly string[];
  /** The session that speaks for the user; absent for API keys and anonymous callers. */
  sessionId?: string;
  /** The API key that speaks for the user, and the roles that limit it. */
  keyId?: string;
  keyRoles?: readonly string[];
  /** Nothing beside signing in and out is allowed before the password is changed. */
  mustChangePassword?: boolean;
}

/** What a caller may do beyond the operation at hand. */
export interface Rights {
  /** Everything, everywhere. */
  readonly isAdmin: boolean;
  /** Anything in the cluster. */
  inCluster(name: string): boolean;
  /** Objects of the kind in the cluster: in one namespace, or in all and beside them when none is given. */
  mayList(cluster: string, kind: Pick<Kind, 'group' | 'plural'>, namespace: string | undefined): boolean;
}

/** One registered cluster, connected on first use. */
export interface ClusterHandle {
  readonly id: number;
  readonly name: string;
  readonly client: KubeClient;
  /** Aborted when the cluster is changed or removed, with what readers of a stream are told. */
  readonly closed: AbortSignal;
  /** The shared cache of a kind, started on first need. */
  cache(kind: Kind): ResourceCache;
  /** The same cache where somebody needed it before, for what is not worth starting one. */
  runningCache(kind: Kind): ResourceCache | undefined;
  /**
   * Where the cluster itself says what the caller may see: asks it again. Rejects once it refuses; `closed` aborts when it
   * says something else than before.
   */
  recheck?(): Promise<void>;
}

/** What every operation is given beside its input. */
export interface CallContext {
  /** Resolved by the dispatcher when the operation's scope is `cluster`; reading it otherwise throws. */
  cluster: ClusterHandle;
  caller: Caller;
  readonly rights: Rights;
  /** The namespaces that an operation that narrows may show; all when undefined. Equal filters have equal ids. */
  visible: { id: string; test(namespace: string): boolean } | undefined;
  /** Also in the log line and in error replies. */
  traceId: string;
  /** Aborted when the client leaves or the time limit passes. */
  signal: AbortSignal;
  /** Set by an operation whose answer holds a credential: the audit has the call, though it changes nothing. */
  delicate: boolean;
}

/** What reading from a cluster takes, where it may outlive the call that began it. */
export type ClusterCall = Pick<CallContext, 'cluster' | 'signal'>;

/**
 * One thing the product can do. Knows no HTTP and no dialect. `input` is a TypeBox schema that the dispatcher checks
 * after a row's decoder; failures become BadRequest naming the field.
 */
export interface Operation<I = unknown, O = unknown> {
  /** `noun.verb` */
  id: string;
  summary: string;
  effect: 'read' | 'write';
  /** `cluster`: the row's decoder also yields which cluster (id, name, or undefined for the default one). */
  scope: 'global' | 'cluster';
  /** `public` needs no sign-in; `user` any signed-in caller; `viewer`, `operator`, `admin` the role or a higher one. */
  access: 'public' | 'user' | 'viewer' | 'operator' | 'admin';
  /** What rules call it; the id's second word unless given. */
  verb?: string;
  /** A right in some namespaces, or some clusters, is enough: `run` shows only what `visible` and `rights` allow. */
  narrows?: true;
  input: TSchema;
  run: (input: I, context: CallContext) => Promise<O>;
}

/** Reasons beyond Kubernetes' own. */
export type ProductReason =
  | 'ClusterNotFound'
  | 'NamespaceNotFound'
  | 'ClusterUnreachable'
  | 'IstioNotInstalled'
  | 'TokenExpired'
  | 'TooManyAttempts'
  | 'ConfirmationRequired';

export type ProductError = ApiError<ProductReason>;
