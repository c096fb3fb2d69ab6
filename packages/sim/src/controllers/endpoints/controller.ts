import { isDeepStrictEqual } from 'node:util';
import { isNotFound } from '@binnacle/kube/api';
import { createController } from '@binnacle/kube/controller';
import type { ControllerContext } from '../../types.ts';
import type { Informers } from '../../local/informers.ts';
import { keyOf, refs, selects, splitKey, toTime } from '../../local/objects.ts';
import type { Node, Pod, Service } from '../../local/objects.ts';
import { toEndpoints, toSlices, zoneOfNode, type Endpoints, type EndpointSlice } from './shapes.ts';

/** Changes of pods are gathered this long, so that a large rollout does not rewrite its endpoints for each pod. */
const gatherMs = 100;

const triggerAnnotation = 'endpoints.kubernetes.io/last-change-trigger-time';

/** Endpoints and EndpointSlices of services with a selector. */
export const startEndpointsController = (context: ControllerContext, informers: Informers): (() => void) => {
  const { client, clock } = context;
  const services = informers.of<Service>(refs.services);
  const pods = informers.of<Pod>(refs.pods);
  const slices = informers.of<EndpointSlice>(refs.endpointSlices);

  const ignoreGone = (error: unknown) => {
    if (!isNotFound(error)) throw error;
  };

  const syncEndpoints = async (service: Service, members: readonly Pod[]) => {
    const { namespace, name } = service.metadata;
    const wanted = toEndpoints(service, members);
    const held = client.get<Endpoints>(refs.endpoints, { namespace, name });
    const annotations = { [triggerAnnotation]: toTime(clock.now()) };
    if (held === undefined) {
      await client.create(refs.endpoints, { ...wanted, metadata: { ...wanted.metadata, annotations } });
      return;
    }
    const isSame =
      isDeepStrictEqual(held.subsets ?? [], wanted.subsets ?? []) &&
      isDeepStrictEqual(held.metadata.labels, wanted.metadata.labels);
    if (isSame) return;
    const metadata = {
      ...held.metadata,
      labels: wanted.metadata.labels,
      annotations: { ...held.metadata.annotations, ...annotations },
    };
    await client.update(refs.endpoints, { ...wanted, metadata });
  };

  const syncSlices = async (service: Service, members: readonly Pod[]) => {
    const zoneOf = (name: string) => zoneOfNode(name === '' ? undefined : client.get<Node>(refs.nodes, { name }));
    const wanted = toSlices(service, members, zoneOf);
    const held = [...slices.controlledBy(service.metadata.uid ?? '')];
    const annotations = { [triggerAnnotation]: toTime(clock.now()) };
    for (const slice of wanted) {
      // The slice of the same ports is carried on, so that names stay.
      const index = held.findIndex(
        ({ ports, endpoints }) => (endpoints ?? []).length === 0 || isDeepStrictEqual(ports ?? [], slice.ports),
      );
      const [same] = index < 0 ? [] : held.splice(index, 1);
      if (same === undefined) {
        await client.create(refs.endpointSlices, { ...slice, metadata: { ...slice.metadata, annotations } });
        continue;
      }
      const isSame =
        isDeepStrictEqual(same.endpoints ?? [], slice.endpoints) &&
        isDeepStrictEqual(same.ports ?? [], slice.ports) &&
        isDeepStrictEqual(same.metadata.labels, slice.metadata.labels);
      if (isSame) continue;
      const metadata = {
        ...same.metadata,
        labels: slice.metadata.labels,
        annotations: { ...same.metadata.annotations, ...annotations },
      };
      await client.update(refs.endpointSlices, { ...slice, metadata });
    }
    for (const { metadata } of held) {
      await client
        .delete(refs.endpointSlices, { namespace: metadata.namespace, name: metadata.name })
        .catch(ignoreGone);
    }
  };

  const controller = createController({
    name: 'endpoints',
    clock,
    concurrency: 5,
    reconcile: async (key) => {
      const service = client.get<Service>(refs.services, splitKey(key));
      if (service === undefined) {
        const { namespace, name } = splitKey(key);
        // Slices go with their owner; Endpoints have none and are removed by name.
        await client.delete(refs.endpoints, { namespace, name }).catch(ignoreGone);
        return;
      }
      const selector = service.spec?.selector ?? {};
      if (Object.keys(selector).length === 0 || service.metadata.deletionTimestamp !== undefined) return;
      // A name elsewhere: nothing of it is here.
      if (service.spec?.type === 'ExternalName') return;
      const members = pods
        .inNamespace(service.metadata.namespace ?? '')
        .filter(({ metadata }) => selects({ matchLabels: selector }, metadata.labels));
      await syncEndpoints(service, members);
      await syncSlices(service, members);
    },
  });

  services.subscribe(({ object }) => controller.enqueue(keyOf(object)));
  pods.subscribe(({ object, previous }) => {
    for (const service of services.inNamespace(object.metadata.namespace ?? '')) {
      const matchLabels = service.spec?.selector ?? {};
      if (Object.keys(matchLabels).length === 0) continue;
      const concerns =
        selects({ matchLabels }, object.metadata.labels) ||
        (previous !== undefined && selects({ matchLabels }, previous.metadata.labels));
      if (concerns) controller.enqueueAfter(keyOf(service), gatherMs);
    }
  });
  slices.subscribe(({ type, object }) => {
    const service = object.metadata.labels?.['kubernetes.io/service-name'];
    if (type === 'DELETED' && service !== undefined) {
      controller.enqueueAfter(`${object.metadata.namespace ?? ''}/${service}`, gatherMs);
    }
  });
  return controller.close;
};
