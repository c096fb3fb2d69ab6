import type { ClusterSummary, MeReply, RelatedReply, WireEvent, WireKind, WireRow } from '@binnacle/api';
import { isConsoleError, type ObjectAddress } from '@binnacle/api/client';
import { useQuery } from '@tanstack/react-query';
import { client } from './client.ts';

/** Who is signed in: null when nobody is. */
export const useMe = () =>
  useQuery<MeReply | null>({
    queryKey: ['me'],
    staleTime: Infinity,
    refetchOnWindowFocus: false,
    queryFn: async ({ signal }) => {
      try {
        return await client.me({ signal });
      } catch (error) {
        if (isConsoleError(error) && error.code === 401) return null;
        throw error;
      }
    },
  });

/** All clusters with their state, asked for again every 5 s while the page is looked at. */
export const useClusters = () =>
  useQuery<ClusterSummary[]>({
    queryKey: ['clusters'],
    refetchInterval: 5_000,
    queryFn: async ({ signal }) => (await client.clusters({ signal })).items,
  });

export const useKinds = (clusterId: number | undefined) =>
  useQuery<WireKind[]>({
    queryKey: ['kinds', clusterId],
    enabled: clusterId !== undefined,
    staleTime: 60_000,
    refetchInterval: (query) => (query.state.data === undefined ? 5_000 : 60_000),
    queryFn: async ({ signal }) => (await client.kinds(clusterId ?? 0, { signal })).items,
  });

/** Names of the cluster's namespaces: the first thousand. */
export const useNamespaces = (clusterId: number | undefined) =>
  useQuery<{ rows: WireRow[]; total: number }>({
    queryKey: ['namespaces', clusterId],
    enabled: clusterId !== undefined,
    staleTime: 10_000,
    refetchInterval: 30_000,
    queryFn: ({ signal }) =>
      client.rows(
        { clusterId: clusterId ?? 0, group: '', version: 'v1', plural: 'namespaces' },
        { limit: 1000 },
        { signal },
      ),
  });

/** Events about one object, asked for again every 5 s. */
export const useEvents = (at: ObjectAddress) =>
  useQuery<WireEvent[]>({
    queryKey: ['events', at.clusterId, at.group, at.plural, at.namespace, at.name],
    refetchInterval: 5_000,
    queryFn: async ({ signal }) => (await client.events(at, { signal })).items,
  });

/** Objects that this one refers to and that refer to it, asked for again while the page is looked at. */
export const useRelated = (at: ObjectAddress, resourceVersion: string) =>
  useQuery<RelatedReply>({
    queryKey: ['related', at.clusterId, at.group, at.plural, at.namespace, at.name, resourceVersion],
    placeholderData: (before) => before,
    refetchInterval: 30_000,
    queryFn: ({ signal }) => client.related(at, { signal }),
  });
