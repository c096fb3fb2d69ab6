/** What containers and Pods ask for. Source: kube-apiserver `pkg/apis/core/validation`, validateResourceRequirements. */
import {
  compareQuantities,
  duplicateField,
  forbiddenField,
  invalidField,
  isQuantity,
  missingTargetField,
  quantityToMilli,
  requiredField,
  unsupportedField,
} from '@binnacle/kube/api';
import type { FieldError } from '@binnacle/kube/api';
import { objectAt, objectsAt, textAt } from '../json.ts';
import type { JsonObject } from '../json.ts';
import { sumOf } from './pod-defaults.ts';
import {
  isOvercommitAllowed,
  validateContainerResourceName,
  validateResourceAmount,
  validateResourceName,
} from './resource-names.ts';

const PAGES = 'hugepages-';

/** Go's maps have no order: theirs is by name. */
const byName = (amounts: JsonObject): [string, string][] =>
  Object.entries(amounts)
    .filter((entry): entry is [string, string] => typeof entry[1] === 'string' && isQuantity(entry[1]))
    .sort(([a], [b]) => (a < b ? -1 : 1));

/** Whole pages of the size that the name tells. */
const validatePages = (name: string, amount: string, at: string): FieldError[] => {
  const size = name.slice(PAGES.length);
  if (!name.startsWith(PAGES) || !isQuantity(size)) return [];
  return quantityToMilli(amount) > 0 && quantityToMilli(amount) % quantityToMilli(size) === 0
    ? []
    : [invalidField(at, amount, `${amount} is not positive integer multiple of ${name}`)];
};

const validateClaims = (claims: JsonObject[], at: string, known: readonly string[]): FieldError[] => {
  const seen = new Set<string>();
  return claims.flatMap((claim, i) => {
    const [name, request, place] = [textAt(claim, 'name'), textAt(claim, 'request'), `${at}[${i}]`];
    const key = request === '' ? name : `${name}/${request}`;
    const errors: FieldError[] = [];
    if (name === '') return [requiredField(place)];
    if (seen.has(name) || seen.has(key)) errors.push(duplicateField(place, seen.has(name) ? name : key));
    seen.add(key);
    if (!known.includes(name)) {
      const which = known.length === 0 ? ' which is empty' : `: ${[...known].sort().join(', ')}`;
      const missing = missingTargetField(place, name);
      missing.message += `: must be one of the names in pod.spec.resourceClaims${which}`;
      errors.push(missing);
    }
    return errors;
  });
};

interface Rules {
  at: string;
  /** Names of the Pod's claims. */
  claims: readonly string[];
  validateName: (name: string, at: string) => FieldError[];
}

const validateRequirements = (resources: unknown, { at, claims, validateName }: Rules): FieldError[] => {
  const [limits, requests] = [objectAt(resources, 'limits'), objectAt(resources, 'requests')];
  const each = (name: string, amount: string, place: string) => [
    ...validateName(name, place),
    ...validateResourceAmount(name, amount, place),
  ];
  const errors = byName(limits).flatMap(([name, amount]) => [
    ...each(name, amount, `${at}.limits[${name}]`),
    ...validatePages(name, amount, `${at}.limits[${name}]`),
  ]);
  for (const [name, amount] of byName(requests)) {
    errors.push(...each(name, amount, `${at}.requests[${name}]`));
    const limit = limits[name];
    if (typeof limit === 'string' && isQuantity(limit)) {
      const order = compareQuantities(amount, limit);
      if (order !== 0 && !isOvercommitAllowed(name))
        errors.push(invalidField(`${at}.requests`, amount, `must be equal to ${name} limit of ${limit}`));
      else if (order > 0)
        errors.push(invalidField(`${at}.requests`, amount, `must be less than or equal to ${name} limit of ${limit}`));
    } else if (!isOvercommitAllowed(name))
      errors.push(requiredField(`${at}.limits`, 'Limit must be set for non overcommitable resources'));
    errors.push(...validatePages(name, amount, `${at}.requests[${name}]`));
  }
  const names = [...Object.keys(limits), ...Object.keys(requests)];
  if (names.some((name) => name.startsWith(PAGES)) && !names.includes('cpu') && !names.includes('memory'))
    errors.push(forbiddenField(at, 'HugePages require cpu or memory'));
  return [...errors, ...validateClaims(objectsAt(resources, 'claims'), `${at}.claims`, claims)];
};

export const validateContainerResources = (resources: unknown, at: string, claims: readonly string[]): FieldError[] =>
  validateRequirements(resources, { at, claims, validateName: validateContainerResourceName });

const ofPods = ['cpu', PAGES, 'memory'];

const validatePodResourceName = (name: string, at: string): FieldError[] => {
  const problems = validateResourceName(name, at);
  if (problems.length > 0 || ofPods.includes(name) || name.startsWith(PAGES)) return problems;
  return [unsupportedField(at, name, ofPods)];
};

/** Containers fit into what the Pod as a whole has. */
const validateShares = (spec: JsonObject, at: string): FieldError[] => {
  const containers = objectsAt(spec, 'containers');
  const [limits, requests] = [objectAt(spec, 'resources', 'limits'), objectAt(spec, 'resources', 'requests')];
  const errors: FieldError[] = [];
  for (const [name, amount] of byName(requests)) {
    const asked = containers.flatMap((container) =>
      byName(objectAt(container, 'resources', 'requests')).flatMap(([other, own]) => (other === name ? [own] : [])),
    );
    const told = asked.length === 0 ? undefined : sumOf(asked);
    if (told === undefined || compareQuantities(told, amount) <= 0) continue;
    errors.push(
      invalidField(
        `${at}.requests[${name}]`,
        amount,
        `must be greater than or equal to aggregate container requests of ${told}`,
      ),
    );
  }
  containers.forEach((container, i) => {
    for (const [name, amount] of byName(objectAt(container, 'resources', 'limits'))) {
      const limit = limits[name];
      if (typeof limit === 'string' && isQuantity(limit) && compareQuantities(amount, limit) > 0)
        errors.push(
          invalidField(
            `${at}.containers[${i}][${name}].limits`,
            amount,
            `must be less than or equal to pod limits of ${limit}`,
          ),
        );
    }
  });
  return errors;
};

/** `spec.resources` of a Pod. */
export const validatePodResources = (spec: JsonObject, at: string): FieldError[] => {
  if (spec.resources === undefined) return [];
  if (textAt(spec, 'os', 'name') === 'windows') return [forbiddenField(at, 'may not be set for a windows pod')];
  return [
    ...(objectsAt(spec, 'resources', 'claims').length === 0
      ? []
      : [forbiddenField(`${at}.claims`, 'claims may not be set for Resources at pod-level')]),
    ...validateRequirements(spec.resources, { at, claims: [], validateName: validatePodResourceName }),
    ...validateShares(spec, at),
  ];
};
