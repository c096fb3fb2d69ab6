import { BlockList, isIP } from 'node:net';
import type { Environment } from './load-kubeconfig.ts';

/**
 * The proxy that the environment names for an API server; undefined for none. Rules as Go's `httpproxy`, which kubectl
 * follows: HTTPS_PROXY or HTTP_PROXY by the server's scheme, NO_PROXY a list of names (with their subdomains), `.domain`,
 * addresses, networks, each with a port if need be, or `*`; localhost and loopback addresses never go through a proxy.
 */
export const proxyFromEnvironment = (server: string, env: Environment): string | undefined => {
  const { protocol, hostname, port } = new URL(server);
  const isHttps = protocol === 'https:';
  const value = isHttps ? read(env, 'HTTPS_PROXY') : read(env, 'HTTP_PROXY');
  if (value === '') return undefined;
  const host = hostname.replace(/^\[|\]$/g, '').toLowerCase();
  if (isLoopback(host)) return undefined;
  const target = { host, port: port === '' ? (isHttps ? '443' : '80') : port };
  if (
    read(env, 'NO_PROXY')
      .split(',')
      .some((entry) => covers(entry.trim().toLowerCase(), target))
  )
    return undefined;
  const url = value.includes('://') ? value : `http://${value}`;
  return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol) ? url : undefined;
};

const read = (env: Environment, name: string): string => (env[name] || env[name.toLowerCase()] || '').trim();

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

const isLoopback = (host: string): boolean => host === 'localhost' || contains(loopback, host);

const contains = (list: BlockList, address: string): boolean => {
  const family = isIP(address);
  return family !== 0 && list.check(address, family === 6 ? 'ipv6' : 'ipv4');
};

const covers = (entry: string, { host, port }: { host: string; port: string }): boolean => {
  if (entry === '') return false;
  if (entry === '*') return true;
  const network = /^([0-9a-f.:]+)\/(\d{1,3})$/.exec(entry);
  if (network) return inNetwork(host, network[1] ?? '', Number(network[2]));
  if (isIP(entry) !== 0) return entry === host;
  const [, name = '', ownPort] = /^\[?([^\]]*?)\]?(?::(\d+))?$/.exec(entry) ?? [];
  if (ownPort !== undefined && ownPort !== port) return false;
  if (isIP(name) !== 0) return name === host;
  const domain = name.replace(/^\*?\./, '');
  // `.example.com` is about subdomains alone, `example.com` about itself too.
  return host.endsWith(`.${domain}`) || (domain === name && host === domain);
};

const inNetwork = (host: string, network: string, bits: number): boolean => {
  const family = isIP(network);
  if (family === 0 || bits > (family === 6 ? 128 : 32)) return false;
  const list = new BlockList();
  list.addSubnet(network, bits, family === 6 ? 'ipv6' : 'ipv4');
  return contains(list, host);
};
