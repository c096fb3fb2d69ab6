import type { Cell } from '../api/index.ts';

/**
 * How far a cache can be trusted. `starting`: never synced. `synced`: a live watch. `stale`: what is held was true at
 * `since`, the watch is being remade. `down`: repeated failures; `reason` says which.
 */
export interface Freshness {
  state: 'starting' | 'synced' | 'stale' | 'down';
  /** Epoch ms of the last moment the content was known to be current (start time while `starting`). */
  since: number;
  reason?: string;
}

/** What is kept of one object: its bytes, and what lists need. Rows are replaced, never changed. */
export interface Row {
  /** `namespace/name`, or `name` for cluster-scoped kinds. */
  readonly key: string;
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly resourceVersion: string;
  /** Epoch ms. */
  readonly created: number;
  readonly labels: Readonly<Record<string, string>>;
  /** In the order of the kind's columns. */
  readonly cells: readonly Cell[];
  /** The object as JSON, managedFields dropped. */
  readonly bytes: Buffer;
}

export interface ListQuery {
  /** One namespace, several, or all when absent. */
  namespaces?: readonly string[];
  /** Kubernetes label selector text. */
  labelSelector?: string;
  /** Kubernetes field selector text over any scalar path of the object. */
  fieldSelector?: string;
  /** Case-insensitive part of the name. */
  keyword?: string;
  /** Whoever asks may see no other rows. Equal ids let the same rows through. */
  only?: { id: string; test(row: Row): boolean };
  /** `name` (default), `namespace`, `created`, or a column's name in any case. Ties are broken by namespace, then name. */
  sortBy?: string;
  order?: 'asc' | 'desc';
}

/** A query's live answer. Kept up to date change by change; closed by the cache when unused. */
export interface View {
  /** Grows with every change that touches this view. */
  readonly version: number;
  readonly total: number;
  /** Rows from `offset`, at most `limit`. */
  page(offset: number, limit: number): readonly Row[];
  /**
   * `items` JSON: the page's bytes joined by commas, without brackets; the same buffer while nothing changed. Undefined
   * for a page that is asked for once, or too large to be kept: who sends it joins the bytes of its rows.
   */
  pageBytes(offset: number, limit: number): Buffer | undefined;
  /** Called after each change to this view or to the freshness, once per tick at most. */
  onChange(listener: () => void): () => void;
}

export interface Change {
  type: 'ADDED' | 'MODIFIED' | 'DELETED';
  row: Row;
  previous?: Row;
}

/** One list+watch of one kind in one cluster, shared by all readers. */
export interface ResourceCache {
  freshness(): Freshness;
  /**
   * Resolves at first sync; rejects with the ApiError that prevents it as soon as the state is `down`, after `timeoutMs`
   * or on abort.
   */
  ready(options?: { timeoutMs?: number; signal?: AbortSignal }): Promise<void>;
  readonly size: number;
  get(namespace: string, name: string): Row | undefined;
  /** Throws ApiError BadRequest for a malformed selector or unknown sort column, naming the parameter. */
  view(query: ListQuery): View;
  /** Every change from now on, and freshness changes; returns the unsubscribe. */
  subscribe(listener: { change?: (change: Change) => void; freshness?: (freshness: Freshness) => void }): () => void;
}
