import { isIP } from 'node:net';
import { ConfigError } from './errors.ts';

/** One address to listen on. */
export interface ListenAddress {
  /** Without brackets: `127.0.0.1`, `::1`, `localhost`. */
  host: string;
  /** 0 picks a free one. */
  port: number;
}

/** Parses `host:port`, `[v6]:port` or `:port` (all interfaces). Throws ConfigError. */
export const parseListenAddress = (text: string): ListenAddress => {
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([^:[\]]*)):(\d{1,5})$/.exec(text.trim());
  const port = Number(match?.[3]);
  if (!match || port > 65535) {
    throw new ConfigError(`"${text}" is not an address to listen on: write host:port, for instance 127.0.0.1:8080.`);
  }
  const host = match[1] ?? match[2] ?? '';
  if (match[1] !== undefined && isIP(host) !== 6) {
    throw new ConfigError(`"${text}" is not an address to listen on: ${host} is not an IPv6 address.`);
  }
  return { host: host === '' || host === '*' ? '0.0.0.0' : host, port };
};

/** Parses a comma list. Throws ConfigError for a bad or repeated address. */
export const parseListenList = (text: string): ListenAddress[] => {
  const parts = text.split(',').filter((part) => part.trim() !== '');
  if (parts.length === 0) throw new ConfigError('There is no address to listen on: set listen to host:port.');
  const addresses = parts.map(parseListenAddress);
  const seen = new Set<string>();
  for (const { host, port } of addresses) {
    const key = `${host}:${port}`;
    if (port !== 0 && seen.has(key)) throw new ConfigError(`The address ${key} is listed twice: remove one.`);
    seen.add(key);
  }
  return addresses;
};

/** True for names and addresses that only this machine can reach. */
export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
