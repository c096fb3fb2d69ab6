import type { MeReply } from '@binnacle/api';
import { fromThrown } from '@binnacle/api/client';
import { Button } from '@mantine/core';
import { lazy, Suspense, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useClusters } from '../api/queries.ts';
import { pluralOfKind } from '../resource/kinds.ts';
import { clustersPath, toOverviewPath } from '../resource/routes.ts';
import { go, type Place } from '../resource/use-place.ts';
import { WarnIcon } from '../ui/icons.tsx';
import { Failure, State } from '../ui/states.tsx';
import { MoreTexts } from '../ui/text/more-texts.tsx';
import { clusterPages, fleetPages } from './pages.ts';

const OverviewPage = lazy(async () => ({
  default: (await import('../features/overview/overview-page.tsx')).OverviewPage,
}));
const ListPage = lazy(async () => ({ default: (await import('../features/list/list-page.tsx')).ListPage }));
const DetailPage = lazy(async () => ({ default: (await import('../features/detail/detail-page.tsx')).DetailPage }));

const titleOf = ({ route, kind }: Place): string => {
  const cluster = 'cluster' in route ? `${route.cluster} · ` : '';
  if (route.page === 'detail') return `${route.name} · ${cluster}Binnacle`;
  if (route.page === 'list') return `${kind === undefined ? route.plural : pluralOfKind(kind)} · ${cluster}Binnacle`;
  return `${cluster}Binnacle`;
};

/** The page that the address names, or why there is none. */
export function Page({ place, me }: { place: Place; me: MeReply }) {
  const { t } = useTranslation();
  const clusters = useClusters();
  const { route, cluster, kind, kinds } = place;
  const fleetPage = route.page === 'fleet' ? fleetPages.find(({ id }) => id === route.id) : undefined;
  const clusterPage = route.page === 'cluster' ? clusterPages.find(({ id }) => id === route.id) : undefined;
  const named = (fleetPage ?? clusterPage)?.title;
  const title = `${named === undefined ? '' : `${t(named)} · `}${titleOf(place)}`;
  useEffect(() => {
    document.title = title;
  }, [title]);

  const home = (
    <Button size="xs" variant="default" onClick={() => go(cluster === undefined ? '/' : toOverviewPath(cluster.name))}>
      {t('action.overview')}
    </Button>
  );
  if (clusters.data === undefined) {
    return clusters.error === null ? null : (
      <Failure page error={fromThrown(clusters.error)} onRetry={() => void clusters.refetch()} />
    );
  }
  if (route.page === 'fleet' && fleetPage !== undefined) {
    return (
      <Suspense fallback={null}>
        <MoreTexts>
          <fleetPage.Component me={me} clusters={clusters.data} place={place} rest={route.rest} />
        </MoreTexts>
      </Suspense>
    );
  }
  if (clusters.data.length === 0) {
    const add = (
      <Button size="xs" onClick={() => go(clustersPath)}>
        {t('clusters.title')}
      </Button>
    );
    return (
      <State page icon={<WarnIcon />} title={t('cluster.noneTitle')} actions={add}>
        <p>{t('cluster.noneText')}</p>
      </State>
    );
  }
  if (route.page === 'unknown' || route.page === 'fleet' || (route.page === 'cluster' && clusterPage === undefined)) {
    return <State page icon={<WarnIcon />} tone="warn" title={t('page.unknown')} actions={home} />;
  }
  if (route.page === 'home') return null;
  if (cluster === undefined) {
    return (
      <State page icon={<WarnIcon />} tone="warn" title={t('cluster.unknown', { name: route.cluster })} actions={home}>
        <p>{t('cluster.unknownText')}</p>
      </State>
    );
  }
  if ('plural' in route && kind === undefined && kinds !== undefined) {
    return (
      <State page icon={<WarnIcon />} tone="warn" title={t('page.unknownKind', { kind: route.plural })} actions={home}>
        <p>{t('page.unknownKindText', { cluster: cluster.name })}</p>
      </State>
    );
  }
  if (kinds === undefined && cluster.state === 'unreachable') {
    return (
      <State page icon={<WarnIcon />} tone="warn" title={t('cluster.unreachableTitle', { name: cluster.name })}>
        <p>{t('cluster.unreachableText')}</p>
      </State>
    );
  }
  return (
    <Suspense fallback={null}>
      {route.page === 'cluster' && clusterPage !== undefined ? (
        <MoreTexts>
          <clusterPage.Component
            key={cluster.id}
            me={me}
            clusters={clusters.data}
            cluster={cluster}
            place={place}
            rest={route.rest}
          />
        </MoreTexts>
      ) : null}
      {route.page === 'overview' ? <OverviewPage key={cluster.id} place={place} cluster={cluster} /> : null}
      {route.page === 'list' && kind !== undefined ? (
        <ListPage key={`${cluster.id}/${kind.group}/${kind.plural}`} place={place} cluster={cluster} kind={kind} />
      ) : null}
      {route.page === 'detail' && kind !== undefined ? (
        <MoreTexts>
          <DetailPage
            key={`${cluster.id}/${kind.group}/${kind.plural}/${route.namespace}/${route.name}`}
            place={place}
            cluster={cluster}
            kind={kind}
            namespace={route.namespace}
            name={route.name}
          />
        </MoreTexts>
      ) : null}
    </Suspense>
  );
}
