/** Which executor a BatchRelease needs: kinds × styles. */
import { daemonSetKind, deploymentKind } from '@binnacle/kube/api';
import type { DaemonSet, Deployment, Kind, KubeObject } from '@binnacle/kube/api';
import type { BatchRelease } from '../api/index.ts';
import { groupOf } from '../api/index.ts';
import type { Reader } from '../cluster/reader.ts';
import { blueGreenCloneSet, recreatesPods } from './blue-green/clone-set.ts';
import { blueGreenDeployment } from './blue-green/deployment.ts';
import { nativeDaemonSet } from './daemon-set/executor.ts';
import { canaryDeployment } from './deployment/canary.ts';
import { partitionDeployment } from './deployment/partition.ts';
import type { Executor } from './executor.ts';
import { partitionedExecutor } from './partitioned/executor.ts';
import { partitionShapeOf } from './partitioned/shapes.ts';
import type { PartitionedWorkload } from './partitioned/shapes.ts';

/** `gone`: there is no such workload. `unsupported`: it cannot be released in this style, for this reason. */
export type ExecutorAnswer =
  { type: 'found'; executor: Executor } | { type: 'gone' } | { type: 'unsupported'; message: string };

type Build<T extends KubeObject> = (release: BatchRelease, workload: T, reader: Reader) => Executor;

const native: Readonly<Record<string, { kind: Kind; build: Build<never> }>> = {
  'Deployment/Partition': { kind: deploymentKind, build: partitionDeployment },
  'Deployment/Canary': { kind: deploymentKind, build: canaryDeployment },
  'Deployment/BlueGreen': { kind: deploymentKind, build: blueGreenDeployment },
  'DaemonSet/Partition': { kind: daemonSetKind, build: nativeDaemonSet },
};

export const executorFor = (release: BatchRelease, reader: Reader): ExecutorAnswer => {
  const { workloadRef, releasePlan } = release.spec;
  const namespace = release.metadata.namespace ?? '';
  const style = releasePlan.rollingStyle ?? 'Partition';
  const find = <T extends KubeObject>(kind: Kind) => reader.get<T>(kind, namespace, workloadRef.name);
  const own = groupOf(workloadRef.apiVersion) === 'apps' ? native[`${workloadRef.kind}/${style}`] : undefined;
  if (own !== undefined) {
    const workload = find<Deployment & DaemonSet>(own.kind);
    if (workload === undefined) return { type: 'gone' };
    return { type: 'found', executor: own.build(release, workload as never, reader) };
  }
  const shape = partitionShapeOf(workloadRef);
  const workload = shape && find<PartitionedWorkload>(shape.kind);
  const message = `${workloadRef.kind} cannot be released in style ${style}`;
  if (shape === undefined || (style === 'BlueGreen' && shape.type !== 'cloneset'))
    return { type: 'unsupported', message };
  if (workload === undefined) return { type: 'gone' };
  if (style !== 'BlueGreen')
    return { type: 'found', executor: partitionedExecutor(reader, { release, workload, shape }) };
  if (!recreatesPods(workload))
    return {
      type: 'unsupported',
      message: `${message} while its update strategy is ${workload.spec.updateStrategy?.type}`,
    };
  return { type: 'found', executor: blueGreenCloneSet(reader, { release, workload, shape }) };
};
