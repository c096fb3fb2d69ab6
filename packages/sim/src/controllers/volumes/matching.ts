/** Which volume fits a claim. Source: k8s.io/component-helpers `storage/volume`. */
import { compareQuantities } from '@binnacle/kube/api';
import type { Node } from '../../local/objects.ts';
import { selects } from '../../local/objects.ts';
import type { PersistentVolume, PersistentVolumeClaim } from '../../local/volumes.ts';
import { matchesNodeTerm } from '../node-selector.ts';

const sizeOf = (quantities: Record<string, string> | undefined): string => quantities?.['storage'] ?? '0';

/** The volume was made for, or is bound to, this very claim. */
export const isMeantFor = ({ spec: { claimRef } }: PersistentVolume, { metadata }: PersistentVolumeClaim): boolean =>
  claimRef !== undefined &&
  claimRef.name === metadata.name &&
  claimRef.namespace === metadata.namespace &&
  ((claimRef.uid ?? '') === '' || claimRef.uid === metadata.uid);

/** Whether the volume can be reached from the node. */
export const isReachable = ({ spec: { nodeAffinity } }: PersistentVolume, node: Node): boolean =>
  nodeAffinity?.required === undefined ||
  nodeAffinity.required.nodeSelectorTerms.some((term) => matchesNodeTerm(term, node));

const modeOf = (spec: { volumeMode?: string }): string => spec.volumeMode ?? 'Filesystem';

/** Why a volume that was asked for by name cannot be had; undefined when it can. */
export const mismatchOf = (volume: PersistentVolume, { spec }: PersistentVolumeClaim): string | undefined => {
  if (compareQuantities(sizeOf(volume.spec.capacity), sizeOf(spec.resources?.requests)) < 0)
    return 'requested PV is too small';
  if ((volume.spec.storageClassName ?? '') !== (spec.storageClassName ?? '')) return 'storageClassName does not match';
  if (modeOf(volume.spec) !== modeOf(spec)) return 'incompatible volumeMode';
  return hasModes(volume, spec.accessModes) ? undefined : 'incompatible accessMode';
};

const hasModes = ({ spec }: PersistentVolume, wanted: readonly string[] = []): boolean =>
  wanted.every((mode) => spec.accessModes?.includes(mode));

/** The smallest of the volumes that are free and large enough; first of all one that is meant for the claim. */
export const findVolume = (
  claim: PersistentVolumeClaim,
  volumes: Iterable<PersistentVolume>,
  node?: Node,
): PersistentVolume | undefined => {
  let best: PersistentVolume | undefined;
  for (const volume of volumes) {
    if (volume.metadata.deletionTimestamp !== undefined || mismatchOf(volume, claim) !== undefined) continue;
    if (node !== undefined && !isReachable(volume, node)) continue;
    if (isMeantFor(volume, claim)) return volume;
    if (volume.spec.claimRef !== undefined || volume.status?.phase !== 'Available') continue;
    if (claim.spec.selector !== undefined && !selects(claim.spec.selector, volume.metadata.labels)) continue;
    if (best === undefined || compareQuantities(sizeOf(best.spec.capacity), sizeOf(volume.spec.capacity)) > 0)
      best = volume;
  }
  return best;
};
