/** PersistentVolumes. Source: kube-apiserver `pkg/apis/core/validation`, ValidatePersistentVolume. */
import {
  dnsSubdomainProblems,
  forbiddenField,
  invalidField,
  quantityToNumber,
  requiredField,
  unsupportedField,
} from '@binnacle/kube/api';
import type { FieldError, UnstructuredObject } from '@binnacle/kube/api';
import { ensureObject, equalJson, isJsonObject, objectAt, setDefault, textAt } from '../json.ts';
import type { JsonObject } from '../json.ts';
import type { Strategy } from '../strategy.ts';
import { validateDriverName } from './driver-name.ts';
import { validateHostPathType } from './host-path.ts';
import { validateNodeSelector } from './placement-validation.ts';
import { nodeTermsWarnings } from './node-label-warnings.ts';
import { driverWarnings } from './volume-warnings.ts';

const modes = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod'];

/** Fields of the spec that are not the volume's source. */
const plainFields = new Set([
  ...['capacity', 'accessModes', 'claimRef', 'persistentVolumeReclaimPolicy', 'storageClassName', 'mountOptions'],
  ...['volumeMode', 'nodeAffinity', 'volumeAttributesClassName'],
]);

/** `{hostPath: …}`: what the volume is made of. */
const sourceOf = (spec: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(spec).filter(([field]) => !plainFields.has(field)));

export const validateAccessModes = (spec: JsonObject, at: string): FieldError[] => {
  const wanted = Array.isArray(spec.accessModes) ? (spec.accessModes as string[]) : [];
  const single = wanted.includes('ReadWriteOncePod');
  return [
    ...wanted.filter((mode) => !modes.includes(mode)).map((mode) => unsupportedField(`${at}.accessModes`, mode, modes)),
    ...(single && wanted.some((mode) => mode !== 'ReadWriteOncePod' && modes.includes(mode))
      ? [forbiddenField(`${at}.accessModes`, 'may not use ReadWriteOncePod with other access modes')]
      : []),
  ];
};

export const validateClassName = (value: unknown, at: string): FieldError[] =>
  typeof value === 'string' && value !== ''
    ? dnsSubdomainProblems(value).map((problem) => invalidField(at, value, problem))
    : [];

export const validateVolumeMode = (value: unknown, at: string): FieldError[] =>
  value === undefined || value === 'Block' || value === 'Filesystem'
    ? []
    : [unsupportedField(at, value, ['Block', 'Filesystem'])];

const validateCapacity = (sent: unknown): FieldError[] => {
  const capacity = isJsonObject(sent) ? sent : undefined;
  const at = 'spec.capacity';
  const names = Object.keys(capacity ?? {}).sort();
  const shown = capacity === undefined ? null : Object.fromEntries(names.map((name) => [name, capacity[name]]));
  return [
    ...(names.length === 0 ? [requiredField(at)] : []),
    ...(names.length === 1 && names[0] === 'storage' ? [] : [unsupportedField(at, shown, ['storage'])]),
    ...Object.entries(capacity ?? {}).flatMap(([name, value]) =>
      quantityToNumber(String(value)) > 0 ? [] : [invalidField(`${at}[${name}]`, value, 'must be greater than zero')],
    ),
  ];
};

const validatePath = (path: string, at: string): FieldError[] => {
  if (path === '') return [requiredField(at)];
  return path.split('/').includes('..') ? [invalidField(at, path, "must not contain '..'")] : [];
};

/** The sources that people write by hand; others are taken as they are. */
const validateSource = (name: string, source: JsonObject, spec: JsonObject): FieldError[] => {
  const at = `spec.${name}`;
  const path = textAt(source, 'path');
  switch (name) {
    case 'hostPath':
      return [
        ...validatePath(path, `${at}.path`),
        ...(path === '' ? [] : validateHostPathType(source.type, `${at}.type`)),
      ];
    case 'local':
      return [
        ...validatePath(path, `${at}.path`),
        ...(isJsonObject(spec.nodeAffinity)
          ? []
          : [requiredField('spec.nodeAffinity', 'Local volume requires node affinity')]),
      ];
    case 'nfs':
      return [
        ...(textAt(source, 'server') === '' ? [requiredField(`${at}.server`)] : []),
        ...(path === '' ? [requiredField(`${at}.path`)] : []),
        ...(path.startsWith('/') ? [] : [invalidField(`${at}.path`, path, 'must be an absolute path')]),
      ];
    case 'csi':
      return [
        ...validateDriverName(textAt(source, 'driver'), `${at}.driver`),
        ...(textAt(source, 'volumeHandle') === '' ? [requiredField(`${at}.volumeHandle`)] : []),
      ];
    default:
      return [];
  }
};

const validateNodeAffinity = (affinity: unknown): FieldError[] => {
  if (!isJsonObject(affinity)) return [];
  const at = 'spec.nodeAffinity.required';
  return isJsonObject(affinity.required)
    ? validateNodeSelector(affinity.required, at)
    : [requiredField(at, 'must specify required node constraints')];
};

const validateAttributesClass = (spec: JsonObject): FieldError[] => {
  const { volumeAttributesClassName: name } = spec;
  if (name === undefined) return [];
  const at = 'spec.volumeAttributesClassName';
  return [
    ...(name === '' ? [requiredField(at, 'an empty string is disallowed')] : validateClassName(name, at)),
    ...(isJsonObject(spec.csi)
      ? []
      : [requiredField('spec.csi', 'has to be specified when using volumeAttributesClassName')]),
  ];
};

const policies = ['Delete', 'Recycle', 'Retain'];

const validate = (spec: JsonObject): FieldError[] => {
  const policy = textAt(spec, 'persistentVolumeReclaimPolicy');
  const sources = Object.entries(sourceOf(spec)).filter(([, source]) => isJsonObject(source));
  return [
    ...(Array.isArray(spec.accessModes) && spec.accessModes.length > 0 ? [] : [requiredField('spec.accessModes')]),
    ...validateAccessModes(spec, 'spec'),
    ...validateCapacity(spec.capacity),
    ...(policies.includes(policy) ? [] : [unsupportedField('spec.persistentVolumeReclaimPolicy', policy, policies)]),
    ...validateNodeAffinity(spec.nodeAffinity),
    ...sources.flatMap(([name, source], i) =>
      i === 0
        ? validateSource(name, source as JsonObject, spec)
        : [forbiddenField(`spec.${name}`, 'may not specify more than 1 volume type')],
    ),
    ...(sources.length === 0 ? [requiredField('spec', 'must specify a volume type')] : []),
    ...(policy === 'Recycle' && textAt(spec, 'hostPath', 'path') === '/'
      ? [forbiddenField('spec.persistentVolumeReclaimPolicy', "may not be 'recycle' for a hostPath mount of '/'")]
      : []),
    ...validateClassName(spec.storageClassName, 'spec.storageClassName'),
    ...validateVolumeMode(spec.volumeMode, 'spec.volumeMode'),
    ...validateAttributesClass(spec),
  ];
};

const phaseOf = (object: UnstructuredObject): string => textAt(object, 'status', 'phase');

const RECYCLES =
  'spec.persistentVolumeReclaimPolicy: The Recycle reclaim policy is deprecated. Instead, the recommended approach is to use dynamic provisioning.';

const oldAnnotations: Readonly<Record<string, string>> = {
  'volume.beta.kubernetes.io/storage-class': 'deprecated since v1.8; use "storageClassName" attribute instead',
  'volume.beta.kubernetes.io/mount-options': 'deprecated since v1.31; use "mountOptions" attribute instead',
};

export const persistentVolume: Strategy = {
  warnings: (object) => {
    const spec = objectAt(object, 'spec');
    return [
      ...Object.entries(oldAnnotations).flatMap(([name, why]) =>
        object.metadata.annotations?.[name] === undefined ? [] : [`metadata.annotations[${name}]: ${why}`],
      ),
      ...(spec.persistentVolumeReclaimPolicy === 'Recycle' ? [RECYCLES] : []),
      ...nodeTermsWarnings(objectAt(spec, 'nodeAffinity').required, 'spec.nodeAffinity.required'),
      ...driverWarnings(spec, 'spec'),
    ];
  },
  returnsDeleted: true,
  prepareCreate: (draft, { now }) => {
    draft.status = { phase: 'Pending', lastPhaseTransitionTime: now };
  },
  defaults: (draft) => {
    const spec = ensureObject(draft, 'spec');
    setDefault(spec, 'persistentVolumeReclaimPolicy', 'Retain');
    setDefault(spec, 'volumeMode', 'Filesystem');
    if (isJsonObject(spec.hostPath)) setDefault(spec.hostPath, 'type', '');
    if (isJsonObject(spec.claimRef)) {
      setDefault(spec.claimRef, 'kind', 'PersistentVolumeClaim');
      setDefault(spec.claimRef, 'apiVersion', 'v1');
    }
  },
  prepareStatus: (draft, current, { now }) => {
    const status = ensureObject(draft, 'status');
    setDefault(status, 'phase', 'Pending');
    const before = objectAt(current, 'status').lastPhaseTransitionTime;
    if (phaseOf(draft) === phaseOf(current)) setDefault(status, 'lastPhaseTransitionTime', before);
    else if (status.lastPhaseTransitionTime === undefined || status.lastPhaseTransitionTime === before)
      status.lastPhaseTransitionTime = now;
  },
  validate: (object) => validate(objectAt(object, 'spec')),
  validateUpdate: (object, current) => {
    const [spec, before] = [objectAt(object, 'spec'), objectAt(current, 'spec')];
    const errors: FieldError[] = [];
    if (!equalJson(sourceOf(spec), sourceOf(before)))
      errors.push(
        forbiddenField('spec.persistentvolumesource', 'spec.persistentvolumesource is immutable after creation'),
      );
    if (spec.volumeMode !== before.volumeMode)
      errors.push(invalidField('volumeMode', spec.volumeMode ?? null, 'field is immutable'));
    if (before.nodeAffinity !== undefined && !equalJson(spec.nodeAffinity, before.nodeAffinity))
      errors.push(invalidField('nodeAffinity', spec.nodeAffinity ?? null, 'field is immutable'));
    return errors;
  },
};
