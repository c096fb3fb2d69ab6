import { isNotFound } from '@binnacle/kube/api';
import type { EventRecorder } from '../../local/events.ts';
import { isPodAvailable, isPodReady, refs, toControllerRef } from '../../local/objects.ts';
import type { Pod, PodSpec, PodTemplate, PodVolume } from '../../local/objects.ts';
import type { StatefulSet } from '../../local/workloads.ts';
import type { LocalClient } from '../../types.ts';
import { revisionHashLabel } from '../revisions.ts';
import { createClaimControl } from './claims.ts';

/** The number at the end of a pod's name, -1 when it is not one of the set's names. */
export const ordinalOf = (set: StatefulSet, pod: Pod): number => {
  const prefix = `${set.metadata.name}-`;
  const rest = pod.metadata.name.startsWith(prefix) ? pod.metadata.name.slice(prefix.length) : '';
  return /^\d+$/.test(rest) ? Number(rest) : -1;
};

export const revisionNameOf = (pod: Pod): string => pod.metadata.labels?.[revisionHashLabel] ?? '';

export const isTerminating = (pod: Pod): boolean => pod.metadata.deletionTimestamp !== undefined;

export const isRunningAndReady = (pod: Pod): boolean => pod.status?.phase === 'Running' && isPodReady(pod);

export const isUnavailable = (pod: Pod, minReadySeconds: number, now: number): boolean =>
  !isRunningAndReady(pod) || !isPodAvailable(pod, minReadySeconds, now) || isTerminating(pod);

/** The pod's volumes: a claim of its own for each template, then what the pod template has beside. */
const volumesOf = (set: StatefulSet, { volumes = [] }: PodSpec, podName: string): PodVolume[] => {
  const claims = (set.spec.volumeClaimTemplates ?? []).map(({ metadata: { name } }) => ({
    name,
    persistentVolumeClaim: { claimName: `${name}-${podName}` },
  }));
  return [...claims, ...volumes.filter(({ name }) => claims.every((claim) => claim.name !== name))];
};

/** Creates and deletes pods by their ordinals, with the events of the StatefulSet controller. */
export const createStatefulPodControl = (client: LocalClient, events: EventRecorder) => {
  const claims = createClaimControl(client, events);
  const tell = (set: StatefulSet, { verb, name }: { verb: 'Create' | 'Delete'; name: string }, error?: unknown) => {
    const text = `${verb.toLowerCase()} Pod ${name} in StatefulSet ${set.metadata.name}`;
    if (error === undefined)
      return events.record({ about: set, reason: `Successful${verb}`, message: `${text} successful` });
    const why = error instanceof Error ? error.message : String(error);
    events.record({ about: set, type: 'Warning', reason: `Failed${verb}`, message: `${text} failed error: ${why}` });
  };
  return {
    claims,
    create: async (
      set: StatefulSet,
      { template, revision, ordinal }: { template: PodTemplate; revision: string; ordinal: number },
    ): Promise<void> => {
      const name = `${set.metadata.name}-${ordinal}`;
      const { serviceName = '' } = set.spec;
      const { labels, annotations, finalizers } = template.metadata ?? {};
      const pod: Pod = {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: {
          name,
          namespace: set.metadata.namespace,
          generateName: `${set.metadata.name}-`,
          labels: {
            ...labels,
            'statefulset.kubernetes.io/pod-name': name,
            'apps.kubernetes.io/pod-index': String(ordinal),
            [revisionHashLabel]: revision,
          },
          ...(annotations === undefined ? {} : { annotations }),
          ...(finalizers === undefined ? {} : { finalizers }),
          ownerReferences: [toControllerRef(set)],
        },
        spec: {
          ...template.spec,
          ...(set.spec.volumeClaimTemplates === undefined ? {} : { volumes: volumesOf(set, template.spec, name) }),
          hostname: name,
          ...(serviceName === '' ? {} : { subdomain: serviceName }),
        },
      };
      try {
        await claims.ensure(set, name);
        await claims.own(set, await client.create(refs.pods, pod), true);
      } catch (error) {
        tell(set, { verb: 'Create', name }, error);
        throw error;
      }
      tell(set, { verb: 'Create', name });
    },
    delete: async (set: StatefulSet, { metadata: { name, namespace, uid } }: Pod): Promise<void> => {
      try {
        await client.delete(refs.pods, { namespace, name }, { preconditions: { uid } });
      } catch (error) {
        if (isNotFound(error)) return;
        tell(set, { verb: 'Delete', name }, error);
        throw error;
      }
      tell(set, { verb: 'Delete', name });
    },
  };
};

export type StatefulPodControl = ReturnType<typeof createStatefulPodControl>;
