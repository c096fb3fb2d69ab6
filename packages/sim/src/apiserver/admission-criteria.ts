/** Which writes are looked at. Source: Kubernetes docs, "Matching requests: rules", and kube-apiserver `plugin/policy/matching`. */
import type { LabelMatcher, UnstructuredObject } from '@binnacle/kube/api';
import type { AdmissionRequest, Registry, Resource } from '../registry/index.ts';

export interface Rule {
  operations?: readonly string[];
  apiGroups?: readonly string[];
  apiVersions?: readonly string[];
  resources?: readonly string[];
  /** All names when it is empty. */
  resourceNames?: readonly string[];
  scope?: string;
}

/** What a webhook, a policy or a binding wants to hear of, its selectors read. */
export interface Criteria {
  /** Absent: every write. */
  rules?: readonly Rule[];
  excluded?: readonly Rule[];
  matchPolicy: string;
  matchesNamespace: LabelMatcher;
  matchesObject: LabelMatcher;
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

const ruleMatches = (rule: Rule, resource: Resource, { operation, subresource, key }: AdmissionRequest): boolean =>
  has(rule.operations, operation) &&
  has(rule.apiGroups, resource.group) &&
  has(rule.apiVersions, resource.version) &&
  scopeMatches(rule.scope, resource) &&
  rule.resources?.some((wanted) => resourceMatches(wanted, resource.plural, subresource)) === true &&
  ((rule.resourceNames ?? []).length === 0 || rule.resourceNames?.includes(key.name) === true);

/** The same objects under other versions; only custom resources have them all in one form. */
const equivalents = ({ catalog }: Registry, resource: Resource): readonly Resource[] =>
  resource.custom === undefined
    ? []
    : catalog.resources.filter((other) => other.bucket === resource.bucket && other !== resource);

/** The resource under which one of the rules knows what is written. */
const ruledResource = (
  registry: Registry,
  rules: readonly Rule[],
  { request, matchPolicy }: { request: AdmissionRequest; matchPolicy: string },
): Resource | undefined => {
  const { resource } = request;
  const matches = (candidate: Resource) => rules.some((rule) => ruleMatches(rule, candidate, request));
  if (matches(resource)) return resource;
  return matchPolicy === 'Exact' ? undefined : equivalents(registry, resource).find(matches);
};

type Labels = Record<string, string>;
const labelsOf = (object: UnstructuredObject | undefined): Labels => (object?.metadata?.labels ?? {}) as Labels;

/** A Namespace is judged by its own labels, what is in one by those of its namespace, all else always fits. */
const namespaceMatches = ({ store }: Registry, criteria: Criteria, request: AdmissionRequest): boolean => {
  const { resource, key, object, old } = request;
  if (resource.bucket === '/namespaces') return criteria.matchesNamespace.matches(labelsOf(object ?? old));
  if (!resource.namespaced) return true;
  return criteria.matchesNamespace.matches(labelsOf(store.get('/namespaces', key.namespace ?? '')?.object));
};

const objectMatches = (criteria: Criteria, { object, old }: AdmissionRequest): boolean =>
  [object, old].some((one) => one !== undefined && criteria.matchesObject.matches(labelsOf(one)));

/** The resource under which a write is looked at; undefined when it is not. */
export const matchedResource = (
  registry: Registry,
  criteria: Criteria,
  request: AdmissionRequest,
): Resource | undefined => {
  const { rules, excluded = [], matchPolicy } = criteria;
  const how = { request, matchPolicy };
  if (ruledResource(registry, excluded, how) !== undefined) return undefined;
  const resource = rules === undefined ? request.resource : ruledResource(registry, rules, how);
  if (resource === undefined) return undefined;
  return namespaceMatches(registry, criteria, request) && objectMatches(criteria, request) ? resource : undefined;
};
