import { badRequest, isMethodNotAllowed, isNotFound, qualifiedResource } from '@binnacle/kube/api';
import type { ObjectKey, UnstructuredObject } from '@binnacle/kube/api';
import type { KubeClient } from '@binnacle/kube/client';
import { Type } from 'typebox';
import type { Operation } from '../operation.ts';
import { clusterOperation, ObjectFields, toKey } from '../resources/index.ts';
import { retryOnConflict } from '../resources/index.ts';
import type { ScaleInput, ScaleOutput } from './types.ts';

export const createScaleOperation = (): Operation<ScaleInput, ScaleOutput> =>
  clusterOperation({
    id: 'workloads.scale',
    summary: 'Set how many replicas a workload has',
    effect: 'write',
    access: 'operator',
    input: Type.Object({ ...ObjectFields, replicas: Type.Integer({ minimum: 0, maximum: 2 ** 31 - 1 }) }),
    run: async (input, { cluster, signal }) => {
      const { kind, name, replicas } = input;
      if (!kind.capabilities.includes('scalable'))
        throw badRequest(`${qualifiedResource(kind)} "${name}" cannot be scaled`);
      const key = toKey(input);
      return retryOnConflict(async () => {
        const object = await cluster.client.get(kind, key, signal);
        await patchReplicas(cluster.client, { kind, key, object, replicas, signal });
        return { previous: replicasOf(kind, object), replicas };
      });
    },
  });

interface Write {
  kind: ScaleInput['kind'];
  key: ObjectKey;
  object: UnstructuredObject;
  replicas: number;
  signal: AbortSignal;
}

/** Through the scale subresource, which may be granted alone; kinds without one are written themselves. */
const patchReplicas = async (client: KubeClient, { kind, key, object, replicas, signal }: Write): Promise<void> => {
  const { resourceVersion } = object.metadata;
  const patch = (field: string) => ({
    type: 'merge' as const,
    body: { metadata: { resourceVersion }, spec: { [field]: replicas } },
    fieldManager: 'binnacle',
    signal,
  });
  if (kind.replicasField !== undefined) return void (await client.patch(kind, key, patch(kind.replicasField)));
  try {
    await client.patch(kind, key, { ...patch('replicas'), subresource: 'scale' });
  } catch (error) {
    // A missing object is named in the details; a missing subresource is not.
    const absent = (isNotFound(error) && error.details?.name === undefined) || isMethodNotAllowed(error);
    if (!absent) throw error;
    await client.patch(kind, key, patch('replicas'));
  }
};

/** One is what an API server fills in where the field is left out. */
const replicasOf = (kind: ScaleInput['kind'], object: UnstructuredObject): number => {
  const spec = (object['spec'] ?? {}) as { replicas?: number; parallelism?: number };
  return spec[kind.replicasField ?? 'replicas'] ?? 1;
};
