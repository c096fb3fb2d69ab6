/** IP addresses, CIDRs, host names and paths in objects. Source: apimachinery `util/validation/ip.go` and `validation.go`. */
import { BlockList, isIP } from 'node:net';
import { dnsSubdomainProblems, invalidField, requiredField } from '@binnacle/kube/api';
import type { FieldError } from '@binnacle/kube/api';

const NO_IP = 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)';
const NO_CIDR = 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)';

/** Zeros in front of a number are an old spelling, which old fields take. */
export const withoutLeadingZeros = (address: string): string =>
  address.includes(':') ? address : address.replace(/(^|\.)0+(?=\d)/g, '$1');

export const isAddress = (value: string): boolean => isIP(withoutLeadingZeros(value)) !== 0;

export const validateAddress = (value: string, at: string): FieldError[] =>
  isAddress(value) ? [] : [invalidField(at, value, NO_IP)];

export interface Cidr {
  family: 'ipv4' | 'ipv6';
  address: string;
  bits: number;
}

/** Undefined when it is none. */
export const parseCidr = (value: string): Cidr | undefined => {
  const [, head, bitText] = /^([^/]+)\/(\d{1,3})$/.exec(value) ?? [];
  const address = withoutLeadingZeros(head ?? '');
  const family = isIP(address);
  const bits = Number(bitText);
  if (family === 0 || bits > (family === 4 ? 32 : 128)) return undefined;
  return { family: family === 4 ? 'ipv4' : 'ipv6', address, bits };
};

export const validateCidr = (value: string, at: string): FieldError[] =>
  parseCidr(value) === undefined ? [invalidField(at, value, NO_CIDR)] : [];

/** A part of the other, and not all of it. */
export const isStrictlyWithin = (inner: Cidr, outer: Cidr): boolean => {
  if (inner.family !== outer.family || inner.bits <= outer.bits) return false;
  const list = new BlockList();
  list.addSubnet(outer.address, outer.bits, outer.family);
  return list.check(inner.address, inner.family);
};

/** The address at which a subnet begins: `10.96.0.0` of `10.96.3.1/16`. IPv4 only; others come back as they are. */
export const networkOf = ({ family, address, bits }: Cidr): string => {
  if (family === 'ipv6') return address;
  const number = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const start = Math.floor(number / 2 ** (32 - bits)) * 2 ** (32 - bits);
  return [24, 16, 8, 0].map((shift) => Math.floor(start / 2 ** shift) % 256).join('.');
};

const LABELS = '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*';

/** Hosts such as `*.example.com`. */
const wildcardProblems = (value: string): string[] => [
  ...(value.length > 253 ? ['must be no more than 253 characters'] : []),
  ...(new RegExp(`^\\*\\.${LABELS}$`).test(value)
    ? []
    : [
        `a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character (e.g. '*.example.com', regex used for validation is '\\*\\.${LABELS}')`,
      ]),
];

/** A DNS name, or one with a star in front. */
export const validateHost = (host: string, at: string): FieldError[] =>
  (host.includes('*') ? wildcardProblems(host) : dnsSubdomainProblems(host)).map((problem) =>
    invalidField(at, host, problem),
  );

const HTTP_PATH = "[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+";

/** `acme.io/foo`. Source: apimachinery `IsDomainPrefixedPath`. */
export const validateDomainPath = (value: string, at: string): FieldError[] => {
  if (value === '') return [requiredField(at)];
  const slash = value.indexOf('/');
  if (slash <= 0 || slash === value.length - 1)
    return [invalidField(at, value, 'must be a domain-prefixed path (such as "acme.io/foo")')];
  const [host, path] = [value.slice(0, slash), value.slice(slash + 1)];
  const errors = dnsSubdomainProblems(host).map((problem) => invalidField(at, host, problem));
  if (!new RegExp(`^${HTTP_PATH}$`).test(path))
    errors.push(invalidField(at, path, `Invalid path (regex used for validation is '${HTTP_PATH}')`));
  return errors;
};
