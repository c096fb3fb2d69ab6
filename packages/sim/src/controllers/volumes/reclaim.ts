import type { EventRecorder } from '../../local/events.ts';
import { refs } from '../../local/objects.ts';
import { volumeAnnotations as marks } from '../../local/volumes.ts';
import type { PersistentVolume } from '../../local/volumes.ts';
import type { LocalClient } from '../../types.ts';
import type { Binding } from './binding.ts';

/** Sources for which kube-controller-manager has a plugin, which cannot delete. */
const undeletable = ['nfs', 'iscsi', 'fc', 'flexVolume'];

/** Why the volume cannot be deleted here; undefined when it can, or when another program will. */
const obstacleOf = ({ metadata, spec }: PersistentVolume): string | undefined => {
  const path = spec.hostPath?.path;
  if (path !== undefined)
    return /^\/tmp\/.+/.test(path)
      ? undefined
      : `host_path deleter only supports /tmp/.+ but received provided ${path}`;
  const start = `error getting deleter volume plugin for volume ${JSON.stringify(metadata.name)}`;
  if (undeletable.some((source) => spec[source] !== undefined)) return `${start}: no deletable volume plugin matched`;
  return spec['local'] === undefined ? undefined : `${start}: no volume plugin matched`;
};

/** What becomes of a volume whose claim is gone. What a provisioner made is deleted by the provisioner. */
export const reclaimVolume = async (
  { client, events, setPhase }: { client: LocalClient; events: EventRecorder; setPhase: Binding['setPhase'] },
  volume: PersistentVolume,
): Promise<void> => {
  const { metadata, spec } = volume;
  const isElsewhere = metadata.annotations?.[marks.provisionedBy] !== undefined || spec['csi'] !== undefined;
  if (spec.persistentVolumeReclaimPolicy !== 'Delete' || isElsewhere) return;
  const obstacle = obstacleOf(volume);
  if (obstacle === undefined) {
    await client.delete(refs.persistentVolumes, { name: metadata.name });
    return;
  }
  await setPhase(volume, 'Failed', obstacle);
  events.record({ about: volume, type: 'Warning', reason: 'VolumeFailedDelete', message: obstacle });
};
