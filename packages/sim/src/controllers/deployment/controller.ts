import { createController } from '@binnacle/kube/controller';
import type { ControllerContext } from '../../types.ts';
import { createEventRecorder } from '../../local/events.ts';
import type { Informers } from '../../local/informers.ts';
import { controllerOf, keyOf, refs, selects, splitKey } from '../../local/objects.ts';
import type { Deployment, Pod, ReplicaSet } from '../../local/objects.ts';
import { createRollout } from './rollout.ts';
import { isComplete, progressDeadline } from './status.ts';

/** Deployments: replica sets per template, rolled out within the strategy's limits. */
export const startDeploymentController = (context: ControllerContext, informers: Informers): (() => void) => {
  const { client, clock } = context;
  const deployments = informers.of<Deployment>(refs.deployments);
  const sets = informers.of<ReplicaSet>(refs.replicaSets);
  const pods = informers.of<Pod>(refs.pods);
  const events = createEventRecorder(context, { component: 'deployment-controller' });
  const step = createRollout({ ...context, events, sets, pods });

  const controller = createController({
    name: 'deployment',
    clock,
    concurrency: 5,
    reconcile: async (key) => {
      const deployment = client.get<Deployment>(refs.deployments, splitKey(key));
      if (deployment === undefined) return;
      const current = await step(deployment);
      const deadline = progressDeadline(current, current.status?.conditions);
      if (deadline === undefined || current.spec.paused || isComplete(current, current.status ?? {})) return;
      // A second later than the deadline: condition times are whole seconds.
      return { requeueAfterMs: Math.max(0, deadline - clock.now()) + 1000 };
    },
  });

  deployments.subscribe(({ object }) => controller.enqueue(keyOf(object)));
  sets.subscribe(({ object }) => {
    const owner = controllerOf(object);
    const namespace = object.metadata.namespace ?? '';
    if (owner?.kind === 'Deployment') controller.enqueue(`${namespace}/${owner.name}`);
    if (owner !== undefined) return;
    for (const deployment of deployments.inNamespace(namespace)) {
      if (selects(deployment.spec.selector, object.metadata.labels)) controller.enqueue(keyOf(deployment));
    }
  });
  // Recreate waits for the last old pod to be gone; nothing else depends on pods directly.
  pods.subscribe(({ type, object }) => {
    if (type !== 'DELETED') return;
    const namespace = object.metadata.namespace ?? '';
    const owner = controllerOf(object);
    if (owner?.kind !== 'ReplicaSet') return;
    const set = client.get(refs.replicaSets, { namespace, name: owner.name });
    const deployment = set === undefined ? undefined : controllerOf(set);
    if (deployment?.kind === 'Deployment') controller.enqueue(`${namespace}/${deployment.name}`);
  });
  return controller.close;
};
