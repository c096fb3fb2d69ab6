/** What webhooks and policies say of the requests that they want. Source: kube-apiserver `pkg/apis/admissionregistration/validation`. */
import type { Environment } from '@marcbachmann/cel-js';
import {
  duplicateField,
  invalidField,
  qualifiedNameProblems,
  requiredField,
  tooManyField,
  unsupportedField,
} from '@binnacle/kube/api';
import type { FieldError } from '@binnacle/kube/api';
import { expressionFault } from '../cel/compilation.ts';
import { textAt, textsAt } from '../json.ts';
import type { JsonObject } from '../json.ts';

/** Names that must not stand beside `*`. */
const validateNames = (values: readonly string[], at: string, what: string): FieldError[] => {
  if (values.length === 0) return [requiredField(at)];
  const mixed = values.length > 1 && values.includes('*');
  return mixed ? [invalidField(at, values, `if '*' is present, must not specify other ${what}`)] : [];
};

const operations = ['*', 'CONNECT', 'CREATE', 'DELETE', 'UPDATE'];

const validateResources = (values: readonly string[], at: string): FieldError[] => {
  if (values.length === 0) return [requiredField(at)];
  if (values.length > 1 && values.includes('*/*'))
    return [invalidField(at, values, "if '*/*' is present, must not specify other resources")];
  if (values.includes('*') && values.some((value) => value !== '*' && !value.includes('/')))
    return [invalidField(at, values, "if '*' is present, must not specify other resources without subresources")];
  return values.flatMap((value, i) => {
    const [plural = '', below] = value.split('/', 2);
    if (value === '') return [requiredField(`${at}[${i}]`)];
    if (below === undefined || below === '*') return [];
    const whole = [`${plural}/*`, `*/${below}`].find((other) => other !== value && values.includes(other));
    return whole === undefined
      ? []
      : [invalidField(`${at}[${i}]`, value, `if '${whole}' is present, must not specify ${value}`)];
  });
};

/** One rule of what is matched; its scope may be absent. */
export const validateRule = (rule: JsonObject, at: string): FieldError[] => {
  const scope = textAt(rule, 'scope');
  return [
    ...validateNames(textsAt(rule, 'operations'), `${at}.operations`, 'operations'),
    ...textsAt(rule, 'operations').flatMap((operation, i) =>
      operations.includes(operation) ? [] : [unsupportedField(`${at}.operations[${i}]`, operation, operations)],
    ),
    ...validateNames(textsAt(rule, 'apiGroups'), `${at}.apiGroups`, 'API groups'),
    ...validateNames(textsAt(rule, 'apiVersions'), `${at}.apiVersions`, 'API versions'),
    ...textsAt(rule, 'apiVersions').flatMap((version, i) =>
      version === '' ? [requiredField(`${at}.apiVersions[${i}]`)] : [],
    ),
    ...validateResources(textsAt(rule, 'resources'), `${at}.resources`),
    ...(scope === '' || ['*', 'Cluster', 'Namespaced'].includes(scope)
      ? []
      : [unsupportedField(`${at}.scope`, scope, ['*', 'Cluster', 'Namespaced'])]),
  ];
};

/** A field that may be absent, and else has one of a few values. */
export const choice = (
  webhook: JsonObject,
  field: string,
  options: { at: string; values: readonly string[] },
): FieldError[] => {
  const value = webhook[field];
  const { at, values } = options;
  if (value === undefined || values.includes(String(value))) return [];
  return [unsupportedField(`${at}.${field}`, value, values)];
};

/** The last filter: expressions that must all be true. */
export const validateMatchConditions = (
  conditions: readonly JsonObject[],
  { at, environment }: { at: string; environment: Environment },
): FieldError[] => {
  const seen = new Set<string>();
  const errors = conditions.length > 64 ? [tooManyField(at, conditions.length, 64)] : [];
  conditions.forEach((condition, i) => {
    const place = `${at}[${i}]`;
    const [name, expression] = [textAt(condition, 'name'), textAt(condition, 'expression').trim()];
    const fault = expression === '' ? undefined : expressionFault(environment, expression, ['bool']);
    if (expression === '') errors.push(requiredField(`${place}.expression`));
    if (fault !== undefined) errors.push(invalidField(`${place}.expression`, expression, fault));
    if (name === '') errors.push(requiredField(`${place}.name`));
    else errors.push(...qualifiedNameProblems(name).map((problem) => invalidField(`${place}.name`, name, problem)));
    if (name !== '' && seen.has(name)) errors.push(duplicateField(`${place}.name`, name));
    seen.add(name);
  });
  return errors;
};
