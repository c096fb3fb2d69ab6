import type { RevisionRequests, RolloutAnalysis, RolloutAnalysisRun, RolloutMeasured } from '@binnacle/api';
import { useTranslation } from 'react-i18next';
import { WarnIcon } from '../../ui/icons.tsx';
import { StatusPill } from '../../ui/status.tsx';
import type { TextKey } from '../../ui/text/text-key.ts';
import type { Tone } from '../../ui/tone.ts';
import classes from './analysis.module.css';
import { PairChart } from './pair-chart.tsx';

/** How the requests of the new revision do beside the stable one's: success, latency, and what follows from them. */
export function AnalysisCard({ analysis }: { analysis: RolloutAnalysis }) {
  const { t } = useTranslation();
  const { status, code, summary, measured, runs } = analysis;
  if (status === 'not_configured') return <p className={classes.none}>{t('rollouts.analysis.none')}</p>;
  if (measured === undefined)
    return (
      <p className={`${classes.none} ${classes.warn}`} role="status">
        <WarnIcon />{' '}
        {code === 'ANALYSIS_SOURCE_UNAVAILABLE' ? t('rollouts.analysis.unavailable', { summary }) : summary}
      </p>
    );
  if (measured.metric === '') return <p className={classes.none}>{t('rollouts.analysis.noMetric')}</p>;
  return (
    <div className={classes.measures}>
      {measures.map((measure) => (
        <Panel
          key={measure.name}
          measure={measure}
          measured={measured}
          run={runs.find(({ name }) => name === measure.name)}
        />
      ))}
    </div>
  );
}

interface Measure {
  name: RolloutAnalysisRun['name'];
  title: TextKey;
  scale: 'share' | 'amount';
  series: keyof RevisionRequests['series'];
  now: 'successRate' | 'latencyP95';
  format: (value: number) => string;
}

const measures: readonly Measure[] = [
  {
    name: 'success-rate',
    title: 'rollouts.analysis.success',
    scale: 'share',
    series: 'success',
    now: 'successRate',
    format: (value) => `${(value * 100).toFixed(value === 1 ? 0 : 1)}%`,
  },
  {
    name: 'latency',
    title: 'rollouts.analysis.latency',
    scale: 'amount',
    series: 'latency',
    now: 'latencyP95',
    format: (value) => (value < 1 ? `${Math.round(value * 1000)} ms` : `${value.toFixed(1)} s`),
  },
];

const verdicts: Readonly<Record<RolloutAnalysisRun['status'], { text: TextKey; tone: Tone }>> = {
  successful: { text: 'rollouts.analysis.successful', tone: 'ok' },
  failed: { text: 'rollouts.analysis.failed', tone: 'bad' },
  inconclusive: { text: 'rollouts.analysis.inconclusive', tone: 'idle' },
};

interface PanelProps {
  measure: Measure;
  measured: RolloutMeasured;
  run: RolloutAnalysisRun | undefined;
}

function Panel({ measure, measured, run }: PanelProps) {
  const { t } = useTranslation();
  const { title, scale, series, now, format } = measure;
  const { canary, stable, to } = measured;
  const stableTitle = canary === null ? 'rollouts.onlyRevision' : 'rollouts.stableRevision';
  const lines = [
    ...(canary === null ? [] : [{ role: 'new' as const, title: t('rollouts.newRevision'), of: canary }]),
    ...(stable === null ? [] : [{ role: 'stable' as const, title: t(stableTitle), of: stable }]),
  ].map(({ of, ...line }) => ({ ...line, series: of.series[series], value: of[now] }));
  const worded = (value: number | null) => (value === null ? '–' : format(value));
  const label = `${t(title)}: ${lines.map((line) => `${line.title} ${worded(line.value)}`).join(', ')}`;
  return (
    <div className={classes.measure}>
      <h3>
        {t(title)}
        {run === undefined ? null : (
          <StatusPill tone={verdicts[run.status].tone} text={t(verdicts[run.status].text)} title={run.message} />
        )}
      </h3>
      <dl className="bn-number">
        {lines.map((line) => (
          <div key={line.role} className={classes[line.role]}>
            <dt>
              <i /> {line.title}
            </dt>
            <dd>{worded(line.value)}</dd>
          </div>
        ))}
      </dl>
      <PairChart label={label} lines={lines} to={Date.parse(to)} scale={scale} format={format} />
    </div>
  );
}
