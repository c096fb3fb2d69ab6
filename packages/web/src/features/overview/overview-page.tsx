import type { ClusterSummary } from '@binnacle/api';
import { fromThrown } from '@binnacle/api/client';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { clusterStates } from '../../resource/cluster-state.ts';
import { pluralOfKind } from '../../resource/kinds.ts';
import { Link } from '../../resource/link.tsx';
import { toListPath, toSearch } from '../../resource/routes.ts';
import type { Place } from '../../resource/use-place.ts';
import { formatCount } from '../../ui/format.ts';
import { FreshnessChip } from '../../ui/freshness.tsx';
import { Bar, Failure } from '../../ui/states.tsx';
import { StatusPill } from '../../ui/status.tsx';
import classes from './overview.module.css';
import { PhasesCard } from './phases-card.tsx';
import { TroublesCard } from './troubles-card.tsx';
import { useOverview } from './use-overview.ts';
import { WarningsCard } from './warnings-card.tsx';

const Observed = lazy(async () => ({ default: (await import('./observed.tsx')).Observed }));

/** A cluster at a glance: how much there is, and what is wrong now; each number leads to its list. */
export function OverviewPage({ place, cluster }: { place: Place; cluster: ClusterSummary }) {
  const { t } = useTranslation();
  const { namespaces } = place.list;
  const overview = useOverview(cluster.id, namespaces, place.kinds ?? []);
  const state = clusterStates[cluster.state];
  const open = (kind: { group: string; version: string; plural: string; namespaced: boolean }, fields = ''): string =>
    toListPath({ cluster: cluster.name, ...kind }) +
    toSearch({ namespaces: kind.namespaced ? namespaces : [], fields });
  const { pods, events } = overview;
  const nothing = overview.tiles.every((tile) => tile.total === undefined);
  return (
    <div className={classes.page}>
      <div className={classes.head}>
        <h1>{cluster.name}</h1>
        <StatusPill tone={state.tone} text={t(state.label)} />
        <span className={classes.sub}>{[cluster.version, cluster.server].filter(Boolean).join(' · ')}</span>
        <span className={classes.end}>
          {overview.freshness === undefined ? null : (
            <FreshnessChip freshness={overview.freshness} stream={{ state: 'open' }} />
          )}
        </span>
      </div>
      {overview.error !== null && nothing ? (
        <div className={classes.card}>
          <Failure error={fromThrown(overview.error)} onRetry={overview.refetch} />
        </div>
      ) : (
        <>
          <nav className={classes.tiles} aria-label={t('overview.counts')}>
            {overview.tiles.map(({ kind, total }) => (
              <Link key={kind.plural} className={classes.tile} href={open(kind)}>
                <b>{total === undefined ? <Bar width={48} /> : formatCount(total)}</b>
                <span>{pluralOfKind(kind)}</span>
              </Link>
            ))}
          </nav>
          <Suspense fallback={<ObservedWait />}>
            <Observed cluster={cluster} namespaces={namespaces} />
          </Suspense>
          <div className={classes.columns}>
            <TroublesCard
              cluster={cluster.name}
              causes={overview.causes}
              more={overview.more}
              loading={overview.loading || place.kinds === undefined}
            />
            <div className={classes.stack}>
              {pods === undefined ? null : (
                <PhasesCard byPhase={overview.byPhase} hrefOf={(fields) => open(pods, fields)} />
              )}
              {overview.warnings === undefined || events === undefined ? null : (
                <WarningsCard
                  warnings={overview.warnings}
                  href={
                    toListPath({ cluster: cluster.name, ...events }) +
                    toSearch({ namespaces, fields: 'type=Warning', sortBy: 'Last Seen', order: 'desc' })
                  }
                />
              )}
            </div>
          </div>
        </>
      )}
    </div>
  );
}

/** The cards of what is measured, before they are here: of their size, so that nothing moves when they come. */
function ObservedWait() {
  return (
    <div className={classes.observedWait} aria-busy="true">
      {['capacity', 'consumers', 'findings'].map((card) => (
        <section key={card} className={classes.card}>
          <h2>
            <Bar width={120} />
          </h2>
          <div className={classes.capacity}>
            <Bar width="100%" />
            <Bar width="100%" />
          </div>
        </section>
      ))}
    </div>
  );
}
