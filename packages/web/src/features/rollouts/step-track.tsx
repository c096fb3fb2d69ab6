import type { RolloutStepSummary } from '@binnacle/api';
import { useTranslation } from 'react-i18next';
import classes from './track.module.css';

export interface StepTrackProps {
  plan: readonly RolloutStepSummary[];
  /** From 1; 0 when nothing is released. */
  step: number;
  /** The release waits, is held, or does not get on. */
  tone: 'busy' | 'warn' | 'bad';
  /** Every step is done. */
  done?: boolean;
}

/** The steps of a release in one line: done, now, and still to come. */
export function StepTrack({ plan, step, tone, done = false }: StepTrackProps) {
  const { t } = useTranslation();
  const label =
    step === 0 && !done
      ? t('rollouts.steps', { count: plan.length })
      : t('rollouts.stepOf', { step: done ? plan.length : step, steps: plan.length });
  return (
    <span className={classes.track} role="img" aria-label={label}>
      {plan.map((_, index) => {
        const look = done || index + 1 < step ? classes.past : index + 1 === step ? classes[tone] : classes.next;
        return <span key={index} className={`${classes.segment} ${look}`} />;
      })}
    </span>
  );
}
