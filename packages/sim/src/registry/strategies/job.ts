import { dnsLabelProblems, forbiddenField, invalidField, requiredField, unsupportedField } from '@binnacle/kube/api';
import type { FieldError, LabelSelector, UnstructuredObject } from '@binnacle/kube/api';
import { fromLabelSelector } from '@binnacle/kube/api';
import { copyJson, ensureObject, equalJson, isJsonObject, objectAt, setDefault, textAt } from '../json.ts';
import type { JsonObject } from '../json.ts';
import { validateAnnotations, validateLabels } from '../meta.ts';
import type { Strategy } from '../strategy.ts';
import { defaultPodSpec } from './pod-defaults.ts';
import { notNegative, validatePodSpec } from './pod-validation.ts';
import { validateLabelSelector } from './workload.ts';

/** Prefixed and as in the days before prefixes; pods carry both. */
const UID_LABELS = ['controller-uid', 'batch.kubernetes.io/controller-uid'];
const NAME_LABELS = ['job-name', 'batch.kubernetes.io/job-name'];

/** Not upstream's: what would be ignored is refused. */
const NOT_SIMULATED = ['podFailurePolicy', 'successPolicy', 'backoffLimitPerIndex', 'maxFailedIndexes'];

const generateSelector = (draft: UnstructuredObject): void => {
  const spec = ensureObject(draft, 'spec');
  if (spec.manualSelector === true) return;
  const { name, uid } = draft.metadata;
  const labels = ensureObject(spec, 'template', 'metadata', 'labels');
  for (const label of NAME_LABELS) setDefault(labels, label, name);
  for (const label of UID_LABELS) setDefault(labels, label, uid);
  setDefault(ensureObject(spec, 'selector', 'matchLabels'), 'batch.kubernetes.io/controller-uid', uid);
};

/** Defaults of a Job's spec, alone and in a CronJob. */
export const defaultJobSpec = (spec: JsonObject): void => {
  if (spec.completions === undefined && spec.parallelism === undefined) spec.completions = 1;
  setDefault(spec, 'parallelism', 1);
  setDefault(spec, 'backoffLimit', 6);
  setDefault(spec, 'completionMode', 'NonIndexed');
  setDefault(spec, 'suspend', false);
  setDefault(spec, 'podReplacementPolicy', 'TerminatingOrFailed');
  setDefault(spec, 'manualSelector', false);
  defaultPodSpec(ensureObject(spec, 'template', 'spec'));
};

const validateMode = (spec: JsonObject, at: string): FieldError[] => {
  const { completionMode, completions, parallelism } = spec;
  if (completionMode === undefined) return [];
  if (completionMode !== 'NonIndexed' && completionMode !== 'Indexed')
    return [unsupportedField(`${at}.completionMode`, completionMode, ['NonIndexed', 'Indexed'])];
  if (completionMode === 'NonIndexed') return [];
  const errors: FieldError[] = [];
  if (completions === undefined) errors.push(requiredField(`${at}.completions`, 'when completion mode is Indexed'));
  if (typeof parallelism === 'number' && parallelism > 100_000)
    errors.push(
      invalidField(
        `${at}.parallelism`,
        parallelism,
        'must be less than or equal to 100000 when completion mode is Indexed',
      ),
    );
  return errors;
};

/** Everything of a Job's spec but its selector. */
export const validateJobSpec = (spec: JsonObject, at: string): FieldError[] => {
  const errors = [
    ...['parallelism', 'completions', 'activeDeadlineSeconds', 'backoffLimit', 'ttlSecondsAfterFinished'].flatMap(
      (field) => notNegative(spec[field], `${at}.${field}`),
    ),
    ...NOT_SIMULATED.filter((field) => spec[field] !== undefined).map((field) =>
      forbiddenField(`${at}.${field}`, 'the simulated cluster does not support it'),
    ),
    ...validateMode(spec, at),
    ...(['', 'TerminatingOrFailed', 'Failed'].includes(textAt(spec, 'podReplacementPolicy'))
      ? []
      : [unsupportedField(`${at}.podReplacementPolicy`, spec.podReplacementPolicy, ['Failed', 'TerminatingOrFailed'])]),
    ...validateLabels(objectAt(spec, 'template', 'metadata').labels, `${at}.template.labels`),
    ...validateAnnotations(objectAt(spec, 'template', 'metadata').annotations, `${at}.template.annotations`),
    ...validatePodSpec(objectAt(spec, 'template', 'spec'), `${at}.template.spec`),
  ];
  if (textAt(spec, 'template', 'spec', 'restartPolicy') === 'Always')
    errors.push(requiredField(`${at}.template.spec.restartPolicy`, 'valid values: "OnFailure", "Never"'));
  return errors;
};

/** A selector that was to be made must select exactly this Job's pods. */
const validateGenerated = (object: UnstructuredObject, spec: JsonObject): FieldError[] => {
  if (spec.manualSelector === true || !isJsonObject(spec.selector)) return [];
  const { name, uid } = object.metadata;
  const expected = Object.fromEntries([
    ...UID_LABELS.map((label) => [label, uid ?? ''] as const),
    ...NAME_LABELS.map((label) => [label, name] as const),
  ]);
  const at = 'spec.template.metadata.labels';
  const labels = objectAt(spec, 'template', 'metadata', 'labels');
  const errors = ['controller-uid', 'job-name', 'batch.kubernetes.io/controller-uid', 'batch.kubernetes.io/job-name']
    .filter((label) => labels[label] !== expected[label])
    .map((label) => invalidField(at, labels, `must be '${expected[label]}'`));
  if (!fromLabelSelector(spec.selector as LabelSelector).matches(expected))
    errors.push(invalidField('spec.selector', spec.selector, '`selector` not auto-generated'));
  return errors;
};

const validateSelector = (spec: JsonObject): FieldError[] => {
  const { selector } = spec;
  const errors = isJsonObject(selector)
    ? validateLabelSelector(selector, 'spec.selector')
    : [requiredField('spec.selector')];
  const labels = objectAt(spec, 'template', 'metadata', 'labels') as Record<string, string>;
  const matches =
    isJsonObject(selector) && (errors.length > 0 || fromLabelSelector(selector as LabelSelector).matches(labels));
  if (!matches)
    errors.push(invalidField('spec.template.metadata.labels', labels, '`selector` does not match template `labels`'));
  return errors;
};

const validate = (object: UnstructuredObject): FieldError[] => {
  const spec = objectAt(object, 'spec');
  const errors = [...validateGenerated(object, spec), ...validateJobSpec(spec, 'spec'), ...validateSelector(spec)];
  const { completions } = spec;
  if (spec.completionMode === 'Indexed' && typeof completions === 'number' && completions > 0) {
    const hostname = `${object.metadata.name}-${completions - 1}`;
    if (dnsLabelProblems(hostname).length > 0)
      errors.push(
        invalidField(
          'metadata.name',
          object.metadata.name,
          `will not able to create pod with invalid DNS label: ${hostname}`,
        ),
      );
  }
  return errors;
};

/** Where pods go may change until the Job has started. */
const withPlacement = (template: JsonObject, other: JsonObject): JsonObject => {
  const copy = copyJson(template);
  const [spec, from] = [ensureObject(copy, 'spec'), objectAt(other, 'spec')];
  for (const field of ['nodeSelector', 'tolerations', 'schedulingGates', 'affinity']) {
    if (from[field] === undefined) delete spec[field];
    else spec[field] = from[field];
  }
  const [meta, fromMeta] = [ensureObject(copy, 'metadata'), objectAt(other, 'metadata')];
  for (const field of ['labels', 'annotations']) {
    if (fromMeta[field] === undefined) delete meta[field];
    else meta[field] = fromMeta[field];
  }
  return copy;
};

const fixed = (spec: JsonObject, before: JsonObject, field: string): FieldError[] =>
  equalJson(spec[field], before[field])
    ? []
    : [invalidField(`spec.${field}`, spec[field] ?? null, 'field is immutable')];

const validateUpdate = (object: UnstructuredObject, current: UnstructuredObject): FieldError[] => {
  const [spec, before] = [objectAt(object, 'spec'), objectAt(current, 'spec')];
  const isIndexed = spec.completionMode === 'Indexed';
  const errors: FieldError[] = [];
  if (!isIndexed) errors.push(...fixed(spec, before, 'completions'));
  else if (!equalJson(spec.completions, before.completions) && spec.completions !== spec.parallelism)
    errors.push(
      invalidField('spec.completions', spec.completions, 'can only be modified in tandem with spec.parallelism'),
    );
  const mayMove = before.suspend === true && objectAt(current, 'status').startTime === undefined;
  const template = objectAt(spec, 'template');
  const old = mayMove ? withPlacement(objectAt(before, 'template'), template) : objectAt(before, 'template');
  return [
    ...errors,
    ...fixed(spec, before, 'selector'),
    ...fixed({ template }, { template: old }, 'template'),
    ...fixed(spec, before, 'completionMode'),
    ...fixed(spec, before, 'managedBy'),
  ];
};

export const job: Strategy = {
  generation: true,
  orphansByDefault: true,
  prepareCreate: (draft) => {
    defaultJobSpec(ensureObject(draft, 'spec'));
    generateSelector(draft);
    const labels = objectAt(draft.spec, 'template', 'metadata', 'labels') as Record<string, string>;
    if (Object.keys(draft.metadata.labels ?? {}).length === 0) draft.metadata.labels = { ...labels };
  },
  defaults: (draft) => defaultJobSpec(ensureObject(draft, 'spec')),
  validate,
  validateUpdate,
};
