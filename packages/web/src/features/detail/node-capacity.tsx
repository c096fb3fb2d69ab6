import type { NodeMetricsReply } from '@binnacle/api';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { client } from '../../api/client.ts';
import { formatCount } from '../../ui/format.ts';
import { Bar } from '../../ui/states.tsx';
import { UsageBar } from '../../ui/usage-bar.tsx';
import { CapacityBars } from '../overview/capacity-card.tsx';
import classes from './detail.module.css';

const refreshMs = 15_000;

/** What a node can give to Pods, and how much of it is asked for and used. */
export function NodeCapacity({ clusterId, name }: { clusterId: number; name: string }) {
  const { t } = useTranslation();
  const { data, error } = useQuery<NodeMetricsReply>({
    queryKey: ['nodeMetrics', clusterId],
    refetchInterval: refreshMs,
    queryFn: ({ signal }) => client.nodeMetrics(clusterId, { signal }),
  });
  const node = data?.items.find((item) => item.name === name);
  return (
    <section className={classes.card} aria-label={t('capacity.title')}>
      <h2>{t('capacity.title')}</h2>
      <div className={classes.capacity} aria-busy={data === undefined && error === null}>
        {node !== undefined ? (
          <>
            <CapacityBars metrics={node} />
            <UsageBar
              label="Pods"
              used={node.pods.total}
              total={node.pods.capacity}
              format={formatCount}
              words={{ requests: t('capacity.requested'), of: t('capacity.of') }}
            />
          </>
        ) : error === null ? (
          <Bar width="100%" />
        ) : (
          <p>{error.message}</p>
        )}
      </div>
    </section>
  );
}
