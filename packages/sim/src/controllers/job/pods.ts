import { isNotFound } from '@binnacle/kube/api';
import { refs, type Pod, type PodTemplate } from '../../local/objects.ts';
import type { Job } from '../../local/workloads.ts';
import type { LocalClient } from '../../types.ts';
import type { PodControl } from '../pod-control.ts';
import { indexAnnotation } from './indexes.ts';

/** Holds a pod until its end has been counted. */
export const trackingFinalizer = 'batch.kubernetes.io/job-tracking';

export const isTracked = (pod: Pod): boolean => pod.metadata.finalizers?.includes(trackingFinalizer) ?? false;

/** Failed, or going away before it could succeed (unless only what has failed is to be replaced). */
export const hasFailed = (job: Job, pod: Pod): boolean => {
  if (pod.status?.phase === 'Failed') return true;
  if (job.spec.podReplacementPolicy === 'Failed') return false;
  return pod.metadata.deletionTimestamp !== undefined && pod.status?.phase !== 'Succeeded';
};

/** Still has work to do and is going away. */
export const isTerminating = (pod: Pod): boolean =>
  pod.metadata.deletionTimestamp !== undefined && pod.status?.phase !== 'Succeeded' && pod.status?.phase !== 'Failed';

const variable = {
  name: 'JOB_COMPLETION_INDEX',
  valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: `metadata.labels['${indexAnnotation}']` } },
};

/** Which index a pod works on, and what else it is told of it. */
export interface IndexedPod {
  index: number;
  annotations: Record<string, string>;
}

const withIndex = (job: Job, template: PodTemplate, { index, annotations }: IndexedPod): PodTemplate => {
  const own = { [indexAnnotation]: String(index) };
  const { metadata, spec } = template;
  const addVariable = (container: Pod['spec']['containers'][number]) =>
    container.env?.some(({ name }) => name === variable.name)
      ? container
      : { ...container, env: [...(container.env ?? []), variable] };
  return {
    metadata: {
      ...metadata,
      labels: { ...metadata?.labels, ...own },
      annotations: { ...metadata?.annotations, ...own, ...annotations },
    },
    spec: {
      ...spec,
      containers: spec.containers.map(addVariable),
      ...(spec.initContainers === undefined ? {} : { initContainers: spec.initContainers.map(addVariable) }),
      hostname: `${job.metadata.name}-${index}`,
    },
  };
};

/** The pods of a Job: made with the finalizer that keeps them until they are counted. */
export const createJobPods = (client: LocalClient, control: PodControl) => {
  const release = async (pod: Pod): Promise<void> => {
    const { namespace, name, uid } = pod.metadata;
    const held = client.get<Pod>(refs.pods, { namespace, name });
    if (held === undefined || held.metadata.uid !== uid || !isTracked(held)) return;
    const finalizers = held.metadata.finalizers?.filter((finalizer) => finalizer !== trackingFinalizer);
    await client.update(refs.pods, { ...held, metadata: { ...held.metadata, finalizers } }).catch((error: unknown) => {
      if (!isNotFound(error)) throw error;
    });
  };
  return {
    release,
    create: (job: Job, indexed?: IndexedPod): Promise<Pod> => {
      const { template } = job.spec;
      const finalizers = [...(template.metadata?.finalizers ?? []), trackingFinalizer];
      const tracked = { ...template, metadata: { ...template.metadata, finalizers } };
      if (indexed === undefined) return control.create(job, tracked);
      const generateName = `${job.metadata.name}-${indexed.index}-`;
      return control.create(job, withIndex(job, tracked, indexed), { generateName });
    },
    /** Without counting it: it was in the way. */
    discard: async (job: Job, pod: Pod): Promise<void> => {
      await release(pod);
      await control.delete(job, pod);
    },
    /** Counted as failed afterwards: the Job has failed. */
    stop: (job: Job, pod: Pod): Promise<void> => control.delete(job, pod),
  };
};

export type JobPods = ReturnType<typeof createJobPods>;
