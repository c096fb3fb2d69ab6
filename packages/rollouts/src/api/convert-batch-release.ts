/** BatchRelease v1alpha1 ⇄ v1beta1 (rules §1.8). */
import type { BatchRelease, BatchReleaseV1alpha1, RollingStyle } from './batch-release.ts';
import { annotations } from './names.ts';
import { withoutUndefined } from './without-undefined.ts';

const styles: Readonly<Record<string, RollingStyle>> = {
  partition: 'Partition',
  canary: 'Canary',
  bluegreen: 'BlueGreen',
};

export const fromV1alpha1BatchRelease = (old: BatchReleaseV1alpha1): BatchRelease => {
  const { targetReference, releasePlan } = old.spec;
  const style = styles[(old.metadata.annotations?.[annotations.rollingStyle] ?? '').toLowerCase()];
  const rollingStyle = style ?? releasePlan.rollingStyle;
  return {
    apiVersion: 'rollouts.kruise.io/v1beta1',
    kind: 'BatchRelease',
    metadata: old.metadata,
    spec: {
      workloadRef: targetReference.workloadRef ?? { apiVersion: '', kind: '', name: '' },
      releasePlan: withoutUndefined({
        ...releasePlan,
        rollingStyle,
        enableExtraWorkloadForCanary: rollingStyle === 'Canary',
      }),
    },
    ...(old.status === undefined ? {} : { status: old.status }),
  };
};

export const toV1alpha1BatchRelease = (release: BatchRelease): BatchReleaseV1alpha1 => {
  const { rollingStyle, enableExtraWorkloadForCanary: _extra, ...releasePlan } = release.spec.releasePlan;
  const { message: _message, ...status } = release.status ?? { message: '' };
  return {
    apiVersion: 'rollouts.kruise.io/v1alpha1',
    kind: 'BatchRelease',
    metadata:
      rollingStyle === undefined
        ? release.metadata
        : {
            ...release.metadata,
            annotations: { ...release.metadata.annotations, [annotations.rollingStyle]: rollingStyle.toLowerCase() },
          },
    spec: { targetReference: { workloadRef: release.spec.workloadRef }, releasePlan },
    ...(release.status === undefined ? {} : { status: status as BatchReleaseV1alpha1['status'] }),
  };
};
