/** Where a load balancer can be reached. Source: kube-apiserver `pkg/apis/{core,networking}/validation`. */
import {
  dnsSubdomainProblems,
  forbiddenField,
  invalidField,
  requiredField,
  unsupportedField,
} from '@binnacle/kube/api';
import type { FieldError, UnstructuredObject } from '@binnacle/kube/api';
import { objectsAt, textAt } from '../json.ts';
import type { JsonObject } from '../json.ts';
import { isAddress, validateAddress } from './addresses.ts';
import { addressWarnings } from './address-warnings.ts';

const AT = 'status.loadBalancer.ingress';
const MODES = ['Proxy', 'VIP'];

const pointsOf = (object: UnstructuredObject): JsonObject[] => objectsAt(object, 'status', 'loadBalancer', 'ingress');

const validateHostname = (hostname: string, at: string): FieldError[] => [
  ...dnsSubdomainProblems(hostname).map((problem) => invalidField(at, hostname, problem)),
  ...(isAddress(hostname) ? [invalidField(at, hostname, 'must be a DNS name, not an IP address')] : []),
];

const validateMode = (ip: string, mode: unknown, at: string): FieldError[] => {
  if (mode === undefined) return ip === '' ? [] : [requiredField(at, 'must be specified when `ip` is set')];
  if (ip === '') return [forbiddenField(at, 'may not be specified when `ip` is not set')];
  return MODES.includes(String(mode)) ? [] : [unsupportedField(at, mode, MODES)];
};

/** Addresses that are there already stay. */
export const validateLoadBalancer = (
  object: UnstructuredObject,
  current: UnstructuredObject,
  { modes }: { modes: boolean },
): FieldError[] => {
  const known = new Set(pointsOf(current).map(({ ip }) => ip));
  return pointsOf(object).flatMap((point, i) => {
    const at = `${AT}[${i}]`;
    const [ip, hostname] = [textAt(point, 'ip'), textAt(point, 'hostname')];
    return [
      ...(ip === '' || known.has(ip) ? [] : validateAddress(ip, `${at}.ip`)),
      ...(modes ? validateMode(ip, point.ipMode, `${at}.ipMode`) : []),
      ...(hostname === '' ? [] : validateHostname(hostname, `${at}.hostname`)),
    ];
  });
};

export const loadBalancerWarnings = (object: UnstructuredObject): string[] =>
  pointsOf(object).flatMap((point, i) => addressWarnings(textAt(point, 'ip'), `${AT}[${i}]`));

/** Only Services of that type have any. */
export const validateServiceStatus = (object: UnstructuredObject, current: UnstructuredObject): FieldError[] =>
  textAt(object, 'spec', 'type') === 'LoadBalancer' || pointsOf(object).length === 0
    ? validateLoadBalancer(object, current, { modes: true })
    : [forbiddenField(AT, "may only be used when `spec.type` is 'LoadBalancer'")];
