import { isForbidden, nodeKind, podKind, type Kind } from '@binnacle/kube/api';
import type { KubeClient } from '@binnacle/kube/client';

/** What an API server says about itself; what the credentials may not read is absent. */
export interface Probe {
  version?: string;
  nodeCount?: number;
  podCount?: number;
}

export interface ProbeOptions {
  signal: AbortSignal;
  /** Which kinds to count. */
  count: readonly ('nodes' | 'pods')[];
  /** How many are known already, from a cache that is up to date. */
  known?: (kind: Kind) => number | undefined;
}

/** Asks an API server for its version and counts what is asked for. Throws what the client throws, but not Forbidden. */
export const probe = async (client: KubeClient, { signal, count, known }: ProbeOptions): Promise<Probe> => {
  const countOf = async (kind: Kind) => known?.(kind) ?? (await allowed(countKind(client, kind, signal)));
  const answer = await allowed(client.version(signal));
  const nodeCount = count.includes('nodes') ? await countOf(nodeKind) : undefined;
  const podCount = count.includes('pods') ? await countOf(podKind) : undefined;
  return {
    ...(answer === undefined ? {} : { version: answer.gitVersion }),
    ...(nodeCount === undefined ? {} : { nodeCount }),
    ...(podCount === undefined ? {} : { podCount }),
  };
};

/** Reading one object tells how many there are: the API server adds the number that remains. */
const countKind = async (client: KubeClient, kind: Kind, signal: AbortSignal): Promise<number> => {
  const { items, metadata } = await client.list(kind, { limit: 1, signal });
  const { remainingItemCount = 0 } = metadata;
  return items.length + remainingItemCount;
};

/** Forbidden is an answer too: the server is there and knows who asks. */
const allowed = async <T>(work: Promise<T>): Promise<T | undefined> => {
  try {
    return await work;
  } catch (error) {
    if (isForbidden(error)) return undefined;
    throw error;
  }
};
