/** List and watch options from a query. Source: apimachinery `metav1.ListOptions` and its validation. */
import { ApiError, badRequest, forbiddenField, invalid, unsupportedField } from '@binnacle/kube/api';
import type { FieldError } from '@binnacle/kube/api';
import type { Store } from '../storage/index.ts';
import { scanJson } from './json-scan.ts';
import type { PageRequest, Selection } from '../registry/index.ts';
import { queryFlag } from './query-flag.ts';

export interface ListRequest {
  selection: Selection;
  limit: number;
  continue: string;
  resourceVersion: string;
  resourceVersionMatch: string;
  sendInitialEvents?: boolean;
  allowBookmarks: boolean;
  timeoutSeconds?: number;
}

const whole = (query: URLSearchParams, name: string): number | undefined => {
  const text = query.get(name);
  if (text === null || text === '') return undefined;
  if (!/^[+-]?\d+$/.test(text)) throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`);
  return Number(text);
};

export const parseListRequest = (
  query: URLSearchParams,
  namespace: string | undefined,
  watching: boolean,
): ListRequest => {
  const timeoutSeconds = whole(query, 'timeoutSeconds');
  const sendInitialEvents = queryFlag(query, 'sendInitialEvents');
  const request: ListRequest = {
    selection: {
      ...(namespace === undefined ? {} : { namespace }),
      labelSelector: query.get('labelSelector') ?? '',
      fieldSelector: query.get('fieldSelector') ?? '',
    },
    limit: whole(query, 'limit') ?? 0,
    continue: query.get('continue') ?? '',
    resourceVersion: query.get('resourceVersion') ?? '',
    resourceVersionMatch: query.get('resourceVersionMatch') ?? '',
    allowBookmarks: queryFlag(query, 'allowWatchBookmarks') ?? false,
    ...(timeoutSeconds === undefined ? {} : { timeoutSeconds }),
    ...(sendInitialEvents === undefined ? {} : { sendInitialEvents }),
  };
  const errors = listOptionErrors(request, watching);
  if (errors.length > 0) throw invalid({ group: 'meta.k8s.io', kind: 'ListOptions' }, '', errors);
  return request;
};

const listOptionErrors = (request: ListRequest, watching: boolean): FieldError[] => {
  const { resourceVersion, resourceVersionMatch: match, sendInitialEvents } = request;
  const at = 'resourceVersionMatch';
  if (sendInitialEvents !== undefined) {
    if (!watching) return [forbiddenField('sendInitialEvents', 'sendInitialEvents is forbidden for list')];
    return match === 'NotOlderThan'
      ? []
      : [forbiddenField(at, 'sendInitialEvents requires setting resourceVersionMatch to NotOlderThan')];
  }
  if (match === '') return [];
  if (watching)
    return [
      forbiddenField(at, 'resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided'),
      ...(match === 'NotOlderThan' ? [] : [unsupportedField(at, match, ['NotOlderThan'])]),
    ];
  const errors: FieldError[] = [];
  if (resourceVersion === '')
    errors.push(forbiddenField(at, 'resourceVersionMatch is forbidden unless resourceVersion is provided'));
  if (request.continue !== '')
    errors.push(forbiddenField(at, 'resourceVersionMatch is forbidden when continue is provided'));
  if (match !== 'Exact' && match !== 'NotOlderThan')
    errors.push(unsupportedField(at, match, ['Exact', 'NotOlderThan', '']));
  if (match === 'Exact' && resourceVersion === '0')
    errors.push(forbiddenField(at, 'resourceVersionMatch "exact" is forbidden for resourceVersion "0"'));
  return errors;
};

const MOST = 2n ** 64n;

const isUnsigned = (text: string): boolean => /^\d+$/.test(text);

/** Why a resourceVersion is none, in Go's words. */
export const unparsable = (text: string): string => {
  const why = isUnsigned(text) && BigInt(text) >= MOST ? 'value out of range' : 'invalid syntax';
  return `resourceVersion: Invalid value: ${JSON.stringify(text)}: strconv.ParseUint: parsing ${JSON.stringify(text)}: ${why}`;
};

/** A resourceVersion as a revision; 0 when absent. A watch answers 500 for nonsense, a list 400, as kube-apiserver does. */
export const parseRevision = (text: string, watching: boolean): number => {
  if (text === '') return 0;
  if (/^\d{1,15}$/.test(text)) return Number(text);
  if (watching) throw new ApiError('', 500, unparsable(text));
  throw badRequest(`invalid resource version: ${unparsable(text)}`);
};

export const tooLargeRevision = (wanted: number, current: number): ApiError =>
  new ApiError('Timeout', 504, `Timeout: Too large resource version: ${wanted}, current: ${current}`, {
    details: {
      causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
      retryAfterSeconds: 1,
    },
  });

interface Token {
  v: string;
  rv: number;
  start: string;
}

export const createContinue = (revision: number, after: string): string =>
  Buffer.from(JSON.stringify({ v: 'meta.k8s.io/v1', rv: revision, start: after } satisfies Token)).toString(
    'base64url',
  );

const parseContinue = (text: string): Token => {
  const bad = (why: string) => badRequest(`invalid continue token: ${why}`);
  const bytes = Buffer.from(text, 'base64url');
  const { error } = scanJson(bytes.toString('latin1'));
  if (error !== undefined) throw bad(`continue key is not valid: ${error}`);
  const token = JSON.parse(bytes.toString('utf8')) as unknown;
  const { v, rv, start } = (token ?? {}) as Partial<Token>;
  if (v !== 'meta.k8s.io/v1')
    throw bad(`continue key is not valid: server does not recognize this encoded version ${JSON.stringify(v ?? '')}`);
  if (typeof rv !== 'number' || !Number.isSafeInteger(rv) || rv <= 0 || typeof start !== 'string' || start === '')
    throw bad('continue key is not valid: incorrect encoded start resourceVersion');
  return { v, rv, start };
};

/** What to read for a list: a page of an older revision for a continue token or an exact version, else what is now. */
export const toPageRequest = (store: Store, request: ListRequest): PageRequest => {
  const base: PageRequest = { ...request.selection, limit: request.limit };
  if (request.continue !== '') {
    const { rv, start } = parseContinue(request.continue);
    if (request.resourceVersion !== '' && request.resourceVersion !== '0')
      throw badRequest('specifying resource version is not allowed when using continue');
    if (rv > store.revision) throw tooLargeRevision(rv, store.revision);
    return { ...base, revision: rv, after: start };
  }
  const wanted = parseRevision(request.resourceVersion, false);
  if (wanted > store.revision) throw tooLargeRevision(wanted, store.revision);
  if (wanted > 0 && request.resourceVersionMatch === 'Exact') return { ...base, revision: wanted };
  return base;
};
