import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';
import { ApiError, forbidden } from '@binnacle/kube/api';
import type { Presented } from './credentials.ts';

const refuse = (why: string) => forbidden({ group: '', plural: '' }, '', why);

/** The host of a Host header or URL authority, without port and brackets, lower case. */
export const hostnameOf = (authority: string): string => {
  const match = /^\[([^\]]+)\](?::\d*)?$|^([^:]*)(?::\d*)?$/.exec(authority);
  return (match?.[1] ?? match?.[2] ?? '').toLowerCase();
};

/** Makes the check of Host headers. Throws Forbidden for a name that is not this server's. */
export type HostCheck = (host: string | undefined, localAddress: string | undefined) => void;

/**
 * A page of another site can give its own name this machine's address (DNS rebinding) and would then be "same origin".
 * So connections over loopback must name localhost, a loopback address, or a name the operator listed. Other
 * connections may name anything: there every caller must sign in, and sessions belong to the name.
 */
export const createHostCheck = (allowedHosts: readonly string[]): HostCheck => {
  const allowed = new Set(['localhost', '127.0.0.1', '::1', ...allowedHosts]);
  /** Most requests are to the same name as the one before. */
  let last = '';
  return (host, localAddress) => {
    if (host === undefined || host === '') throw new ApiError('BadRequest', 400, 'the Host header is missing');
    if (host === last || !isLoopbackAddress(localAddress)) return;
    const name = hostnameOf(host);
    if (allowed.has(name) || (isIP(name) === 4 && name.startsWith('127.'))) {
      last = host;
      return;
    }
    throw refuse(
      `this server is not known as ${JSON.stringify(name)}: add it to allowedHosts (BINNACLE_ALLOWED_HOSTS)`,
    );
  };
};

const isLoopbackAddress = (address: string | undefined): boolean =>
  address === undefined || address === '::1' || address.startsWith('127.') || address.startsWith('::ffff:127.');

/**
 * A browser adds cookies, and is an anonymous caller, also for pages of other sites. So a request that changes something
 * must come from our own pages, or carry a bearer token or a ticket, which only our own pages can add. Throws Forbidden.
 */
export const requireSameOrigin = (headers: IncomingHttpHeaders, by: Presented['by'], publicUrl?: string): void => {
  if (by === 'bearer' || by === 'ticket') return;
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') {
    throw refuse('the request comes from a page of another site');
  }
  const { origin, host } = headers;
  // A proxy may ask by another name than the browser did.
  if (origin === undefined || origin === publicUrl) return;
  if (origin.replace(/^https?:\/\//, '') !== host) throw refuse('the request comes from a page of another site');
};
