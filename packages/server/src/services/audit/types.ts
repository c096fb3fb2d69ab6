/** What is known of a call before it is made. */
export interface AuditIntent {
  /** Epoch ms. */
  at: number;
  /** Empty for callers who were not known. */
  user: string;
  keyId: string | undefined;
  address: string;
  dialect: string;
  operation: string;
  verb: string;
  cluster: string | undefined;
  kind: string | undefined;
  namespace: string | undefined;
  name: string | undefined;
  traceId: string;
  /** JSON; Secret values masked. */
  before: string | undefined;
}

/** How it ended. */
export interface AuditOutcome {
  result: 'ok' | 'failed';
  status: number;
  reason: string | undefined;
  message: string | undefined;
  ms: number;
  /** JSON; Secret values masked. */
  after: string | undefined;
  /** Who it turned out to be, of somebody who was not known before: who signed in. */
  user?: string;
}

/** `pending`: begun and not known to have ended; one from before the last start was cut short. */
export type AuditEntry = AuditIntent & { id: number } & (
    AuditOutcome | ({ result: 'pending' } & { [K in keyof Omit<AuditOutcome, 'result'>]: undefined })
  );

/** Equal to what is given; moments are epoch ms, `until` exclusive. */
export interface AuditFilter {
  user?: string;
  verb?: string;
  operation?: string;
  cluster?: string;
  kind?: string;
  namespace?: string;
  name?: string;
  result?: string;
  since?: number;
  until?: number;
}

export interface AuditPage {
  filter: AuditFilter;
  limit: number;
  /** Newest first, older than this id; oldest first, newer than it. */
  order: 'newest' | 'oldest';
  from?: number;
}

/** Port: where the trail is kept. */
export interface AuditRepository {
  /** Returns the entry's id once it is kept. */
  begin(intent: AuditIntent): Promise<number>;
  finish(id: number, outcome: AuditOutcome): Promise<void>;
  list(page: AuditPage): Promise<AuditEntry[]>;
  /** Forgets what is older. */
  prune(before: number): Promise<void>;
}
