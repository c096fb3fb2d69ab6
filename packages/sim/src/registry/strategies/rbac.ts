/** Roles and their bindings. Source: kube-apiserver `pkg/apis/rbac/validation`. */
import {
  dnsSubdomainProblems,
  invalidField,
  pathSegmentProblems,
  requiredField,
  unsupportedField,
} from '@binnacle/kube/api';
import type { FieldError, UnstructuredObject } from '@binnacle/kube/api';
import { ensureObject, equalJson, isJsonObject, objectAt, objectsAt, setDefault, textAt } from '../json.ts';
import type { JsonObject } from '../json.ts';
import type { Strategy } from '../strategy.ts';
import { validateLabelSelector } from './label-selector.ts';

const GROUP = 'rbac.authorization.k8s.io';

const listAt = (value: JsonObject, field: string): string[] =>
  Array.isArray(value[field]) ? (value[field] as string[]) : [];

const validatePolicyRule = (rule: JsonObject, at: string, namespaced: boolean): FieldError[] => {
  const errors: FieldError[] = [];
  const of = (field: string) => listAt(rule, field).length;
  if (of('verbs') === 0) errors.push(requiredField(`${at}.verbs`, 'verbs must contain at least one value'));
  if (of('nonResourceURLs') > 0) {
    const bad = (why: string) => errors.push(invalidField(`${at}.nonResourceURLs`, rule.nonResourceURLs, why));
    if (namespaced) bad('namespaced rules cannot apply to non-resource URLs');
    if (of('apiGroups') + of('resources') + of('resourceNames') > 0)
      bad('rules cannot apply to both regular resources and non-resource URLs');
    return errors;
  }
  if (of('apiGroups') === 0)
    errors.push(requiredField(`${at}.apiGroups`, 'resource rules must supply at least one api group'));
  if (of('resources') === 0)
    errors.push(requiredField(`${at}.resources`, 'resource rules must supply at least one resource'));
  return errors;
};

const validateRules = (object: UnstructuredObject, namespaced: boolean): FieldError[] =>
  objectsAt(object, 'rules').flatMap((rule, i) => validatePolicyRule(rule, `rules[${i}]`, namespaced));

/** Role and binding names are anything that can stand in a path. */
const named: Strategy = { nameProblems: pathSegmentProblems, createOnUpdate: true };

const keepRules = (draft: UnstructuredObject): void => setDefault(draft, 'rules', null);

export const role: Strategy = { ...named, defaults: keepRules, validate: (object) => validateRules(object, true) };

export const clusterrole: Strategy = {
  ...named,
  defaults: keepRules,
  validate: (object) => {
    const errors = validateRules(object, false);
    if (!isJsonObject(object.aggregationRule)) return errors;
    const at = 'aggregationRule.clusterRoleSelectors';
    const selectors = objectsAt(object, 'aggregationRule', 'clusterRoleSelectors');
    if (selectors.length === 0)
      errors.push(requiredField(at, 'at least one clusterRoleSelector required if aggregationRule is non-nil'));
    selectors.forEach((selector, i) => {
      const problems = validateLabelSelector(selector, `${at}[${i}]`);
      errors.push(...problems);
      if (problems.length > 0) errors.push(invalidField(`${at}[${i}]`, null, 'invalid label selector.'));
    });
    return errors;
  },
};

const validateSubject = (subject: JsonObject, at: string, namespaced: boolean): FieldError[] => {
  const errors: FieldError[] = [];
  const [kind, name, group] = [textAt(subject, 'kind'), textAt(subject, 'name'), textAt(subject, 'apiGroup')];
  if (name === '') errors.push(requiredField(`${at}.name`));
  switch (kind) {
    case 'ServiceAccount':
      if (name !== '')
        errors.push(...dnsSubdomainProblems(name).map((problem) => invalidField(`${at}.name`, name, problem)));
      if (group !== '') errors.push(unsupportedField(`${at}.apiGroup`, group, ['']));
      if (!namespaced && textAt(subject, 'namespace') === '') errors.push(requiredField(`${at}.namespace`));
      break;
    case 'User':
    case 'Group':
      if (group !== GROUP) errors.push(unsupportedField(`${at}.apiGroup`, group, [GROUP]));
      break;
    default:
      errors.push(unsupportedField(`${at}.kind`, kind, ['ServiceAccount', 'User', 'Group']));
  }
  return errors;
};

const binding = (namespaced: boolean): Strategy => {
  const roles = namespaced ? ['Role', 'ClusterRole'] : ['ClusterRole'];
  return {
    ...named,
    defaults: (draft) => {
      const ref = ensureObject(draft, 'roleRef');
      if (textAt(ref, 'apiGroup') === '') ref.apiGroup = GROUP;
      for (const subject of objectsAt(draft, 'subjects'))
        if (['User', 'Group'].includes(textAt(subject, 'kind')) && textAt(subject, 'apiGroup') === '')
          subject.apiGroup = GROUP;
    },
    validate: (object) => {
      const ref = objectAt(object, 'roleRef');
      const [group, kind, name] = [textAt(ref, 'apiGroup'), textAt(ref, 'kind'), textAt(ref, 'name')];
      return [
        ...(group === GROUP ? [] : [unsupportedField('roleRef.apiGroup', group, [GROUP])]),
        ...(roles.includes(kind) ? [] : [unsupportedField('roleRef.kind', kind, roles)]),
        ...(name === ''
          ? [requiredField('roleRef.name')]
          : pathSegmentProblems(name).map((problem) => invalidField('roleRef.name', name, problem))),
        ...objectsAt(object, 'subjects').flatMap((subject, i) =>
          validateSubject(subject, `subjects[${i}]`, namespaced),
        ),
      ];
    },
    validateUpdate: (object, current) => {
      if (equalJson(object.roleRef, current.roleRef)) return [];
      const { apiGroup, kind, name } = objectAt(object, 'roleRef');
      return [invalidField('roleRef', { APIGroup: apiGroup, Kind: kind, Name: name }, 'cannot change roleRef')];
    },
  };
};

export const rolebinding = binding(true);
export const clusterrolebinding = binding(false);
