/**
 * ValidatingAdmissionPolicies and their bindings. Source: kube-apiserver `pkg/apis/admissionregistration`, defaults and
 * validation.
 */
import type { Environment } from '@marcbachmann/cel-js';
import {
  dns1035LabelProblems,
  dnsSubdomainProblems,
  duplicateField,
  forbiddenField,
  invalidField,
  pathSegmentProblems,
  qualifiedNameProblems,
  requiredField,
  unsupportedField,
} from '@binnacle/kube/api';
import type { FieldError, UnstructuredObject } from '@binnacle/kube/api';
import { createAdmissionEnvironment } from '../cel/admission-environment.ts';
import { expressionFault, expressionType } from '../cel/compilation.ts';
import { isReserved } from '../cel/values.ts';
import { validateConditions } from './condition-rules.ts';
import { isJsonObject, objectAt, objectsAt, setDefault, textAt, textsAt } from '../json.ts';
import type { JsonObject } from '../json.ts';
import type { Strategy } from '../strategy.ts';
import { choice, validateMatchConditions, validateRule } from './admission-rules.ts';
import { validateLabelSelector } from './label-selector.ts';

const completeMatch = (match: JsonObject): void => {
  setDefault(match, 'matchPolicy', 'Equivalent');
  setDefault(match, 'namespaceSelector', {});
  setDefault(match, 'objectSelector', {});
  for (const rule of [...objectsAt(match, 'resourceRules'), ...objectsAt(match, 'excludeResourceRules')])
    setDefault(rule, 'scope', '*');
};

const validateNamedRule = (rule: JsonObject, at: string): FieldError[] => {
  const names = textsAt(rule, 'resourceNames');
  return [
    ...names.flatMap((name, i) => [
      ...pathSegmentProblems(name).map((problem) => invalidField(`${at}.resourceNames[${i}]`, name, problem)),
      ...(names.indexOf(name) < i ? [duplicateField(`${at}.resourceNames[${i}]`, name)] : []),
    ]),
    ...validateRule(rule, at),
  ];
};

const validateMatch = (match: JsonObject, at: string): FieldError[] => [
  ...choice(match, 'matchPolicy', { at, values: ['Equivalent', 'Exact'] }),
  ...['namespaceSelector', 'objectSelector'].flatMap((field) =>
    validateLabelSelector(objectAt(match, field), `${at}.${field}`),
  ),
  ...['resourceRules', 'excludeResourceRules'].flatMap((field) =>
    objectsAt(match, field).flatMap((rule, i) => validateNamedRule(rule, `${at}.${field}[${i}]`)),
  ),
];

const validateParamKind = (param: JsonObject, at: string): FieldError[] => {
  const [apiVersion, kind] = [textAt(param, 'apiVersion'), textAt(param, 'kind')];
  const parts = apiVersion.split('/');
  const [group, version] = parts.length === 1 ? ['', apiVersion] : parts;
  const errors: FieldError[] = [];
  if (apiVersion === '') errors.push(requiredField(`${at}.apiVersion`));
  else if (parts.length > 2)
    errors.push(invalidField(`${at}.apiVersion`, apiVersion, `unexpected GroupVersion string: ${apiVersion}`));
  else {
    const problems = group === '' ? [] : dnsSubdomainProblems(group!);
    if (problems.length > 0) errors.push(invalidField(`${at}.apiVersion`, group, problems.join(',')));
    const bad = dns1035LabelProblems(version!);
    if (version === '') errors.push(invalidField(`${at}.apiVersion`, apiVersion, 'version must be specified'));
    else if (bad.length > 0) errors.push(invalidField(`${at}.apiVersion`, version, bad.join(',')));
  }
  const problems = dns1035LabelProblems(kind.toLowerCase());
  if (kind === '') errors.push(requiredField(`${at}.kind`));
  else if (problems.length > 0)
    errors.push(
      invalidField(`${at}.kind`, kind, `may have mixed case, but should otherwise match: ${problems.join(',')}`),
    );
  return errors;
};

/** The environments of a policy; messages may not ask about rights. */
interface Environments {
  checks: Environment;
  messages: Environment;
}

/** A policy's variables, each of which may use those before it. */
const validateVariables = (variables: readonly JsonObject[], params: boolean) => {
  const types: Record<string, string> = {};
  const errors: FieldError[] = [];
  const environment = (authorizer: boolean) =>
    createAdmissionEnvironment({ params, namespaceObject: true, authorizer, variables: types });
  variables.forEach((variable, i) => {
    const at = `spec.variables[${i}]`;
    const [name, expression] = [textAt(variable, 'name'), textAt(variable, 'expression')];
    if (name.trim() === '') errors.push(requiredField(`${at}.name`, 'name is not specified'));
    else if (!/^[_a-zA-Z][_a-zA-Z0-9]*$/.test(name) || isReserved(name))
      errors.push(invalidField(`${at}.name`, name, 'must be a valid CEL identifier'));
    if (expression.trim() === '') {
      errors.push(requiredField(`${at}.expression`, 'expression is not specified'));
      return;
    }
    const before = environment(true);
    const fault = expressionFault(before, expression, []);
    if (fault !== undefined) errors.push(invalidField(`${at}.expression`, expression, fault));
    else if (name !== '') types[name] = expressionType(before, expression);
  });
  const environments: Environments = { checks: environment(true), messages: environment(false) };
  return { errors, environments };
};

const validateText = (value: unknown, at: string): FieldError[] => {
  if (typeof value !== 'string' || value === '') return [];
  if (value.trim() === '') return [invalidField(at, value, 'must be non-empty if specified')];
  return /[\n\r]/.test(value.trim()) ? [invalidField(at, value, 'must not contain line breaks')] : [];
};

const faultAt = (fault: string | undefined, at: string, expression: string): FieldError[] =>
  fault === undefined ? [] : [invalidField(at, expression, fault)];

const validateValidation = (rule: JsonObject, at: string, { checks, messages }: Environments): FieldError[] => {
  const [expression, told] = [textAt(rule, 'expression'), textAt(rule, 'messageExpression')];
  return [
    ...(expression.trim() === ''
      ? [requiredField(`${at}.expression`, 'expression is not specified')]
      : faultAt(expressionFault(checks, expression, ['bool']), `${at}.expression`, expression)),
    ...(told !== '' && told.trim() === ''
      ? [invalidField(`${at}.messageExpression`, told, 'must be non-empty if specified')]
      : told === ''
        ? []
        : faultAt(expressionFault(messages, told, ['string']), `${at}.messageExpression`, told)),
    ...validateText(rule.message, `${at}.message`),
    ...choice(rule, 'reason', { at, values: ['Forbidden', 'Invalid', 'RequestEntityTooLarge'] }),
  ];
};

const validateAnnotations = (annotations: readonly JsonObject[], policy: string, checks: Environment): FieldError[] => {
  const at = 'spec.auditAnnotations';
  const keys = annotations.map((annotation) => textAt(annotation, 'key'));
  const errors =
    annotations.length > 20 ? [invalidField(at, annotations, 'must not have more than 20 auditAnnotations')] : [];
  annotations.forEach((annotation, i) => {
    const [key, expression] = [keys[i]!, textAt(annotation, 'valueExpression').trim()];
    errors.push(
      ...qualifiedNameProblems(`${policy}/${key}`).map((problem) =>
        invalidField(`${at}[${i}].key`, `${policy}/${key}`, problem),
      ),
      ...(expression === ''
        ? [requiredField(`${at}[${i}].valueExpression`, 'valueExpression is not specified')]
        : faultAt(expressionFault(checks, expression, ['string', 'null']), `${at}[${i}].valueExpression`, expression)),
      ...(keys.indexOf(key) < i ? [duplicateField(`${at}[${i}].key`, key)] : []),
    );
  });
  return errors;
};

const validatePolicy = ({ metadata, spec: sent }: UnstructuredObject): FieldError[] => {
  const spec = isJsonObject(sent) ? sent : {};
  const { paramKind, matchConstraints } = spec;
  const params = isJsonObject(paramKind);
  const { errors, environments } = validateVariables(objectsAt(spec, 'variables'), params);
  const validations = objectsAt(spec, 'validations');
  const annotations = objectsAt(spec, 'auditAnnotations');
  const nothing = 'validations or auditAnnotations must contain at least one item';
  return [
    ...choice(spec, 'failurePolicy', { at: 'spec', values: ['Fail', 'Ignore'] }),
    ...(params ? validateParamKind(paramKind, 'spec.paramKind') : []),
    ...(isJsonObject(matchConstraints)
      ? [
          ...validateMatch(matchConstraints, 'spec.matchConstraints'),
          ...(objectsAt(matchConstraints, 'resourceRules').length === 0
            ? [requiredField('spec.matchConstraints.resourceRules')]
            : []),
        ]
      : [requiredField('spec.matchConstraints')]),
    ...validateMatchConditions(objectsAt(spec, 'matchConditions'), {
      at: 'spec.matchConditions',
      environment: createAdmissionEnvironment({ params }),
    }),
    ...errors,
    ...(validations.length + annotations.length === 0
      ? ['spec.validations', 'spec.auditAnnotations'].map((at) => requiredField(at, nothing))
      : []),
    ...validations.flatMap((rule, i) => validateValidation(rule, `spec.validations[${i}]`, environments)),
    ...validateAnnotations(annotations, metadata.name ?? '', environments.checks),
  ];
};

const validatePolicyStatus = (object: UnstructuredObject): FieldError[] => [
  ...objectsAt(object, 'status', 'typeChecking', 'expressionWarnings').flatMap((warning, i) =>
    ['warning', 'fieldRef']
      .filter((field) => textAt(warning, field) === '')
      .map((field) => requiredField(`status.typeChecking.expressionWarnings[${i}].${field}`)),
  ),
  ...validateConditions(objectsAt(object, 'status', 'conditions'), 'status.conditions'),
];

export const validatingadmissionpolicy: Strategy = {
  validateStatus: validatePolicyStatus,
  statusMetadata: [],
  generation: true,
  conditionalUpdateOnly: true,
  defaults: ({ spec }) => {
    if (!isJsonObject(spec)) return;
    setDefault(spec, 'failurePolicy', 'Fail');
    if (isJsonObject(spec.matchConstraints)) completeMatch(spec.matchConstraints);
  },
  validate: validatePolicy,
};

const validateParamRef = (ref: JsonObject, at: string): FieldError[] => {
  const { name: sentName, selector, parameterNotFoundAction: action } = ref;
  const name = typeof sentName === 'string' ? sentName : '';
  const exclusive = 'name and selector are mutually exclusive';
  const errors =
    name === '' ? [] : pathSegmentProblems(name).map((problem) => invalidField(`${at}.name`, name, problem));
  if (isJsonObject(selector)) {
    if (name !== '') errors.push(forbiddenField(`${at}.name`, exclusive));
    errors.push(...validateLabelSelector(selector, `${at}.selector`));
    if (name !== '') errors.push(forbiddenField(`${at}.selector`, exclusive));
  } else if (name === '') errors.push(requiredField(at, 'one of name or selector must be specified'));
  if (action === undefined || action === '') errors.push(requiredField(`${at}.parameterNotFoundAction`));
  else if (action !== 'Deny' && action !== 'Allow')
    errors.push(unsupportedField(`${at}.parameterNotFoundAction`, action, ['Deny', 'Allow']));
  return errors;
};

const ACTIONS = ['Audit', 'Deny', 'Warn'];

const validateActions = (actions: readonly string[], at: string): FieldError[] => {
  const errors = actions.flatMap((action, i) => [
    ...(ACTIONS.includes(action) ? [] : [unsupportedField(`${at}[${i}]`, action, ACTIONS)]),
    ...(actions.indexOf(action) < i ? [duplicateField(`${at}[${i}]`, action)] : []),
  ]);
  if (actions.includes('Deny') && actions.includes('Warn'))
    errors.push(
      invalidField(
        at,
        actions,
        'must not contain both Deny and Warn (repeating the same validation failure information in the API response and headers serves no purpose)',
      ),
    );
  if (actions.length === 0) errors.push(requiredField(at, 'at least one validation action is required'));
  return errors;
};

const validateBinding = ({ spec: sent }: UnstructuredObject): FieldError[] => {
  const spec = isJsonObject(sent) ? sent : {};
  const policy = textAt(spec, 'policyName');
  return [
    ...(policy === ''
      ? [requiredField('spec.policyName')]
      : dnsSubdomainProblems(policy).map((problem) => invalidField('spec.policyName', policy, problem))),
    ...(isJsonObject(spec.paramRef) ? validateParamRef(spec.paramRef, 'spec.paramRef') : []),
    ...(isJsonObject(spec.matchResources) ? validateMatch(spec.matchResources, 'spec.matchResources') : []),
    ...validateActions(textsAt(spec, 'validationActions'), 'spec.validationActions'),
  ];
};

export const validatingadmissionpolicybinding: Strategy = {
  generation: true,
  conditionalUpdateOnly: true,
  defaults: ({ spec }) => {
    if (isJsonObject(spec) && isJsonObject(spec.matchResources)) completeMatch(spec.matchResources);
  },
  validate: validateBinding,
};
