import { dnsLabelProblems, invalidField, requiredField, tooLongField, unsupportedField } from '@binnacle/kube/api';
import type { FieldError, LabelSelector, UnstructuredObject } from '@binnacle/kube/api';
import { fromLabelSelector } from '@binnacle/kube/api';
import { copyJson, ensureObject, equalJson, isJsonObject, objectAt, objectsAt, setDefault, textAt } from '../json.ts';
import type { JsonObject } from '../json.ts';
import type { Strategy } from '../strategy.ts';
import { validateDomainPath } from './addresses.ts';
import { shownFailure, shownSuccess, validateFailurePolicy, validateSuccessPolicy } from './job-policies.ts';
import { defaultPodSpec } from './pod-defaults.ts';
import { notNegative } from './field-rules.ts';
import { validateJobStatus } from './job-status.ts';
import { validateTemplate } from './workload.ts';
import { validateLabelSelector } from './label-selector.ts';
import { isChanged, warningsOfNamedTemplate } from './pod-warnings.ts';

/** Prefixed and as in the days before prefixes; pods carry both. */
const UID_LABELS = ['controller-uid', 'batch.kubernetes.io/controller-uid'];
const NAME_LABELS = ['job-name', 'batch.kubernetes.io/job-name'];

/** Of a label's value. */
const LABEL_LIMIT = 63;

/** As Go prints a map. */
const sortedKeys = (map: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1)));

/** No limit but that of each index. */
const MOST_FAILURES = 2 ** 31 - 1;

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
  setDefault(spec, 'backoffLimit', spec.backoffLimitPerIndex === undefined ? 6 : MOST_FAILURES);
  setDefault(spec, 'completionMode', 'NonIndexed');
  setDefault(spec, 'suspend', false);
  setDefault(spec, 'podReplacementPolicy', spec.podFailurePolicy === undefined ? 'TerminatingOrFailed' : 'Failed');
  for (const policy of [spec.podFailurePolicy, spec.successPolicy])
    // What is empty is none, as Go keeps it.
    if (isJsonObject(policy) && objectsAt(policy, 'rules').length === 0) policy.rules = null;
  for (const rule of objectsAt(spec, 'podFailurePolicy', 'rules'))
    for (const pattern of objectsAt(rule, 'onPodConditions'))
      if (textAt(pattern, 'status') === '') pattern.status = 'True';
  setDefault(spec, 'manualSelector', false);
  defaultPodSpec(ensureObject(spec, 'template', 'spec'));
};

const TOO_MANY =
  'In Indexed Jobs with a number of completions higher than 10^5 and a parallelism higher than 10^4, Kubernetes might not be able to track completedIndexes when a big number of indexes fail';
const INDEX_LIMIT = 100_000;
/** With so many completions, at most so many may run or fail. */
const HIGH_LIMIT = 10_000;

const validateIndexed = (spec: JsonObject, at: string): FieldError[] => {
  const errors: FieldError[] = [];
  const atMost = (field: string, limit: number, when: string) => {
    const value = spec[field];
    if (typeof value === 'number' && value > limit)
      errors.push(invalidField(`${at}.${field}`, value, `must be less than or equal to ${when}`));
  };
  const { completions } = spec;
  if (completions === undefined) errors.push(requiredField(`${at}.completions`, 'when completion mode is Indexed'));
  atMost('parallelism', INDEX_LIMIT, `${INDEX_LIMIT} when completion mode is Indexed`);
  if (typeof completions === 'number') atMost('maxFailedIndexes', completions, 'completions');
  atMost('maxFailedIndexes', INDEX_LIMIT, String(INDEX_LIMIT));
  if (typeof completions !== 'number' || completions <= INDEX_LIMIT || spec.backoffLimitPerIndex === undefined)
    return errors;
  if (spec.maxFailedIndexes === undefined)
    errors.push(requiredField(`${at}.maxFailedIndexes`, `must be specified when completions is above ${INDEX_LIMIT}`));
  const when = `${HIGH_LIMIT} when completions are above ${INDEX_LIMIT} and used with backoff limit per index`;
  atMost('parallelism', HIGH_LIMIT, when);
  atMost('maxFailedIndexes', HIGH_LIMIT, when);
  return errors;
};

const validateMode = (spec: JsonObject, at: string): FieldError[] => {
  const { completionMode: mode = 'NonIndexed' } = spec;
  if (mode === 'Indexed') return validateIndexed(spec, at);
  if (mode !== 'NonIndexed') return [unsupportedField(`${at}.completionMode`, mode, ['NonIndexed', 'Indexed'])];
  return ['backoffLimitPerIndex', 'maxFailedIndexes']
    .filter((field) => spec[field] !== undefined)
    .map((field) => invalidField(`${at}.${field}`, spec[field], 'requires indexed completion mode'));
};

const validateReplacement = (spec: JsonObject, at: string): FieldError[] => {
  const policies = spec.podFailurePolicy === undefined ? ['Failed', 'TerminatingOrFailed'] : ['Failed'];
  const policy = spec.podReplacementPolicy;
  return policy === undefined || policies.includes(policy as string) ? [] : [unsupportedField(at, policy, policies)];
};

const validateRestart = (spec: JsonObject, at: string): FieldError[] => {
  const policy = textAt(spec, 'template', 'spec', 'restartPolicy');
  if (policy === 'Always' || policy === '') return [requiredField(at, 'valid values: "OnFailure", "Never"')];
  if (policy !== 'OnFailure' && policy !== 'Never') return [unsupportedField(at, policy, ['OnFailure', 'Never'])];
  return spec.podFailurePolicy !== undefined && policy !== 'Never'
    ? [invalidField(at, policy, 'only "Never" is supported when podFailurePolicy is specified')]
    : [];
};

const NUMBERS = [
  'parallelism',
  'completions',
  'activeDeadlineSeconds',
  'backoffLimit',
  'ttlSecondsAfterFinished',
  'backoffLimitPerIndex',
  'maxFailedIndexes',
];

const MANAGER_LIMIT = 63;

const validateManager = (manager: string, at: string): FieldError[] => [
  ...validateDomainPath(manager, at),
  ...(manager.length > MANAGER_LIMIT ? [tooLongField(at, MANAGER_LIMIT)] : []),
];

/** Everything of a Job's spec but its selector. */
export const validateJobSpec = (spec: JsonObject, at: string): FieldError[] => [
  ...NUMBERS.flatMap((field) => notNegative(spec[field], `${at}.${field}`)),
  ...(spec.maxFailedIndexes !== undefined && spec.backoffLimitPerIndex === undefined
    ? [requiredField(`${at}.backoffLimitPerIndex`, 'when maxFailedIndexes is specified')]
    : []),
  ...(typeof spec.managedBy === 'string' ? validateManager(spec.managedBy, `${at}.managedBy`) : []),
  ...validateMode(spec, at),
  ...(isJsonObject(spec.podFailurePolicy) ? validateFailurePolicy(spec, `${at}.podFailurePolicy`) : []),
  ...(isJsonObject(spec.successPolicy) ? validateSuccessPolicy(spec, `${at}.successPolicy`) : []),
  ...validateReplacement(spec, `${at}.podReplacementPolicy`),
  ...validateTemplate(objectAt(spec, 'template'), `${at}.template`),
  ...validateRestart(spec, `${at}.template.spec.restartPolicy`),
];

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
    .map((label) =>
      labels[label] === undefined
        ? requiredField(`${at}[${label}]`, `must be '${expected[label]}'`)
        : invalidField(at, sortedKeys(labels), `must be '${expected[label]}'`),
    );
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
  if (!matches) {
    // Said as they were stated: none at all is null.
    const stated = Object.keys(labels).length === 0 ? null : sortedKeys(labels);
    errors.push(invalidField('spec.template.metadata.labels', stated, '`selector` does not match template `labels`'));
  }
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

const shownIn: Readonly<Record<string, (policy: unknown) => unknown>> = {
  podFailurePolicy: (policy) => (isJsonObject(policy) ? shownFailure(policy) : undefined),
  successPolicy: (policy) => (isJsonObject(policy) ? shownSuccess(policy) : undefined),
};

const fixed = (spec: JsonObject, before: JsonObject, field: string): FieldError[] =>
  equalJson(spec[field], before[field])
    ? []
    : [invalidField(`spec.${field}`, shownIn[field]?.(spec[field]) ?? spec[field] ?? null, 'field is immutable')];

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
    ...['completionMode', 'podFailurePolicy', 'backoffLimitPerIndex', 'managedBy', 'successPolicy'].flatMap((field) =>
      fixed(spec, before, field),
    ),
  ];
};

const templateWarnings = warningsOfNamedTemplate('spec', 'template');

const jobWarnings: Strategy['warnings'] = (object, current) => {
  const { completionMode: mode, completions, parallelism } = objectAt(object, 'spec');
  const isHuge = mode === 'Indexed' && Number(completions) > INDEX_LIMIT && Number(parallelism) > HIGH_LIMIT;
  return [
    ...(isHuge && (current === undefined || isChanged(object, current)) ? [`spec: ${TOO_MANY}`] : []),
    ...templateWarnings(object, current),
  ];
};

export const job: Strategy = {
  warnings: jobWarnings,
  generation: true,
  orphansByDefault: true,
  orphanWarning:
    'child pods are preserved by default when jobs are deleted; set propagationPolicy=Background to remove them or set propagationPolicy=Orphan to suppress this warning',
  prepareCreate: (draft) => {
    defaultJobSpec(ensureObject(draft, 'spec'));
    generateSelector(draft);
    const labels = objectAt(draft.spec, 'template', 'metadata', 'labels') as Record<string, string>;
    // A name that is too long for a label is refused in the template alone.
    if (Object.keys(draft.metadata.labels ?? {}).length === 0 && draft.metadata.name.length <= LABEL_LIMIT)
      draft.metadata.labels = { ...labels };
  },
  defaults: (draft) => defaultJobSpec(ensureObject(draft, 'spec')),
  validate,
  validateUpdate,
  validateStatus: validateJobStatus,
};
