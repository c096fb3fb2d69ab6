/** Which BatchRelease has a workload in hand (rules §4.1). */
import type { KubeObject } from '@binnacle/kube/api';
import type { BatchRelease } from '../api/index.ts';
import { annotations } from '../api/index.ts';

export const ownerOf = ({ apiVersion, kind, metadata }: BatchRelease) => ({
  apiVersion,
  kind,
  name: metadata.name,
  uid: metadata.uid ?? '',
  controller: true,
  blockOwnerDeletion: true,
});

/** The annotation's value. */
export const controlInfo = (release: BatchRelease): string => JSON.stringify(ownerOf(release));

export const isControlledBy = (workload: KubeObject, release: BatchRelease): boolean =>
  workload.metadata.annotations?.[annotations.controlInfo] === controlInfo(release);
