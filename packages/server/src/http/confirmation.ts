import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { qualifiedResource, type UnstructuredObject } from '@binnacle/kube/api';
import type { Clock } from '@binnacle/kube/clock';
import { BoundedMap } from '@binnacle/kube/watch';
import { confirmationRequired } from '../services/errors.ts';
import { ownResourceOf } from './action.ts';
import type { Call } from './call.ts';
import type { Incoming } from './incoming.ts';
import { targetOf } from './trail.ts';

/** Asks for a second word before a write in a cluster. */
export interface Confirmations {
  /**
   * Passes when nobody asks for it, or the request brings the token that it was given for exactly the same call. Throws
   * ConfirmationRequired with a new one otherwise. `before` is the object as it is, JSON.
   */
  check(call: Call, request: Incoming, before: string | undefined): void;
}

/** What makes an object ask whoever changes it. */
const protectedAnnotation = 'binnacle.dev/protected';
export const confirmationHeader = 'x-confirmation-token';
const tokenParameter = 'confirmation_token';
const askParameter = 'confirm';
const goodForMs = 5 * 60_000;
const mostOpen = 10_000;

export const createConfirmations = (clock: Clock): Confirmations => {
  const open = new BoundedMap<string, { print: string; expiresAt: number }>(mostOpen);
  return {
    check: (call, request, before) => {
      const query = request.query as Record<string, unknown>;
      const given = request.raw.headers[confirmationHeader] ?? query[tokenParameter];
      const isProtected = isMarked(before);
      if (given === undefined && query[askParameter] !== 'required' && !isProtected) return;
      const print = printOf(call, request);
      if (typeof given === 'string') {
        const known = open.get(given);
        open.delete(given);
        if (known !== undefined && known.print === print && known.expiresAt > clock.now()) return;
      }
      const token = randomBytes(24).toString('base64url');
      const expiresAt = clock.now() + goodForMs;
      open.set(token, { print, expiresAt });
      throw confirmationRequired({ token, expiresAt, summary: summaryOf(call, isProtected) });
    },
  };
};

const isMarked = (before: string | undefined): boolean => {
  if (before === undefined) return false;
  const { metadata } = JSON.parse(before) as UnstructuredObject;
  return metadata.annotations?.[protectedAnnotation] === 'true';
};

/** The same caller, the same address, the same body. */
const printOf = (call: Call, request: Incoming): string => {
  const url = new URL(request.raw.url ?? '', 'http://server');
  url.searchParams.delete(tokenParameter);
  url.searchParams.delete(askParameter);
  url.searchParams.sort();
  const parts = [call.caller.username, request.raw.method, url.pathname, url.search, textOf(request.body)];
  return createHash('sha256').update(parts.join('\n')).digest('base64');
};

/** A body that streams is not read for this. */
const textOf = (body: unknown): string => (body instanceof Readable ? '' : JSON.stringify(body ?? null));

const summaryOf = (call: Call, isProtected: boolean): Record<string, unknown> => {
  const { operation } = call.endpoint.row;
  const { kind, namespace, name } = targetOf(call);
  const resource = kind === undefined ? ownResourceOf(operation) : qualifiedResource(kind);
  const cluster = call.resolved?.name;
  const where = [
    ...(namespace === undefined ? [] : [`in namespace "${namespace}"`]),
    ...(cluster === undefined ? [] : [`of cluster "${cluster}"`]),
  ];
  return {
    text: [`${operation.summary}:`, resource, ...(name === undefined ? [] : [`"${name}"`]), ...where].join(' '),
    operation: operation.id,
    cluster,
    resource,
    namespace,
    name,
    protected: isProtected,
  };
};
