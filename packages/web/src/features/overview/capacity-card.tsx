import type { ClusterMetricsReply } from '@binnacle/api';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { client } from '../../api/client.ts';
import { formatCount } from '../../ui/format.ts';
import { formatBytes, formatCores } from '../../ui/quantity.ts';
import { Bar } from '../../ui/states.tsx';
import { UsageBar } from '../../ui/usage-bar.tsx';
import classes from './overview.module.css';

const refreshMs = 15_000;

export const useClusterMetrics = (clusterId: number, enabled = true) =>
  useQuery<ClusterMetricsReply>({
    queryKey: ['clusterMetrics', clusterId],
    enabled,
    refetchInterval: refreshMs,
    queryFn: ({ signal }) => client.clusterMetrics(clusterId, { signal }),
  });

/** Processor and memory of nodes: what there is, what Pods ask for, what is in use. */
export function CapacityBars({ metrics }: { metrics: Pick<ClusterMetricsReply, 'cpu' | 'memory' | 'requests'> }) {
  const { t } = useTranslation();
  const words = { requests: t('capacity.requested'), of: t('capacity.of') };
  return (
    <>
      <UsageBar
        label={t('metrics.cpu')}
        used={metrics.cpu.used}
        requests={metrics.requests.cpu}
        total={metrics.cpu.total}
        format={formatCores}
        words={words}
      />
      <UsageBar
        label={t('metrics.memory')}
        used={metrics.memory.used}
        requests={metrics.requests.memory}
        total={metrics.memory.total}
        format={formatBytes}
        words={words}
      />
    </>
  );
}

/** What the nodes of a cluster can give, and how much of it is taken. */
export function CapacityCard({ clusterId }: { clusterId: number }) {
  const { t } = useTranslation();
  const { data, error } = useClusterMetrics(clusterId);
  return (
    <section className={classes.card} aria-label={t('capacity.title')}>
      <h2>
        {t('capacity.title')}
        {data === undefined ? null : (
          <small>
            {t('capacity.nodes', {
              ready: formatCount(data.nodes.ready),
              total: formatCount(data.nodes.total),
            })}
          </small>
        )}
      </h2>
      <div className={classes.capacity} aria-busy={data === undefined && error === null}>
        {data !== undefined ? (
          <>
            <CapacityBars metrics={data} />
            {data.source.state === 'none' ? <p className={classes.where}>{data.source.reason}</p> : null}
          </>
        ) : error === null ? (
          <Bar width="100%" />
        ) : (
          <p className={classes.where}>{error.message}</p>
        )}
      </div>
    </section>
  );
}
