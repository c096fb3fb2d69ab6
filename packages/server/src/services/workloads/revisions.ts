/** The former templates of a workload. Source: kubectl `polymorphichelpers/history.go`, `rollback.go`. */
import {
  badRequest,
  controllerRevisionKind,
  qualifiedResource,
  replicaSetKind,
  toLabelSelectorText,
} from '@binnacle/kube/api';
import type { Kind, PodTemplateSpec, UnstructuredObject } from '@binnacle/kube/api';
import { Type } from 'typebox';
import type { ClusterCall, Operation } from '../operation.ts';
import { clusterOperation, ObjectFields, toKey, type ObjectInput } from '../resources/index.ts';
import { changesBetween } from './template-changes.ts';
import type { Revision, RevisionsOutput } from './types.ts';

const changeCauseAnnotation = 'kubernetes.io/change-cause';
const deploymentRevisionAnnotation = 'deployment.kubernetes.io/revision';
export const templateHashLabel = 'pod-template-hash';

/** One kept template, and the object that keeps it. */
export interface KeptRevision {
  number: number;
  keeper: UnstructuredObject;
  template: PodTemplateSpec;
}

interface Keeping {
  kind: Kind;
  numberOf: (keeper: UnstructuredObject) => number;
  templateOf: (keeper: UnstructuredObject) => PodTemplateSpec | undefined;
}

const keepings: Record<NonNullable<Kind['revisionsIn']>, Keeping> = {
  ReplicaSet: {
    kind: replicaSetKind,
    numberOf: ({ metadata }) => Number(metadata.annotations?.[deploymentRevisionAnnotation] ?? 0),
    templateOf: (keeper) => withoutHash((keeper['spec'] as { template?: PodTemplateSpec } | undefined)?.template),
  },
  ControllerRevision: {
    kind: controllerRevisionKind,
    numberOf: (keeper) => Number(keeper['revision'] ?? 0),
    templateOf: (keeper) => {
      const { spec } = (keeper['data'] ?? {}) as { spec?: { template?: PodTemplateSpec & { $patch?: string } } };
      if (spec?.template === undefined) return undefined;
      const { $patch: _how, ...template } = spec.template;
      return template;
    },
  },
};

export const createRevisionsOperation = (): Operation<ObjectInput, RevisionsOutput> =>
  clusterOperation({
    id: 'workloads.revisions',
    summary: 'The templates that a workload had, newest first, and what changed with each',
    effect: 'read',
    access: 'viewer',
    input: Type.Object(ObjectFields),
    run: async (input, context) => {
      const { revisions } = await readRevisions(input, context);
      return { items: revisions.map((revision, index) => describe(revision, revisions[index + 1], index === 0)) };
    },
  });

/** The workload and its revisions, newest first. Throws BadRequest for kinds that keep none. */
export const readRevisions = async (
  input: ObjectInput,
  { cluster, signal }: ClusterCall,
): Promise<{ workload: UnstructuredObject; revisions: KeptRevision[] }> => {
  const { kind, name } = input;
  if (kind.revisionsIn === undefined) throw badRequest(`${qualifiedResource(kind)} "${name}" has no revisions`);
  const key = toKey(input);
  const workload = await cluster.client.get(kind, key, signal);
  const keeping = keepings[kind.revisionsIn];
  const selector = kind.podSelector?.(workload);
  const { items } = await cluster.client.list(keeping.kind, {
    ...(key.namespace === undefined ? {} : { namespace: key.namespace }),
    ...(selector === undefined ? {} : { labelSelector: toLabelSelectorText(selector) }),
    signal,
  });
  const revisions = items
    .filter((keeper) => isControlledBy(keeper, workload))
    .flatMap((keeper) => {
      const template = keeping.templateOf(keeper);
      return template === undefined ? [] : [{ number: keeping.numberOf(keeper), keeper, template }];
    })
    .sort((a, b) => b.number - a.number);
  return { workload, revisions };
};

/** The newest revision whose template is not the current one, however far the controller is with counting. */
export const findPrevious = (
  revisions: readonly KeptRevision[],
  current: PodTemplateSpec | undefined,
): KeptRevision | undefined => revisions.find(({ template }) => changesBetween(current, template).length > 0);

const isControlledBy = (keeper: UnstructuredObject, { metadata }: UnstructuredObject): boolean =>
  keeper.metadata.ownerReferences?.some(({ controller, uid }) => controller === true && uid === metadata.uid) ?? false;

const describe = (
  { number, keeper, template }: KeptRevision,
  before: KeptRevision | undefined,
  current: boolean,
): Revision => ({
  revision: number,
  name: keeper.metadata.name,
  createdAt: keeper.metadata.creationTimestamp ?? '',
  images: [...(template.spec?.initContainers ?? []), ...(template.spec?.containers ?? [])].map(
    ({ image }) => image ?? '',
  ),
  changeCause: keeper.metadata.annotations?.[changeCauseAnnotation] ?? null,
  current,
  template,
  changes: before === undefined ? [] : changesBetween(before.template, template),
});

/** The label that tells a Deployment's ReplicaSets apart is none of the template's. */
const withoutHash = (template: PodTemplateSpec | undefined): PodTemplateSpec | undefined => {
  const labels = template?.metadata?.labels;
  if (template === undefined || labels?.[templateHashLabel] === undefined) return template;
  const { [templateHashLabel]: _hash, ...rest } = labels;
  return { ...template, metadata: { ...template.metadata, labels: rest } };
};
