import { podKind } from '@binnacle/kube/api';
import { resourcePath, type KubeClient } from '@binnacle/kube/client';
import { Type } from 'typebox';
import type { Operation } from '../operation.ts';
import { clusterOperation } from '../resources/index.ts';
import type { EvictInput, EvictOutput } from './types.ts';

export interface Eviction extends EvictInput {
  /** Nothing is evicted when the Pod is another one by now. */
  uid?: string;
  signal: AbortSignal;
}

/** Asks for a Pod to go, within its disruption budgets. Rejects with TooManyRequests when one does not allow it now. */
export const requestEviction = async (client: KubeClient, eviction: Eviction): Promise<void> => {
  const { namespace, name, uid, gracePeriodSeconds, signal } = eviction;
  await client.request({
    method: 'POST',
    path: resourcePath(podKind, { namespace, name, subresource: 'eviction' }),
    body: {
      apiVersion: 'policy/v1',
      kind: 'Eviction',
      metadata: { namespace, name },
      deleteOptions: {
        ...(uid === undefined ? {} : { preconditions: { uid } }),
        ...(gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds }),
      },
    },
    signal,
  });
};

/** As `kubectl drain` moves one Pod. */
export const createEvictOperation = (): Operation<EvictInput, EvictOutput> =>
  clusterOperation({
    id: 'pods.evict',
    summary: 'Move a Pod off its node, within its disruption budgets',
    effect: 'write',
    access: 'operator',
    input: Type.Object({
      namespace: Type.String({ minLength: 1, maxLength: 253 }),
      name: Type.String({ minLength: 1, maxLength: 253 }),
      gracePeriodSeconds: Type.Optional(Type.Integer({ minimum: 0, maximum: 2 ** 31 - 1 })),
    }),
    run: async (input, { cluster, signal }) => {
      await requestEviction(cluster.client, { ...input, signal });
      return { evicted: true };
    },
  });
