/** PersistentVolumeClaims. Source: kube-apiserver `pkg/apis/core/validation`, ValidatePersistentVolumeClaim. */
import {
  compareQuantities,
  dnsLabelProblems,
  dnsSubdomainProblems,
  forbiddenField,
  invalidField,
  quantityToNumber,
  requiredField,
} from '@binnacle/kube/api';
import type { FieldError } from '@binnacle/kube/api';
import { copyJson, ensureObject, equalJson, isJsonObject, objectAt, setDefault, textAt } from '../json.ts';
import type { JsonObject } from '../json.ts';
import type { Strategy } from '../strategy.ts';
import { validateAccessModes, validateClassName, validateVolumeMode } from './persistent-volume.ts';
import { validateLabelSelector } from './label-selector.ts';
import { validateClaimStatus } from './claim-status.ts';
import { claimWarnings } from './claim-warnings.ts';

const sizeOf = (spec: JsonObject): string | undefined => {
  const size = objectAt(spec, 'resources', 'requests').storage;
  return typeof size === 'string' ? size : undefined;
};

const validateSize = (size: string | undefined, at: string): FieldError[] => {
  if (size === undefined) return [requiredField(at)];
  return quantityToNumber(size) > 0 ? [] : [invalidField(at, size, 'must be greater than zero')];
};

const validateDataSource = (source: unknown, at: string): FieldError[] => {
  if (!isJsonObject(source)) return [];
  const [group, kind, namespace] = [textAt(source, 'apiGroup'), textAt(source, 'kind'), textAt(source, 'namespace')];
  return [
    ...(textAt(source, 'name') === '' ? [requiredField(`${at}.name`)] : []),
    ...(kind === '' ? [requiredField(`${at}.kind`)] : []),
    ...(group === '' && kind !== 'PersistentVolumeClaim'
      ? [invalidField(at, kind, "must be 'PersistentVolumeClaim' when referencing the default apiGroup")]
      : []),
    ...(group === '' ? [] : dnsSubdomainProblems(group).map((why) => invalidField(`${at}.apiGroup`, group, why))),
    ...(namespace === ''
      ? []
      : dnsLabelProblems(namespace).map((why) => invalidField(`${at}.namespace`, namespace, why))),
  ];
};

/** What a volume is made from, told in two fields. */
const validateDataSources = (spec: JsonObject, at: string): FieldError[] => {
  const { dataSource: source, dataSourceRef: ref } = spec;
  const isElsewhere = textAt(ref, 'namespace') !== '';
  const same = (field: string) => textAt(source, field) === textAt(ref, field);
  const isSame = ['apiGroup', 'kind', 'name'].every(same);
  const errors = [...validateDataSource(source, `${at}.dataSource`), ...validateDataSource(ref, `${at}.dataSourceRef`)];
  if (!isJsonObject(source) || !isJsonObject(ref)) return errors;
  if (isElsewhere) errors.push(invalidField(at, {}, 'may not be specified when dataSourceRef.namespace is specified'));
  else if (!isSame) errors.push(invalidField(at, {}, 'must match dataSourceRef'));
  return errors;
};

/** Of claims, and of the templates that StatefulSets make claims from. */
export const validateClaimSpec = (spec: JsonObject, at: string): FieldError[] => [
  ...(Array.isArray(spec.accessModes) && spec.accessModes.length > 0
    ? []
    : [requiredField(`${at}.accessModes`, 'at least 1 access mode is required')]),
  ...(isJsonObject(spec.selector) ? validateLabelSelector(spec.selector, `${at}.selector`) : []),
  ...validateAccessModes(spec, at),
  ...validateSize(sizeOf(spec), `${at}.resources[storage]`),
  ...validateClassName(spec.storageClassName, `${at}.storageClassName`),
  ...validateVolumeMode(spec.volumeMode, `${at}.volumeMode`),
  ...validateDataSources(spec, at),
  ...validateClassName(spec.volumeAttributesClassName, `${at}.volumeAttributesClassName`),
];

export const defaultClaimSpec = (spec: JsonObject): void => setDefault(spec, 'volumeMode', 'Filesystem');

const IMMUTABLE =
  'spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims';

/** Other sources go into the other field; here upstream has always forgotten them. */
const dropOtherSource = (spec: JsonObject): void => {
  if (!isJsonObject(spec.dataSource) || spec.dataSourceRef !== undefined) return;
  const [group, kind] = [textAt(spec.dataSource, 'apiGroup'), textAt(spec.dataSource, 'kind')];
  const isClaim = group === '' && kind === 'PersistentVolumeClaim';
  if (!isClaim && !(group === 'snapshot.storage.k8s.io' && kind === 'VolumeSnapshot')) delete spec.dataSource;
};

/** A data source is told in both fields, whichever was given. */
const pairDataSources = (spec: JsonObject): void => {
  if (isJsonObject(spec.dataSource)) setDefault(spec, 'dataSourceRef', copyJson(spec.dataSource));
  else if (isJsonObject(spec.dataSourceRef) && spec.dataSourceRef.namespace === undefined)
    spec.dataSource = copyJson(spec.dataSourceRef);
};

const CLASS_ANNOTATION = 'volume.beta.kubernetes.io/storage-class';

export const persistentVolumeClaim: Strategy = {
  warnings: (object) => [
    ...(object.metadata.annotations?.[CLASS_ANNOTATION] === undefined
      ? []
      : [`metadata.annotations[${CLASS_ANNOTATION}]: deprecated since v1.8; use "storageClassName" attribute instead`]),
    ...claimWarnings(objectAt(object, 'spec'), 'spec'),
  ],
  returnsDeleted: true,
  prepareCreate: (draft) => {
    draft.status = { phase: 'Pending' };
  },
  defaults: (draft) => {
    const spec = ensureObject(draft, 'spec');
    defaultClaimSpec(spec);
    dropOtherSource(spec);
    pairDataSources(spec);
  },
  prepareStatus: (draft) => setDefault(ensureObject(draft, 'status'), 'phase', 'Pending'),
  validate: (object) => validateClaimSpec(objectAt(object, 'spec'), 'spec'),
  validateStatus: validateClaimStatus,
  validateUpdate: (object, current) => {
    const [spec, before] = [objectAt(object, 'spec'), objectAt(current, 'spec')];
    const kept = copyJson(spec);
    if (before.volumeName === undefined || before.volumeName === '') {
      if (before.volumeName === undefined) delete kept.volumeName;
      else kept.volumeName = before.volumeName;
    }
    const [size, old] = [sizeOf(spec), sizeOf(before)];
    const isBound = textAt(current, 'status', 'phase') === 'Bound';
    if (isBound && old !== undefined) ensureObject(kept, 'resources', 'requests').storage = old;
    if (isBound) setOrDelete(kept, 'volumeAttributesClassName', before.volumeAttributesClassName);
    // A claim without a class may be given one later.
    if (before.storageClassName === undefined) delete kept.storageClassName;
    const errors: FieldError[] = [];
    if (!equalJson(kept, before)) errors.push(forbiddenField('spec', `${IMMUTABLE}\n${changeOf(before, kept)}`));
    const capacity = objectAt(current, 'status', 'capacity').storage;
    if (size !== undefined && old !== undefined && compareQuantities(size, old) < 0)
      if (compareQuantities(size, typeof capacity === 'string' ? capacity : '0') <= 0)
        errors.push(forbiddenField('spec.resources.requests.storage', 'field can not be less than status.capacity'));
    if (spec.volumeMode !== before.volumeMode)
      errors.push(invalidField('volumeMode', spec.volumeMode ?? null, 'field is immutable'));
    return errors;
  },
};

const setOrDelete = (value: JsonObject, field: string, to: unknown): void => {
  if (to === undefined) delete value[field];
  else value[field] = to;
};

/** The changed fields as JSON lines; upstream prints Go's difference of the two. */
const changeOf = (before: JsonObject, after: JsonObject): string =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((field) => !equalJson(before[field], after[field]))
    .flatMap((field) => [
      `-  ${field}: ${JSON.stringify(before[field])}`,
      `+  ${field}: ${JSON.stringify(after[field])}`,
    ])
    .join('\n');
