import { BlockList, isIP } from 'node:net';
import { invalidField } from '../../services/errors.ts';

/** Addresses that lead to this machine, or to a cloud's metadata service, rather than to a Prometheus. */
const local = new BlockList();
local.addSubnet('0.0.0.0', 8, 'ipv4');
local.addSubnet('127.0.0.0', 8, 'ipv4');
local.addSubnet('169.254.0.0', 16, 'ipv4');
local.addSubnet('224.0.0.0', 4, 'ipv4');
local.addAddress('::', 'ipv6');
local.addAddress('::1', 'ipv6');
local.addSubnet('fe80::', 10, 'ipv6');
local.addSubnet('ff00::', 8, 'ipv6');
/** AWS's metadata service has this address too. */
local.addAddress('fd00:ec2::254', 'ipv6');

/** Loopback, link-local, unspecified and multicast addresses; IPv4 inside IPv6 is seen through. */
export const isLocalAddress = (address: string): boolean => {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  const family = isIP(mapped ?? address);
  return family !== 0 && local.check(mapped ?? address, family === 6 ? 'ipv6' : 'ipv4');
};

export interface AddressPolicy {
  /** Loopback and link-local addresses may be called. */
  allowLocal: boolean;
}

const field = 'prometheus_url';

/** The address as it can be called. Throws BadRequest for one that is no HTTP address, holds a password, or is not allowed. */
export const checkPrometheusUrl = (text: string, { allowLocal }: AddressPolicy): URL => {
  const fail = (problem: string): never => {
    throw invalidField(field, problem);
  };
  if (!URL.canParse(text)) return fail('is not an address such as http://prometheus.monitoring.svc:9090');
  const url = new URL(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return fail('must start with http:// or https://');
  if (url.username !== '' || url.password !== '') return fail('must not hold a user name or password');
  if (!allowLocal && isLocalHost(url.hostname))
    return fail('names this machine or a link-local address, which is not allowed');
  return url;
};

/** A host that is local whatever it resolves to. Names are checked again when they are resolved. */
export const isLocalHost = (hostname: string): boolean => {
  const host = hostname
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
    .toLowerCase();
  return host === 'localhost' || host.endsWith('.localhost') || isLocalAddress(host);
};
