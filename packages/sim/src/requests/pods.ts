/** Which Pod answers for a Service, as its endpoints say at that moment. */
import type { KubeObject } from '@binnacle/kube/api';
import { refs } from '../local/objects.ts';
import type { Pod } from '../local/objects.ts';
import type { LocalClient } from '../types.ts';
import type { Chance, Destination } from './request.ts';

interface EndpointSlice extends KubeObject {
  endpoints?: { conditions?: { ready?: boolean }; targetRef?: { kind?: string; name: string } }[] | null;
}

/** Undefined when none is ready. */
export const podFor = (
  client: LocalClient,
  { namespace, service, labels = {} }: Destination,
  chance: Chance,
): Pod | undefined => {
  const slices = client.list<EndpointSlice>(refs.endpointSlices, {
    namespace,
    labelSelector: `kubernetes.io/service-name=${service}`,
  });
  const ready = slices
    .flatMap(({ endpoints }) => endpoints ?? [])
    .filter(({ conditions, targetRef }) => conditions?.ready !== false && targetRef?.kind === 'Pod')
    .flatMap(({ targetRef }) => client.get<Pod>(refs.pods, { namespace, name: targetRef?.name ?? '' }) ?? [])
    .filter(({ metadata }) => Object.entries(labels).every(([key, value]) => metadata.labels?.[key] === value));
  return ready[Math.floor(chance() * ready.length)];
};
