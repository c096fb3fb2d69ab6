import { badRequest, qualifiedResource } from '@binnacle/kube/api';
import type { PodTemplateSpec, UnstructuredObject } from '@binnacle/kube/api';
import { Type } from 'typebox';
import type { CallContext, Operation } from '../operation.ts';
import { clusterOperation, ObjectFields, toKey } from '../resources/index.ts';
import { retryOnConflict } from '../resources/index.ts';
import { findPrevious, readRevisions } from './revisions.ts';
import type { KeptRevision } from './revisions.ts';
import { changesBetween } from './template-changes.ts';
import type { RollbackInput, RollbackOutput } from './types.ts';

/** Gives a workload a template that it had, as `kubectl rollout undo` does. */
export const createRollbackOperation = (): Operation<RollbackInput, RollbackOutput> =>
  clusterOperation({
    id: 'workloads.rollback',
    summary: 'Return a workload to a former template',
    effect: 'write',
    access: 'operator',
    input: Type.Object({ ...ObjectFields, revision: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }) }),
    run: async (input, context) => {
      if (!input.kind.capabilities.includes('rollbackable'))
        throw badRequest(`${qualifiedResource(input.kind)} "${input.name}" cannot be rolled back`);
      return retryOnConflict(() => rollBack(input, context));
    },
  });

const rollBack = async (input: RollbackInput, context: CallContext): Promise<RollbackOutput> => {
  const { kind, name, revision } = input;
  const subject = `${qualifiedResource(kind)} "${name}"`;
  const { workload, revisions } = await readRevisions(input, context);
  const { paused, template } = (workload['spec'] ?? {}) as { paused?: boolean; template?: PodTemplateSpec };
  if (paused) throw badRequest(`${subject} cannot be rolled back while it is paused: resume its rollout first`);
  const target =
    revision === 0 ? findPrevious(revisions, template) : revisions.find(({ number }) => number === revision);
  if (target === undefined)
    throw badRequest(
      revision === 0 ? `${subject} has no former revision` : `${subject} has no revision ${revision} to return to`,
    );
  if (changesBetween(template, target.template).length === 0) return { revision: target.number, unchanged: true };
  await context.cluster.client.patch(kind, toKey(input), {
    type: 'json',
    body: [
      // Makes the write fail when the workload was paused or changed since it was read.
      { op: 'replace', path: '/metadata/resourceVersion', value: workload.metadata.resourceVersion },
      { op: 'replace', path: '/spec/template', value: target.template },
      ...changeCauseOf(workload, target),
    ],
    fieldManager: 'binnacle',
    signal: context.signal,
  });
  return { revision: target.number, unchanged: false };
};

const changeCause = 'kubernetes.io/change-cause';

/** What was said of the revision is said of the workload again, so that its next revision says it too. */
const changeCauseOf = ({ metadata }: UnstructuredObject, { keeper }: KeptRevision): unknown[] => {
  const cause = keeper.metadata.annotations?.[changeCause];
  const annotations = metadata.annotations ?? {};
  if (cause === annotations[changeCause]) return [];
  const { [changeCause]: _replaced, ...others } = annotations;
  const value = cause === undefined ? others : { ...others, [changeCause]: cause };
  return [{ op: 'add', path: '/metadata/annotations', value }];
};
