import type { RolloutStepSummary } from '@binnacle/api';
import type { StepState } from '@binnacle/rollouts/api';
import { useTranslation } from 'react-i18next';
import { formatDuration } from '../../ui/format.ts';
import { CheckIcon, ClockIcon, HandIcon } from '../../ui/icons.tsx';
import { useTicking } from '../../ui/tick.ts';
import { obstacleWords } from './action-words.ts';
import { partsOfStep, type StepPart } from './step-parts.ts';
import type { Release } from './release.ts';
import classes from './timeline.module.css';
import { useStuck } from './state-text.tsx';

export interface TimelineProps {
  release: Release;
  onJump: (step: number) => void;
}

/** The steps of a release in order: done, now with how far it is, and still to come. */
export function Timeline({ release, onJump }: TimelineProps) {
  const { t } = useTranslation();
  const stuck = useStuck(release);
  const { plan, step } = release;
  return (
    <ol
      className={classes.timeline}
      aria-label={t('rollouts.timeline')}
      style={{ gridTemplateColumns: `repeat(${plan.length}, minmax(148px, 1fr))` }}
    >
      {plan.map((each, index) => {
        const number = index + 1;
        const isNow = number === step;
        const look = isNow ? (stuck ? 'bad' : (tones[release.state] ?? 'busy')) : number < step ? 'past' : 'next';
        return (
          <li key={number} className={`${classes.step} ${classes[look]}`} aria-current={isNow ? 'step' : undefined}>
            <span className={classes.line} aria-hidden="true" />
            <span className={classes.node}>
              {look === 'past' ? <CheckIcon width={15} height={15} /> : number}
              <span className="bn-hidden">
                {number < step ? t('rollouts.stepDone') : isNow ? t('rollouts.stepNow') : t('rollouts.stepNext')}
              </span>
            </span>
            <Facts step={each} />
            {isNow ? (
              <Now release={release} parts={partsOfStep(each, release.stepState)} state={release.stepState} />
            ) : (
              <Jump release={release} number={number} onJump={onJump} />
            )}
          </li>
        );
      })}
    </ol>
  );
}

const tones: Partial<Record<Release['state'], 'warn' | 'busy'>> = { waiting: 'warn', held: 'warn' };

function Facts({ step }: { step: RolloutStepSummary }) {
  const { t } = useTranslation();
  const pods = step.replicas.endsWith('%')
    ? t('rollouts.shareOfPods', { share: step.replicas })
    : t('rollouts.countOfPods', { count: Number(step.replicas), shown: step.replicas });
  return (
    <>
      <b className={classes.pods}>{pods}</b>
      {step.traffic === null ? null : (
        <span className={classes.fact}>{t('rollouts.shareOfRequests', { share: `${step.traffic}%` })}</span>
      )}
      <span className={classes.fact}>
        {step.pause === null ? <HandIcon width={13} height={13} /> : <ClockIcon width={13} height={13} />}
        {step.pause === null
          ? t('rollouts.confirmed')
          : t('rollouts.waits', { time: formatDuration(step.pause * 1000) })}
      </span>
    </>
  );
}

/** How far the step is, part by part, and how long it still waits. */
function Now({ release, parts, state }: { release: Release; parts: readonly StepPart[]; state: StepState }) {
  const { t } = useTranslation();
  return (
    <>
      <ul className={classes.parts} data-state={state}>
        {parts.map(({ label, look }) => (
          <li key={label} className={classes[look]}>
            {look === 'partDone' ? <CheckIcon width={12} height={12} /> : <span className={classes.dot} />}
            {t(label)}
          </li>
        ))}
      </ul>
      {release.resumesAt === undefined ? null : <Countdown at={release.resumesAt} />}
    </>
  );
}

function Countdown({ at }: { at: number }) {
  const { t } = useTranslation();
  const left = useTicking((now) => formatDuration(Math.max(0, at - now)));
  return <b className={`${classes.countdown} bn-number`}>{t('rollouts.goesOnIn', { time: left })}</b>;
}

function Jump({ release, number, onJump }: { release: Release; number: number; onJump: (step: number) => void }) {
  const { t } = useTranslation();
  const obstacle = release.obstacles.jump;
  if (obstacle === 'nothing-released') return null;
  return (
    <button
      type="button"
      className={classes.jump}
      aria-disabled={obstacle !== undefined || undefined}
      title={obstacle === undefined ? t('rollouts.do.jump') : t(obstacleWords[obstacle])}
      onClick={() => (obstacle === undefined ? onJump(number) : undefined)}
    >
      {t('rollouts.jumpTo', { step: number })}
    </button>
  );
}
