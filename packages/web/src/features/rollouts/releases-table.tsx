import type { RolloutSummary } from '@binnacle/api';
import { useVirtualizer } from '@tanstack/react-virtual';
import { memo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from '../../resource/link.tsx';
import { Age } from '../../ui/age.tsx';
import { styleWords } from './release-words.ts';
import { toReleasePath } from './release-path.ts';
import classes from './rollouts.module.css';
import { ShareBar } from './share-bar.tsx';
import { StateText, useStuck } from './state-text.tsx';
import { StepTrack } from './step-track.tsx';

const rowHeight = 54;
/** Over which observed shares are counted. */
const windowSeconds = 120;

export interface ReleasesTableProps {
  items: readonly RolloutSummary[];
  /** Of several clusters: each row says which. */
  fleet: boolean;
  /** Observed share of the new revision by uid, in percent. */
  traffic: ReadonlyMap<string, number>;
}

/** Releases as a table whose rows are drawn as they come into sight. */
export function ReleasesTable({ items, fleet, traffic }: ReleasesTableProps) {
  const { t } = useTranslation();
  const frame = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: items.length,
    getScrollElement: () => frame.current,
    estimateSize: () => rowHeight,
    overscan: 6,
    getItemKey: (index) => items[index]?.uid ?? index,
  });
  const columns = [
    t('column.name'),
    ...(fleet ? [t('cluster.label')] : []),
    t('column.namespace'),
    t('rollouts.state'),
    t('rollouts.progress'),
    t('rollouts.traffic'),
    t('rollouts.newPods'),
    t('detail.since'),
  ];
  return (
    <div
      className={`${classes.frame} ${fleet ? classes.fleet : ''}`}
      ref={frame}
      tabIndex={0}
      role="table"
      aria-label={t('nav.rollouts')}
      aria-rowcount={items.length + 1}
    >
      <div className={`${classes.row} ${classes.headRow}`} role="row" aria-rowindex={1}>
        {columns.map((name) => (
          <span key={name} role="columnheader">
            {name}
          </span>
        ))}
      </div>
      <div className={classes.body} style={{ height: virtualizer.getTotalSize() }} role="rowgroup">
        {virtualizer.getVirtualItems().map(({ key, index, start }) => {
          const release = items[index];
          return release === undefined ? null : (
            <Row
              key={key}
              release={release}
              fleet={fleet}
              top={start}
              index={index}
              observed={traffic.get(release.uid)}
            />
          );
        })}
      </div>
    </div>
  );
}

interface RowProps {
  release: RolloutSummary;
  fleet: boolean;
  top: number;
  index: number;
  observed: number | undefined;
}

const Row = memo(function Row({ release, fleet, top, index, observed }: RowProps) {
  const { t } = useTranslation();
  const stuck = useStuck(release);
  const { step, plan, weight, state } = release;
  const needsSomebody = state === 'waiting' || state === 'held';
  return (
    <div className={classes.row} role="row" aria-rowindex={index + 2} style={{ transform: `translateY(${top}px)` }}>
      <span role="cell" className={classes.name}>
        <Link href={toReleasePath(release)}>{release.name}</Link>
        <small className="bn-ellipsis">
          {release.workload.kind}
          {release.workload.name === release.name ? '' : ` ${release.workload.name}`} · {t(styleWords[release.style])}
        </small>
      </span>
      {fleet ? (
        <span role="cell" className="bn-ellipsis">
          {release.cluster}
        </span>
      ) : null}
      <span role="cell" className="bn-ellipsis">
        {release.namespace}
      </span>
      <span role="cell">
        <StateText release={release} />
      </span>
      <span role="cell" className={classes.progress}>
        {step === 0 ? (
          <span className={classes.quiet}>{t('rollouts.steps', { count: plan.length })}</span>
        ) : (
          <>
            <StepTrack plan={plan} step={step} tone={stuck ? 'bad' : needsSomebody ? 'warn' : 'busy'} />
            <small className="bn-number">{t('rollouts.stepOf', { step, steps: plan.length })}</small>
          </>
        )}
      </span>
      <span role="cell" className={classes.progress}>
        {weight === null ? <Nothing /> : <ShareBar percent={weight} label={t('rollouts.askedShare')} />}
        {step === 0 || observed === undefined ? null : (
          <small
            className="bn-number"
            title={t('rollouts.measured', { share: `${observed}%`, seconds: windowSeconds })}
          >
            {t('rollouts.observedShare', { percent: observed })}
          </small>
        )}
      </span>
      <span role="cell" className="bn-number">
        {step === 0 ? <Nothing /> : t('rollouts.readyOf', { ready: release.ready, updated: release.updated })}
      </span>
      <span role="cell">{release.since === null ? <Nothing /> : <Age at={release.since} />}</span>
    </div>
  );
});

function Nothing() {
  return <span className={classes.quiet}>–</span>;
}
