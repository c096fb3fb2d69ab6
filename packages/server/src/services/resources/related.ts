import {
  apiVersionOf,
  clusterRoleBindingKind,
  controllerRevisionKind,
  cronJobKind,
  daemonSetKind,
  deploymentKind,
  endpointSliceKind,
  findKindByName,
  horizontalPodAutoscalerKind,
  ingressKind,
  isNotFound,
  jobKind,
  networkPolicyKind,
  persistentVolumeClaimKind,
  persistentVolumeKind,
  podDisruptionBudgetKind,
  podKind,
  referencesOf,
  replicaSetKind,
  roleBindingKind,
  serviceAccountKind,
  serviceKind,
  statefulSetKind,
  type Kind,
  type Reference,
  type UnstructuredObject,
} from '@binnacle/kube/api';
import type { Row } from '@binnacle/kube/watch';
import { Type } from 'typebox';
import type { CallContext, Operation } from '../operation.ts';
import { clusterOperation } from './cluster-operation.ts';
import { ObjectFields, toKey } from './inputs.ts';
import { syncedCache } from './synced-cache.ts';
import type { ObjectInput, RelatedObject, RelatedOutput } from './types.ts';

/** Objects of one kind and namespace that are looked through; and answers in each direction. */
const mostLookedAt = 5_000;
const mostNamed = 200;

const withTemplates = [deploymentKind, statefulSetKind, daemonSetKind, cronJobKind, jobKind, replicaSetKind, podKind];
const bindings = [roleBindingKind, clusterRoleBindingKind];
const ofReplicas = [podKind, horizontalPodAutoscalerKind];

/** Which kinds may refer to a kind. */
const referrers: Readonly<Record<string, readonly Kind[]>> = {
  ConfigMap: withTemplates,
  Secret: [...withTemplates, ingressKind, serviceAccountKind],
  PersistentVolumeClaim: [...withTemplates, persistentVolumeKind],
  ServiceAccount: [...withTemplates, ...bindings],
  Service: [ingressKind, statefulSetKind, endpointSliceKind],
  Deployment: [replicaSetKind, horizontalPodAutoscalerKind],
  ReplicaSet: ofReplicas,
  ReplicationController: ofReplicas,
  StatefulSet: [...ofReplicas, controllerRevisionKind],
  DaemonSet: [podKind, controllerRevisionKind],
  Job: [podKind],
  CronJob: [jobKind],
  PersistentVolume: [persistentVolumeClaimKind],
  StorageClass: [persistentVolumeClaimKind, persistentVolumeKind],
  IngressClass: [ingressKind],
  Role: [roleBindingKind],
  ClusterRole: bindings,
};

/** Kinds that choose Pods by their labels. */
const selectors = [serviceKind, podDisruptionBudgetKind, networkPolicyKind];

/** What an object refers to, and what refers to it or selects it. Only kinds that the caller may list are looked at. */
export const createRelatedOperation = (): Operation<ObjectInput, RelatedOutput> =>
  clusterOperation({
    id: 'resources.related',
    summary: 'The objects that an object refers to, and those that refer to it',
    effect: 'read',
    access: 'viewer',
    verb: 'get',
    input: Type.Object(ObjectFields),
    run: async (input, context) => {
      const object = await context.cluster.client.get(input.kind, toKey(input), context.signal);
      const references = referencesOf(input.kind, object).slice(0, mostNamed);
      const [to, from, selecting] = await Promise.all([
        Promise.all(references.map((reference) => followed(reference, context))),
        Promise.all((referrers[input.kind.kind] ?? []).map((kind) => referringTo(input, kind, context))),
        Promise.all(selectors.map((kind) => selectingPodsOf(input.kind, object, { kind, context }))),
      ]);
      return { to, from: [...from.flat(), ...selecting.flat()].slice(0, mostNamed) };
    },
  });

/** With `missing`, where it can be known whether it is there. */
const followed = async (reference: Reference, context: CallContext): Promise<RelatedObject> => {
  const { apiVersion, kind: name, optional, ...rest } = reference;
  const kind = findKindByName(apiVersion, name);
  const related: RelatedObject = { ...rest, apiVersion, kind: name, plural: kind?.plural, optional };
  if (kind === undefined || !mayList(kind, reference.namespace, context)) return related;
  return (await exists(kind, reference, context)) === false ? { ...related, missing: true } : related;
};

const mayList = (kind: Kind, namespace: string | undefined, { cluster, rights }: CallContext): boolean =>
  rights.mayList(cluster.name, kind, namespace);

/** Undefined when the cluster does not say. */
const exists = async (
  kind: Kind,
  { namespace, name }: Reference,
  context: CallContext,
): Promise<boolean | undefined> => {
  const { cluster, signal } = context;
  const cache = cluster.runningCache(kind);
  if (cache?.freshness().state === 'synced' && cache.get(namespace ?? '', name) !== undefined) return true;
  try {
    await cluster.client.get(kind, namespace === undefined ? { name } : { namespace, name }, signal);
    return true;
  } catch (error) {
    return isNotFound(error) ? false : undefined;
  }
};

interface Read {
  object: UnstructuredObject;
  references: readonly Reference[];
  isControlled: boolean;
}

/** Read once per version of an object: rows are replaced, never changed. */
const known = new WeakMap<Row, Read>();

const read = (kind: Kind, row: Row): Read => {
  const before = known.get(row);
  if (before !== undefined) return before;
  const object = JSON.parse(row.bytes.toString('utf8')) as UnstructuredObject;
  const isControlled = object.metadata.ownerReferences?.some(({ controller }) => controller === true) ?? false;
  const found = { object, references: referencesOf(kind, object), isControlled };
  known.set(row, found);
  return found;
};

/** The objects of a kind that can refer to the namespace; none where the caller may not list them. */
const candidates = async (kind: Kind, namespace: string | undefined, context: CallContext): Promise<Read[]> => {
  if (!mayList(kind, kind.namespaced ? namespace : undefined, context)) return [];
  const cache = await syncedCache(kind, context).catch(() => undefined);
  if (cache === undefined) return [];
  const query = kind.namespaced && namespace !== undefined ? { namespaces: [namespace] } : {};
  return cache
    .view(query)
    .page(0, mostLookedAt)
    .map((row) => read(kind, row));
};

const toRelated = (kind: Kind, object: UnstructuredObject, relation: RelatedObject['relation']): RelatedObject => {
  const { name, namespace } = object.metadata;
  const { plural } = kind;
  const where = namespace === undefined ? {} : { namespace };
  return { relation, apiVersion: apiVersionOf(kind), kind: kind.kind, plural, ...where, name, optional: false };
};

const referringTo = async (input: ObjectInput, kind: Kind, context: CallContext): Promise<RelatedObject[]> => {
  const isTarget = ({ kind: to, name, namespace }: Reference): boolean =>
    to === input.kind.kind && name === input.name && namespace === input.namespace;
  const all = await candidates(kind, input.namespace, context);
  return all.flatMap(({ object, references, isControlled }) => {
    const reference = references.find(isTarget);
    if (reference === undefined) return [];
    // What a controller makes refers to what its template says: the controller is named instead.
    if (isControlled && reference.relation !== 'owner') return [];
    return [toRelated(kind, object, reference.relation)];
  });
};

const selectingPodsOf = async (
  of: Kind,
  object: UnstructuredObject,
  { kind, context }: { kind: Kind; context: CallContext },
): Promise<RelatedObject[]> => {
  const labels = of === podKind ? object.metadata.labels : of.podTemplate?.(object)?.metadata?.labels;
  if (labels === undefined) return [];
  const all = await candidates(kind, object.metadata.namespace, context);
  return all
    .filter((item) => kind.podSelector?.(item.object)?.matches(labels) === true)
    .map((item) => toRelated(kind, item.object, 'selects'));
};
