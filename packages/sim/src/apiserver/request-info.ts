/** What a path asks for. Source: apiserver `endpoints/request/requestinfo.go`. */
import type { Catalog, Resource } from '../registry/index.ts';
import { queryFlag } from './query-flag.ts';

export type Verb = 'get' | 'list' | 'watch' | 'create' | 'update' | 'patch' | 'delete' | 'deletecollection';

export interface ResourceRequest {
  verb: Verb;
  group: string;
  version: string;
  /** Absent for cluster-scoped resources and for all namespaces. */
  namespace?: string;
  plural: string;
  name?: string;
  subresource?: string;
  /** What is left of the path, for proxies. */
  rest: readonly string[];
  /** Absent when nothing like it is served. */
  resource?: Resource;
}

const verbOf = (method: string, name: string | undefined, watch: boolean): Verb | undefined => {
  switch (method) {
    case 'GET':
    case 'HEAD':
      return watch ? 'watch' : name === undefined ? 'list' : 'get';
    case 'POST':
      return 'create';
    case 'PUT':
      return 'update';
    case 'PATCH':
      return 'patch';
    case 'DELETE':
      return name === undefined ? 'deletecollection' : 'delete';
    default:
      return undefined;
  }
};

/** The decoded segments of a path, or undefined when one cannot be decoded. */
export const pathSegments = (path: string): string[] | undefined => {
  try {
    // As Go's server: decoded first, so that an encoded slash parts segments like any other.
    const text = decodeURIComponent(path).replace(/^\//, '').replace(/\/+$/, '');
    return text === '' ? [] : text.split('/');
  } catch {
    return undefined;
  }
};

/** Undefined when the path is no resource's: discovery, health, OpenAPI. */
export const parseResourceRequest = (
  { method, segments, query }: { method: string; segments: readonly string[]; query: URLSearchParams },
  catalog: Catalog,
): ResourceRequest | undefined => {
  let parts: readonly string[];
  let group: string;
  let version: string;
  if (segments[0] === 'api' && segments.length >= 3) {
    [group, version, parts] = ['', segments[1]!, segments.slice(2)];
  } else if (segments[0] === 'apis' && segments.length >= 4) {
    [group, version, parts] = [segments[1]!, segments[2]!, segments.slice(3)];
  } else return undefined;

  // `/watch/…` is the old spelling of ?watch=1.
  let watching = queryFlag(query, 'watch') ?? false;
  if (parts[0] === 'watch' && method === 'GET') {
    watching = true;
    parts = parts.slice(1);
  }
  let namespace: string | undefined;
  if (parts[0] === 'namespaces' && parts.length >= 3 && !(group === '' && isNamespaceSubresource(parts))) {
    namespace = parts[1]!;
    parts = parts.slice(2);
  }
  const [plural, name, subresource, ...rest] = parts;
  if (plural === undefined) return undefined;
  const watchesList = watching && subresource === undefined;
  const verb = verbOf(method, name, watchesList);
  if (verb === undefined) return undefined;
  const resource = catalog.find(group, version, plural);
  return {
    verb,
    group,
    version,
    plural,
    rest,
    ...(namespace === undefined ? {} : { namespace }),
    ...(name === undefined ? {} : { name }),
    ...(subresource === undefined ? {} : { subresource }),
    ...(resource === undefined ? {} : { resource }),
  };
};

/** `/namespaces/x/status` is about the Namespace, `/namespaces/x/pods` about what is in it. */
const isNamespaceSubresource = (parts: readonly string[]): boolean =>
  parts.length === 3 && (parts[2] === 'status' || parts[2] === 'finalize');
