import type { ClusterSummary, WireKind } from '@binnacle/api';
import { useEffect, useMemo } from 'react';
import { navigate, usePathname, useSearch } from 'wouter/use-browser-location';
import { useClusters, useKinds } from '../api/queries.ts';
import { readNames, readPreference, writePreference } from '../ui/preference.ts';
import { parseListParameters, parseRoute, toSearch, type ListParameters, type Route } from './routes.ts';

/** Changes the address: a new entry of the history, or in place of the present one. */
export const go = (href: string, options: { replace?: boolean } = {}): void => navigate(href, options);

/** The address as route and list parameters. */
export const useAddress = (): { route: Route; list: ListParameters; search: string } => {
  const pathname = usePathname();
  const search = useSearch();
  return useMemo(
    () => ({ route: parseRoute(pathname), list: parseListParameters(search), search }),
    [pathname, search],
  );
};

const namespacesKey = (cluster: string): string => `namespaces.${cluster}`;

/** Changes some of the list's parameters in the address; typing replaces the entry, choosing adds one. */
export const setList = (change: Partial<ListParameters>, options: { replace?: boolean } = {}): void => {
  const next = { ...parseListParameters(location.search), ...change };
  if (change.namespaces !== undefined) {
    const route = parseRoute(location.pathname);
    if ('cluster' in route) writePreference(namespacesKey(route.cluster), JSON.stringify(change.namespaces));
  }
  navigate(location.pathname + toSearch(next), options);
};

/** The search part that opens another page of the same cluster with the same namespaces. */
export const toNamespaceSearch = (namespaces: readonly string[]): string => toSearch({ namespaces });

/** The namespaces last chosen in a cluster, as the search part of an address. */
export const rememberedSearch = (cluster: string): string =>
  toSearch({ namespaces: readNames(namespacesKey(cluster)) });

/** Keeps what a shared link brought, so that the next page opens in the same namespaces. */
export const useRememberedNamespaces = (cluster: string | undefined, namespaces: readonly string[]): void => {
  const text = JSON.stringify(namespaces);
  useEffect(() => {
    if (cluster !== undefined && text !== '[]') writePreference(namespacesKey(cluster), text);
  }, [cluster, text]);
};

export interface Place {
  route: Route;
  list: ListParameters;
  clusters: readonly ClusterSummary[] | undefined;
  /** The cluster of the address, when there is such a one; on pages about all clusters the one last visited, else the default one. */
  cluster: ClusterSummary | undefined;
  kinds: readonly WireKind[] | undefined;
  /** The kind of the address, when the cluster serves it. */
  kind: WireKind | undefined;
}

/** Where the reader is, with what is known of the cluster and kind named by the address. */
export const usePlace = (): Place => {
  const { route, list } = useAddress();
  const clusters = useClusters().data;
  const last = route.page === 'fleet' ? readPreference('cluster') : undefined;
  const name = 'cluster' in route ? route.cluster : last;
  const named = clusters?.find((item) => item.name === name);
  const cluster = named ?? (route.page === 'fleet' ? clusters?.find((item) => item.is_default) : undefined);
  const kinds = useKinds(cluster?.id).data;
  const kind =
    'plural' in route
      ? kinds?.find(
          (item) => item.group === route.group && item.version === route.version && item.plural === route.plural,
        )
      : undefined;
  return { route, list, clusters, cluster, kinds, kind };
};
