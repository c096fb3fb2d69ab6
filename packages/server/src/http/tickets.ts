import { randomBytes } from 'node:crypto';
import { unauthorized } from '@binnacle/kube/api';
import type { Clock } from '@binnacle/kube/clock';
import { BoundedMap } from '@binnacle/kube/watch';
import type { Presented } from './credentials.ts';

/** Leave to open one WebSocket, once: browsers can send no header with one. */
export interface Ticket {
  token: string;
  /** Epoch ms. */
  expiresAt: number;
}

export interface Tickets {
  /** In the name of whoever presented `credential`; for one address, path and query. */
  issue(credential: string | undefined, address: string): Ticket;
  /** What was presented when the ticket was given. Throws Unauthorized for one that is unknown, used, late or for another address. */
  redeem(token: string, address: string): Presented;
}

const goodForMs = 30_000;
/** Given and not yet used; beyond it the oldest are void. */
const mostOpen = 10_000;

/** Kept in memory: a ticket is good on the server that gave it. */
export const createTickets = (clock: Clock): Tickets => {
  const open = new BoundedMap<string, { credential: string | undefined; address: string; expiresAt: number }>(mostOpen);
  return {
    issue: (credential, address) => {
      const token = randomBytes(32).toString('base64url');
      const expiresAt = clock.now() + goodForMs;
      open.set(token, { credential, address: canonical(address), expiresAt });
      return { token, expiresAt };
    },
    redeem: (token, address) => {
      const known = open.get(token);
      open.delete(token);
      if (known === undefined || known.expiresAt <= clock.now() || known.address !== canonical(address))
        throw unauthorized('the token is not valid: it is good once, for half a minute, at the address it came with');
      return { token: known.credential, by: 'ticket' };
    },
  };
};

/** The parameter of an address that carries its ticket. */
export const ticketParameter = 'token';

const canonical = (address: string): string => {
  const url = new URL(address, 'http://server');
  url.searchParams.delete(ticketParameter);
  url.searchParams.sort();
  return `${url.pathname}${url.search}`;
};
