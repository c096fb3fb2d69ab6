/** Which executor a BatchRelease needs: kinds × styles. */
import { deploymentKind } from '@binnacle/kube/api';
import type { Deployment } from '@binnacle/kube/api';
import type { BatchRelease } from '../api/index.ts';
import { groupOf } from '../api/index.ts';
import type { Reader } from '../cluster/reader.ts';
import { canaryDeployment } from './deployment/canary.ts';
import type { Executor } from './executor.ts';
import { partitionedExecutor } from './partitioned/executor.ts';
import { partitionShapeOf } from './partitioned/shapes.ts';
import type { PartitionedWorkload } from './partitioned/shapes.ts';

/** `gone`: there is no such workload. `unsupported`: nobody here knows the kind in this style. */
export type ExecutorAnswer = { type: 'found'; executor: Executor } | { type: 'gone' } | { type: 'unsupported' };

export const executorFor = (release: BatchRelease, reader: Reader): ExecutorAnswer => {
  const { workloadRef, releasePlan } = release.spec;
  const namespace = release.metadata.namespace ?? '';
  const style = releasePlan.rollingStyle ?? 'Partition';
  const shape = style === 'Partition' ? partitionShapeOf(workloadRef) : undefined;
  if (shape !== undefined) {
    const workload = reader.get<PartitionedWorkload>(shape.kind, namespace, workloadRef.name);
    if (workload === undefined) return { type: 'gone' };
    return { type: 'found', executor: partitionedExecutor(reader, { release, workload, shape }) };
  }
  const id = `${groupOf(workloadRef.apiVersion)}/${workloadRef.kind}/${style}`;
  if (id === 'apps/Deployment/Canary') {
    const stable = reader.get<Deployment>(deploymentKind, namespace, workloadRef.name);
    return stable === undefined
      ? { type: 'gone' }
      : { type: 'found', executor: canaryDeployment(release, stable, reader) };
  }
  return { type: 'unsupported' };
};
