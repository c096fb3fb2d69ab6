import { isNotFound, type KubeObject } from '@binnacle/kube/api';
import type { LocalClient } from '../types.ts';
import type { EventRecorder } from '../local/events.ts';
import { refs, toControllerRef } from '../local/objects.ts';
import type { Pod, PodTemplate } from '../local/objects.ts';

/** Creates and deletes the pods of an owner, with the events every workload controller writes. */
export interface PodControl {
  /** `name` for ordered names, else one is generated from the owner's. `extra` is laid over the template. */
  create(
    owner: KubeObject,
    template: PodTemplate,
    extra?: { name?: string; generateName?: string; pod?: Partial<Pod> },
  ): Promise<Pod>;
  /** A pod already gone is no failure. */
  delete(owner: KubeObject, pod: Pod): Promise<void>;
}

export const createPodControl = (client: LocalClient, events: EventRecorder): PodControl => ({
  create: async (owner, template, { name, generateName = `${owner.metadata.name}-`, pod: extra } = {}) => {
    const { labels, annotations, finalizers } = template.metadata ?? {};
    const pod: Pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      spec: template.spec,
      ...extra,
      metadata: {
        ...(name === undefined ? { name: '', generateName } : { name }),
        namespace: owner.metadata.namespace,
        ...(labels === undefined ? {} : { labels }),
        ...(annotations === undefined ? {} : { annotations }),
        ...(finalizers === undefined ? {} : { finalizers }),
        ...extra?.metadata,
        ownerReferences: [toControllerRef(owner)],
      },
    };
    try {
      const created = await client.create(refs.pods, pod);
      events.record({ about: owner, reason: 'SuccessfulCreate', message: `Created pod: ${created.metadata.name}` });
      return created;
    } catch (error) {
      const message = `Error creating: ${error instanceof Error ? error.message : String(error)}`;
      events.record({ about: owner, type: 'Warning', reason: 'FailedCreate', message });
      throw error;
    }
  },
  delete: async (owner, pod) => {
    const { name, namespace, uid } = pod.metadata;
    try {
      await client.delete(refs.pods, { namespace, name }, { preconditions: { uid } });
      events.record({ about: owner, reason: 'SuccessfulDelete', message: `Deleted pod: ${name}` });
    } catch (error) {
      if (isNotFound(error)) return;
      const message = `Error deleting: ${error instanceof Error ? error.message : String(error)}`;
      events.record({ about: owner, type: 'Warning', reason: 'FailedDelete', message });
      throw error;
    }
  },
});
