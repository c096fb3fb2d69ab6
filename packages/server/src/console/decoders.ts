import { secretKind, type Kind } from '@binnacle/kube/api';
import { queryText, requiredText } from '../http/query.ts';
import type { Decoded, WireRequest } from '../http/row.ts';
import { invalidField } from '../services/errors.ts';
import {
  isGuarded,
  isSought,
  kindAt,
  type DeleteInput,
  type ListInput,
  type ObjectInput,
} from '../services/resources/index.ts';

export const queryInteger = (request: WireRequest, name: string): number | undefined => {
  const text = queryText(request, name);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value))
    throw invalidField(name, 'must be a whole number, 0 or more');
  return value;
};

/** `1`, `true`, `0` or `false`. */
export const queryFlag = (request: WireRequest, name: string): boolean => {
  const text = queryText(request, name) ?? '0';
  if (text === '1' || text === 'true') return true;
  if (text === '0' || text === 'false') return false;
  throw invalidField(name, 'must be true or false');
};

/** Fields of a JSON object body. */
export const bodyOf = ({ body }: WireRequest): Record<string, unknown> => {
  if (body === undefined || body === null) return {};
  if (typeof body !== 'object' || Array.isArray(body)) throw invalidField('body', 'must be a JSON object');
  return { ...body };
};

/** A text of the body, as it came: required, and nothing but a text. */
export const bodyText = (request: WireRequest, name: string): string => {
  const value = bodyOf(request)[name];
  if (value === undefined || value === '') throw invalidField(name, 'is required');
  if (typeof value !== 'string') throw invalidField(name, 'must be a text');
  return value;
};

/** What of a body's field is there goes to the operation as it came, for its schema to judge. */
export const bodyFields = (request: WireRequest, fields: Readonly<Record<string, string>>): Record<string, unknown> => {
  const body = bodyOf(request);
  return Object.fromEntries(
    Object.entries(fields).flatMap(([spelling, name]) =>
      body[spelling] === undefined ? [] : [[name, body[spelling]]],
    ),
  );
};

/** Where a sign-in comes from. */
export const originOf = ({ address, headers }: WireRequest): { address: string; userAgent?: string } => {
  const userAgent = headers['user-agent'];
  return { address, ...(userAgent === undefined ? {} : { userAgent }) };
};

/** The kind that the path names, or a stand-in for one that only the cluster knows. */
export const kindOf = ({ params }: WireRequest): Kind => {
  const { group = '', version = '', plural = '' } = params;
  return kindAt({ group: group === 'core' ? '' : group, version, plural });
};

const largestLimit = 1_000;
const defaultLimit = 50;

/** Source: packages/api, `GET /clusters/{id}/resources/…`. */
export const listInput = (request: WireRequest): ListInput => {
  const limit = queryInteger(request, 'limit') ?? defaultLimit;
  if (limit < 1 || limit > largestLimit) throw invalidField('limit', `must be from 1 to ${largestLimit}`);
  const input: ListInput = { kind: kindOf(request), offset: queryInteger(request, 'offset') ?? 0, limit };
  const namespaces = [request.query['namespace'] ?? []].flat().filter((namespace) => namespace !== '');
  if (namespaces.length > 0) input.namespaces = namespaces;
  for (const name of ['labelSelector', 'fieldSelector', 'keyword', 'sortBy'] as const) {
    const value = queryText(request, name);
    if (value !== undefined) input[name] = value;
  }
  const order = queryText(request, 'order');
  if (order !== undefined) {
    if (order !== 'asc' && order !== 'desc') throw invalidField('order', 'must be asc or desc');
    input.order = order;
  }
  return input;
};

/** The object that the path and `namespace` name. */
export const objectInput = (request: WireRequest): ObjectInput => {
  const kind = kindOf(request);
  const name = request.params['name'] ?? '';
  if (!kind.namespaced) return { kind, name };
  const namespace = queryText(request, 'namespace');
  // Whether a kind that only the cluster knows is in namespaces is known to its operation.
  if (isSought(kind)) return { kind, name, ...(namespace === undefined ? {} : { namespace }) };
  return { kind, name, namespace: requiredText(request, 'namespace') };
};

/** Source: packages/api, `DELETE …/{plural}/{name}`; the operation's schema judges the policy. */
export const deleteInput = (request: WireRequest): DeleteInput => {
  const input: DeleteInput = objectInput(request);
  const propagationPolicy = queryText(request, 'propagationPolicy');
  const gracePeriodSeconds = queryInteger(request, 'gracePeriodSeconds');
  return {
    ...input,
    ...(propagationPolicy === undefined
      ? {}
      : { propagationPolicy: propagationPolicy as NonNullable<DeleteInput['propagationPolicy']> }),
    ...(gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds }),
  };
};

/** A write of what decides who may do what, or of a Secret, is for administrators. */
export const guarded = <I extends { kind: Kind }>(decoded: Decoded<I>): Decoded<I> =>
  isGuarded(decoded.input.kind, 'write') ? { ...decoded, access: 'admin' } : decoded;

/** Whether a read shows the values of a Secret, which it does only when it is asked to. */
export const revealsSecret = (request: WireRequest): boolean =>
  kindOf(request) === secretKind && queryFlag(request, 'reveal');

/** A read of one whole object. Values of Secrets are for administrators, and whoever reads them stands in the audit. */
export const objectRead = (request: WireRequest): Decoded<ObjectInput> => {
  const input = objectInput(request);
  const cluster = request.params['id'];
  return revealsSecret(request) ? { cluster, input, access: 'admin' } : { cluster, input };
};
