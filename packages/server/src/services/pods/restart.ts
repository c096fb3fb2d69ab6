import { badRequest, podKind } from '@binnacle/kube/api';
import { Type } from 'typebox';
import type { Operation } from '../operation.ts';
import { clusterOperation } from '../resources/index.ts';
import type { PodInput, PodRestartOutput } from './types.ts';

/** Deletes a Pod for its controller to make a new one. */
export const createRestartOperation = (): Operation<PodInput, PodRestartOutput> =>
  clusterOperation({
    id: 'pods.restart',
    summary: 'Replace a Pod by a new one of its controller',
    effect: 'write',
    access: 'operator',
    input: Type.Object({
      namespace: Type.String({ minLength: 1, maxLength: 253 }),
      name: Type.String({ minLength: 1, maxLength: 253 }),
    }),
    run: async ({ namespace, name }, { cluster, signal }) => {
      const pod = await cluster.client.get(podKind, { namespace, name }, signal);
      const controller = pod.metadata.ownerReferences?.find((owner) => owner.controller === true);
      if (controller === undefined)
        throw badRequest(`pods "${name}" cannot be restarted: it has no controller to recreate it`);
      // A static Pod's object only mirrors what its node runs: deleting it restarts nothing.
      if (controller.kind === 'Node')
        throw badRequest(`pods "${name}" cannot be restarted: it is a static Pod of node "${controller.name}"`);
      const { uid } = pod.metadata;
      await cluster.client.delete(
        podKind,
        { namespace, name },
        { ...(uid === undefined ? {} : { preconditions: { uid } }), signal },
      );
      return { controller: { kind: controller.kind, name: controller.name } };
    },
  });
