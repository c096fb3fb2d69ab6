/** What is done to the workload of a Rollout: each change of its template is a release. */
import { isNotFound, type Kind, type PodTemplateSpec, type UnstructuredObject } from '@binnacle/kube/api';
import type { Clock } from '@binnacle/kube/clock';
import { progressOf, type WorkloadRef } from '@binnacle/rollouts/api';
import { Type } from 'typebox';
import type { CallContext, Operation } from '../operation.ts';
import { fieldManager, retryOnConflict, toRfc3339 } from '../resources/index.ts';
import { findPrevious, readRevisions, type KeptRevision } from '../workloads/index.ts';
import { refused } from './errors.ts';
import { rolloutAction } from './operation.ts';
import { readRollout } from './served.ts';
import { hashOf } from './revisions.ts';
import type { RolloutActionOutput, RolloutInput, SetImageInput } from './types.ts';
import { findWorkloadKind, workloadRefOf } from './workload-kinds.ts';

export interface RolloutWorkloadOperations {
  rollback: Operation<RolloutInput, RolloutActionOutput>;
  undo: Operation<RolloutInput, RolloutActionOutput>;
  restart: Operation<RolloutInput, RolloutActionOutput>;
  setImage: Operation<SetImageInput, RolloutActionOutput>;
}

/** Source: kubectl `polymorphichelpers/objectrestarter.go`. */
const restartedAt = 'kubectl.kubernetes.io/restartedAt';

export const createRolloutWorkloadOperations = (clock: Clock): RolloutWorkloadOperations => ({
  rollback: rolloutAction(
    { id: 'rollouts.rollback', summary: 'Give the workload its stable template again' },
    (input, context) => rollBack(input, context, chooseStable),
  ),
  undo: rolloutAction(
    { id: 'rollouts.undo', summary: 'Give the workload the template before the current one' },
    (input, context) => rollBack(input, context, choosePrevious),
  ),
  restart: rolloutAction(
    { id: 'rollouts.restart', summary: "Replace the workload's Pods, released in steps" },
    async (input, context) => {
      const target = targetOf(await readRollout(input, context), 'UnsupportedWorkloadKind');
      const annotations = { [restartedAt]: toRfc3339(clock.now()) };
      await context.cluster.client.patch(target.kind, keyIn(input, target), {
        type: 'merge',
        body: { spec: { template: { metadata: { annotations } } } },
        fieldManager,
        signal: context.signal,
      });
      return { message: `${subject(target.ref)} is restarted`, workload: target.ref };
    },
  ),
  setImage: rolloutAction(
    {
      id: 'rollouts.setImage',
      summary: 'Give a container of the workload another image',
      fields: {
        container: Type.String({ minLength: 1, maxLength: 253 }),
        image: Type.String({ minLength: 1, maxLength: 1024, pattern: '^\\S+$' }),
        initContainer: Type.Optional(Type.Boolean()),
      },
    },
    setImage,
  ),
});

interface Target {
  ref: WorkloadRef;
  kind: Kind;
}

const subject = ({ kind, name }: WorkloadRef): string => `${kind} "${name}"`;
const keyIn = ({ namespace }: RolloutInput, { ref }: Target) => ({ namespace, name: ref.name });

const targetOf = (
  rollout: Parameters<typeof workloadRefOf>[0],
  refusal: 'UnsupportedWorkloadKind' | 'UnsupportedRollbackKind',
): Target => {
  const ref = workloadRefOf(rollout);
  const kind = findWorkloadKind(ref);
  if (kind === undefined) throw refused(refusal, `${ref.apiVersion} ${ref.kind} is not supported here`);
  return { ref, kind };
};

interface Choice {
  workload: UnstructuredObject;
  revisions: readonly KeptRevision[];
  /** As the Rollout's status names it; empty when it names none. */
  stable: string;
  target: Target;
}

const chooseStable = ({ revisions, stable, target }: Choice): KeptRevision => {
  if (stable === '')
    throw refused('StableRevisionNotFound', `the rollout of ${subject(target.ref)} knows no stable revision yet`);
  const found = revisions.find(({ keeper }) => hashOf(keeper) === stable || keeper.metadata.name === stable);
  if (found === undefined)
    throw refused('StableReplicaSetNotFound', `${subject(target.ref)} no longer has its stable revision ${stable}`);
  return found;
};

const choosePrevious = ({ revisions, workload, target }: Choice): KeptRevision => {
  const { template } = (workload['spec'] ?? {}) as { template?: PodTemplateSpec };
  const previous = findPrevious(revisions, template);
  if (previous === undefined)
    throw refused('StableRevisionNotFound', `${subject(target.ref)} has no revision before the current one`);
  return previous;
};

const rollBack = (
  input: RolloutInput,
  context: CallContext,
  choose: (choice: Choice) => KeptRevision,
): Promise<RolloutActionOutput> =>
  retryOnConflict(async () => {
    const rollout = await readRollout(input, context);
    const target = targetOf(rollout, 'UnsupportedRollbackKind');
    const key = keyIn(input, target);
    const { workload, revisions } = await readRevisions({ kind: target.kind, ...key }, context);
    const stable = progressOf(rollout)?.status.stableRevision ?? '';
    const { template, keeper } = choose({ workload, revisions, stable, target });
    if ((template.spec?.containers ?? []).length === 0)
      throw refused('InvalidStableTemplate', `revision ${keeper.metadata.name} has no containers`);
    await patchTemplate(context, { target, key, workload, path: '/spec/template', value: template });
    return {
      message: `${subject(target.ref)} has the template of ${keeper.metadata.name} again`,
      workload: target.ref,
      revision: hashOf(keeper),
    };
  });

const setImage = (
  { container, image, initContainer = false, ...input }: SetImageInput,
  context: CallContext,
): Promise<RolloutActionOutput> =>
  retryOnConflict(async () => {
    const target = targetOf(await readRollout(input, context), 'UnsupportedWorkloadKind');
    const key = keyIn(input, target);
    const workload = await readWorkload(target, key, context);
    const { template } = (workload['spec'] ?? {}) as { template?: PodTemplateSpec };
    const list = initContainer ? 'initContainers' : 'containers';
    const index = (template?.spec?.[list] ?? []).findIndex(({ name }) => name === container);
    if (index < 0)
      throw refused(
        'ContainerNotFound',
        `${subject(target.ref)} has no ${initContainer ? 'init container' : 'container'} "${container}"`,
      );
    const path = `/spec/template/spec/${list}/${index}/image`;
    await patchTemplate(context, { target, key, workload, path, value: image });
    return { message: `container "${container}" of ${subject(target.ref)} has image ${image}`, workload: target.ref };
  });

const readWorkload = async (
  { kind, ref }: Target,
  key: { namespace: string; name: string },
  { cluster, signal }: CallContext,
): Promise<UnstructuredObject> => {
  try {
    return await cluster.client.get(kind, key, signal);
  } catch (error) {
    if (!isNotFound(error)) throw error;
    throw refused('WorkloadRefInvalid', `the rollout's workload, ${subject(ref)}, does not exist`);
  }
};

interface TemplateWrite {
  target: Target;
  key: { namespace: string; name: string };
  workload: UnstructuredObject;
  path: string;
  value: unknown;
}

const patchTemplate = async (
  { cluster, signal }: CallContext,
  { target, key, workload, path, value }: TemplateWrite,
): Promise<void> => {
  await cluster.client.patch(target.kind, key, {
    type: 'json',
    body: [
      // Makes the write a Conflict when the workload was changed since it was read.
      { op: 'replace', path: '/metadata/resourceVersion', value: workload.metadata.resourceVersion },
      { op: 'replace', path, value },
    ],
    fieldManager,
    signal,
  });
};
