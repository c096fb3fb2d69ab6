/** Whether a webhook wants to hear of a write. Source: Kubernetes docs, "Matching requests: rules". */
import type { UnstructuredObject } from '@binnacle/kube/api';
import type { AdmissionRequest, Registry, Resource } from '../../registry/index.ts';
import type { Hook, Rule } from './hooks.ts';

/** A webhook is called, with the resource under which it knows the object. */
export interface Invocation {
  hook: Hook;
  resource: Resource;
}

const has = (list: readonly string[] | undefined, value: string): boolean =>
  list?.some((one) => one === '*' || one === value) === true;

const resourceMatches = (wanted: string, plural: string, subresource: string | undefined): boolean => {
  if (wanted === '*/*') return true;
  const [name, below] = wanted.split('/', 2);
  if (name !== '*' && name !== plural) return false;
  return subresource === undefined ? below === undefined : below === '*' || below === subresource;
};

const scopeMatches = (scope: string | undefined, { namespaced }: Resource): boolean =>
  scope === undefined || scope === '*' || (scope === 'Namespaced') === namespaced;

const ruleMatches = (rule: Rule, resource: Resource, { operation, subresource }: AdmissionRequest): boolean =>
  has(rule.operations, operation) &&
  has(rule.apiGroups, resource.group) &&
  has(rule.apiVersions, resource.version) &&
  scopeMatches(rule.scope, resource) &&
  rule.resources?.some((wanted) => resourceMatches(wanted, resource.plural, subresource)) === true;

/** The same objects under other versions; only custom resources have them all in one form. */
const equivalents = ({ catalog }: Registry, resource: Resource): readonly Resource[] =>
  resource.custom === undefined
    ? []
    : catalog.resources.filter((other) => other.bucket === resource.bucket && other !== resource);

const matchedResource = (registry: Registry, hook: Hook, request: AdmissionRequest): Resource | undefined => {
  const { resource } = request;
  const matches = (candidate: Resource) => hook.rules.some((rule) => ruleMatches(rule, candidate, request));
  if (matches(resource)) return resource;
  return hook.matchPolicy === 'Exact' ? undefined : equivalents(registry, resource).find(matches);
};

type Labels = Record<string, string>;
const labelsOf = (object: UnstructuredObject | undefined): Labels => (object?.metadata.labels ?? {}) as Labels;

/** A Namespace is judged by its own labels, what is in one by those of its namespace, all else always fits. */
const namespaceMatches = ({ store }: Registry, hook: Hook, request: AdmissionRequest): boolean => {
  const { resource, key, object, old } = request;
  if (resource.bucket === '/namespaces') return hook.matchesNamespace.matches(labelsOf(object ?? old));
  if (!resource.namespaced) return true;
  return hook.matchesNamespace.matches(labelsOf(store.get('/namespaces', key.namespace ?? '')?.object));
};

const objectMatches = (hook: Hook, { object, old }: AdmissionRequest): boolean =>
  [object, old].some((one) => one !== undefined && hook.matchesObject.matches(labelsOf(one)));

/** Registrations themselves are nobody's to judge: a broken one could never be taken back. */
const isExempt = ({ group, plural }: Resource): boolean =>
  group === 'admissionregistration.k8s.io' &&
  (plural.endsWith('webhookconfigurations') || plural.startsWith('validatingadmissionpolic'));

/** How a webhook is called about a write; undefined when it does not want to be. */
export const invocationOf = (registry: Registry, hook: Hook, request: AdmissionRequest): Invocation | undefined => {
  if (isExempt(request.resource)) return undefined;
  const resource = matchedResource(registry, hook, request);
  if (resource === undefined || !namespaceMatches(registry, hook, request) || !objectMatches(hook, request))
    return undefined;
  return { hook, resource };
};
