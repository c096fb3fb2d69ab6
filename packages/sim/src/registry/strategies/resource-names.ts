/** Names of resources in quotas, limits and claims. Source: kube-apiserver `pkg/apis/core/helper/helpers.go`. */
import { invalidField, qualifiedNameProblems, quantityToMilli, quantityToNumber } from '@binnacle/kube/api';
import type { FieldError } from '@binnacle/kube/api';
import { NOT_NEGATIVE } from './field-rules.ts';

const amounts = ['cpu', 'memory', 'ephemeral-storage'];
const compute = [...amounts, ...amounts.map((name) => `requests.${name}`), ...amounts.map((name) => `limits.${name}`)];

/** Whole numbers of objects. */
const counts = new Set([
  ...['pods', 'resourcequotas', 'services', 'replicationcontrollers', 'secrets', 'configmaps'],
  ...['persistentvolumeclaims', 'services.nodeports', 'services.loadbalancers'],
]);

const quotaResources = new Set([...compute, ...counts, 'requests.storage']);
const standardResources = new Set([...quotaResources, 'storage']);
const containerResources = new Set(amounts);

/** Names with a domain that is not Kubernetes' own, such as `example.com/gpu`: amounts are whole numbers. */
const isExtended = (name: string): boolean =>
  name.includes('/') && !/(^|\.)kubernetes\.io\//.test(name) && !name.startsWith('requests.');

/** Only cpu, memory and the like may be promised more than once. */
export const isOvercommitAllowed = (name: string): boolean => !isExtended(name) && !name.startsWith('hugepages-');

export const validateResourceName = (name: string, at: string): FieldError[] => {
  const problems = qualifiedNameProblems(name);
  if (problems.length > 0) return problems.map((problem) => invalidField(at, name, problem));
  return name.includes('/') || standardResources.has(name) || name.startsWith('hugepages-')
    ? []
    : [invalidField(at, name, 'must be a standard resource type or fully qualified')];
};

export const validateContainerResourceName = (name: string, at: string): FieldError[] => [
  ...validateResourceName(name, at),
  ...(name.includes('/') || containerResources.has(name) || name.startsWith('hugepages-')
    ? []
    : [invalidField(at, name, 'must be a standard resource for containers')]),
];

export const isQuotaResource = (name: string): boolean => quotaResources.has(name);

export const validateQuotaResourceName = (name: string, at: string): FieldError[] => [
  ...validateResourceName(name, at),
  ...(name.includes('/') || isQuotaResource(name) || /^(requests\.)?hugepages-/.test(name)
    ? []
    : [invalidField(at, name, 'must be a standard resource for quota')]),
];

/** Not negative, and whole where the resource is counted. */
export const validateResourceAmount = (name: string, value: string, at: string): FieldError[] => [
  ...(quantityToNumber(value) < 0 ? [invalidField(at, value, NOT_NEGATIVE)] : []),
  ...((counts.has(name) || isExtended(name)) && quantityToMilli(value) % 1000 !== 0
    ? [invalidField(at, value, 'must be an integer')]
    : []),
];
