import type { ClusterSummary } from '@binnacle/api';
import { useTranslation } from 'react-i18next';
import { ClusterMarks } from '../../resource/cluster-marks.tsx';
import { Link } from '../../resource/link.tsx';
import { toOverviewPath } from '../../resource/routes.ts';
import { rememberedSearch } from '../../resource/use-place.ts';
import { Age } from '../../ui/age.tsx';
import { formatCount } from '../../ui/format.ts';
import { Table } from '../../ui/sheet.tsx';
import sheet from '../../ui/sheet.module.css';
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
    <Table
      filling
      label={t('clusters.title')}
      columns={[
        t('column.name'),
        t('clusters.health'),
        t('column.version'),
        { numbers: t('clusters.nodes') },
        { numbers: t('clusters.pods') },
        t('clusters.prometheus'),
        t('clusters.lastAnswer'),
        '',
      ]}
    >
      {clusters.map((cluster) => (
        <Row key={cluster.id} cluster={cluster}>
          <ClusterMenu cluster={cluster} canManage={canManage} onAction={onAction} />
        </Row>
      ))}
    </Table>
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
          {cluster.is_default ? <span className={sheet.badge}>{t('clusters.default')}</span> : null}
        </span>
        {cluster.description === '' ? null : (
          <span className={`${sheet.sub} ${classes.wide}`}>{cluster.description}</span>
        )}
        <span className={`${sheet.sub} ${classes.wide}`}>
          {t(sourceLabels[cluster.source])} · {cluster.server}
        </span>
      </td>
      <td>
        <StatusText tone={look.tone} text={t(look.label)} />
        {cluster.reason === undefined ? null : (
          <span className={`${sheet.sub} ${classes.reason}`}>{cluster.reason}</span>
        )}
      </td>
      <td className={sheet.nowrap}>{cluster.version ?? '–'}</td>
      <td className={sheet.number}>{countOf(cluster.node_count)}</td>
      <td className={sheet.number}>{countOf(cluster.pod_count)}</td>
      <td>
        {prometheus.url === '' ? t(searchLabels[prometheus.search]) : t(prometheusSource(cluster))}
        {prometheus.url === '' ? null : <span className={`${sheet.sub} ${classes.reason}`}>{prometheus.url}</span>}
      </td>
      <td className={sheet.nowrap}>
        {cluster.last_connected_at === undefined ? '–' : <Age at={cluster.last_connected_at} />}
      </td>
      <td>{children}</td>
    </tr>
  );
}

const prometheusSource = ({ prometheus }: ClusterSummary) =>
  prometheus.source === 'manual' ? ('prometheus.manual' as const) : ('prometheus.found' as const);
