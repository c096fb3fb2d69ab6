import { forbiddenField, invalidField, unsupportedField } from '@binnacle/kube/api';
import type { FieldError } from '@binnacle/kube/api';
import { ensureObject, isJsonObject, objectAt, setDefault } from '../json.ts';
import type { JsonObject } from '../json.ts';
import type { Strategy } from '../strategy.ts';
import { isZeroAmount, validateAmount, validateAtMostAll } from './amounts.ts';
import { defaultPodSpec } from './pod-defaults.ts';
import { notNegative } from './field-rules.ts';
import { selectorIsFixed, validateNoDeadline, validateWorkload } from './workload.ts';
import { validateDeploymentCounts } from './workload-status.ts';
import { warningsOfNamedTemplate } from './pod-warnings.ts';

/** In the words of the server's own type. */
const rollingUpdateAsGo = (rolling: unknown): JsonObject | null =>
  isJsonObject(rolling) ? { MaxUnavailable: rolling.maxUnavailable ?? 0, MaxSurge: rolling.maxSurge ?? 0 } : null;

const validateStrategy = (strategy: JsonObject): FieldError[] => {
  const at = 'spec.strategy';
  if (strategy.type === 'Recreate')
    return strategy.rollingUpdate === undefined
      ? []
      : [forbiddenField(`${at}.rollingUpdate`, "may not be specified when strategy `type` is 'Recreate'")];
  if (strategy.type !== 'RollingUpdate')
    return [
      unsupportedField(at, { Type: strategy.type, RollingUpdate: rollingUpdateAsGo(strategy.rollingUpdate) }, [
        'Recreate',
        'RollingUpdate',
      ]),
    ];
  const { maxSurge, maxUnavailable } = objectAt(strategy, 'rollingUpdate');
  const errors = [
    ...validateAmount(maxUnavailable, `${at}.rollingUpdate.maxUnavailable`),
    ...validateAmount(maxSurge, `${at}.rollingUpdate.maxSurge`),
  ];
  if (isZeroAmount(maxSurge) && isZeroAmount(maxUnavailable))
    errors.push(
      invalidField(`${at}.rollingUpdate.maxUnavailable`, maxUnavailable, 'may not be 0 when `maxSurge` is 0'),
    );
  errors.push(...validateAtMostAll(maxUnavailable, `${at}.rollingUpdate.maxUnavailable`));
  return errors;
};

const validate = (spec: JsonObject): FieldError[] => {
  const errors = [
    ...notNegative(spec.replicas, 'spec.replicas'),
    ...validateWorkload(spec, 'deployment'),
    ...validateNoDeadline(spec, 'ReplicaSet'),
    ...validateStrategy(objectAt(spec, 'strategy')),
    ...notNegative(spec.minReadySeconds, 'spec.minReadySeconds'),
    ...notNegative(spec.revisionHistoryLimit, 'spec.revisionHistoryLimit'),
  ];
  const { progressDeadlineSeconds: deadline, minReadySeconds: ready = 0 } = spec;
  if (typeof deadline === 'number') {
    errors.push(...notNegative(deadline, 'spec.progressDeadlineSeconds'));
    if (typeof ready === 'number' && deadline <= ready)
      errors.push(invalidField('spec.progressDeadlineSeconds', deadline, 'must be greater than minReadySeconds'));
  }
  return errors;
};

export const deployment: Strategy = {
  warnings: warningsOfNamedTemplate('spec', 'template'),
  generation: true,
  defaults: (draft) => {
    const spec = ensureObject(draft, 'spec');
    setDefault(spec, 'replicas', 1);
    setDefault(spec, 'revisionHistoryLimit', 10);
    setDefault(spec, 'progressDeadlineSeconds', 600);
    if (spec.paused === false) delete spec.paused;
    if (spec.minReadySeconds === 0) delete spec.minReadySeconds;
    const strategy = ensureObject(spec, 'strategy');
    setDefault(strategy, 'type', 'RollingUpdate');
    if (strategy.type === 'RollingUpdate') {
      // A status update brings the stored spec, which is frozen: nothing may be assigned that is there.
      if (!isJsonObject(strategy.rollingUpdate)) strategy.rollingUpdate = {};
      const rolling = objectAt(strategy, 'rollingUpdate');
      setDefault(rolling, 'maxUnavailable', '25%');
      setDefault(rolling, 'maxSurge', '25%');
    }
    defaultPodSpec(ensureObject(spec, 'template', 'spec'));
  },
  validate: (object) => validate(objectAt(object, 'spec')),
  validateUpdate: (object, current) => selectorIsFixed(objectAt(object, 'spec'), objectAt(current, 'spec')),
  validateStatus: validateDeploymentCounts,
  statusMetadata: ['annotations', 'finalizers', 'ownerReferences'],
};
