import { isDeepStrictEqual } from 'node:util';
import type { OwnerReference } from '@binnacle/kube/api';
import type { EventRecorder } from '../../local/events.ts';
import { refs, toControllerRef, type Pod } from '../../local/objects.ts';
import type { PersistentVolumeClaim } from '../../local/volumes.ts';
import type { StatefulSet } from '../../local/workloads.ts';
import type { LocalClient } from '../../types.ts';

/** Claims that outlive their pods, unless the set says otherwise. Source: kube-controller-manager `statefulset`. */
export const createClaimControl = (client: LocalClient, events: EventRecorder) => {
  const held = (namespace: string, name: string) =>
    client.get<PersistentVolumeClaim>(refs.persistentVolumeClaims, { namespace, name });

  const create = async (set: StatefulSet, template: PersistentVolumeClaim, podName: string) => {
    const { labels, annotations } = template.metadata;
    const name = `${template.metadata.name}-${podName}`;
    const claim: PersistentVolumeClaim = {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: {
        name,
        namespace: set.metadata.namespace,
        labels: { ...labels, ...set.spec.selector.matchLabels },
        ...(annotations === undefined ? {} : { annotations }),
      },
      spec: template.spec,
    };
    const where = `in StatefulSet ${set.metadata.name}`;
    try {
      await client.create(refs.persistentVolumeClaims, claim);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      const message = `create Claim ${name} for Pod ${podName} ${where} failed error: ${why}`;
      events.record({ about: set, type: 'Warning', reason: 'FailedCreate', message });
      throw new Error(`failed to create PVC ${name}: ${why}`, { cause: error });
    }
    const message = `create Claim ${name} Pod ${podName} ${where} success`;
    events.record({ about: set, reason: 'SuccessfulCreate', message });
  };

  /** Who takes the claim along: the set, the pod that is scaled away, or nobody. */
  const ownerOf = (set: StatefulSet, pod: Pod, stays: boolean): OwnerReference | undefined => {
    const { whenDeleted = 'Retain', whenScaled = 'Retain' } = set.spec.persistentVolumeClaimRetentionPolicy ?? {};
    if (whenScaled === 'Delete' && !stays) return toControllerRef({ ...pod, apiVersion: 'v1', kind: 'Pod' });
    return whenDeleted === 'Delete' ? toControllerRef(set) : undefined;
  };

  return {
    /** Makes the pod's claims that are not there. Throws while one of them is being deleted. */
    ensure: async (set: StatefulSet, podName: string): Promise<void> => {
      for (const template of set.spec.volumeClaimTemplates ?? []) {
        const name = `${template.metadata.name}-${podName}`;
        const claim = held(set.metadata.namespace ?? '', name);
        if (claim === undefined) await create(set, template, podName);
        else if (claim.metadata.deletionTimestamp !== undefined) throw new Error(`pvc ${name} is being deleted`);
      }
    },
    /** Writes into the pod's claims what they go with. `stays`: the pod is one of the set's replicas. */
    own: async (set: StatefulSet, pod: Pod, stays: boolean): Promise<void> => {
      for (const template of set.spec.volumeClaimTemplates ?? []) {
        const claim = held(set.metadata.namespace ?? '', `${template.metadata.name}-${pod.metadata.name}`);
        if (claim === undefined || claim.metadata.deletionTimestamp !== undefined) continue;
        const before = claim.metadata.ownerReferences ?? [];
        const others = before.filter(
          ({ kind, name }) =>
            !(kind === 'StatefulSet' && name === set.metadata.name) && !(kind === 'Pod' && name === pod.metadata.name),
        );
        const isForeign = others.some(({ controller }) => controller === true);
        const owner = isForeign ? undefined : ownerOf(set, pod, stays);
        const ownerReferences = owner === undefined ? others : [...others, owner];
        if (isDeepStrictEqual(ownerReferences, before)) continue;
        await client.update(refs.persistentVolumeClaims, {
          ...claim,
          metadata: { ...claim.metadata, ownerReferences },
        });
      }
    },
  };
};
