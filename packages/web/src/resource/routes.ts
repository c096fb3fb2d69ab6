/**
 * Addresses of the console. Cluster, namespaces and filters live in them, so that a link shows another person the same:
 * `/clusters/<name>`, `/clusters/<name>/<group|core>/<version>/<plural>`, and `…/<namespace|->/<object>`. Pages of the
 * table in app/pages.ts are at `/<id>/…` when they are about all clusters (`/clusters` is one), and at
 * `/clusters/<name>/-/<id>/…` when they are about one.
 */

export interface KindAddress {
  cluster: string;
  /** Empty for the core group. */
  group: string;
  version: string;
  plural: string;
}

export type Route =
  | { page: 'home' }
  | { page: 'fleet'; id: string; rest: readonly string[] }
  | { page: 'overview'; cluster: string }
  | { page: 'cluster'; cluster: string; id: string; rest: readonly string[] }
  | ({ page: 'list' } & KindAddress)
  | ({ page: 'detail'; namespace: string; name: string } & KindAddress)
  | { page: 'unknown' };

/** What a list shows; everything but `namespaces` starts afresh on another kind. */
export interface ListParameters {
  namespaces: readonly string[];
  keyword: string;
  labels: string;
  fields: string;
  /** Empty: the kind's own order, whatever `order` says. */
  sortBy: string;
  order: 'asc' | 'desc';
}

const decode = (segment: string): string => {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
};

export const parseRoute = (pathname: string): Route => {
  const parts = pathname
    .split('/')
    .filter((part) => part !== '')
    .map(decode);
  const [root, cluster, group, version, plural, namespace, name] = parts;
  if (root === undefined) return { page: 'home' };
  if (root !== 'clusters' || cluster === undefined) return { page: 'fleet', id: root, rest: parts.slice(1) };
  if (parts.length === 2) return { page: 'overview', cluster };
  if (group === '-') {
    return version === undefined
      ? { page: 'unknown' }
      : { page: 'cluster', cluster, id: version, rest: parts.slice(4) };
  }
  if (group === undefined || version === undefined || plural === undefined) return { page: 'unknown' };
  const address = { cluster, group: group === 'core' ? '' : group, version, plural };
  if (parts.length === 5) return { page: 'list', ...address };
  if (parts.length !== 7 || namespace === undefined || name === undefined) return { page: 'unknown' };
  return { page: 'detail', ...address, namespace: namespace === '-' ? '' : namespace, name };
};

const join = (...parts: string[]): string => `/${parts.map(encodeURIComponent).join('/')}`;

/** A page about all clusters, by its id in app/pages.ts. */
export const toFleetPath = (id: string, ...rest: readonly string[]): string => join(id, ...rest);

/** A page about one cluster, by its id in app/pages.ts. */
export const toClusterPath = (cluster: string, id: string, ...rest: readonly string[]): string =>
  join('clusters', cluster, '-', id, ...rest);

/** The page of all clusters. */
export const clustersPath = toFleetPath('clusters');

export const toOverviewPath = (cluster: string): string => join('clusters', cluster);

export const toListPath = (at: KindAddress): string =>
  join('clusters', at.cluster, at.group === '' ? 'core' : at.group, at.version, at.plural);

export const toDetailPath = (at: KindAddress & { namespace: string; name: string }): string =>
  `${toListPath(at)}${join(at.namespace === '' ? '-' : at.namespace, at.name)}`;

export const parseListParameters = (search: string): ListParameters => {
  const params = new URLSearchParams(search);
  return {
    namespaces: params.getAll('ns'),
    keyword: params.get('q') ?? '',
    labels: params.get('labels') ?? '',
    fields: params.get('fields') ?? '',
    sortBy: params.get('sort') ?? '',
    order: params.get('order') === 'desc' ? 'desc' : 'asc',
  };
};

/** `?…` or '' when everything is as by default. */
export const toSearch = (list: Partial<ListParameters>): string => {
  const params = new URLSearchParams();
  for (const namespace of list.namespaces ?? []) params.append('ns', namespace);
  if (list.keyword !== undefined && list.keyword !== '') params.set('q', list.keyword);
  if (list.labels !== undefined && list.labels !== '') params.set('labels', list.labels);
  if (list.fields !== undefined && list.fields !== '') params.set('fields', list.fields);
  if (list.sortBy !== undefined && list.sortBy !== '') params.set('sort', list.sortBy);
  if (list.order === 'desc') params.set('order', 'desc');
  const text = params.toString();
  return text === '' ? '' : `?${text}`;
};
