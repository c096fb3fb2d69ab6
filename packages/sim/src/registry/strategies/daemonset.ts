import { invalidField, requiredField, unsupportedField } from '@binnacle/kube/api';
import type { FieldError, UnstructuredObject } from '@binnacle/kube/api';
import { ensureObject, equalJson, isJsonObject, objectAt, setDefault } from '../json.ts';
import type { JsonObject } from '../json.ts';
import type { Strategy } from '../strategy.ts';
import { isZeroAmount, validateAmount, validateAtMostAll } from './amounts.ts';
import { defaultPodSpec } from './pod-defaults.ts';
import { notNegative } from './field-rules.ts';
import { selectorIsFixed, validateNoDeadline, validateWorkload } from './workload.ts';
import { validateDaemonSetCounts } from './workload-status.ts';
import { warningsOfTemplate } from './pod-warnings.ts';

/** Counts changes of the template; kept for clients of long ago. */
const GENERATION = 'deprecated.daemonset.template.generation';

const validateRolling = (rolling: JsonObject): FieldError[] => {
  const at = 'spec.updateStrategy.rollingUpdate';
  const { maxUnavailable, maxSurge } = rolling;
  const errors = [
    ...validateAmount(maxUnavailable, `${at}.maxUnavailable`),
    ...validateAmount(maxSurge, `${at}.maxSurge`),
    ...validateAtMostAll(maxUnavailable, `${at}.maxUnavailable`),
    ...validateAtMostAll(maxSurge, `${at}.maxSurge`),
  ];
  if (!isZeroAmount(maxUnavailable) && !isZeroAmount(maxSurge))
    errors.push(invalidField(`${at}.maxSurge`, maxSurge, 'may not be set when maxUnavailable is non-zero'));
  if (isZeroAmount(maxUnavailable) && isZeroAmount(maxSurge))
    errors.push(requiredField(`${at}.maxUnavailable`, 'cannot be 0 when maxSurge is 0'));
  return errors;
};

const validateStrategy = (strategy: JsonObject): FieldError[] => {
  const { type, rollingUpdate } = strategy;
  if (type === 'OnDelete') return [];
  if (type === 'RollingUpdate') return validateRolling(objectAt(strategy, 'rollingUpdate'));
  const { maxUnavailable = 0, maxSurge = 0 } = objectAt(strategy, 'rollingUpdate');
  const shown = isJsonObject(rollingUpdate) ? { MaxUnavailable: maxUnavailable, MaxSurge: maxSurge } : null;
  return [unsupportedField('spec.updateStrategy', { Type: type, RollingUpdate: shown }, ['RollingUpdate', 'OnDelete'])];
};

const validate = (spec: JsonObject): FieldError[] => {
  return [
    ...validateWorkload(spec, 'daemonset'),
    ...validateNoDeadline(spec, 'DaemonSet'),
    ...notNegative(spec.minReadySeconds, 'spec.minReadySeconds'),
    ...validateStrategy(objectAt(spec, 'updateStrategy')),
    ...notNegative(spec.revisionHistoryLimit, 'spec.revisionHistoryLimit'),
  ];
};

const defaults = (draft: UnstructuredObject): void => {
  const spec = ensureObject(draft, 'spec');
  const strategy = ensureObject(spec, 'updateStrategy');
  if (strategy.type === undefined || strategy.type === '') strategy.type = 'RollingUpdate';
  if (strategy.type === 'RollingUpdate') {
    const rolling = ensureObject(strategy, 'rollingUpdate');
    setDefault(rolling, 'maxUnavailable', 1);
    setDefault(rolling, 'maxSurge', 0);
  }
  setDefault(spec, 'revisionHistoryLimit', 10);
  if (spec.minReadySeconds === 0) delete spec.minReadySeconds;
  defaultPodSpec(ensureObject(spec, 'template', 'spec'));
};

const setGeneration = (draft: UnstructuredObject, value: number): void => {
  draft.metadata.annotations = { ...draft.metadata.annotations, [GENERATION]: String(value) };
};

const templateWarnings = warningsOfTemplate('spec', 'template');

export const daemonset: Strategy = {
  warnings: (object, current) =>
    equalJson(objectAt(object, 'spec').template, objectAt(current, 'spec').template) ? [] : templateWarnings(object),
  generation: true,
  prepareCreate: (draft) => {
    setGeneration(draft, 1);
    draft.status = { currentNumberScheduled: 0, desiredNumberScheduled: 0, numberMisscheduled: 0, numberReady: 0 };
  },
  prepareUpdate: (draft, current) => {
    defaults(draft);
    const before = Number(current.metadata.annotations?.[GENERATION] ?? 0) || 0;
    const isSame = equalJson(objectAt(draft, 'spec').template, objectAt(current, 'spec').template);
    setGeneration(draft, isSame ? before : before + 1);
  },
  defaults,
  validateStatus: validateDaemonSetCounts,
  // What changed is looked at first.
  validate: ({ spec }, current) => [
    ...(current === undefined ? [] : selectorIsFixed(objectAt(spec), objectAt(current.spec))),
    ...validate(objectAt(spec)),
  ],
};
