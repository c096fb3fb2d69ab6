import type { ClusterSummary } from '@binnacle/api';
import { useTranslation } from 'react-i18next';
import { ClusterMarks } from '../../resource/cluster-marks.tsx';
import { Link } from '../../resource/link.tsx';
import { toOverviewPath } from '../../resource/routes.ts';
import { rememberedSearch } from '../../resource/use-place.ts';
import { Age } from '../../ui/age.tsx';
import { formatCount } from '../../ui/format.ts';
import { StatusText } from '../../ui/status.tsx';
import type { ClusterAction } from './cluster-dialog.tsx';
import { healthOf, searchLabels, sourceLabels } from './cluster-health.ts';
import { ClusterMenu } from './cluster-menu.tsx';
import classes from './clusters.module.css';

export interface ClustersTableProps {
  clusters: readonly ClusterSummary[];
  canManage: boolean;
  onAction: (action: ClusterAction, cluster: ClusterSummary) => void;
}

export function ClustersTable({ clusters, canManage, onAction }: ClustersTableProps) {
  const { t } = useTranslation();
  return (
    <div className={classes.frame} tabIndex={0} role="region" aria-label={t('clusters.title')}>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">{t('column.name')}</th>
            <th scope="col">{t('clusters.health')}</th>
            <th scope="col">{t('column.version')}</th>
            <th scope="col" className={classes.number}>
              {t('clusters.nodes')}
            </th>
            <th scope="col" className={classes.number}>
              {t('clusters.pods')}
            </th>
            <th scope="col">{t('clusters.prometheus')}</th>
            <th scope="col">{t('clusters.lastAnswer')}</th>
            <th scope="col">
              <span className="bn-hidden">{t('table.actions')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {clusters.map((cluster) => (
            <Row key={cluster.id} cluster={cluster}>
              <ClusterMenu cluster={cluster} canManage={canManage} onAction={onAction} />
            </Row>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const countOf = (value: number | undefined): string => (value === undefined ? '–' : formatCount(value));

function Row({ cluster, children }: { cluster: ClusterSummary; children: React.ReactNode }) {
  const { t } = useTranslation();
  const look = healthOf(cluster);
  const { prometheus } = cluster;
  return (
    <tr>
      <td>
        <span className={classes.name}>
          <Link href={toOverviewPath(cluster.name) + rememberedSearch(cluster.name)}>{cluster.name}</Link>
          <ClusterMarks cluster={cluster} />
          {cluster.is_default ? <span className={classes.badge}>{t('clusters.default')}</span> : null}
        </span>
        {cluster.description === '' ? null : <span className={classes.sub}>{cluster.description}</span>}
        <span className={classes.sub}>
          {t(sourceLabels[cluster.source])} · {cluster.server}
        </span>
      </td>
      <td>
        <StatusText tone={look.tone} text={t(look.label)} />
        {cluster.reason === undefined ? null : (
          <span className={`${classes.sub} ${classes.reason}`}>{cluster.reason}</span>
        )}
      </td>
      <td className={classes.nowrap}>{cluster.version ?? '–'}</td>
      <td className={classes.number}>{countOf(cluster.node_count)}</td>
      <td className={classes.number}>{countOf(cluster.pod_count)}</td>
      <td>
        {prometheus.url === '' ? t(searchLabels[prometheus.search]) : t(prometheusSource(cluster))}
        {prometheus.url === '' ? null : <span className={`${classes.sub} ${classes.reason}`}>{prometheus.url}</span>}
      </td>
      <td className={classes.nowrap}>
        {cluster.last_connected_at === undefined ? '–' : <Age at={cluster.last_connected_at} />}
      </td>
      <td>{children}</td>
    </tr>
  );
}

const prometheusSource = ({ prometheus }: ClusterSummary) =>
  prometheus.source === 'manual' ? ('prometheus.manual' as const) : ('prometheus.found' as const);
