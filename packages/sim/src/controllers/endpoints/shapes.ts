import type { KubeObject } from '@binnacle/kube/api';
import { isPodReady, toControllerRef } from '../../local/objects.ts';
import type { Node, Pod, Service, ServicePort } from '../../local/objects.ts';

interface TargetRef {
  kind: 'Pod';
  namespace?: string;
  name: string;
  uid?: string;
}

interface EndpointAddress {
  ip: string;
  nodeName?: string;
  hostname?: string;
  targetRef: TargetRef;
}

interface EndpointPort {
  name?: string;
  port: number;
  protocol: string;
  appProtocol?: string;
}

export interface Subset {
  addresses?: EndpointAddress[];
  notReadyAddresses?: EndpointAddress[];
  ports?: EndpointPort[];
}

export interface Endpoints extends KubeObject {
  subsets?: Subset[];
}

export interface EndpointSlice extends KubeObject {
  addressType: 'IPv4';
  endpoints: {
    addresses: string[];
    conditions: { ready: boolean; serving: boolean; terminating: boolean };
    hostname?: string;
    nodeName?: string;
    targetRef: TargetRef;
    zone?: string;
  }[];
  ports: EndpointPort[];
}

/** Endpoints per slice. Source: kube-controller-manager `--max-endpoints-per-slice`. */
const perSlice = 100;

const targetOf = ({ metadata: { namespace, name, uid } }: Pod): TargetRef => ({
  kind: 'Pod',
  ...(namespace === undefined ? {} : { namespace }),
  name,
  ...(uid === undefined ? {} : { uid }),
});

/** The pod's number for a service's port; undefined when the pod has no port of that name. */
const portOf = (pod: Pod, { port, targetPort = port, protocol = 'TCP' }: ServicePort): number | undefined => {
  if (typeof targetPort === 'number') return targetPort === 0 ? port : targetPort;
  const containers = [
    ...pod.spec.containers,
    ...(pod.spec.initContainers ?? []).filter((one) => one.restartPolicy === 'Always'),
  ];
  return containers
    .flatMap(({ ports = [] }) => ports)
    .find((one) => one.name === targetPort && (one.protocol ?? 'TCP') === protocol)?.containerPort;
};

const portsOf = (service: Service, pod: Pod): EndpointPort[] =>
  (service.spec?.ports ?? []).flatMap((servicePort) => {
    const port = portOf(pod, servicePort);
    if (port === undefined) return [];
    const { name, protocol = 'TCP', appProtocol } = servicePort;
    return [
      {
        ...(name === undefined ? {} : { name }),
        port,
        protocol,
        ...(appProtocol === undefined ? {} : { appProtocol }),
      },
    ];
  });

const hasEnded = ({ status }: Pod) => status?.phase === 'Succeeded' || status?.phase === 'Failed';

const byName = (a: Pod, b: Pod) => (a.metadata.name < b.metadata.name ? -1 : 1);

/** Pods that a service may send to, in groups that share their port numbers. */
const groupByPorts = (service: Service, pods: readonly Pod[]): { ports: EndpointPort[]; pods: Pod[] }[] => {
  const groups = new Map<string, { ports: EndpointPort[]; pods: Pod[] }>();
  for (const pod of [...pods].sort(byName)) {
    if (!pod.status?.podIP || hasEnded(pod)) continue;
    const ports = portsOf(service, pod);
    const key = JSON.stringify(ports);
    const group = groups.get(key) ?? { ports, pods: [] };
    group.pods.push(pod);
    groups.set(key, group);
  }
  return [...groups.values()];
};

const isHeadless = (service: Service) => service.spec?.clusterIP === 'None';

/** The Endpoints object of a service with a selector. */
export const toEndpoints = (service: Service, pods: readonly Pod[]): Endpoints => {
  const publishAll = service.spec?.publishNotReadyAddresses === true;
  const alive = pods.filter(({ metadata }) => publishAll || metadata.deletionTimestamp === undefined);
  const toAddress = (pod: Pod): EndpointAddress => ({
    ip: pod.status?.podIP ?? '',
    ...(pod.spec.nodeName === undefined ? {} : { nodeName: pod.spec.nodeName }),
    ...(pod.spec.hostname !== undefined && pod.spec.subdomain === service.metadata.name
      ? { hostname: pod.spec.hostname }
      : {}),
    targetRef: targetOf(pod),
  });
  const subsets = groupByPorts(service, alive)
    .filter(({ ports }) => ports.length > 0 || (service.spec?.ports ?? []).length === 0)
    .map(({ ports, pods: members }): Subset => {
      const addresses = members.filter((pod) => publishAll || isPodReady(pod)).map(toAddress);
      const notReady = members.filter((pod) => !publishAll && !isPodReady(pod)).map(toAddress);
      return {
        ...(addresses.length === 0 ? {} : { addresses }),
        ...(notReady.length === 0 ? {} : { notReadyAddresses: notReady }),
        ...(ports.length === 0 ? {} : { ports }),
      };
    });
  return {
    apiVersion: 'v1',
    kind: 'Endpoints',
    metadata: {
      name: service.metadata.name,
      namespace: service.metadata.namespace,
      labels: {
        ...service.metadata.labels,
        'endpoints.kubernetes.io/managed-by': 'endpoint-controller',
        ...(isHeadless(service) ? { 'service.kubernetes.io/headless': '' } : {}),
      },
    },
    ...(subsets.length === 0 ? {} : { subsets }),
  };
};

/** The EndpointSlices of a service with a selector, without names. */
export const toSlices = (
  service: Service,
  pods: readonly Pod[],
  zoneOf: (nodeName: string) => string | undefined,
): EndpointSlice[] => {
  const publishAll = service.spec?.publishNotReadyAddresses === true;
  const toEndpoint = (pod: Pod): EndpointSlice['endpoints'][number] => {
    const terminating = pod.metadata.deletionTimestamp !== undefined;
    const serving = isPodReady(pod);
    const zone = zoneOf(pod.spec.nodeName ?? '');
    return {
      addresses: [pod.status?.podIP ?? ''],
      conditions: { ready: publishAll || (serving && !terminating), serving, terminating },
      ...(pod.spec.hostname !== undefined && pod.spec.subdomain === service.metadata.name
        ? { hostname: pod.spec.hostname }
        : {}),
      ...(pod.spec.nodeName === undefined ? {} : { nodeName: pod.spec.nodeName }),
      targetRef: targetOf(pod),
      ...(zone === undefined ? {} : { zone }),
    };
  };
  const groups = groupByPorts(service, pods);
  const filled = groups.length === 0 ? [{ ports: [], pods: [] }] : groups;
  return filled.flatMap(({ ports, pods: members }) =>
    Array.from({ length: Math.max(1, Math.ceil(members.length / perSlice)) }, (_, index) => ({
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: {
        name: '',
        generateName: `${service.metadata.name}-`,
        namespace: service.metadata.namespace,
        labels: {
          ...service.metadata.labels,
          'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
          'kubernetes.io/service-name': service.metadata.name,
          ...(isHeadless(service) ? { 'service.kubernetes.io/headless': '' } : {}),
        },
        ownerReferences: [toControllerRef(service)],
      },
      addressType: 'IPv4' as const,
      endpoints: members.slice(index * perSlice, (index + 1) * perSlice).map(toEndpoint),
      ports,
    })),
  );
};

/** The zone of a node, from its topology label. */
export const zoneOfNode = (node: Node | undefined): string | undefined =>
  node?.metadata.labels?.['topology.kubernetes.io/zone'];
