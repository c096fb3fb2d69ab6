import { badRequest, jobKind, qualifiedResource } from '@binnacle/kube/api';
import type { ObjectMeta, UnstructuredObject } from '@binnacle/kube/api';
import { Type } from 'typebox';
import type { Operation } from '../operation.ts';
import { clusterOperation, fieldManager, ObjectFields, toKey } from '../resources/index.ts';
import type { ObjectInput } from '../resources/index.ts';
import type { TriggerOutput } from './types.ts';

/** What kubectl writes on a Job that somebody asked for. Source: kubectl `create/create_job.go`. */
const instantiated = { 'cronjob.kubernetes.io/instantiate': 'manual' };
/** A Job's name may have 63 characters, of which its Pods' names need 11, this suffix 8 and the generated part 5. */
const longestPrefix = 39;

/** Runs a CronJob now, whatever its schedule says, as `kubectl create job --from=cronjob/NAME` does. */
export const createTriggerOperation = (): Operation<ObjectInput, TriggerOutput> =>
  clusterOperation({
    id: 'workloads.trigger',
    summary: 'Run what a schedule would run, now',
    effect: 'write',
    access: 'operator',
    input: Type.Object(ObjectFields),
    run: async (input, { cluster, signal }) => {
      const { kind, name } = input;
      if (!kind.capabilities.includes('triggerable'))
        throw badRequest(`${qualifiedResource(kind)} "${name}" has no Job template to run`);
      const key = toKey(input);
      const scheduled = await cluster.client.get(kind, key, signal);
      const job = await cluster.client.create(jobKind, jobOf(scheduled), { fieldManager, signal });
      return { job: job.metadata.name };
    },
  });

interface JobTemplate {
  metadata?: { labels?: Record<string, string>; annotations?: Record<string, string> };
  spec?: Record<string, unknown>;
}

const jobOf = (scheduled: UnstructuredObject): UnstructuredObject => {
  const { name, namespace = '', uid = '' } = scheduled.metadata;
  const { jobTemplate = {} } = (scheduled['spec'] ?? {}) as { jobTemplate?: JobTemplate };
  const { labels, annotations } = jobTemplate.metadata ?? {};
  const metadata: Partial<ObjectMeta> = {
    generateName: `${name.slice(0, longestPrefix)}-manual-`,
    namespace,
    ...(labels === undefined ? {} : { labels }),
    annotations: { ...annotations, ...instantiated },
    ownerReferences: [{ apiVersion: scheduled.apiVersion, kind: scheduled.kind, name, uid, controller: true }],
  };
  return { apiVersion: 'batch/v1', kind: jobKind.kind, metadata: metadata as ObjectMeta, spec: jobTemplate.spec };
};
