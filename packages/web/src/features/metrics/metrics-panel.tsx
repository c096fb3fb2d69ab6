import type { ChartId, ChartsQuery, ChartsReply, WireChart } from '@binnacle/api';
import { fromThrown } from '@binnacle/api/client';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../api/client.ts';
import { Choice } from '../../ui/choice.tsx';
import { formatClock } from '../../ui/format.ts';
import { WarnIcon } from '../../ui/icons.tsx';
import { LineChart } from '../../ui/line-chart.tsx';
import { formatAmount } from '../../ui/quantity.ts';
import { Bar, Failure, State } from '../../ui/states.tsx';
import { StatusText } from '../../ui/status.tsx';
import type { TextKey } from '../../ui/text/text-key.ts';
import classes from './metrics.module.css';

const ranges = [
  { minutes: '15', label: 'metrics.range15m' },
  { minutes: '60', label: 'metrics.range1h' },
  { minutes: '360', label: 'metrics.range6h' },
  { minutes: '1440', label: 'metrics.range24h' },
  { minutes: '10080', label: 'metrics.range7d' },
] as const satisfies readonly { minutes: string; label: TextKey }[];

const titles: Readonly<Record<ChartId, TextKey>> = {
  cpu: 'metrics.cpu',
  memory: 'metrics.memory',
  receive: 'metrics.receive',
  transmit: 'metrics.transmit',
};

const refreshMs = 30_000;

const newestOf = (charts: readonly WireChart[]): number =>
  Math.max(0, ...charts.flatMap(({ series }) => series.map(({ points }) => points.at(-1)?.[0] ?? 0)));

/** Where the values come from, and how old the newest is when it is old. */
function SourceNote({ reply }: { reply: ChartsReply }) {
  const { t } = useTranslation();
  const newest = newestOf(reply.charts);
  const isStale = newest > 0 && reply.end - newest > Math.max(3 * reply.step, 120_000);
  return (
    <span className={classes.source} role="status">
      {reply.problem === undefined ? null : (
        <span title={reply.problem}>
          <StatusText tone="warn" text={t('metrics.fallback')} />
        </span>
      )}
      {isStale ? <StatusText tone="warn" text={t('metrics.stale', { time: formatClock(newest, Date.now()) })} /> : null}
      {t(reply.source.type === 'prometheus' ? 'metrics.fromPrometheus' : 'metrics.fromMetricsServer')}
    </span>
  );
}

function ChartCard({ chart, reply }: { chart: WireChart; reply: ChartsReply }) {
  const { t } = useTranslation();
  const title = t(titles[chart.id]);
  const { requests, limits, capacity } = chart.lines;
  const marks = [
    { label: t('metrics.requests'), value: requests },
    { label: t('metrics.limits'), value: limits },
    { label: t('metrics.capacity'), value: capacity },
  ].flatMap(({ label, value }) =>
    value === undefined ? [] : [{ label: `${label} ${formatAmount[chart.unit](value)}`, value }],
  );
  return (
    <section className={classes.card} aria-label={title}>
      <h2>
        {title}
        <small>{marks.map(({ label }) => label).join(' · ')}</small>
      </h2>
      {chart.problem !== undefined ? (
        <p className={classes.empty}>
          <StatusText tone="warn" text={chart.problem} />
        </p>
      ) : chart.series.length === 0 ? (
        <p className={classes.empty}>{t('metrics.noValues')}</p>
      ) : (
        <LineChart
          title={title}
          lines={chart.series.map(({ name, points }) => ({ name: name === '' ? t('metrics.total') : name, points }))}
          start={reply.start}
          end={reply.end}
          gap={Math.max(3 * reply.step, 180_000)}
          marks={marks}
          format={formatAmount[chart.unit]}
          isBinary={chart.unit !== 'cores'}
        />
      )}
      {chart.more === 0 ? null : (
        <p className={classes.more}>{t('metrics.more', { count: chart.more, shown: chart.more })}</p>
      )}
    </section>
  );
}

/** Use over time of one thing: a Pod, a workload, a namespace, a node or a cluster. */
export function MetricsPanel({ clusterId, of }: { clusterId: number; of: Omit<ChartsQuery, 'minutes'> }) {
  const { t } = useTranslation();
  const [minutes, setMinutes] = useState<(typeof ranges)[number]['minutes']>('60');
  const query = useQuery<ChartsReply>({
    queryKey: ['charts', clusterId, of, minutes],
    refetchInterval: refreshMs,
    placeholderData: (before) => before,
    queryFn: ({ signal }) => client.charts({ clusterId, ...of, minutes: Number(minutes) }, { signal }),
  });
  const reply = query.data;
  return (
    <div className={classes.panel}>
      <div className={classes.tools}>
        <Choice
          label={t('metrics.range')}
          value={minutes}
          onChange={setMinutes}
          options={ranges.map(({ minutes: value, label }) => ({ value, label: t(label) }))}
        />
        {reply === undefined || reply.source.type === 'none' ? null : <SourceNote reply={reply} />}
      </div>
      {reply === undefined && query.error !== null ? (
        <Failure error={fromThrown(query.error)} onRetry={() => void query.refetch()} />
      ) : reply?.source.type === 'none' ? (
        <State icon={<WarnIcon />} title={t('metrics.none')}>
          <p>{reply.source.reason}</p>
          {reply.problem === undefined ? null : <p>{reply.problem}</p>}
        </State>
      ) : (
        <div className={classes.grid} aria-busy={reply === undefined}>
          {reply === undefined
            ? (['cpu', 'memory'] as const).map((id) => (
                <section key={id} className={classes.card}>
                  <h2>{t(titles[id])}</h2>
                  <div className={classes.wait}>
                    <Bar width="100%" />
                  </div>
                </section>
              ))
            : reply.charts.map((chart) => <ChartCard key={chart.id} chart={chart} reply={reply} />)}
        </div>
      )}
    </div>
  );
}
