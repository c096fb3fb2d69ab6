import { badRequest, conflict, qualifiedResource } from '@binnacle/kube/api';
import type { UnstructuredObject } from '@binnacle/kube/api';
import type { Clock } from '@binnacle/kube/clock';
import { Type } from 'typebox';
import type { Operation } from '../operation.ts';
import { clusterOperation, ObjectFields, toKey, toRfc3339 } from '../resources/index.ts';
import type { ObjectInput } from '../resources/index.ts';
import { retryOnConflict } from '../resources/index.ts';
import type { RestartOutput } from './types.ts';

/** Source: kubectl `polymorphichelpers/objectrestarter.go`. */
const restartedAtAnnotation = 'kubectl.kubernetes.io/restartedAt';

/** Replaces a workload's Pods by its own rollout strategy, as `kubectl rollout restart` does. */
export const createRestartOperation = (clock: Clock): Operation<ObjectInput, RestartOutput> =>
  clusterOperation({
    id: 'workloads.restart',
    summary: "Replace a workload's Pods one after another",
    effect: 'write',
    access: 'operator',
    input: Type.Object(ObjectFields),
    run: async (input, { cluster, signal }) => {
      const { kind, name } = input;
      const subject = `${qualifiedResource(kind)} "${name}"`;
      if (!kind.capabilities.includes('restartable')) throw badRequest(`${subject} cannot be restarted`);
      const key = toKey(input);
      return retryOnConflict(async () => {
        const object = await cluster.client.get(kind, key, signal);
        const { paused, template } = specOf(object);
        if (paused) throw badRequest(`${subject} cannot be restarted while it is paused: resume its rollout first`);
        const restartedAt = toRfc3339(clock.now());
        if (template?.metadata?.annotations?.[restartedAtAnnotation] === restartedAt)
          throw conflict(kind, name, 'it was restarted within the past second; wait before restarting it again');
        await cluster.client.patch(kind, key, {
          type: 'merge',
          body: {
            // Makes the write fail when the workload was paused or changed since it was read.
            metadata: { resourceVersion: object.metadata.resourceVersion },
            spec: { template: { metadata: { annotations: { [restartedAtAnnotation]: restartedAt } } } },
          },
          fieldManager: 'binnacle',
          signal,
        });
        return { restartedAt };
      });
    },
  });

interface RestartableSpec {
  paused?: boolean;
  template?: { metadata?: { annotations?: Record<string, string> } };
}

const specOf = (object: UnstructuredObject): RestartableSpec => (object['spec'] ?? {}) as RestartableSpec;
