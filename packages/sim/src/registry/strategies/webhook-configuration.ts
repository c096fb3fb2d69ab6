/** Registrations of webhooks. Source: kube-apiserver `pkg/apis/admissionregistration`, defaults and validation. */
import { dnsSubdomainProblems, duplicateField, invalidField, requiredField } from '@binnacle/kube/api';
import type { FieldError, UnstructuredObject, WebhookClientConfig } from '@binnacle/kube/api';
import { createAdmissionEnvironment } from '../cel/admission-environment.ts';
import { isJsonObject, objectAt, objectsAt, setDefault, textAt, textsAt } from '../json.ts';
import type { JsonObject } from '../json.ts';
import type { Strategy } from '../strategy.ts';
import { validateClientConfig } from '../webhook-client.ts';
import { choice, validateMatchConditions, validateRule } from './admission-rules.ts';
import { validateLabelSelector } from './label-selector.ts';

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

const environment = createAdmissionEnvironment();

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
    ...validateReviewVersions(textsAt(webhook, 'admissionReviewVersions'), `${at}.admissionReviewVersions`),
    ...validateMatchConditions(objectsAt(webhook, 'matchConditions'), { at: `${at}.matchConditions`, environment }),
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
