/** Registrations of webhooks. Source: kube-apiserver `pkg/apis/admissionregistration`, defaults and validation. */
import {
  dnsSubdomainProblems,
  duplicateField,
  invalidField,
  qualifiedNameProblems,
  requiredField,
  unsupportedField,
} from '@binnacle/kube/api';
import type { FieldError, UnstructuredObject, WebhookClientConfig } from '@binnacle/kube/api';
import { createCelEnvironment, explainCompilation } from '../cel/environment.ts';
import { isJsonObject, objectAt, objectsAt, setDefault, textAt } from '../json.ts';
import type { JsonObject } from '../json.ts';
import type { Strategy } from '../strategy.ts';
import { validateClientConfig } from '../webhook-client.ts';
import { validateLabelSelector } from './workload.ts';

const setDefaults = (webhook: JsonObject, mutating: boolean): void => {
  setDefault(webhook, 'failurePolicy', 'Fail');
  setDefault(webhook, 'matchPolicy', 'Equivalent');
  setDefault(webhook, 'namespaceSelector', {});
  setDefault(webhook, 'objectSelector', {});
  setDefault(webhook, 'timeoutSeconds', 10);
  if (mutating) setDefault(webhook, 'reinvocationPolicy', 'Never');
  const { service } = objectAt(webhook, 'clientConfig');
  if (isJsonObject(service)) setDefault(service, 'port', 443);
  for (const rule of objectsAt(webhook, 'rules')) setDefault(rule, 'scope', '*');
};

const list = (value: unknown): string[] => (Array.isArray(value) ? (value as string[]) : []);

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

const validateRule = (rule: JsonObject, at: string): FieldError[] => {
  const scope = textAt(rule, 'scope');
  return [
    ...validateNames(list(rule.operations), `${at}.operations`, 'operations'),
    ...list(rule.operations).flatMap((operation, i) =>
      operations.includes(operation) ? [] : [unsupportedField(`${at}.operations[${i}]`, operation, operations)],
    ),
    ...validateNames(list(rule.apiGroups), `${at}.apiGroups`, 'API groups'),
    ...validateNames(list(rule.apiVersions), `${at}.apiVersions`, 'API versions'),
    ...validateResources(list(rule.resources), `${at}.resources`),
    ...(scope === '' || ['*', 'Cluster', 'Namespaced'].includes(scope)
      ? []
      : [unsupportedField(`${at}.scope`, scope, ['*', 'Cluster', 'Namespaced'])]),
  ];
};

const validateName = (name: string, at: string): FieldError[] => {
  if (name === '') return [requiredField(at)];
  const problems = dnsSubdomainProblems(name);
  if (problems.length > 0) return problems.map((problem) => invalidField(at, name, problem));
  return name.split('.').length < 3
    ? [invalidField(at, name, 'should be a domain with at least three segments separated by dots')]
    : [];
};

const known = ['v1', 'v1beta1'];

const validateReviewVersions = (versions: readonly string[], at: string): FieldError[] => {
  if (versions.length === 0) return [requiredField(at, `must specify one of ${known.join(', ')}`)];
  const twice = versions.flatMap((version, i) =>
    versions.indexOf(version) < i ? [invalidField(`${at}[${i}]`, version, 'duplicate version')] : [],
  );
  return versions.some((version) => known.includes(version))
    ? twice
    : [...twice, invalidField(at, versions, `must include at least one of ${known.join(', ')}`)];
};

const choice = (
  webhook: JsonObject,
  field: string,
  options: { at: string; values: readonly string[] },
): FieldError[] => {
  const value = webhook[field];
  const { at, values } = options;
  if (value === undefined || values.includes(String(value))) return [];
  return [unsupportedField(`${at}.${field}`, value, values)];
};

const environment = createCelEnvironment({ object: 'dyn', oldObject: 'dyn', request: 'dyn' });

/** Why a condition cannot be used, or nothing. */
const conditionFault = (expression: string): string | undefined => {
  try {
    const { valid, type, error } = environment.parse(expression).check();
    if (!valid) throw error ?? new Error('unknown');
    return type === 'bool' || type === 'dyn' ? undefined : 'must evaluate to bool';
  } catch (error) {
    return explainCompilation(expression, error);
  }
};

const validateConditions = (webhook: JsonObject, at: string): FieldError[] => {
  const seen = new Set<string>();
  return objectsAt(webhook, 'matchConditions').flatMap((condition, i) => {
    const place = `${at}.matchConditions[${i}]`;
    const [name, expression] = [textAt(condition, 'name'), textAt(condition, 'expression')];
    const fault = expression.trim() === '' ? undefined : conditionFault(expression);
    const errors = expression.trim() === '' ? [requiredField(`${place}.expression`)] : [];
    if (fault !== undefined) errors.push(invalidField(`${place}.expression`, expression, fault));
    if (name === '') errors.push(requiredField(`${place}.name`));
    else errors.push(...qualifiedNameProblems(name).map((problem) => invalidField(`${place}.name`, name, problem)));
    if (name !== '' && seen.has(name)) errors.push(duplicateField(`${place}.name`, name));
    seen.add(name);
    return errors;
  });
};

const validateWebhook = (webhook: JsonObject, at: string): FieldError[] => {
  const timeout = webhook.timeoutSeconds;
  const effects = ['None', 'NoneOnDryRun'];
  return [
    ...validateName(textAt(webhook, 'name'), `${at}.name`),
    ...objectsAt(webhook, 'rules').flatMap((rule, i) => validateRule(rule, `${at}.rules[${i}]`)),
    ...choice(webhook, 'failurePolicy', { at, values: ['Fail', 'Ignore'] }),
    ...choice(webhook, 'matchPolicy', { at, values: ['Equivalent', 'Exact'] }),
    ...(webhook.sideEffects === undefined
      ? [requiredField(`${at}.sideEffects`, `must specify one of ${effects.join(', ')}`)]
      : choice(webhook, 'sideEffects', { at, values: effects })),
    ...(typeof timeout === 'number' && (timeout < 1 || timeout > 30)
      ? [invalidField(`${at}.timeoutSeconds`, timeout, 'the timeout value must be between 1 and 30 seconds')]
      : []),
    ...validateLabelSelector(objectAt(webhook, 'namespaceSelector'), `${at}.namespaceSelector`),
    ...validateLabelSelector(objectAt(webhook, 'objectSelector'), `${at}.objectSelector`),
    ...validateClientConfig(objectAt(webhook, 'clientConfig') as WebhookClientConfig, `${at}.clientConfig`),
    ...choice(webhook, 'reinvocationPolicy', { at, values: ['IfNeeded', 'Never'] }),
    ...validateReviewVersions(list(webhook.admissionReviewVersions), `${at}.admissionReviewVersions`),
    ...validateConditions(webhook, at),
  ];
};

const strategy = (mutating: boolean): Strategy => ({
  generation: (object, current) => JSON.stringify(object.webhooks) !== JSON.stringify(current.webhooks),
  defaults: (draft) => {
    for (const webhook of objectsAt(draft, 'webhooks')) setDefaults(webhook, mutating);
  },
  validate: (object: UnstructuredObject) => {
    const names = objectsAt(object, 'webhooks').map((webhook) => textAt(webhook, 'name'));
    return objectsAt(object, 'webhooks').flatMap((webhook, i) => [
      ...validateWebhook(webhook, `webhooks[${i}]`),
      ...(names.indexOf(names[i]!) < i ? [duplicateField(`webhooks[${i}].name`, names[i])] : []),
    ]);
  },
});

export const mutatingWebhookConfiguration = strategy(true);
export const validatingWebhookConfiguration = strategy(false);
