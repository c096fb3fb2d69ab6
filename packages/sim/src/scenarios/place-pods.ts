import type { ManagedFieldsEntry } from '@binnacle/kube/api';
import { containerIdOf } from '../kubelet/pod-status.ts';
import { controllerOf, refs } from '../local/objects.ts';
import type { Deployment, Node, Pod, ReplicaSet } from '../local/objects.ts';
import type { ScenarioContext } from '../types.ts';

/** Pod addresses apart from those that kubelets hand out: one per number. */
const addressOf = (number: number): string => `10.${128 + (number >>> 16)}.${(number >>> 8) & 255}.${number & 255}`;

const hostIPOf = (node: Node): string =>
  node.status?.addresses?.find(({ type }) => type === 'InternalIP')?.address ?? '';

/** The list of addresses names its items, so ownership names the address. */
const withAddress = (entry: ManagedFieldsEntry, address: string): ManagedFieldsEntry => {
  const fields = entry.fieldsV1 as { 'f:status'?: Record<string, unknown> };
  const status = fields['f:status'];
  if (status?.['f:podIPs'] === undefined) return entry;
  const item = { [`k:{"ip":"${address}"}`]: { '.': {}, 'f:ip': {} } };
  return { ...entry, fieldsV1: { ...fields, 'f:status': { ...status, 'f:podIPs': { '.': {}, ...item } } } };
};

const SUFFIX = 'bcdfghjklmnpqrstvwxz2456789';

/** A running pod like the model, on another node. */
const copyPod = (
  model: Pod,
  { rng, node, number }: { rng: ScenarioContext['rng']; node: Node; number: number },
): Pod => {
  const hex = (digits: number) => Array.from({ length: digits }, () => rng.int(16).toString(16)).join('');
  const uid = `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`;
  const suffix = Array.from({ length: 5 }, () => SUFFIX[rng.int(SUFFIX.length)]).join('');
  const { resourceVersion: _old, ...metadata } = model.metadata;
  const [podIP, hostIP] = [addressOf(number), hostIPOf(node)];
  return {
    ...model,
    metadata: {
      ...metadata,
      name: `${metadata.generateName ?? ''}${suffix}`,
      uid,
      managedFields: metadata.managedFields?.map((entry) => withAddress(entry, podIP)),
    },
    spec: { ...model.spec, nodeName: node.metadata.name },
    status: {
      ...model.status,
      hostIP,
      hostIPs: [{ ip: hostIP }],
      podIP,
      podIPs: [{ ip: podIP }],
      containerStatuses: model.status?.containerStatuses?.map((status) => ({
        ...status,
        containerID: containerIdOf(uid, status.name, status.restartCount),
      })),
    },
  } as Pod;
};

/**
 * Makes many of the one pod that each given Deployment runs, in one step that no controller sees the middle of: pods,
 * then the sets that own them.
 */
export const placePods = (
  { client, put, rng }: ScenarioContext,
  deployments: readonly Deployment[],
  replicas: number,
): void => {
  const nodes = client.list<Node>(refs.nodes);
  const counts = { replicas, readyReplicas: replicas, availableReplicas: replicas };
  let number = 0;
  for (const { metadata } of deployments) {
    const { namespace = '' } = metadata;
    const deployment = client.get<Deployment>(refs.deployments, { namespace, name: metadata.name })!;
    const set = client
      .list<ReplicaSet>(refs.replicaSets, { namespace })
      .find((one) => controllerOf(one)?.uid === deployment.metadata.uid)!;
    const model = client
      .list<Pod>(refs.pods, { namespace })
      .find((one) => controllerOf(one)?.uid === set.metadata.uid)!;
    for (let copies = 1; copies < replicas; copies += 1, number += 1)
      put(refs.pods, copyPod(model, { rng, node: nodes[number % nodes.length]!, number }));
    put(refs.replicaSets, {
      ...set,
      metadata: { ...set.metadata, annotations: { ...set.metadata.annotations, ...annotationsOf(replicas) } },
      spec: { ...set.spec, replicas },
      status: { ...set.status, ...counts, fullyLabeledReplicas: replicas },
    });
    put(refs.deployments, {
      ...deployment,
      spec: { ...deployment.spec, replicas },
      status: { ...deployment.status, ...counts, updatedReplicas: replicas },
    });
  }
};

/** What the deployment controller notes on a set: as rolling updates with a quarter more would have it. */
const annotationsOf = (replicas: number): Record<string, string> => ({
  'deployment.kubernetes.io/desired-replicas': String(replicas),
  'deployment.kubernetes.io/max-replicas': String(replicas + Math.ceil(replicas / 4)),
});
