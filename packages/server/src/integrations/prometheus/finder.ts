import type { Clock } from '@binnacle/kube/clock';
import type { FinderRequest, FoundPrometheus, PrometheusFinder } from '../../services/clusters/index.ts';
import type { AddressPolicy } from './addresses.ts';
import { findCandidates, type Candidate } from './candidates.ts';
import { getDirect } from './direct.ts';
import { getThroughService } from './through-service.ts';
import type { PrometheusReply } from '../../services/prometheus/index.ts';

/** Milliseconds that one candidate may take to answer. */
const candidateLimitMs = 5_000;
const mostBytes = 1024 * 1024;

export interface FinderOptions extends AddressPolicy {
  clock: Clock;
}

/** Looks for a Prometheus as `FinderRequest` asks. What answers a query as Prometheus does is one. */
export const createPrometheusFinder = (options: FinderOptions): PrometheusFinder => ({
  find: async (request) => {
    const candidates = await findCandidates(request);
    for (const candidate of candidates) {
      const found = await tryCandidate(candidate, request, options);
      if (found !== undefined) return found;
    }
    return undefined;
  },
});

/** A way to ask one candidate. */
interface Way {
  via: FoundPrometheus['via'];
  get: (path: string, signal: AbortSignal) => Promise<PrometheusReply>;
}

const tryCandidate = async (
  candidate: Candidate,
  { client, inCluster, signal, onStep }: FinderRequest,
  { clock, ...policy }: FinderOptions,
): Promise<FoundPrometheus | undefined> => {
  const { label, service, prefix, url, isPublic } = candidate;
  const ways: Way[] = [
    ...(service === undefined
      ? []
      : [
          {
            via: 'service-proxy' as const,
            get: (path: string, limit: AbortSignal) =>
              getThroughService(client, { ...service, prefix }, { path, signal: limit, mostBytes }),
          },
        ]),
    // The name of a Service means another one in another cluster.
    ...(isPublic || inCluster
      ? [
          {
            via: 'direct' as const,
            get: (path: string, limit: AbortSignal) => getDirect(url + path, { policy, signal: limit, mostBytes }),
          },
        ]
      : []),
  ];
  for (const { via, get } of ways) {
    const how = via === 'direct' ? `${label} at ${url}` : `${label} through the API server`;
    const limit = new AbortController();
    const cancel = clock.after(candidateLimitMs, () =>
      limit.abort(new Error(`no answer within ${candidateLimitMs / 1_000} s`)),
    );
    try {
      const limited = AbortSignal.any([signal, limit.signal]);
      await requirePrometheus(get, limited);
      const version = await versionOf(get, limited);
      onStep(`${how}: it answers`);
      return { url, via, ...(version === undefined ? {} : { version }) };
    } catch (error) {
      signal.throwIfAborted();
      const cause: unknown = limit.signal.aborted ? limit.signal.reason : error;
      onStep(`${how}: ${cause instanceof Error ? cause.message : String(cause)}`);
    } finally {
      cancel();
    }
  }
  return undefined;
};

const requirePrometheus = async (get: Way['get'], signal: AbortSignal): Promise<void> => {
  const { status, body } = await get('/api/v1/query?query=vector(1)', signal);
  if (status >= 300 && status < 400) throw new Error('it redirects elsewhere, which is not followed');
  if (status !== 200) throw new Error(`it answers with HTTP ${status}`);
  if (!isSuccess(parse(body))) throw new Error('it answers, but not as Prometheus does');
};

/** Some that speak Prometheus's language have no build information. */
const versionOf = async (get: Way['get'], signal: AbortSignal): Promise<string | undefined> => {
  try {
    const { status, body } = await get('/api/v1/status/buildinfo', signal);
    const info = status === 200 ? parse(body) : undefined;
    const version = isSuccess(info) ? (info.data as { version?: unknown } | undefined)?.version : undefined;
    return typeof version === 'string' ? version.slice(0, 50) : undefined;
  } catch {
    return undefined;
  }
};

const parse = (body: string): unknown => {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
};

const isSuccess = (answer: unknown): answer is { status: 'success'; data?: unknown } =>
  typeof answer === 'object' && answer !== null && (answer as { status?: unknown }).status === 'success';
