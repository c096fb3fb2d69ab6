/** Ingresses and their classes. Source: kube-apiserver `pkg/apis/networking/validation`. */
import {
  dns1035LabelProblems,
  dnsLabelProblems,
  dnsSubdomainProblems,
  forbiddenField,
  invalidField,
  pathSegmentProblems,
  requiredField,
  tooLongField,
  unsupportedField,
} from '@binnacle/kube/api';
import type { FieldError } from '@binnacle/kube/api';
import { ensureObject, equalJson, isJsonObject, objectAt, objectsAt, setDefault, textAt } from '../json.ts';
import type { JsonObject } from '../json.ts';
import type { Strategy } from '../strategy.ts';
import { isAddress, validateDomainPath, validateHost } from './addresses.ts';
import { portNameProblems, PORT_RANGE } from './field-rules.ts';
import { loadBalancerWarnings, validateLoadBalancer } from './load-balancer-status.ts';
import { ingressWarnings } from './network-warnings.ts';

const PATH_TYPES = ['Exact', 'ImplementationSpecific', 'Prefix'];

/** `apiGroup`, `kind` and `name` of something else. */
const validateReference = (reference: JsonObject, at: string): FieldError[] => {
  const errors: FieldError[] = [];
  if (typeof reference.apiGroup === 'string')
    errors.push(
      ...dnsSubdomainProblems(reference.apiGroup).map((problem) =>
        invalidField(`${at}.apiGroup`, reference.apiGroup, problem),
      ),
    );
  for (const field of ['kind', 'name']) {
    const value = textAt(reference, field);
    if (value === '') errors.push(requiredField(`${at}.${field}`));
    else errors.push(...pathSegmentProblems(value).map((problem) => invalidField(`${at}.${field}`, value, problem)));
  }
  return errors;
};

const validateService = (service: JsonObject, at: string): FieldError[] => {
  const errors: FieldError[] = [];
  const name = textAt(service, 'name');
  if (name === '') errors.push(requiredField(`${at}.service.name`));
  else errors.push(...dns1035LabelProblems(name).map((problem) => invalidField(`${at}.service.name`, name, problem)));
  const { name: portName, number } = objectAt(service, 'port');
  const hasNumber = typeof number === 'number' && number !== 0;
  if (typeof portName === 'string' && portName !== '') {
    if (hasNumber) errors.push(invalidField(at, '', 'cannot set both port name & port number'));
    else
      errors.push(
        ...portNameProblems(portName).map((problem) => invalidField(`${at}.service.port.name`, portName, problem)),
      );
  } else if (!hasNumber) errors.push(requiredField(at, 'port name or number is required'));
  else if (number < 1 || number > 65535) errors.push(invalidField(`${at}.service.port.number`, number, PORT_RANGE));
  return errors;
};

const validateBackend = (backend: JsonObject, at: string): FieldError[] => {
  const { resource, service } = backend;
  if (isJsonObject(resource) && isJsonObject(service))
    return [invalidField(at, '', 'cannot set both resource and service backends')];
  if (isJsonObject(resource)) return validateReference(resource, `${at}.resource`);
  if (isJsonObject(service)) return validateService(service, at);
  return [invalidField(at, '', 'resource or service backend is required')];
};

const validatePath = (path: JsonObject, at: string): FieldError[] => {
  const type = path.pathType;
  if (typeof type !== 'string') return [requiredField(`${at}.pathType`, 'pathType must be specified')];
  const text = textAt(path, 'path');
  const errors: FieldError[] = [];
  const bad = (why: string) => errors.push(invalidField(`${at}.path`, text, why));
  if (!PATH_TYPES.includes(type)) errors.push(unsupportedField(`${at}.pathType`, type, PATH_TYPES));
  else if (!text.startsWith('/') && (text !== '' || type !== 'ImplementationSpecific')) bad('must be an absolute path');
  if (type === 'Exact' || type === 'Prefix') {
    for (const part of ['//', '/./', '/../', '%2f', '%2F']) if (text.includes(part)) bad(`must not contain '${part}'`);
    for (const end of ['/..', '/.']) if (text.endsWith(end)) bad(`cannot end with '${end}'`);
  }
  return [...errors, ...validateBackend(objectAt(path, 'backend'), `${at}.backend`)];
};

const validateRule = (rule: JsonObject, at: string): FieldError[] => {
  const host = textAt(rule, 'host');
  const errors: FieldError[] = [];
  if (host !== '') {
    if (isAddress(host)) errors.push(invalidField(`${at}.host`, host, 'must be a DNS name, not an IP address'));
    errors.push(...validateHost(host, `${at}.host`));
  }
  if (!isJsonObject(rule.http)) return errors;
  const paths = objectsAt(rule, 'http', 'paths');
  if (paths.length === 0) errors.push(requiredField(`${at}.http.paths`));
  return [...errors, ...paths.flatMap((path, i) => validatePath(path, `${at}.http.paths[${i}]`))];
};

const validateTls = (tls: JsonObject, at: string): FieldError[] => {
  const hosts = Array.isArray(tls.hosts) ? (tls.hosts as string[]) : [];
  const secret = textAt(tls, 'secretName');
  return [
    ...hosts.flatMap((host, i) => validateHost(host, `${at}.hosts[${i}]`)),
    ...(secret === ''
      ? []
      : dnsSubdomainProblems(secret).map((problem) => invalidField(`${at}.secretName`, secret, problem))),
  ];
};

const CLASS_ANNOTATION = 'kubernetes.io/ingress.class';

export const ingress: Strategy = {
  warnings: ingressWarnings,
  generation: true,
  prepareCreate: (draft) => {
    draft.status = { loadBalancer: {} };
  },
  validate: (object) => {
    const spec = objectAt(object, 'spec');
    const rules = objectsAt(spec, 'rules');
    const errors: FieldError[] = [];
    if (rules.length === 0 && spec.defaultBackend === undefined)
      errors.push(invalidField('spec', null, 'either `defaultBackend` or `rules` must be specified'));
    if (isJsonObject(spec.defaultBackend)) errors.push(...validateBackend(spec.defaultBackend, 'spec.defaultBackend'));
    errors.push(
      ...rules.flatMap((rule, i) => validateRule(rule, `spec.rules[${i}]`)),
      ...objectsAt(spec, 'tls').flatMap((tls, i) => validateTls(tls, `spec.tls[${i}]`)),
    );
    const { ingressClassName: name } = spec;
    if (typeof name === 'string')
      errors.push(...dnsSubdomainProblems(name).map((problem) => invalidField('spec.ingressClassName', name, problem)));
    return errors;
  },
  validateStatus: (object, current) => validateLoadBalancer(object, current, { modes: false }),
  statusWarnings: loadBalancerWarnings,
  validateCreate: (object) => {
    const annotation = object.metadata.annotations?.[CLASS_ANNOTATION];
    const name = objectAt(object, 'spec').ingressClassName;
    return annotation === undefined || name === undefined || annotation === name
      ? []
      : [
          invalidField(
            `annotations.${CLASS_ANNOTATION}`,
            annotation,
            'must match `ingressClassName` when both are specified',
          ),
        ];
  },
};

const SCOPES = ['Cluster', 'Namespace'];

const validateParameters = (parameters: JsonObject, at: string): FieldError[] => {
  const errors = validateReference(parameters, at);
  const { scope, namespace } = parameters;
  if (!SCOPES.includes(scope as string)) errors.push(unsupportedField(`${at}.scope`, scope, SCOPES));
  else if (scope === 'Cluster' && namespace !== undefined)
    errors.push(forbiddenField(`${at}.namespace`, "`parameters.scope` is set to 'Cluster'"));
  else if (scope === 'Namespace') {
    if (typeof namespace !== 'string')
      errors.push(requiredField(`${at}.namespace`, "`parameters.scope` is set to 'Namespace'"));
    else
      errors.push(...dnsLabelProblems(namespace).map((problem) => invalidField(`${at}.namespace`, namespace, problem)));
  }
  return errors;
};

export const ingressclass: Strategy = {
  generation: true,
  defaults: (draft) => {
    const spec = ensureObject(draft, 'spec');
    if (isJsonObject(spec.parameters)) setDefault(spec.parameters, 'scope', 'Cluster');
  },
  validate: (object) => {
    const spec = objectAt(object, 'spec');
    const controller = textAt(spec, 'controller');
    return [
      ...(controller.length > 250 ? [tooLongField('spec.controller', 250)] : []),
      ...validateDomainPath(controller, 'spec.controller'),
      ...(isJsonObject(spec.parameters) ? validateParameters(spec.parameters, 'spec.parameters') : []),
    ];
  },
  validateUpdate: (object, current) => {
    const [now, before] = [objectAt(object, 'spec').controller, objectAt(current, 'spec').controller];
    return equalJson(now, before) ? [] : [invalidField('spec.controller', now ?? '', 'field is immutable')];
  },
};
