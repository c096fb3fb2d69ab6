import type { ClusterSummary, PodMetricsReply } from '@binnacle/api';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../api/client.ts';
import { Link } from '../../resource/link.tsx';
import { toDetailPath } from '../../resource/routes.ts';
import { Choice } from '../../ui/choice.tsx';
import { formatBytes, formatCores } from '../../ui/quantity.ts';
import { Bar } from '../../ui/states.tsx';
import classes from './overview.module.css';

const refreshMs = 15_000;
const most = 6;
const formats = { cpu: formatCores, memory: formatBytes };

/** The Pods that use most of one thing. */
export function ConsumersCard({ cluster, namespaces }: { cluster: ClusterSummary; namespaces: readonly string[] }) {
  const { t } = useTranslation();
  const [by, setBy] = useState<'cpu' | 'memory'>('cpu');
  const only = namespaces.length === 1 ? namespaces[0] : undefined;
  const { data, error } = useQuery<PodMetricsReply>({
    queryKey: ['consumers', cluster.id, by, only],
    refetchInterval: refreshMs,
    placeholderData: (before) => before,
    queryFn: ({ signal }) =>
      client.podMetrics(
        { clusterId: cluster.id, top: by, limit: most, ...(only === undefined ? {} : { namespace: only }) },
        { signal },
      ),
  });
  const highest = Math.max(0, ...(data?.items ?? []).map(({ used }) => used?.[by] ?? 0));
  return (
    <section className={classes.card} aria-label={t('capacity.top')}>
      <h2>
        {t('capacity.top')}
        <span className={classes.end}>
          <Choice
            label={t('capacity.by')}
            value={by}
            onChange={setBy}
            options={[
              { value: 'cpu', label: t('metrics.cpu') },
              { value: 'memory', label: t('metrics.memory') },
            ]}
          />
        </span>
      </h2>
      <ol className={classes.consumers} aria-busy={data === undefined && error === null}>
        {data === undefined ? (
          <li>{error === null ? <Bar width="100%" /> : error.message}</li>
        ) : data.source.state === 'none' || data.items.length === 0 ? (
          <li className={classes.where}>{data.source.state === 'none' ? data.source.reason : t('metrics.noValues')}</li>
        ) : (
          data.items.map(({ namespace, name, used }) => (
            <li key={`${namespace}/${name}`}>
              <span className="bn-ellipsis">
                <Link
                  href={toDetailPath({
                    cluster: cluster.name,
                    group: '',
                    version: 'v1',
                    plural: 'pods',
                    namespace,
                    name,
                  })}
                >
                  {name}
                </Link>{' '}
                <span className={classes.where}>{namespace}</span>
              </span>
              <span className={classes.share} aria-hidden="true">
                <span style={{ width: `${highest === 0 ? 0 : ((used?.[by] ?? 0) / highest) * 100}%` }} />
              </span>
              <b className="bn-number">{formats[by](used?.[by] ?? 0)}</b>
            </li>
          ))
        )}
      </ol>
    </section>
  );
}
