/** Raw devices in containers. Source: kube-apiserver `pkg/apis/core/validation`, ValidateVolumeDevices. */
import { invalidField, missingTargetField, requiredField } from '@binnacle/kube/api';
import type { FieldError } from '@binnacle/kube/api';
import { objectsAt, textAt } from '../json.ts';
import type { JsonObject } from '../json.ts';

const UNIQUE = 'must be unique';
const CLAIMS_ONLY = 'can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode';

/** `volumes` are those that are well, `claims` those of them that a device can be made of. */
export const validateDevices = (
  container: JsonObject,
  at: string,
  { volumes, claims }: { volumes: ReadonlySet<string>; claims: ReadonlySet<string> },
): FieldError[] => {
  const mounts = objectsAt(container, 'volumeMounts');
  const [names, paths] = [new Set<string>(), new Set<string>()];
  return objectsAt(container, 'volumeDevices').flatMap((device, i) => {
    const [name, path] = [textAt(device, 'name'), textAt(device, 'devicePath')];
    const [nameAt, pathAt] = [`${at}[${i}].name`, `${at}[${i}].devicePath`];
    const errors: FieldError[] = [];
    if (name === '') errors.push(requiredField(nameAt));
    if (names.has(name)) errors.push(invalidField(nameAt, name, UNIQUE));
    if (volumes.has(name) && !claims.has(name)) errors.push(invalidField(nameAt, name, CLAIMS_ONLY));
    if (!volumes.has(name)) errors.push(missingTargetField(nameAt, name));
    if (path === '') errors.push(requiredField(pathAt));
    if (paths.has(path)) errors.push(invalidField(pathAt, path, UNIQUE));
    if (path.split('/').includes('..')) errors.push(invalidField(pathAt, path, "can not contain backsteps ('..')"));
    else paths.add(path);
    if (mounts.some((mount) => mount.name === name))
      errors.push(invalidField(nameAt, name, 'must not already exist in volumeMounts'));
    if (mounts.some((mount) => mount.mountPath === path))
      errors.push(invalidField(pathAt, path, 'must not already exist as a path in volumeMounts'));
    if (name !== '') names.add(name);
    return errors;
  });
};
