/** ResourceQuotas. Source: kube-apiserver `pkg/apis/core/validation`, ValidateResourceQuota. */
import { invalidField, requiredField } from '@binnacle/kube/api';
import type { FieldError } from '@binnacle/kube/api';
import { equalJson, isJsonObject, objectAt, objectsAt, textAt } from '../json.ts';
import type { JsonObject } from '../json.ts';
import type { Strategy } from '../strategy.ts';
import { isQuotaResource, validateQuotaResourceName, validateResourceAmount } from './resource-names.ts';

const podCompute = new Set([
  ...['pods', 'cpu', 'memory', 'limits.cpu', 'limits.memory', 'requests.cpu', 'requests.memory'],
]);
const claims = (name: string): boolean =>
  name === 'persistentvolumeclaims' || name === 'requests.storage' || name.includes('.storageclass.storage.k8s.io/');

/** What each scope may be combined with. */
const scopes: Readonly<Record<string, (resource: string) => boolean>> = {
  Terminating: (name) => podCompute.has(name),
  NotTerminating: (name) => podCompute.has(name),
  BestEffort: (name) => name === 'pods',
  NotBestEffort: (name) => podCompute.has(name),
  PriorityClass: (name) => podCompute.has(name),
  CrossNamespacePodAffinity: (name) => podCompute.has(name),
  VolumeAttributesClass: claims,
};

const opposites = [
  ['BestEffort', 'NotBestEffort'],
  ['Terminating', 'NotTerminating'],
] as const;

/** Each scope and resource is looked at as often as upstream does: causes repeat. */
const validateScopes = (
  names: readonly string[],
  hard: readonly string[],
  { at, shown, unknown }: { at: string; shown: unknown; unknown: (name: string) => FieldError },
): FieldError[] =>
  names.flatMap((name) => [
    ...(scopes[name] === undefined ? [unknown(name)] : []),
    ...hard
      .filter((resource) => isQuotaResource(resource) && scopes[name]?.(resource) === false)
      .map(() => invalidField(at, shown, 'unsupported scope applied to resource')),
  ]);

const conflicts = (names: readonly string[], at: string, shown: unknown): FieldError[] =>
  opposites
    .filter((pair) => pair.every((name) => names.includes(name)))
    .map(() => invalidField(at, shown, 'conflicting scopes'));

const EXISTS_ONLY =
  "must be 'Exists' when scope is any of ResourceQuotaScopeTerminating, ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort, ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity";

const validateRequirement = (requirement: JsonObject, at: string): FieldError[] => {
  const name = textAt(requirement, 'scopeName');
  const operator = textAt(requirement, 'operator');
  const values = Array.isArray(requirement.values) ? requirement.values : [];
  const errors: FieldError[] = [];
  if (scopes[name] !== undefined && name !== 'PriorityClass' && name !== 'VolumeAttributesClass')
    if (operator !== 'Exists') errors.push(invalidField(`${at}.operator`, operator, EXISTS_ONLY));
  if (operator === 'In' || operator === 'NotIn') {
    if (values.length === 0)
      errors.push(
        requiredField(
          `${at}.values`,
          "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector",
        ),
      );
  } else if (operator === 'Exists' || operator === 'DoesNotExist') {
    if (values.length > 0)
      errors.push(
        invalidField(
          `${at}.values`,
          values,
          "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector",
        ),
      );
  } else errors.push(invalidField(`${at}.operator`, operator, 'not a valid selector operator'));
  return errors;
};

const validateSelector = (spec: JsonObject, hard: readonly string[]): FieldError[] => {
  if (!isJsonObject(spec.scopeSelector)) return [];
  const at = 'spec.scopeSelector.matchExpressions';
  const requirements = objectsAt(spec, 'scopeSelector', 'matchExpressions');
  const shown = {
    MatchExpressions: requirements.map(({ scopeName, operator, values = null }) => ({
      ScopeName: scopeName,
      Operator: operator,
      Values: values,
    })),
  };
  const unknown = (name: string) => invalidField(`${at}.scopeName`, name, 'unsupported scope');
  return [
    ...requirements.flatMap((requirement) => [
      ...validateScopes([textAt(requirement, 'scopeName')], hard, { at, shown, unknown }),
      ...validateRequirement(requirement, at),
    ]),
    ...conflicts(
      requirements.map(({ scopeName }) => String(scopeName)),
      at,
      spec.scopes ?? null,
    ),
  ];
};

const validateAmounts = (amounts: JsonObject, at: string): FieldError[] =>
  Object.entries(amounts).flatMap(([name, value]) => [
    ...validateQuotaResourceName(name, `${at}[${name}]`),
    ...validateResourceAmount(name, String(value), `${at}[${name}]`),
  ]);

const validate = (spec: JsonObject): FieldError[] => {
  const hard = objectAt(spec, 'hard');
  const names = Array.isArray(spec.scopes) ? (spec.scopes as string[]) : [];
  const at = 'spec.scopes';
  const unknown = () => invalidField(at, names, 'unsupported scope');
  const resources = Object.keys(hard).sort();
  return [
    ...validateAmounts(hard, 'spec.hard'),
    ...validateScopes(names, resources, { at, shown: names, unknown }),
    ...conflicts(names, at, names),
    ...validateSelector(spec, resources),
  ];
};

const sorted = (scopesOf: unknown): string[] =>
  Array.isArray(scopesOf) ? [...new Set(scopesOf as string[])].sort() : [];

export const resourceQuota: Strategy = {
  returnsDeleted: true,
  validate: (object) => validate(objectAt(object, 'spec')),
  validateStatus: (object) =>
    ['hard', 'used'].flatMap((list) => validateAmounts(objectAt(object, 'status', list), `status.${list}`)),
  validateUpdate: (object, current) => {
    const [now, before] = [objectAt(object, 'spec').scopes, objectAt(current, 'spec').scopes];
    return equalJson(sorted(now), sorted(before))
      ? []
      : [invalidField('spec.scopes', now ?? null, 'field is immutable')];
  },
};
