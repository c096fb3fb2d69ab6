/** Workloads by contract 000's types, each of one kind or of two that share a name. */
import {
  cronJobKind,
  deploymentKind,
  daemonSetKind,
  isNotFound,
  jobKind,
  podKind,
  replicaSetKind,
  statefulSetKind,
  toLabelSelectorText,
  type Kind,
  type UnstructuredObject,
} from '@binnacle/kube/api';
import { Type, type TSchema } from 'typebox';
import { invalidField } from '../errors.ts';
import type { CallContext, Operation } from '../operation.ts';
import { clusterOperation, withoutManagedFields, type ResourceOperations } from '../resources/index.ts';
import type { RestartOutput, ScaleOutput, WorkloadOperations } from '../workloads/index.ts';
import { advancedDaemonSetKind, advancedStatefulSetKind, cloneSetKind } from './workload-kinds.ts';

const plainKruise = (kind: string, plural: string): Kind => ({
  ...jobKind,
  group: 'apps.kruise.io',
  version: 'v1alpha1',
  kind,
  plural,
  singular: kind.toLowerCase(),
  capabilities: [],
});

/** Kruise's own first where a native kind has the same name. */
const types: Readonly<Record<string, readonly Kind[]>> = {
  deployment: [deploymentKind],
  cloneset: [cloneSetKind],
  statefulset: [advancedStatefulSetKind, statefulSetKind],
  daemonset: [advancedDaemonSetKind, daemonSetKind],
  broadcastjob: [plainKruise('BroadcastJob', 'broadcastjobs')],
  advancedcronjob: [plainKruise('AdvancedCronJob', 'advancedcronjobs')],
  replicaset: [replicaSetKind],
  job: [jobKind],
  cronjob: [cronJobKind],
};

/** Those that `GET /workload/{namespace}` shows. */
const overviewTypes = ['deployment', 'cloneset', 'statefulset', 'daemonset', 'broadcastjob', 'advancedcronjob'];

export interface TypeInput {
  namespace: string;
  type: string;
}
export interface TypedInput extends TypeInput {
  name: string;
}
export interface TypedListOutput {
  /** Of the first kind. */
  kind: Kind;
  items: readonly UnstructuredObject[];
}

export interface TypedWorkloadOperations {
  overview: Operation<{ namespace: string }, Readonly<Record<string, readonly UnstructuredObject[]>>>;
  list: Operation<TypeInput, TypedListOutput>;
  get: Operation<TypedInput, UnstructuredObject>;
  pods: Operation<TypedInput, { workload: UnstructuredObject; pods: readonly UnstructuredObject[] }>;
  scale: Operation<TypedInput & { replicas: number }, ScaleOutput>;
  restart: Operation<TypedInput, RestartOutput>;
  delete: Operation<TypedInput, { name: string }>;
}

const NameField = Type.String({ minLength: 1, maxLength: 253 });

export const createTypedWorkloadOperations = (
  resources: Pick<ResourceOperations, 'delete'>,
  workloads: Pick<WorkloadOperations, 'scale' | 'restart'>,
): TypedWorkloadOperations => ({
  overview: read({
    id: 'workloads.overview',
    summary: 'The workloads of a namespace, by kind',
    fields: { namespace: NameField },
    run: async ({ namespace }: { namespace: string }, context) => {
      const lists = overviewTypes.map(async (type) => {
        const kinds = kindsOf(type);
        return [kinds[0].plural, await listAll({ kinds, namespace }, context)] as const;
      });
      return Object.fromEntries(await Promise.all(lists));
    },
  }),
  list: read({
    id: 'workloads.list',
    summary: 'The workloads of one type in a namespace',
    fields: { namespace: NameField, type: NameField },
    run: async ({ namespace, type }: TypeInput, context) => {
      const kinds = kindsOf(type);
      return { kind: kinds[0], items: await listAll({ kinds, namespace }, context) };
    },
  }),
  get: read({
    id: 'workloads.get',
    summary: 'One workload by type and name',
    fields: typedFields,
    run: async (input: TypedInput, context) => (await find(input, context)).object,
  }),
  pods: read({
    id: 'workloads.pods',
    summary: 'A workload and its Pods',
    fields: typedFields,
    run: async (input: TypedInput, context) => {
      const { kind, object } = await find(input, context);
      return { workload: object, pods: await podsOf({ kind, object }, context) };
    },
  }),
  scale: write({
    id: 'workloads.scaleTyped',
    summary: 'Set how many replicas a workload has',
    fields: { ...typedFields, replicas: Type.Integer({ minimum: 0, maximum: 2 ** 31 - 1 }) },
    run: async ({ replicas, ...input }: TypedInput & { replicas: number }, context) => {
      const { kind } = await find(input, context);
      return workloads.scale.run({ kind, namespace: input.namespace, name: input.name, replicas }, context);
    },
  }),
  restart: write({
    id: 'workloads.restartTyped',
    summary: "Replace a workload's Pods one after another",
    fields: typedFields,
    run: async (input: TypedInput, context) => {
      const { kind } = await find(input, context);
      return workloads.restart.run({ kind, namespace: input.namespace, name: input.name }, context);
    },
  }),
  delete: write({
    id: 'workloads.delete',
    summary: 'Delete one workload',
    fields: typedFields,
    run: async (input: TypedInput, context) => {
      const { kind } = await find(input, context);
      await resources.delete.run({ kind, namespace: input.namespace, name: input.name }, context);
      return { name: input.name };
    },
  }),
});

const typedFields = { namespace: NameField, type: NameField, name: NameField };

interface Spelled<I, O> {
  id: string;
  summary: string;
  fields: Record<string, TSchema>;
  run: (input: I, context: CallContext) => Promise<O>;
}

function read<I extends object, O>({ fields, ...rest }: Spelled<I, O>): Operation<I, O> {
  return clusterOperation<I, O>({ ...rest, effect: 'read', access: 'viewer', input: Type.Object(fields) });
}

function write<I extends object, O>({ fields, ...rest }: Spelled<I, O>): Operation<I, O> {
  return clusterOperation<I, O>({ ...rest, effect: 'write', access: 'operator', input: Type.Object(fields) });
}

const kindsOf = (type: string): readonly [Kind, ...Kind[]] => {
  const kinds = Object.hasOwn(types, type) ? types[type] : undefined;
  const [first, ...rest] = kinds ?? [];
  if (first === undefined) throw invalidField('type', `must be one of ${Object.keys(types).join(', ')}`);
  return [first, ...rest];
};

/** A kind that the cluster does not serve has no objects. */
const listAll = async (
  { kinds, namespace }: { kinds: readonly Kind[]; namespace: string },
  { cluster, signal }: CallContext,
): Promise<UnstructuredObject[]> => {
  const lists = kinds.map(async (kind) => {
    try {
      const { items } = await cluster.client.list(kind, { namespace, signal });
      const type = { apiVersion: `${kind.group}/${kind.version}`, kind: kind.kind };
      return items.map((item) => ({ ...type, ...withoutManagedFields(item) }));
    } catch (error) {
      if (isNotFound(error)) return [];
      throw error;
    }
  });
  return (await Promise.all(lists)).flat();
};

interface Found {
  kind: Kind;
  object: UnstructuredObject;
}

const find = async ({ namespace, type, name }: TypedInput, { cluster, signal }: CallContext): Promise<Found> => {
  let missing: unknown;
  for (const kind of kindsOf(type)) {
    try {
      return { kind, object: withoutManagedFields(await cluster.client.get(kind, { namespace, name }, signal)) };
    } catch (error) {
      if (!isNotFound(error)) throw error;
      missing = error;
    }
  }
  throw missing;
};

/** By the workload's selector; of those that have none, by whom they belong to. */
const podsOf = async ({ kind, object }: Found, { cluster, signal }: CallContext): Promise<UnstructuredObject[]> => {
  const { namespace = '', uid } = object.metadata;
  const selector = kind.podSelector?.(object);
  const labelSelector = selector === undefined ? undefined : toLabelSelectorText(selector);
  const { items } = await cluster.client.list(podKind, {
    namespace,
    ...(labelSelector === undefined ? {} : { labelSelector }),
    signal,
  });
  const isOwn = ({ metadata }: UnstructuredObject) => metadata.ownerReferences?.some((owner) => owner.uid === uid);
  return (labelSelector === undefined ? items.filter(isOwn) : items).map(withoutManagedFields);
};
