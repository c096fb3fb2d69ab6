import type { MeReply } from '@binnacle/api';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNamespaces } from '../api/queries.ts';
import { pluralOfKind } from '../resource/kinds.ts';
import { toClusterPath, toFleetPath, toListPath, toOverviewPath, toSearch } from '../resource/routes.ts';
import { go, rememberedSearch, toNamespaceSearch, type Place } from '../resource/use-place.ts';
import { ClusterIcon, DocumentIcon, HomeIcon, NamespaceIcon, ObjectIcon, SearchIcon } from '../ui/icons.tsx';
import { Modal } from '../ui/modal.tsx';
import type { TextKey } from '../ui/text/text-key.ts';
import { searchEntries, type PaletteEntry } from './palette-entries.ts';
import { clusterPages, fleetPages, pagesFor } from './pages.ts';
import classes from './palette.module.css';
import { useFoundObjects } from './use-found-objects.ts';
import { useListKeys } from './use-list-keys.ts';

const icons = {
  page: HomeIcon,
  kind: DocumentIcon,
  cluster: ClusterIcon,
  namespace: NamespaceIcon,
  object: ObjectIcon,
};
const typeLabels: Readonly<Record<PaletteEntry['type'], TextKey>> = {
  page: 'palette.page',
  kind: 'palette.kind',
  cluster: 'palette.cluster',
  namespace: 'palette.namespace',
  object: 'palette.object',
};
const most = 60;

/** All that can be gone to from here: pages, kinds, clusters, namespaces. */
const useEntries = (place: Place, me: MeReply): PaletteEntry[] => {
  const { t } = useTranslation();
  const { cluster, clusters = [], kinds = [], list, route } = place;
  const namespaces = useNamespaces(cluster?.id).data?.rows ?? [];
  const fleet = pagesFor(fleetPages, me).map(({ id, title, words }): PaletteEntry => ({
    id,
    type: 'page',
    label: t(title),
    words,
    href: toFleetPath(id),
  }));
  if (cluster === undefined) return fleet;
  const search = toNamespaceSearch(list.namespaces);
  // Choosing a namespace keeps the list that is open.
  const here = 'plural' in route ? toListPath({ ...route, cluster: cluster.name }) : toOverviewPath(cluster.name);
  return [
    {
      id: 'overview',
      type: 'page',
      label: t('nav.overview'),
      words: 'overview',
      href: toOverviewPath(cluster.name) + search,
    },
    ...pagesFor(clusterPages, me).map(({ id, title, words }): PaletteEntry => ({
      id: `cluster-page/${id}`,
      type: 'page',
      label: t(title),
      words,
      href: toClusterPath(cluster.name, id) + search,
    })),
    ...fleet,
    ...kinds.map((kind): PaletteEntry => ({
      id: `kind/${kind.group}/${kind.plural}`,
      type: 'kind',
      label: pluralOfKind(kind),
      words: `${kind.kind} ${kind.group}`,
      href: toListPath({ cluster: cluster.name, ...kind }) + search,
    })),
    ...clusters.map((item): PaletteEntry => ({
      id: `cluster/${item.id}`,
      type: 'cluster',
      label: item.name,
      words: item.description,
      href: toOverviewPath(item.name) + rememberedSearch(item.name),
    })),
    ...namespaces.map((row): PaletteEntry => ({
      id: `namespace/${row.name}`,
      type: 'namespace',
      label: row.name,
      words: '',
      href: here + toSearch({ namespaces: [row.name] }),
    })),
  ];
};

/** Ctrl K: go anywhere by typing a part of its name. Objects come below, so that what is found later moves nothing. */
export function Palette({ place, me, onClose }: { place: Place; me: MeReply; onClose: () => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const objects = useFoundObjects(place, text);
  const places = searchEntries(useEntries(place, me), text, most);
  const found = [...places, ...searchEntries(objects.entries, text, most)];
  const choose = (index: number): void => {
    const entry = found[index];
    onClose();
    if (entry !== undefined) go(entry.href);
  };
  const keys = useListKeys(found.length, choose);
  return (
    <Modal
      onClose={onClose}
      withCloseButton={false}
      padding={0}
      size={560}
      centered={false}
      yOffset="12vh"
      attributes={{ content: { 'aria-label': t('palette.open') } }}
    >
      <div className={classes.input}>
        <SearchIcon />
        <input
          data-autofocus
          role="combobox"
          aria-expanded
          aria-controls="palette-options"
          aria-activedescendant={found.length === 0 ? undefined : `palette-${keys.active}`}
          aria-label={t('palette.placeholder')}
          placeholder={t('palette.placeholder')}
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value);
            keys.setActive(0);
          }}
          onKeyDown={keys.onKeyDown}
        />
      </div>
      {found.length === 0 ? (
        <div className={classes.none} role="status">
          {t(objects.isPending ? 'palette.searching' : 'palette.none')}
        </div>
      ) : null}
      <div id="palette-options" className={classes.options} role="listbox" aria-label={t('palette.open')} tabIndex={-1}>
        {found.map((entry, index) => {
          const Icon = icons[entry.type];
          return (
            <div
              key={entry.id}
              id={`palette-${index}`}
              ref={index === keys.active ? (element) => element?.scrollIntoView({ block: 'nearest' }) : undefined}
              role="option"
              aria-selected={index === keys.active}
              className={classes.option}
              onMouseMove={() => keys.setActive(index)}
              onClick={() => choose(index)}
            >
              <Icon />
              <span className="bn-ellipsis">{entry.label}</span>
              <small className="bn-ellipsis">{entry.note ?? t(typeLabels[entry.type])}</small>
            </div>
          );
        })}
      </div>
      <div className={classes.foot}>
        <span>↑↓ {t('palette.move')}</span>
        <span>Enter {t('palette.enter')}</span>
        <span>Esc {t('action.close')}</span>
        <span className={classes.pending} role="status">
          {objects.isPending && found.length > 0 ? t('palette.searching') : ''}
        </span>
      </div>
    </Modal>
  );
}
