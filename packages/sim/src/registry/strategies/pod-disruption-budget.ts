/** PodDisruptionBudgets. Source: kube-apiserver `pkg/apis/policy/validation`. */
import { invalidField, unsupportedField } from '@binnacle/kube/api';
import type { FieldError } from '@binnacle/kube/api';
import { ensureObject, isJsonObject, objectAt, objectsAt, setDefault } from '../json.ts';
import type { JsonObject } from '../json.ts';
import type { Strategy } from '../strategy.ts';
import { validateAmount, validateAtMostAll } from './amounts.ts';
import { validateConditions } from './condition-rules.ts';
import { validateLabelSelector } from './label-selector.ts';
import { countsBy } from './status-counts.ts';

const policies = ['AlwaysAllow', 'IfHealthyBudget'];

/** As Go prints the internal spec. */
const shown = (spec: JsonObject) => ({
  MinAvailable: spec.minAvailable ?? null,
  Selector: spec.selector ?? null,
  MaxUnavailable: spec.maxUnavailable ?? null,
  UnhealthyPodEvictionPolicy: spec.unhealthyPodEvictionPolicy ?? null,
});

const validate = (spec: JsonObject): FieldError[] => {
  const { minAvailable, maxUnavailable, unhealthyPodEvictionPolicy: policy } = spec;
  return [
    ...(minAvailable !== undefined && maxUnavailable !== undefined
      ? [invalidField('spec', shown(spec), 'minAvailable and maxUnavailable cannot be both set')]
      : []),
    ...validateAmount(minAvailable, 'spec.minAvailable'),
    ...validateAtMostAll(minAvailable, 'spec.minAvailable'),
    ...validateAmount(maxUnavailable, 'spec.maxUnavailable'),
    ...validateAtMostAll(maxUnavailable, 'spec.maxUnavailable'),
    ...(isJsonObject(spec.selector) ? validateLabelSelector(spec.selector, 'spec.selector') : []),
    ...(policy === undefined || policies.includes(String(policy))
      ? []
      : [unsupportedField('spec.unhealthyPodEvictionPolicy', policy, policies)]),
  ];
};

const counters = ['disruptionsAllowed', 'currentHealthy', 'desiredHealthy', 'expectedPods'];

const validateCounters = countsBy({ counts: counters });

export const podDisruptionBudget: Strategy = {
  generation: true,
  conditionalUpdateOnly: true,
  prepareCreate: (draft) => {
    draft.status = Object.fromEntries(counters.map((name) => [name, 0]));
  },
  prepareStatus: (draft) => {
    const status = ensureObject(draft, 'status');
    for (const name of counters) setDefault(status, name, 0);
  },
  validate: (object) => validate(objectAt(object, 'spec')),
  validateStatus: (object, current) => [
    ...validateConditions(objectsAt(object, 'status', 'conditions'), 'status.conditions'),
    ...validateCounters(object, current),
  ],
};
