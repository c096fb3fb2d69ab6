/** Autoscalers of a blue-green workload: they would count both revisions' Pods, so their target is renamed (rules §4.6). */
import type { HorizontalPodAutoscaler, KubeObject } from '@binnacle/kube/api';
import { horizontalPodAutoscalerKind } from '@binnacle/kube/api';
import { groupOf } from '../../api/index.ts';
import type { Reader } from '../../cluster/reader.ts';
import { patchOf } from '../../cluster/write.ts';
import type { Write } from '../../cluster/write.ts';

const suffix = '-DisableByRollout';

const targeting = (reader: Reader, workload: KubeObject, name: string): readonly HorizontalPodAutoscaler[] =>
  reader
    .list<HorizontalPodAutoscaler>(horizontalPodAutoscalerKind, workload.metadata.namespace ?? '', {})
    .filter(
      ({ spec: { scaleTargetRef: target } }) =>
        target.kind === workload.kind &&
        target.name === name &&
        groupOf(target.apiVersion ?? '') === groupOf(workload.apiVersion),
    );

const rename = (autoscalers: readonly HorizontalPodAutoscaler[], name: string): readonly Write[] =>
  autoscalers.map((autoscaler) =>
    patchOf(horizontalPodAutoscalerKind, autoscaler, { spec: { scaleTargetRef: { name } } }),
  );

export const disableAutoscalers = (reader: Reader, workload: KubeObject): readonly Write[] =>
  rename(targeting(reader, workload, workload.metadata.name), `${workload.metadata.name}${suffix}`);

export const restoreAutoscalers = (reader: Reader, workload: KubeObject): readonly Write[] =>
  rename(targeting(reader, workload, `${workload.metadata.name}${suffix}`), workload.metadata.name);
