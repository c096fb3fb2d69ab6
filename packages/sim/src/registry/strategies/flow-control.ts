/** FlowSchemas and PriorityLevelConfigurations. Source: kube-apiserver `pkg/apis/flowcontrol/validation`. */
import {
  dnsLabelProblems,
  dnsSubdomainProblems,
  forbiddenField,
  invalidField,
  requiredField,
  unsupportedField,
} from '@binnacle/kube/api';
import type { FieldError, UnstructuredObject } from '@binnacle/kube/api';
import { ensureObject, isJsonObject, objectAt, objectsAt, setDefault, textAt } from '../json.ts';
import type { JsonObject } from '../json.ts';
import type { Strategy } from '../strategy.ts';
import { duplicateTypes } from './condition-rules.ts';

const METHODS = ['ByNamespace', 'ByUser'];
const VERBS = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'proxy', 'update', 'watch'];
const SUBJECTS: Readonly<Record<string, string>> = { Group: 'group', ServiceAccount: 'serviceAccount', User: 'user' };
const HIGHEST_PRECEDENCE = 10_000;

const listAt = (value: JsonObject, field: string): string[] =>
  Array.isArray(value[field]) ? (value[field] as string[]) : [];

/** A star stands alone. */
const validateStar = (list: readonly string[], at: string, what: string): FieldError[] =>
  list.includes('*') && list.length > 1
    ? [invalidField(at, list, `if '*' is present, must not specify other ${what}`)]
    : [];

const validateVerbs = (rule: JsonObject, at: string): FieldError[] => {
  const verbs = listAt(rule, 'verbs');
  if (verbs.length === 0) return [requiredField(`${at}.verbs`, 'verbs must contain at least one value')];
  if (verbs.includes('*')) return validateStar(verbs, `${at}.verbs`, 'verbs');
  return verbs.every((verb) => VERBS.includes(verb)) ? [] : [unsupportedField(`${at}.verbs`, verbs, VERBS)];
};

const validateSubject = (subject: JsonObject, at: string): FieldError[] => {
  const kind = textAt(subject, 'kind');
  const own = SUBJECTS[kind];
  if (own === undefined) return [unsupportedField(`${at}.kind`, kind, Object.keys(SUBJECTS))];
  const errors: FieldError[] = [];
  const described = subject[own];
  if (!isJsonObject(described))
    errors.push(requiredField(`${at}.${own}`, `${own} is required when subject kind is '${kind}'`));
  else {
    if (textAt(described, 'name') === '') errors.push(requiredField(`${at}.${own}.name`));
    if (own === 'serviceAccount' && textAt(described, 'namespace') === '')
      errors.push(requiredField(`${at}.${own}.namespace`, 'must specify namespace for service account'));
  }
  for (const [otherKind, other] of Object.entries(SUBJECTS).reverse())
    if (other !== own && subject[other] !== undefined)
      errors.push(forbiddenField(`${at}.${other}`, `${other} is forbidden when subject kind is not '${otherKind}'`));
  return errors;
};

const validateResourceRule = (rule: JsonObject, at: string): FieldError[] => {
  const [groups, resources, namespaces] = ['apiGroups', 'resources', 'namespaces'].map((field) => listAt(rule, field));
  const errors = validateVerbs(rule, at);
  if (groups!.length === 0)
    errors.push(requiredField(`${at}.apiGroups`, 'resource rules must supply at least one api group'));
  errors.push(...validateStar(groups!, `${at}.apiGroups`, 'api groups'));
  if (resources!.length === 0)
    errors.push(requiredField(`${at}.resources`, 'resource rules must supply at least one resource'));
  errors.push(...validateStar(resources!, `${at}.resources`, 'resources'));
  if (namespaces!.length === 0 && rule.clusterScope !== true)
    errors.push(
      requiredField(
        `${at}.namespaces`,
        'resource rules that are not cluster scoped must supply at least one namespace',
      ),
    );
  else if (namespaces!.includes('*')) errors.push(...validateStar(namespaces!, `${at}.namespaces`, 'namespaces'));
  else
    namespaces!.forEach((namespace, i) => {
      const lead = "each member of this list must be '*' or a DNS-1123 label; ";
      for (const problem of dnsLabelProblems(namespace))
        errors.push(invalidField(`${at}.namespaces[${i}]`, namespace, lead + problem));
    });
  return errors;
};

const urlProblem = (url: string): string | undefined => {
  if (url === '') return 'must not be empty';
  if (url === '/') return undefined;
  if (!url.startsWith('/')) return 'must start with slash';
  if (url.includes(' ')) return 'must not contain white-space';
  if (url.includes('//')) return 'must not contain double slash';
  const stars = url.split('*').length - 1;
  return stars > 1 || (stars === 1 && !url.endsWith('/*')) ? 'wildcard can only do suffix matching' : undefined;
};

const validatePathRule = (rule: JsonObject, at: string): FieldError[] => {
  const urls = listAt(rule, 'nonResourceURLs');
  const place = `${at}.nonResourceURLs`;
  const errors = validateVerbs(rule, at);
  if (urls.length === 0) errors.push(requiredField(place, 'nonResourceURLs must contain at least one value'));
  else if (urls.includes('*')) errors.push(...validateStar(urls, place, 'non-resource URLs'));
  else
    urls.forEach((url, i) => {
      const problem = urlProblem(url);
      if (problem !== undefined) errors.push(invalidField(`${place}[${i}]`, url, problem));
    });
  return errors;
};

const validateRule = (rule: JsonObject, at: string): FieldError[] => {
  const [subjects, resources, paths] = ['subjects', 'resourceRules', 'nonResourceRules'].map((f) => objectsAt(rule, f));
  const errors = subjects!.flatMap((subject, i) => validateSubject(subject, `${at}.subjects[${i}]`));
  if (subjects!.length === 0) errors.push(requiredField(`${at}.subjects`, 'subjects must contain at least one value'));
  if (resources!.length + paths!.length === 0)
    errors.push(requiredField(at, 'at least one of resourceRules and nonResourceRules has to be non-empty'));
  return [
    ...errors,
    ...resources!.flatMap((each, i) => validateResourceRule(each, `${at}.resourceRules[${i}]`)),
    ...paths!.flatMap((each, i) => validatePathRule(each, `${at}.nonResourceRules[${i}]`)),
  ];
};

const validateStatus = (object: UnstructuredObject): FieldError[] => {
  const at = 'status.conditions';
  const conditions = objectsAt(object, 'status', 'conditions');
  const duplicates = duplicateTypes(conditions, at);
  return conditions.flatMap((condition, i) => [
    ...duplicates[i]!,
    ...(textAt(condition, 'type') === '' ? [requiredField(`${at}[${i}].type`)] : []),
  ]);
};

export const flowschema: Strategy = {
  generation: true,
  validateStatus,
  statusMetadata: [],
  defaults: (draft) => {
    const spec = ensureObject(draft, 'spec');
    if (spec.matchingPrecedence === undefined || spec.matchingPrecedence === 0) spec.matchingPrecedence = 1000;
    ensureObject(spec, 'priorityLevelConfiguration');
  },
  validate: (object) => {
    const spec = objectAt(object, 'spec');
    const precedence = Number(spec.matchingPrecedence);
    const at = 'spec.matchingPrecedence';
    const errors: FieldError[] = [];
    if (precedence <= 0) errors.push(invalidField(at, precedence, 'must be a positive value'));
    if (precedence > HIGHEST_PRECEDENCE)
      errors.push(invalidField(at, precedence, `must not be greater than ${HIGHEST_PRECEDENCE}`));
    if (precedence === 1 && object.metadata.name !== 'exempt')
      errors.push(invalidField(at, precedence, "only the schema named 'exempt' may have matchingPrecedence 1"));
    const { distinguisherMethod: method } = spec;
    if (isJsonObject(method) && !METHODS.includes(textAt(method, 'type')))
      errors.push(unsupportedField('spec.distinguisherMethod.type', { Type: method.type }, METHODS));
    const level = textAt(spec, 'priorityLevelConfiguration', 'name');
    const place = 'spec.priorityLevelConfiguration.name';
    if (level === '') errors.push(requiredField(place, 'must reference a priority level'));
    else errors.push(...dnsSubdomainProblems(level).map((problem) => invalidField(place, level, problem)));
    return [...errors, ...objectsAt(spec, 'rules').flatMap((rule, i) => validateRule(rule, `spec.rules[${i}]`))];
  },
};

const defaultShares = (part: unknown, shares: number): void => {
  if (!isJsonObject(part)) return;
  setDefault(part, 'nominalConcurrencyShares', shares);
  setDefault(part, 'lendablePercent', 0);
};

const validateShares = (part: JsonObject, at: string): FieldError[] => {
  const { nominalConcurrencyShares: shares, lendablePercent: lent } = part;
  return [
    ...(Number(shares) < 0
      ? [invalidField(`${at}.nominalConcurrencyShares`, shares, 'must be a non-negative integer')]
      : []),
    ...(at.endsWith('limited') ? validateResponse(objectAt(part, 'limitResponse'), `${at}.limitResponse`) : []),
    ...(Number(lent) < 0 || Number(lent) > 100
      ? [invalidField(`${at}.lendablePercent`, lent, 'must be between 0 and 100, inclusive')]
      : []),
    ...(Number(part.borrowingLimitPercent ?? 0) < 0
      ? [
          invalidField(
            `${at}.borrowingLimitPercent`,
            part.borrowingLimitPercent,
            'if specified, must be a non-negative integer',
          ),
        ]
      : []),
  ];
};

const validateResponse = (response: JsonObject, at: string): FieldError[] => {
  const { queuing } = response;
  const type = textAt(response, 'type');
  if (type === 'Reject')
    return queuing === undefined
      ? []
      : [forbiddenField(`${at}.queuing`, 'must be nil if limited.limitResponse.type is not Limited')];
  if (type !== 'Queue') return [unsupportedField(`${at}.type`, type, ['Queue', 'Reject'])];
  if (!isJsonObject(queuing))
    return [requiredField(`${at}.queuing`, 'must not be empty if limited.limitResponse.type is Limited')];
  const place = `${at}.queuing`;
  const [length, queues, hand] = ['queueLengthLimit', 'queues', 'handSize'].map((field) => Number(queuing[field]));
  return [
    ...(length! <= 0 ? [invalidField(`${place}.queueLengthLimit`, length, 'must be positive')] : []),
    ...(queues! <= 0 ? [invalidField(`${place}.queues`, queues, 'must be positive')] : []),
    ...(hand! <= 0 ? [invalidField(`${place}.handSize`, hand, 'must be positive')] : []),
    ...(hand! > 0 && hand! > queues!
      ? [invalidField(`${place}.handSize`, hand, `should not be greater than queues (${queues})`)]
      : []),
  ];
};

export const prioritylevelconfiguration: Strategy = {
  generation: true,
  validateStatus,
  statusMetadata: [],
  defaults: (draft) => {
    const spec = ensureObject(draft, 'spec');
    defaultShares(spec.exempt, 0);
    defaultShares(spec.limited, 30);
    const { queuing } = objectAt(spec, 'limited', 'limitResponse');
    if (!isJsonObject(queuing)) return;
    for (const [field, value] of [
      ['handSize', 8],
      ['queues', 64],
      ['queueLengthLimit', 50],
    ] as const)
      if (queuing[field] === undefined || queuing[field] === 0) queuing[field] = value;
  },
  validate: (object) => {
    const spec = objectAt(object, 'spec');
    const type = textAt(spec, 'type');
    const errors: FieldError[] = [];
    if ((object.metadata.name === 'exempt') !== (type === 'Exempt'))
      errors.push(invalidField('spec.type', type, "must be 'Exempt' if and only if `name` is 'exempt'"));
    if (type === 'Exempt') {
      if (spec.limited !== undefined)
        errors.push(forbiddenField('spec.limited', 'must be nil if the type is not Limited'));
      if (isJsonObject(spec.exempt)) errors.push(...validateShares(spec.exempt, 'spec.exempt'));
    } else if (type === 'Limited') {
      if (spec.exempt !== undefined) errors.push(forbiddenField('spec.exempt', 'must be nil if the type is Limited'));
      if (isJsonObject(spec.limited)) errors.push(...validateShares(spec.limited, 'spec.limited'));
      else errors.push(requiredField('spec.limited', 'must not be empty when type is Limited'));
    } else errors.push(unsupportedField('spec.type', type, ['Exempt', 'Limited']));
    return errors;
  },
};
