/** References from a container to its own Pod. Source: kube-apiserver `pkg/apis/core/validation/validation.go`. */
import { invalidField, isQuantity, quantityToNumber, requiredField, unsupportedField } from '@binnacle/kube/api';
import type { FieldError } from '@binnacle/kube/api';
import { textAt } from '../json.ts';
import type { JsonObject } from '../json.ts';
import { validateQualifiedName } from './field-rules.ts';

/** Fields that are known by a label in `v1`. Source: `pkg/api/pod` ConvertDownwardAPIFieldLabel. */
const fieldLabels = new Set([
  ...['metadata.annotations', 'metadata.labels', 'metadata.name', 'metadata.namespace', 'metadata.uid'],
  ...['spec.nodeName', 'spec.restartPolicy', 'spec.serviceAccountName', 'spec.schedulerName'],
  ...['status.phase', 'status.hostIP', 'status.hostIPs', 'status.podIP', 'status.podIPs'],
]);

/** A field of the Pod; `known` are those that may be asked for at this place. */
export const validateFieldRef = (ref: JsonObject, known: ReadonlySet<string>, at: string): FieldError[] => {
  const version = textAt(ref, 'apiVersion');
  const path = textAt(ref, 'fieldPath');
  if (version === '') return [requiredField(`${at}.apiVersion`)];
  if (path === '') return [requiredField(`${at}.fieldPath`)];
  const unconverted = (why: string) => [invalidField(`${at}.fieldPath`, path, `error converting fieldPath: ${why}`)];
  if (version !== 'v1') return unconverted(`unsupported pod version: ${version}`);
  const [, subscripted, subscript = ''] = /^([^[]*)\['(.*)'\]$/.exec(path) ?? [];
  if (subscripted !== undefined) {
    if (subscripted === 'metadata.annotations') return validateQualifiedName(subscript.toLowerCase(), at);
    if (subscripted === 'metadata.labels') return validateQualifiedName(subscript, at);
    return unconverted(`field label does not support subscript: ${path}`);
  }
  if (!fieldLabels.has(path) && path !== 'spec.host') return unconverted(`field label not supported: ${path}`);
  return known.has(path) ? [] : [unsupportedField(`${at}.fieldPath`, path, [...known].sort())];
};

const resources = ['cpu', 'ephemeral-storage', 'memory']
  .flatMap((name) => [`limits.${name}`, `requests.${name}`])
  .sort();
const sizes = ['1', '1k', '1M', '1G', '1T', '1P', '1E', '1Ki', '1Mi', '1Gi', '1Ti', '1Pi', '1Ei'];

/** By the end of the resource's name: what it may be divided by, and how that is said. */
const divisors: readonly [RegExp, readonly string[], string][] = [
  [/^(limits|requests)\.cpu$/, ['1m', '1'], 'the cpu resource'],
  [/^(limits|requests)\.memory$/, sizes, 'the memory resource'],
  [/^(limits|requests)\.ephemeral-storage$/, sizes, 'the local ephemeral storage resource'],
  [/^(limits|requests)\.hugepages-/, sizes, 'the hugepages resource'],
];

const validateDivisor = (resource: string, divisor: string, at: string): FieldError[] => {
  if (!isQuantity(divisor) || quantityToNumber(divisor) === 0) return [];
  const [, allowed, what] = divisors.find(([names]) => names.test(resource)) ?? [];
  if (allowed === undefined || allowed.includes(divisor)) return [];
  const list = allowed.length === 2 ? allowed.join(' and ') : allowed.join(', ');
  return [invalidField(`${at}.divisor`, resource, `only divisor's values ${list} are supported with ${what}`)];
};

/** What a container asks for, or may have. */
export const validateResourceFieldRef = (
  ref: JsonObject,
  { at, ofVolume = false }: { at: string; ofVolume?: boolean },
): FieldError[] => {
  const resource = textAt(ref, 'resource');
  const divisor = validateDivisor(resource, textAt(ref, 'divisor'), at);
  if (ofVolume && textAt(ref, 'containerName') === '') return [requiredField(`${at}.containerName`), ...divisor];
  if (resource === '') return [requiredField(`${at}.resource`), ...divisor];
  if (resources.includes(resource) || /^(limits|requests)\.hugepages-/.test(resource)) return divisor;
  return [unsupportedField(`${at}.resource`, resource, resources), ...divisor];
};
