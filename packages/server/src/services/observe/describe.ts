import {
  deploymentKind,
  endpointSliceKind,
  nodeKind,
  podKind,
  replicaSetKind,
  serviceKind,
  toLabelSelectorText,
  type CoreEvent,
  type Deployment,
  type EndpointSlice,
  type Kind,
  type Node,
  type Pod,
  type ReplicaSet,
  type Service,
  type UnstructuredObject,
} from '@binnacle/kube/api';
import type { Clock } from '@binnacle/kube/clock';
import { Type } from 'typebox';
import type { Finding, HealthReader } from '../health/index.ts';
import type { CallContext, Operation } from '../operation.ts';
import { clusterOperation, NameField, NamespaceField } from '../resources/index.ts';
import { isScaling, type EventReader } from './events.ts';
import type { ObjectReader } from './objects.ts';
import { createParts, type Parts } from './parts.ts';
import type { Missing, Reading } from './reading.ts';
import type { Usage, UsageReader } from './usage.ts';

export interface NamedInput {
  name: string;
  force?: boolean;
}
export interface DescribeInput extends NamedInput {
  namespace: string;
}

/** One object with what is known about it. Parts that could not be had are undefined, and named in `missing`. */
interface Described<T> extends Reading<T> {
  /** Undefined when they could not be made. */
  findings: readonly Finding[] | undefined;
  missing: readonly Missing[];
}

export interface DescribedNode extends Described<Node> {
  podCount: number | undefined;
  usage: Usage | undefined;
}
export interface DescribedPod extends Described<Pod> {
  usage: Usage | undefined;
}
export interface DescribedDeployment extends Described<Deployment> {
  /** Its own, newest first. */
  replicaSets: readonly ReplicaSet[] | undefined;
  scalingEvents: readonly CoreEvent[] | undefined;
}
export interface DescribedService extends Described<Service> {
  slices: readonly EndpointSlice[] | undefined;
}

export interface DescribeOperations {
  node: Operation<NamedInput, DescribedNode>;
  capacity: Operation<NamedInput, DescribedNode>;
  pod: Operation<DescribeInput, DescribedPod>;
  deployment: Operation<DescribeInput, DescribedDeployment>;
  service: Operation<DescribeInput, DescribedService>;
}

interface Services {
  objects: ObjectReader;
  usage: UsageReader;
  health: HealthReader;
  clock: Clock;
  events: EventReader;
}

const force = Type.Optional(Type.Boolean());
const named = Type.Object({ name: NameField, force });
const namespaced = Type.Object({ namespace: NamespaceField, name: NameField, force });
const reading = { effect: 'read', access: 'viewer', verb: 'get' } as const;

export const createDescribeOperations = (services: Services): DescribeOperations => {
  const { objects, usage, health, events, clock } = services;

  /** The object itself must be there; everything else is a part. */
  const describe = async <T>(
    {
      kind,
      namespace,
      name,
      force: isForced,
    }: { kind: Kind; namespace?: string; name: string; force?: boolean | undefined },
    context: CallContext,
  ): Promise<{ reading: Reading<T>; parts: Parts; findings: Promise<readonly Finding[] | undefined> }> => {
    const key = namespace === undefined ? { name } : { namespace, name };
    const found = await objects.get({ kind, key, force: isForced }, context);
    const parts = createParts(clock);
    return {
      reading: found as unknown as Reading<T>,
      parts,
      findings: parts.read('findings', () => health.findingsOf({ kind, namespace: namespace ?? '', name }, context)),
    };
  };

  const describeNode = async ({ name, force: isForced }: NamedInput, context: CallContext): Promise<DescribedNode> => {
    const { reading: node, parts, findings } = await describe<Node>({ kind: nodeKind, name, force: isForced }, context);
    const [found, pods, used] = await Promise.all([
      findings,
      parts.read('pods', () => objects.list({ kind: podKind, fieldSelector: `spec.nodeName=${name}` }, context)),
      parts.read('usage', () => usage.node(name, context)),
    ]);
    return { ...node, findings: found, podCount: pods?.value.length, usage: used, missing: parts.missing };
  };

  return {
    node: clusterOperation({
      ...reading,
      id: 'nodes.describe',
      summary: 'A node with its use and what is wrong with it',
      input: named,
      run: describeNode,
    }),
    capacity: clusterOperation({
      ...reading,
      id: 'nodes.capacity',
      summary: 'What a node offers and how much of it is taken',
      input: named,
      run: describeNode,
    }),
    pod: clusterOperation({
      ...reading,
      id: 'pods.describe',
      summary: 'A Pod with its use and what is wrong with it',
      input: namespaced,
      run: async (input, context) => {
        const { namespace, name } = input;
        const { reading: pod, parts, findings } = await describe<Pod>({ ...input, kind: podKind }, context);
        const [found, used] = await Promise.all([
          findings,
          parts.read('usage', () => usage.pod(namespace, name, context)),
        ]);
        return { ...pod, findings: found, usage: used, missing: parts.missing };
      },
    }),
    deployment: clusterOperation({
      ...reading,
      id: 'deployments.describe',
      summary: 'A Deployment with its ReplicaSets, how it was scaled, and what is wrong with it',
      input: namespaced,
      run: async (input, context) => {
        const { namespace, name } = input;
        const {
          reading: deployment,
          parts,
          findings,
        } = await describe<Deployment>({ ...input, kind: deploymentKind }, context);
        const selector = deploymentKind.podSelector?.(deployment.value as unknown as UnstructuredObject);
        const [found, sets, told] = await Promise.all([
          findings,
          parts.read('replicasets', () =>
            objects.list(
              {
                kind: replicaSetKind,
                namespace,
                ...(selector === undefined ? {} : { labelSelector: toLabelSelectorText(selector) }),
              },
              context,
            ),
          ),
          parts.read('events', () => events.list({ namespace, about: { kind: 'Deployment', name } }, context)),
        ]);
        const { uid } = deployment.value.metadata;
        const own = sets?.value
          .map((item) => item.object() as unknown as ReplicaSet)
          .filter(({ metadata }) => metadata.ownerReferences?.some((owner) => owner.uid === uid));
        return {
          ...deployment,
          findings: found,
          replicaSets: own?.sort((a, b) => revisionOf(b) - revisionOf(a)),
          scalingEvents: told?.value.filter(isScaling),
          missing: parts.missing,
        };
      },
    }),
    service: clusterOperation({
      ...reading,
      id: 'services.describe',
      summary: 'A Service with its endpoints and what is wrong with it',
      input: namespaced,
      run: async (input, context) => {
        const { namespace, name } = input;
        const { reading: service, parts, findings } = await describe<Service>({ ...input, kind: serviceKind }, context);
        const [found, slices] = await Promise.all([
          findings,
          parts.read('endpoints', () =>
            objects.list(
              { kind: endpointSliceKind, namespace, labelSelector: `kubernetes.io/service-name=${name}` },
              context,
            ),
          ),
        ]);
        return {
          ...service,
          findings: found,
          slices: slices?.value.map((item) => item.object() as unknown as EndpointSlice),
          missing: parts.missing,
        };
      },
    }),
  };
};

export const revisionOf = ({ metadata }: Pick<ReplicaSet, 'metadata'>): number =>
  Number(metadata.annotations?.['deployment.kubernetes.io/revision'] ?? 0);
