import { useTranslation } from 'react-i18next';
import { Link } from '../../resource/link.tsx';
import { formatCount } from '../../ui/format.ts';
import { StatusText } from '../../ui/status.tsx';
import { toneOfStatus } from '../../ui/tone.ts';
import classes from './overview.module.css';
import type { Phase } from './use-overview.ts';

export interface PhasesCardProps {
  byPhase: readonly { phase: Phase; total: number }[];
  hrefOf: (fieldSelector: string) => string;
}

/** Pods by phase, as a bar and as numbers that lead to their lists. */
export function PhasesCard({ byPhase, hrefOf }: PhasesCardProps) {
  const { t } = useTranslation();
  const present = byPhase.filter(({ total }) => total > 0);
  return (
    <section className={classes.card}>
      <h2>{t('overview.phases')}</h2>
      <div className={classes.bar} aria-hidden="true">
        {present.map(({ phase, total }) => (
          <span key={phase} style={{ flexGrow: total, background: `var(--bn-${toneOfStatus(phase)})` }} />
        ))}
      </div>
      <div className={classes.legend}>
        {present.map(({ phase, total }) => (
          <Link key={phase} href={hrefOf(`status.phase=${phase}`)}>
            <StatusText tone={toneOfStatus(phase)} text={phase} />
            <span className="bn-number">{formatCount(total)}</span>
          </Link>
        ))}
      </div>
    </section>
  );
}
