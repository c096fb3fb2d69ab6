import type { RolloutMeasured } from '@binnacle/api';
import { useTranslation } from 'react-i18next';
import classes from './picture.module.css';
import type { Release } from './release.ts';
import { shareOfNew } from './share-of-new.ts';
import type { ReleaseRevision } from './use-revisions.ts';

export interface FlowProps {
  release: Release;
  fresh: ReleaseRevision | undefined;
  stable: ReleaseRevision | undefined;
  measured: RolloutMeasured | undefined;
}

const width = 150;
const height = 240;
/** Of a stream that carries everything. */
const thickest = 26;

const path = (from: number, to: number): string =>
  `M0 ${from} C${width * 0.55} ${from} ${width * 0.45} ${to} ${width} ${to}`;

/** The requests as two streams, each as thick as its share. */
export function Flow({ release, fresh, stable, measured }: FlowProps) {
  const { t } = useTranslation();
  const { percent, isExact } = shareOfNew(release, fresh, stable);
  const streams =
    fresh === undefined
      ? [{ role: 'stable' as const, share: 100, to: height / 2 }]
      : [
          { role: 'new' as const, share: percent, to: height * 0.25 },
          { role: 'stable' as const, share: 100 - percent, to: height * 0.75 },
        ];
  const about = isExact ? '' : '≈ ';
  const label = streams
    .map(
      ({ role, share }) =>
        `${t(role === 'new' ? 'rollouts.newRevision' : 'rollouts.stableRevision')}: ${about}${share}%`,
    )
    .join(', ');
  return (
    <div className={classes.flow} role="img" aria-label={label}>
      <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden="true">
        {streams.map(({ role, share, to }) => {
          const d = path(height / 2, to);
          const thickness = Math.max(share === 0 ? 0 : 2, (share / 100) * thickest);
          return (
            <g key={role} className={classes[role]}>
              <path d={d} className={classes.bed} />
              {thickness === 0 ? null : <path d={d} className={classes.stream} style={{ strokeWidth: thickness }} />}
              {thickness === 0 ? null : <path d={d} className={classes.drops} />}
            </g>
          );
        })}
      </svg>
      {streams.map(({ role, share, to }) => (
        <span
          key={role}
          className={`${classes.percent} ${classes[role]} bn-number`}
          style={{ top: `${(to / height) * 100}%` }}
          title={isExact ? undefined : t('rollouts.byPods')}
        >
          {about}
          {share}%
          <Rate measured={measured} role={role} />
        </span>
      ))}
    </div>
  );
}

/** Requests that were counted, beside what the route is asked for. */
function Rate({ measured, role }: { measured: RolloutMeasured | undefined; role: 'new' | 'stable' }) {
  const { t } = useTranslation();
  const of = role === 'new' ? measured?.canary : measured?.stable;
  if (measured === undefined || of?.requestsPerSecond == null) return null;
  const all = (measured.canary?.requestsPerSecond ?? 0) + (measured.stable?.requestsPerSecond ?? 0);
  const share = all === 0 ? 0 : Math.round((of.requestsPerSecond / all) * 100);
  const rate = of.requestsPerSecond.toFixed(of.requestsPerSecond < 10 ? 1 : 0);
  return (
    <small title={t('rollouts.measured', { share: `${share}%`, seconds: measured.windowSeconds })}>
      {t('rollouts.perSecond', { rate })}
    </small>
  );
}
