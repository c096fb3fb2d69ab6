/** LimitRanges. Source: kube-apiserver `pkg/apis/core/validation`, ValidateLimitRange. */
import {
  compareQuantities,
  duplicateField,
  forbiddenField,
  invalidField,
  qualifiedNameProblems,
  quantityToNumber,
  requiredField,
} from '@binnacle/kube/api';
import type { FieldError } from '@binnacle/kube/api';
import { ensureObject, objectAt, objectsAt, setDefault, textAt } from '../json.ts';
import type { JsonObject } from '../json.ts';
import type { Strategy } from '../strategy.ts';
import { isOvercommitAllowed, validateContainerResourceName, validateResourceName } from './resource-names.ts';

const types = ['Pod', 'Container', 'PersistentVolumeClaim'];

const validateType = (type: string, at: string): FieldError[] => {
  const problems = qualifiedNameProblems(type);
  if (problems.length > 0) return problems.map((problem) => invalidField(at, type, problem));
  return type.includes('/') || types.includes(type)
    ? []
    : [invalidField(at, type, 'must be a standard limit type or fully qualified')];
};

type Named = Readonly<Record<string, string>>;

/** Pairs of fields of which the first must not be above the second: field blamed, value shown, words. */
const orders = [
  ['min', 'max', 'min', 'min', 'min value', 'max value'],
  ['min', 'defaultRequest', 'defaultRequest', 'defaultRequest', 'min value', 'default request value'],
  ['defaultRequest', 'max', 'defaultRequest', 'defaultRequest', 'default request value', 'max value'],
  ['defaultRequest', 'default', 'defaultRequest', 'defaultRequest', 'default request value', 'default limit value'],
  ['min', 'default', 'default', 'min', 'min value', 'default value'],
  ['default', 'max', 'default', 'max', 'default value', 'max value'],
] as const;

const validateOrder = (limit: JsonObject, name: string, at: string): FieldError[] => {
  const amount = (field: string) => objectAt(limit, field)[name] as string | undefined;
  const errors = orders.flatMap(([low, high, blamed, shown, lowText, highText]) => {
    const [a, b] = [amount(low), amount(high)];
    if (a === undefined || b === undefined || compareQuantities(a, b) <= 0) return [];
    const words = `${lowText} ${a} is greater than ${highText} ${b}`;
    return [invalidField(`${at}.${blamed}[${name}]`, amount(shown), words)];
  });
  const [ratio, min, max] = [amount('maxLimitRequestRatio'), amount('min'), amount('max')];
  const place = `${at}.maxLimitRequestRatio[${name}]`;
  if (ratio !== undefined && compareQuantities(ratio, '1') < 0)
    errors.push(invalidField(place, ratio, `ratio ${ratio} is less than 1`));
  if (ratio !== undefined && min !== undefined && max !== undefined) {
    const bound = quantityToNumber(max) / quantityToNumber(min);
    if (quantityToNumber(ratio) > bound)
      errors.push(invalidField(place, ratio, `ratio ${ratio} is greater than max/min = ${bound.toFixed(6)}`));
  }
  const [limited, requested] = [amount('default'), amount('defaultRequest')];
  if (!isOvercommitAllowed(name) && limited !== undefined && requested !== undefined)
    if (compareQuantities(limited, requested) !== 0)
      errors.push(
        invalidField(
          `${at}.defaultRequest[${name}]`,
          requested,
          `default value ${limited} must equal to defaultRequest value ${requested} in ${name}`,
        ),
      );
  return errors;
};

const validateItem = (limit: JsonObject, at: string): FieldError[] => {
  const type = textAt(limit, 'type');
  const nameProblems = type === 'Pod' || type === 'Container' ? validateContainerResourceName : validateResourceName;
  const named = (field: string) => objectAt(limit, field) as Named;
  const names = (field: string) =>
    Object.keys(named(field)).flatMap((name) => nameProblems(name, `${at}.${field}[${name}]`));
  const errors = [...names('max'), ...names('min')];
  const compared = ['max', 'min', 'maxLimitRequestRatio'];
  if (type === 'Pod') {
    for (const field of ['default', 'defaultRequest'])
      if (Object.keys(named(field)).length > 0)
        errors.push(forbiddenField(`${at}.${field}`, "may not be specified when `type` is 'Pod'"));
  } else {
    errors.push(...names('default'), ...names('defaultRequest'));
    compared.push('default', 'defaultRequest');
  }
  if (type === 'PersistentVolumeClaim' && named('min').storage === undefined && named('max').storage === undefined)
    errors.push(
      requiredField(`${at}.limits`, 'either minimum or maximum storage value is required, but neither was provided'),
    );
  errors.push(...names('maxLimitRequestRatio'));
  const keys = new Set(compared.flatMap((field) => Object.keys(named(field))));
  return [...errors, ...[...keys].flatMap((name) => validateOrder(limit, name, at))];
};

/** What a container may have is what it gets; what it gets is what it asks for. */
const defaultItem = (limit: JsonObject): void => {
  if (limit.type !== 'Container') return;
  const fill = (field: string, from: string) => {
    for (const [name, value] of Object.entries(objectAt(limit, from)))
      setDefault(ensureObject(limit, field), name, value);
  };
  fill('default', 'max');
  fill('defaultRequest', 'default');
  fill('defaultRequest', 'min');
};

export const limitRange: Strategy = {
  defaults: (draft) => {
    setDefault(ensureObject(draft, 'spec'), 'limits', null);
    objectsAt(draft, 'spec', 'limits').forEach(defaultItem);
  },
  validate: (object) => {
    const seen = new Set<string>();
    return objectsAt(object, 'spec', 'limits').flatMap((limit, i) => {
      const at = `spec.limits[${i}]`;
      const type = textAt(limit, 'type');
      const errors = validateType(type, `${at}.type`);
      if (seen.has(type)) errors.push(duplicateField(`${at}.type`, type));
      seen.add(type);
      return [...errors, ...validateItem(limit, at)];
    });
  },
};
