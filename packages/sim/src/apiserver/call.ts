import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Clock, PacedClock } from '@binnacle/kube/clock';
import type { NodeAgent } from '../types.ts';
import type { Registry } from '../registry/index.ts';
import type { Authenticator, User } from './authentication.ts';
import type { Authorizer } from './authorization.ts';
import type { RequestMetrics } from './request-metrics.ts';
import type { ResourceRequest } from './request-info.ts';
import type { VersionInfo } from './version.ts';
import type { ServiceAccountTokens } from './service-account-tokens.ts';

/** What every handler of one API server shares. */
export interface ServerContext {
  registry: Registry;
  clock: Clock;
  /** What the clock follows; it can be stopped and speeded up. */
  pace: PacedClock;
  version: VersionInfo;
  authenticator: Authenticator;
  authorizer: Authorizer;
  tokens: ServiceAccountTokens;
  /** Asked late: the kubelets start after the registry. */
  nodeAgent: () => NodeAgent | undefined;
  metrics: RequestMetrics;
  /** Aborted when the server closes. */
  closing: AbortSignal;
}

/** One HTTP request on its way. */
export interface Call {
  request: IncomingMessage;
  response: ServerResponse;
  /** The connection of a request to change the protocol. */
  upgrade?: { socket: Duplex; head: Buffer };
  method: string;
  path: string;
  segments: readonly string[];
  query: URLSearchParams;
  user: User;
  context: ServerContext;
  /** Sent as `Warning: 299` headers. */
  warnings: string[];
}

/** A call that names a served resource. */
export interface ResourceCall extends Call {
  info: ResourceRequest & { resource: NonNullable<ResourceRequest['resource']> };
}
