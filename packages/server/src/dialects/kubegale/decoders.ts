import type { Kind } from '@binnacle/kube/api';
import { invalidField } from '../../services/errors.ts';
import { isSought, type ListInput, type ObjectInput } from '../../services/resources/index.ts';
import { queryText } from '../../http/query.ts';
import type { WireRequest } from '../../http/row.ts';

/** Contract 001: parameters of GET are the query, of POST and PUT the body, of DELETE either. */
type Source = Pick<WireRequest, 'method' | 'query' | 'body' | 'params'>;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The JSON body; empty when there is none. Throws BadRequest for a body that is not an object. */
export const bodyOf = ({ body }: Source): Record<string, unknown> => {
  if (body === undefined || body === null) return {};
  if (!isRecord(body)) throw invalidField('body', 'must be a JSON object');
  return body;
};

/** A whole number in the query, `least` or more. */
export const queryInteger = (source: Source, name: string, least?: number): number | undefined => {
  const text = queryText(source, name);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!/^-?\d+$/.test(text) || !Number.isSafeInteger(value)) throw invalidField(name, 'must be a whole number');
  if (least !== undefined && value < least) throw invalidField(name, `must be ${least} or more`);
  return value;
};

/** `true` or `false` in the query. */
export const queryBoolean = (source: Source, name: string): boolean | undefined => {
  const text = queryText(source, name);
  if (text === undefined || text === 'true' || text === 'false')
    return text === undefined ? undefined : text === 'true';
  throw invalidField(name, 'must be true or false');
};

/** A text that addresses something: from the body of a write, else from the query. Types in a body are strict. */
const addressText = (source: Source, name: string): string | undefined => {
  const inBody = source.method === 'GET' ? undefined : bodyOf(source)[name];
  if (inBody === undefined || inBody === null) return queryText(source, name);
  if (typeof inBody !== 'string') throw invalidField(name, 'must be a text');
  return inBody === '' ? undefined : inBody;
};

/** `cluster_id`: a number or a name; the default cluster when absent. */
export const clusterOf = (source: Source): string | number | undefined => {
  const inBody = source.method === 'GET' ? undefined : bodyOf(source)['cluster_id'];
  if (typeof inBody === 'number') {
    if (!Number.isSafeInteger(inBody)) throw invalidField('cluster_id', 'must be a whole number or a name');
    return inBody;
  }
  if (inBody !== undefined && inBody !== null && typeof inBody !== 'string') {
    throw invalidField('cluster_id', 'must be a whole number or a name');
  }
  const text = inBody || queryText(source, 'cluster_id');
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : text;
};

export const defaultPageSize = 20;
/** Source: contracts/README.md, 001: "at most 20,000 (larger: 1001)". */
export const largestPageSize = 20_000;

export interface Page {
  page: number;
  pageSize: number;
}

/** `page` from 1 and `pageSize` from 1 to 20,000. */
export const pageOf = (source: Source): Page => {
  const page = queryInteger(source, 'page', 1) ?? 1;
  const pageSize = queryInteger(source, 'pageSize') ?? defaultPageSize;
  if (pageSize < 1 || pageSize > largestPageSize)
    throw invalidField('pageSize', `must be from 1 to ${largestPageSize}`);
  if (!Number.isSafeInteger(page * pageSize)) throw invalidField('page', 'is too large');
  return { page, pageSize };
};

const orderOf = (source: Source): 'asc' | 'desc' | undefined => {
  const order = queryText(source, 'order');
  if (order === undefined || order === 'asc' || order === 'desc') return order;
  throw invalidField('order', 'must be asc or desc');
};

/** What every list takes. An unknown namespace is an error of its own (1003). */
export const listInput = (source: Source, kind: Kind): ListInput => {
  const { page, pageSize } = pageOf(source);
  const input: ListInput = { kind, offset: (page - 1) * pageSize, limit: pageSize };
  const namespace = kind.namespaced ? queryText(source, 'namespace') : undefined;
  if (namespace !== undefined) {
    input.namespaces = [namespace];
    input.requireNamespace = true;
  }
  const keyword = queryText(source, 'keyword');
  if (keyword !== undefined) input.keyword = keyword;
  const labelSelector = queryText(source, 'labelSelector');
  if (labelSelector !== undefined) input.labelSelector = labelSelector;
  const fieldSelector = queryText(source, 'fieldSelector');
  if (fieldSelector !== undefined) input.fieldSelector = fieldSelector;
  const sortBy = queryText(source, 'sortBy');
  if (sortBy !== undefined) input.sortBy = sortBy;
  const order = orderOf(source);
  if (order !== undefined) input.order = order;
  return input;
};

/** `{name}` of the path and, for kinds in namespaces, the required `namespace`. */
export const objectInput = (source: Source, kind: Kind): ObjectInput => {
  const name = source.params['name'] ?? '';
  if (name === '') throw invalidField('name', 'is required');
  if (!kind.namespaced) return { kind, name };
  // Whether a kind that only the cluster knows is in namespaces is known to its operation.
  if (isSought(kind)) return { kind, name, ...addressOf(source, kind) };
  return { kind, name, namespace: requiredNamespace(source) };
};

/** The `namespace` of a write whose content may name it too. */
export const addressOf = (source: Source, kind: Kind): { namespace?: string } => {
  const namespace = kind.namespaced ? addressText(source, 'namespace') : undefined;
  return namespace === undefined ? {} : { namespace };
};

export const requiredNamespace = (source: Source): string => {
  const namespace = addressText(source, 'namespace');
  if (namespace === undefined) throw invalidField('namespace', 'is required');
  return namespace;
};

/** A whole number of the body, 0 or more. */
export const bodyCount = (source: Source, name: string): number => {
  const value = bodyOf(source)[name];
  if (typeof value !== 'number')
    throw invalidField(name, value === undefined ? 'is required' : 'must be a whole number');
  if (!Number.isInteger(value) || value < 0) throw invalidField(name, 'must be a whole number, 0 or more');
  return value;
};

/** `true` or `false` of the body; absent when left out. */
export const bodyFlag = (source: Source, name: string): boolean | undefined => {
  const value = bodyOf(source)[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'boolean') throw invalidField(name, 'must be true or false');
  return value;
};
