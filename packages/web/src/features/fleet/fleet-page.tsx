import type { ClusterSummary, FleetCluster, RolloutSummary } from '@binnacle/api';
import { fromThrown } from '@binnacle/api/client';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { client } from '../../api/client.ts';
import { useReleases } from '../../api/use-releases.ts';
import type { FleetPageProps } from '../../app/pages.ts';
import { ClusterMarks } from '../../resource/cluster-marks.tsx';
import { clusterStates } from '../../resource/cluster-state.ts';
import { Link } from '../../resource/link.tsx';
import { clustersPath, toClusterPath, toFleetPath, toOverviewPath } from '../../resource/routes.ts';
import { formatCount } from '../../ui/format.ts';
import { WarnIcon } from '../../ui/icons.tsx';
import { Bar, State } from '../../ui/states.tsx';
import { StatusPill, ToneIcon } from '../../ui/status.tsx';
import { healthOf } from '../clusters/cluster-health.ts';
import { CapacityBars } from '../overview/capacity-card.tsx';
import classes from './fleet.module.css';
import { summarize } from './summarize.ts';

const count = (value: number | undefined): string => (value === undefined ? '–' : formatCount(value));

const refreshMs = 15_000;

interface ClusterCardProps {
  cluster: ClusterSummary;
  /** Undefined until it is known. */
  glance: FleetCluster | undefined;
  /** Why nothing is known of any. */
  problem: string | undefined;
  waiting: readonly RolloutSummary[];
}

/** One cluster: how it is, what it has, what is wrong and what waits. */
function ClusterCard({ cluster, glance, problem, waiting }: ClusterCardProps) {
  const { t } = useTranslation();
  const isConnected = cluster.state === 'connected';
  const why = (part: string) => glance?.missing.find((one) => one.part === part)?.reason ?? problem;
  const { metrics, findings } = glance ?? {};
  // Whether it answers: what is wrong in it stands below.
  const health = cluster.health === 'healthy' ? clusterStates[cluster.state] : healthOf(cluster);
  const { critical = 0, warning = 0 } = findings ?? {};
  return (
    <article className={classes.card} aria-label={cluster.name}>
      <header>
        <h2>
          <Link href={toOverviewPath(cluster.name)}>{cluster.name}</Link> <ClusterMarks cluster={cluster} />
        </h2>
        <StatusPill tone={health.tone} text={t(health.label)} />
      </header>
      <p className={classes.about}>
        {[
          cluster.version,
          t('fleet.nodes', { shown: count(cluster.node_count) }),
          t('fleet.pods', { shown: count(cluster.pod_count) }),
        ]
          .filter(Boolean)
          .join(' · ')}
      </p>
      {cluster.reason === undefined ? null : <p className={classes.reason}>{cluster.reason}</p>}
      {!isConnected ? null : (
        <>
          <div className={classes.bars} aria-busy={metrics == null && why('metrics') === undefined}>
            {metrics != null ? (
              <CapacityBars metrics={metrics} />
            ) : why('metrics') === undefined ? (
              <Bar width="100%" />
            ) : (
              <p className={classes.about}>{why('metrics')}</p>
            )}
          </div>
          <footer>
            <Link href={toClusterPath(cluster.name, 'findings')}>
              <ToneIcon tone={findings == null ? 'idle' : critical > 0 ? 'bad' : warning > 0 ? 'warn' : 'ok'} />
              {findings != null ? (
                t('fleet.findings', { critical: formatCount(critical), warning: formatCount(warning) })
              ) : why('findings') === undefined ? (
                <Bar width={90} />
              ) : (
                <span title={why('findings')}>{t('fleet.findingsUnknown')}</span>
              )}
            </Link>
            <Link href={toClusterPath(cluster.name, 'rollouts')}>
              <ToneIcon tone={waiting.length > 0 ? 'warn' : 'idle'} />
              {t('fleet.waiting', { shown: formatCount(waiting.length) })}
            </Link>
          </footer>
        </>
      )}
    </article>
  );
}

const noNamespaces: readonly string[] = [];

/** All clusters at a glance. */
export function FleetPage({ clusters }: FleetPageProps) {
  const { t } = useTranslation();
  const { items } = useReleases(undefined, noNamespaces);
  const fleet = useQuery({
    queryKey: ['fleet'],
    refetchInterval: refreshMs,
    queryFn: ({ signal }) => client.fleet({ signal }),
  });
  const problem = fleet.error === null || fleet.data !== undefined ? undefined : fromThrown(fleet.error).message;
  const waiting = items.filter(({ state }) => state === 'waiting' || state === 'held');
  const { healthy, enabled, nodes, pods, versions } = summarize(clusters);
  if (clusters.length === 0)
    return (
      <State page icon={<WarnIcon />} title={t('cluster.noneTitle')}>
        <p>
          <Link href={clustersPath}>{t('clusters.title')}</Link>
        </p>
      </State>
    );
  return (
    <div className={classes.page}>
      <h1>{t('fleet.title')}</h1>
      <dl className={classes.tiles}>
        <div>
          <dt>{t('fleet.healthy')}</dt>
          <dd>
            {formatCount(healthy)} <small>/ {formatCount(enabled)}</small>
          </dd>
        </div>
        <div>
          <dt>{t('fleet.nodesTile')}</dt>
          <dd>{formatCount(nodes)}</dd>
        </div>
        <div>
          <dt>{t('fleet.podsTile')}</dt>
          <dd>{formatCount(pods)}</dd>
        </div>
        <div>
          <dt>{t('fleet.waitingTile')}</dt>
          <dd>
            <Link href={toFleetPath('rollouts')}>{formatCount(waiting.length)}</Link>
          </dd>
        </div>
        <div className={classes.versions}>
          <dt>{t('fleet.versions')}</dt>
          <dd>
            {versions.map(({ version, clusters: having }) => (
              <span key={version}>
                {version} <small>× {formatCount(having)}</small>
              </span>
            ))}
          </dd>
        </div>
      </dl>
      <div className={classes.cards}>
        {clusters.map((cluster) => (
          <ClusterCard
            key={cluster.id}
            cluster={cluster}
            glance={fleet.data?.items.find(({ id }) => id === cluster.id)}
            problem={problem}
            waiting={waiting.filter(({ cluster_id }) => cluster_id === cluster.id)}
          />
        ))}
      </div>
    </div>
  );
}
