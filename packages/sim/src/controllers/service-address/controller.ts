import { isAlreadyExists, isNotFound, type KubeObject } from '@binnacle/kube/api';
import { createController } from '@binnacle/kube/controller';
import type { Informers } from '../../local/informers.ts';
import { refs, type Service } from '../../local/objects.ts';
import type { ControllerContext } from '../../types.ts';

interface IpAddress extends KubeObject {
  spec: { parentRef: { group: string; resource: string; namespace: string; name: string } };
}

const ipAddresses = { group: 'networking.k8s.io', version: 'v1', plural: 'ipaddresses', namespaced: false };

/** The address that a Service holds; undefined for headless ones and mere names. */
const addressOf = ({ spec }: Service): string | undefined =>
  spec?.clusterIP === undefined || spec.clusterIP === '' || spec.clusterIP === 'None' ? undefined : spec.clusterIP;

const toIpAddress = (address: string, { metadata }: Service): IpAddress => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'IPAddress',
  metadata: {
    name: address,
    labels: {
      'ipaddress.kubernetes.io/ip-family': 'IPv4',
      'ipaddress.kubernetes.io/managed-by': 'ipallocator.k8s.io',
    },
  },
  spec: { parentRef: { group: '', resource: 'services', namespace: metadata.namespace ?? '', name: metadata.name } },
});

/** One IPAddress for each address that a Service holds. Source: kube-apiserver's allocator, which writes them itself. */
export const startServiceAddressController = (context: ControllerContext, informers: Informers): (() => void) => {
  const { client, clock } = context;
  const services = informers.of<Service>(refs.services);
  /** By address. */
  const holders = new Map<string, Service>();

  const controller = createController({
    name: 'service-address',
    clock,
    concurrency: 1,
    reconcile: async (address) => {
      const holder = holders.get(address);
      if (holder !== undefined)
        await client.create(ipAddresses, toIpAddress(address, holder)).catch((error: unknown) => {
          if (!isAlreadyExists(error)) throw error;
        });
      else
        await client.delete(ipAddresses, { name: address }).catch((error: unknown) => {
          if (!isNotFound(error)) throw error;
        });
    },
  });

  services.subscribe(({ type, object, previous }) => {
    const before = previous === undefined ? undefined : addressOf(previous);
    const now = type === 'DELETED' ? undefined : addressOf(object);
    const gone = type === 'DELETED' ? addressOf(object) : before;
    if (gone !== undefined && gone !== now) {
      holders.delete(gone);
      controller.enqueue(gone);
    }
    if (now === undefined || holders.has(now)) return;
    holders.set(now, object);
    controller.enqueue(now);
  });
  return controller.close;
};
