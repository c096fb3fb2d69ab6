/** Where a Pod may run. Source: kube-apiserver `pkg/apis/core/validation/validation.go`. */
import {
  dnsLabelProblems,
  dnsSubdomainProblems,
  duplicateField,
  forbiddenField,
  invalidField,
  labelValueProblems,
  requiredField,
  unsupportedField,
} from '@binnacle/kube/api';
import type { FieldError } from '@binnacle/kube/api';
import { isJsonObject, objectAt, objectsAt, textAt, textsAt } from '../json.ts';
import type { JsonObject } from '../json.ts';
import { validateQualifiedName } from './field-rules.ts';
import { validateLabelSelector, validateRequirement } from './label-selector.ts';

const validateNodeFields = (term: JsonObject, at: string): FieldError[] =>
  objectsAt(term, 'matchFields').flatMap((field, i) => {
    const place = `${at}.matchFields[${i}]`;
    const [operator, key, values] = [textAt(field, 'operator'), textAt(field, 'key'), textsAt(field, 'values')];
    const errors: FieldError[] = [];
    if (operator !== 'In' && operator !== 'NotIn')
      errors.push(invalidField(`${place}.operator`, operator, 'not a valid selector operator'));
    else if (values.length !== 1)
      errors.push(
        requiredField(
          `${place}.values`,
          "must be only one value when `operator` is 'In' or 'NotIn' for node field selector",
        ),
      );
    if (key !== 'metadata.name')
      return [...errors, invalidField(`${place}.key`, key, 'not a valid field selector key')];
    return [
      ...errors,
      ...values.flatMap((value, v) =>
        dnsSubdomainProblems(value).map((problem) => invalidField(`${place}.values[${v}]`, value, problem)),
      ),
    ];
  });

const validateNodeTerm = (term: JsonObject, { at, anyValue }: { at: string; anyValue: boolean }): FieldError[] => [
  ...objectsAt(term, 'matchExpressions').flatMap((requirement, i) =>
    validateRequirement(requirement, `${at}.matchExpressions[${i}]`, { ofNodes: true, anyValue }),
  ),
  ...validateNodeFields(term, at),
];

/** Of Pods and of volumes. */
export const validateNodeSelector = (selector: JsonObject, at: string): FieldError[] => {
  const terms = objectsAt(selector, 'nodeSelectorTerms');
  const place = `${at}.nodeSelectorTerms`;
  if (terms.length === 0) return [requiredField(place, 'must have at least one node selector term')];
  return terms.flatMap((term, i) => validateNodeTerm(term, { at: `${place}[${i}]`, anyValue: false }));
};

export const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';
const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution';

const validateWeight = ({ weight }: JsonObject, at: string): FieldError[] =>
  typeof weight === 'number' && weight > 0 && weight <= 100
    ? []
    : [invalidField(`${at}.weight`, weight ?? 0, 'must be in the range 1-100')];

const validateNodeAffinity = (affinity: JsonObject, at: string): FieldError[] => [
  ...(isJsonObject(affinity[REQUIRED]) ? validateNodeSelector(affinity[REQUIRED], `${at}.${REQUIRED}`) : []),
  ...objectsAt(affinity, PREFERRED).flatMap((term, i) => {
    const place = `${at}.${PREFERRED}[${i}]`;
    const preference = { at: `${place}.preference`, anyValue: true };
    return [...validateWeight(term, place), ...validateNodeTerm(objectAt(term, 'preference'), preference)];
  }),
];

/** Keys whose values a Pod's own labels say. */
const validateLabelKeys = (keys: unknown, { at, selector }: { at: string; selector: unknown }): FieldError[] => {
  if (textsAt(keys).length === 0) return [];
  if (!isJsonObject(selector)) return [forbiddenField(at, 'must not be specified when labelSelector is not set')];
  return textsAt(keys).flatMap((key, i) => validateQualifiedName(key, `${at}[${i}]`));
};

const validatePodTerm = (term: JsonObject, at: string): FieldError[] => {
  const key = textAt(term, 'topologyKey');
  const selectors = ['labelSelector', 'namespaceSelector'].filter((field) => isJsonObject(term[field]));
  const keys = (field: string) =>
    validateLabelKeys(term[field], { at: `${at}.${field}`, selector: term.labelSelector });
  return [
    ...selectors.flatMap((field) => validateLabelSelector(objectAt(term, field), `${at}.${field}`)),
    ...textsAt(term, 'namespaces').flatMap((name) =>
      dnsLabelProblems(name).map((problem) => invalidField(`${at}.namespace`, name, problem)),
    ),
    ...keys('matchLabelKeys'),
    ...keys('mismatchLabelKeys'),
    ...(key === '' ? [requiredField(`${at}.topologyKey`, 'can not be empty')] : []),
    ...validateQualifiedName(key, `${at}.topologyKey`),
  ];
};

const validatePodTerms = (affinity: JsonObject, at: string): FieldError[] => [
  ...objectsAt(affinity, REQUIRED).flatMap((term, i) => validatePodTerm(term, `${at}.${REQUIRED}[${i}]`)),
  ...objectsAt(affinity, PREFERRED).flatMap((term, i) => {
    const place = `${at}.${PREFERRED}[${i}]`;
    return [
      ...validateWeight(term, place),
      ...validatePodTerm(objectAt(term, 'podAffinityTerm'), `${place}.podAffinityTerm`),
    ];
  }),
];

export const validateAffinity = (affinity: unknown, at: string): FieldError[] => {
  if (!isJsonObject(affinity)) return [];
  return [
    ...validateNodeAffinity(objectAt(affinity, 'nodeAffinity'), `${at}.nodeAffinity`),
    ...validatePodTerms(objectAt(affinity, 'podAffinity'), `${at}.podAffinity`),
    ...validatePodTerms(objectAt(affinity, 'podAntiAffinity'), `${at}.podAntiAffinity`),
  ];
};

const effects = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];
const MATCH_ALL = 'operator must be Exists when `key` is empty, which means "match all values and all keys"';

const validateToleration = (toleration: JsonObject, at: string): FieldError[] => {
  const [key, operator] = [textAt(toleration, 'key'), textAt(toleration, 'operator')];
  const [value, effect] = [textAt(toleration, 'value'), textAt(toleration, 'effect')];
  const errors = key === '' ? [] : validateQualifiedName(key, `${at}.key`);
  if (key === '' && operator !== 'Exists') errors.push(invalidField(`${at}.operator`, operator, MATCH_ALL));
  if (typeof toleration.tolerationSeconds === 'number' && effect !== 'NoExecute')
    errors.push(invalidField(`${at}.effect`, effect, "effect must be 'NoExecute' when `tolerationSeconds` is set"));
  if (operator === 'Exists') {
    if (value !== '')
      errors.push(invalidField(`${at}.operator`, value, "value must be empty when `operator` is 'Exists'"));
  } else if (operator === '' || operator === 'Equal') {
    const problems = labelValueProblems(value);
    if (problems.length > 0) errors.push(invalidField(`${at}.operator`, value, problems.join(';')));
  } else errors.push(unsupportedField(`${at}.operator`, operator, ['Equal', 'Exists']));
  if (effect !== '' && !effects.includes(effect)) errors.push(unsupportedField(`${at}.effect`, effect, effects));
  return errors;
};

export const validateTolerations = (tolerations: JsonObject[], at: string): FieldError[] =>
  tolerations.flatMap((toleration, i) => validateToleration(toleration, `${at}[${i}]`));

const actions = ['DoNotSchedule', 'ScheduleAnyway'];
const nodePolicies = ['Honor', 'Ignore'];

const positive = (value: unknown, at: string): FieldError[] =>
  typeof value === 'number' && value > 0 ? [] : [invalidField(at, value ?? 0, 'must be greater than zero')];

/** Two constraints of one kind are one too many; the first of them is blamed. */
const validateSpread = (constraint: JsonObject, at: string, later: JsonObject[]): FieldError[] => {
  const [key, action] = [textAt(constraint, 'topologyKey'), textAt(constraint, 'whenUnsatisfiable')];
  const { minDomains, labelSelector } = constraint;
  const errors = positive(constraint.maxSkew, `${at}.maxSkew`);
  if (key === '') errors.push(requiredField(`${at}.topologyKey`, 'can not be empty'));
  if (!actions.includes(action)) errors.push(unsupportedField(`${at}.whenUnsatisfiable`, action, actions));
  if (later.some((other) => textAt(other, 'topologyKey') === key && textAt(other, 'whenUnsatisfiable') === action))
    errors.push(duplicateField(`${at}.{topologyKey, whenUnsatisfiable}`, `{${key}, ${action}}`));
  if (typeof minDomains === 'number') {
    errors.push(...positive(minDomains, `${at}.minDomains`));
    if (action !== 'DoNotSchedule')
      errors.push(
        invalidField(
          `${at}.minDomains`,
          minDomains,
          `can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ${action}`,
        ),
      );
  }
  for (const field of ['nodeAffinityPolicy', 'nodeTaintsPolicy']) {
    const policy = constraint[field];
    if (typeof policy === 'string' && !nodePolicies.includes(policy))
      errors.push(unsupportedField(`${at}.${field}`, policy, nodePolicies));
  }
  return [
    ...errors,
    ...validateLabelKeys(constraint.matchLabelKeys, { at: `${at}.matchLabelKeys`, selector: labelSelector }),
    ...(isJsonObject(labelSelector) ? validateLabelSelector(labelSelector, `${at}.labelSelector`) : []),
  ];
};

export const validateTopologySpread = (constraints: JsonObject[], at: string): FieldError[] =>
  constraints.flatMap((constraint, i) => validateSpread(constraint, `${at}[${i}]`, constraints.slice(i + 1)));
