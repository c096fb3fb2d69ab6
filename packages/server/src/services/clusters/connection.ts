import { isApiError, isForbidden, namespaceKind } from '@binnacle/kube/api';
import type { ClusterTarget, KubeClient } from '@binnacle/kube/client';
import type { Clock } from '@binnacle/kube/clock';
import { clusterUnreachable } from '../errors.ts';
import { probe, type Probe } from './probe.ts';

export interface TryOptions {
  createClient: (target: ClusterTarget) => KubeClient;
  clock: Clock;
  signal: AbortSignal;
}

const timeLimitMs = 10_000;

/**
 * Connects afresh, asks for a Namespace as contract 003 does, and for version and Nodes. Leaves nothing open. Throws
 * ClusterUnreachable with the reason; a caller that may not list Namespaces is connected all the same.
 */
export const tryConnection = async (target: ClusterTarget, options: TryOptions): Promise<Probe> => {
  const { clock, signal } = options;
  const limit = new AbortController();
  const cancel = clock.after(timeLimitMs, () => limit.abort(tooSlow(target)));
  let client: KubeClient | undefined;
  try {
    client = options.createClient(target);
    const limited = AbortSignal.any([signal, limit.signal]);
    await client.list(namespaceKind, { limit: 1, signal: limited }).catch((error: unknown) => {
      if (!isForbidden(error)) throw error;
    });
    return await probe(client, { signal: limited, count: ['nodes'] });
  } catch (error) {
    if (signal.aborted) throw error;
    throw toUnusable(limit.signal.aborted ? limit.signal.reason : error, target);
  } finally {
    cancel();
    await client?.close();
  }
};

const tooSlow = ({ name, server }: ClusterTarget) =>
  clusterUnreachable(`cluster "${name}" (${server}) gave no answer within ${timeLimitMs / 1_000} s`);

const toUnusable = (error: unknown, { name, server }: ClusterTarget) => {
  const message = error instanceof Error ? error.message : String(error);
  // The client's own messages name the cluster; an API server's do not.
  const named = message.includes(`"${name}"`) ? message : `cluster "${name}" (${server}) cannot be used: ${message}`;
  return isApiError(error) && error.reason === 'ClusterUnreachable' ? error : clusterUnreachable(named, error);
};
