import { isDeepStrictEqual } from 'node:util';
import { isAlreadyExists } from '@binnacle/kube/api';
import type { ControllerContext } from '../types.ts';
import type { EventRecorder } from '../local/events.ts';
import { findCondition, refs, toMicroTime, toTime } from '../local/objects.ts';
import type { Condition, Lease, Node } from '../local/objects.ts';
import { toHexId, toNumber } from './identity.ts';

/** How often a kubelet renews its lease. Source: KubeletConfiguration `nodeLeaseDurationSeconds` 40, renewed at a quarter. */
export const leaseRenewMs = 10_000;
const leaseSeconds = 40;

const standard = { cpu: 8, memoryKi: 32_873_412 };

/** Machine sizes by `node.kubernetes.io/instance-type`; others get the standard one. */
const sizes: Readonly<Record<string, { cpu: number; memoryKi: number }>> = {
  'sim-small': { cpu: 2, memoryKi: 4_018_212 },
  'sim-standard': standard,
  'sim-large': { cpu: 32, memoryKi: 131_886_540 },
  'sim-huge': { cpu: 1024, memoryKi: 4_226_000_012 },
};

const healthyConditions: readonly Pick<Condition, 'type' | 'status' | 'reason' | 'message'>[] = [
  {
    type: 'MemoryPressure',
    status: 'False',
    reason: 'KubeletHasSufficientMemory',
    message: 'kubelet has sufficient memory available',
  },
  {
    type: 'DiskPressure',
    status: 'False',
    reason: 'KubeletHasNoDiskPressure',
    message: 'kubelet has no disk pressure',
  },
  {
    type: 'PIDPressure',
    status: 'False',
    reason: 'KubeletHasSufficientPID',
    message: 'kubelet has sufficient PID available',
  },
  { type: 'Ready', status: 'True', reason: 'KubeletReady', message: 'kubelet is posting ready status' },
];

/** An address in 10.0.0.0/16 that depends on the node's name only. */
export const internalIPOf = (node: Node): string => {
  const given = node.status?.addresses?.find(({ type }) => type === 'InternalIP')?.address;
  if (given !== undefined) return given;
  const number = toNumber(node.metadata.name);
  return `10.0.${(number >>> 8) % 250}.${2 + (number % 250)}`;
};

const conditionsOf = (node: Node, now: number): Condition[] => {
  const moment = toTime(now);
  const held = node.status?.conditions ?? [];
  const others = held.filter(({ type }) => !healthyConditions.some((one) => one.type === type));
  return [
    ...others,
    ...healthyConditions.map((condition): Condition => {
      const before = findCondition(held, condition.type);
      const isSame = before?.status === condition.status;
      return {
        ...condition,
        lastHeartbeatTime: isSame ? (before.lastHeartbeatTime ?? moment) : moment,
        lastTransitionTime: isSame ? (before.lastTransitionTime ?? moment) : moment,
      };
    }),
  ];
};

/** The status a kubelet posts for its machine. What the node says already about size and address is kept. */
const toNodeStatus = (node: Node, { now, version }: { now: number; version: string }): NonNullable<Node['status']> => {
  const { name, labels = {} } = node.metadata;
  const size = sizes[labels['node.kubernetes.io/instance-type'] ?? ''] ?? standard;
  const storageKi = 200 * 1024 * 1024;
  const pods = size.cpu >= 1024 ? 11_000 : size.cpu >= 32 ? 250 : 110;
  const capacity = node.status?.capacity ?? {
    cpu: String(size.cpu),
    'ephemeral-storage': `${storageKi}Ki`,
    'hugepages-1Gi': '0',
    'hugepages-2Mi': '0',
    memory: `${size.memoryKi}Ki`,
    pods: String(pods),
  };
  const allocatable = node.status?.allocatable ?? {
    ...capacity,
    'ephemeral-storage': String(Math.floor(storageKi * 1024 * 0.9)),
    memory: `${size.memoryKi - 102_400}Ki`,
  };
  return {
    ...node.status,
    addresses: node.status?.addresses ?? [
      { type: 'InternalIP', address: internalIPOf(node) },
      { type: 'Hostname', address: name },
    ],
    allocatable,
    capacity,
    conditions: conditionsOf(node, now),
    daemonEndpoints: { kubeletEndpoint: { Port: 10250 } },
    nodeInfo: node.status?.nodeInfo ?? {
      architecture: labels['kubernetes.io/arch'] ?? 'amd64',
      bootID: toUuid(toHexId('boot', name)),
      containerRuntimeVersion: 'containerd://2.1.4',
      kernelVersion: '6.8.0-71-generic',
      kubeProxyVersion: '',
      kubeletVersion: `v${version}`,
      machineID: toHexId('machine', name).slice(0, 32),
      operatingSystem: 'linux',
      osImage: 'Ubuntu 24.04.3 LTS',
      systemUUID: toUuid(toHexId('system', name)),
    },
  };
};

const toUuid = (hex: string): string =>
  [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');

/** Posts a node's status when it differs and renews its lease. */
export const createNodeReporter = (context: ControllerContext, events: EventRecorder) => {
  const { client, clock, version = '1.34.4' } = context;
  const postStatus = async (name: string): Promise<void> => {
    const node = client.get<Node>(refs.nodes, { name });
    if (node === undefined || node.metadata.deletionTimestamp !== undefined) return;
    const status = toNodeStatus(node, { now: clock.now(), version });
    if (isDeepStrictEqual(status, node.status)) return;
    const isNew = findCondition(node.status?.conditions, 'Ready') === undefined;
    const posted = await client.updateStatus<Node>(refs.nodes, { ...node, status });
    if (!isNew) return;
    // A node's events are about its name: kubelets put the name where the uid belongs.
    const about = { ...posted, metadata: { ...posted.metadata, uid: name } };
    events.record({ about, reason: 'Starting', message: 'Starting kubelet.' });
    events.record({ about, reason: 'NodeReady', message: `Node ${name} status is now: NodeReady` });
  };

  const renewLease = async (name: string): Promise<void> => {
    const node = client.get<Node>(refs.nodes, { name });
    if (node === undefined) return;
    const key = { namespace: 'kube-node-lease', name };
    const lease = client.get<Lease>(refs.leases, key);
    const spec = { holderIdentity: name, leaseDurationSeconds: leaseSeconds, renewTime: toMicroTime(clock.now()) };
    if (lease !== undefined) {
      await client.update(refs.leases, { ...lease, spec: { ...lease.spec, ...spec } });
      return;
    }
    const ownerReferences = [{ apiVersion: 'v1', kind: 'Node', name, uid: node.metadata.uid ?? '' }];
    const wanted: Lease = {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: { ...key, ownerReferences },
      spec,
    };
    await client.create(refs.leases, wanted).catch((error: unknown) => {
      if (!isAlreadyExists(error)) throw error;
    });
  };

  return { postStatus, renewLease };
};
