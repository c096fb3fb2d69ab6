import type { WireKind } from '@binnacle/api';
import { useDebouncedValue } from '@mantine/hooks';
import { useQueries } from '@tanstack/react-query';
import { client } from '../api/client.ts';
import { qualifiedPlural } from '../resource/kinds.ts';
import { toDetailPath } from '../resource/routes.ts';
import type { Place } from '../resource/use-place.ts';
import type { PaletteEntry } from './palette-entries.ts';

/** Kinds whose objects are looked for by name, what is looked for most first. */
const searched = [
  'deployments.apps',
  'statefulsets.apps',
  'daemonsets.apps',
  'pods',
  'services',
  'ingresses.networking.k8s.io',
  'jobs.batch',
  'cronjobs.batch',
  'configmaps',
  'secrets',
  'persistentvolumeclaims',
  'nodes',
];
/** Rows of each kind. */
const most = 8;
/** Letters; fewer would find nearly everything. */
const fewest = 2;
const pauseMs = 150;

/** Objects of the cluster whose names hold the text, in all its namespaces. */
export const useFoundObjects = ({ cluster, kinds = [] }: Pick<Place, 'cluster' | 'kinds'>, text: string) => {
  const [keyword] = useDebouncedValue(text.trim(), pauseMs);
  const asked = searched.flatMap((name): WireKind[] => {
    const kind = kinds.find((one) => qualifiedPlural(one) === name);
    return kind === undefined ? [] : [kind];
  });
  const enabled = cluster !== undefined && text.trim().length >= fewest && keyword.length >= fewest;
  const answers = useQueries({
    queries: asked.map(({ group, version, plural }) => ({
      queryKey: ['found', cluster?.id, group, plural, keyword],
      enabled,
      staleTime: 5_000,
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        client.rows({ clusterId: cluster?.id ?? 0, group, version, plural }, { keyword, limit: most }, { signal }),
    })),
  });
  const entries = answers.flatMap(({ data }, index): PaletteEntry[] => {
    const kind = asked[index];
    if (!enabled || data === undefined || kind === undefined) return [];
    return data.rows.map(({ uid, namespace, name }) => ({
      id: `object/${uid}`,
      type: 'object',
      label: name,
      note: namespace === '' ? kind.kind : `${kind.kind} · ${namespace}`,
      words: '',
      href: toDetailPath({ cluster: cluster.name, ...kind, namespace, name }),
    }));
  });
  const isPending =
    text.trim().length >= fewest && (text.trim() !== keyword || answers.some(({ isFetching }) => isFetching));
  return { entries, isPending: cluster !== undefined && isPending };
};
