import { useTranslation } from 'react-i18next';
import { Age } from '../../ui/age.tsx';
import type { TextKey } from '../../ui/text/text-key.ts';
import type { Release } from './release.ts';
import classes from './release.module.css';
import { useStuck } from './state-text.tsx';
import { stepWords } from './step-words.ts';

const sentences: Readonly<Record<Release['state'], TextKey>> = {
  initial: 'rollouts.says.initial',
  healthy: 'rollouts.says.healthy',
  starting: 'rollouts.says.starting',
  upgrading: 'rollouts.says.upgrading',
  routing: 'rollouts.says.routing',
  waiting: 'rollouts.says.waiting',
  timed: 'rollouts.says.timed',
  held: 'rollouts.says.held',
  'rolling-back': 'rollouts.says.rollingBack',
  finishing: 'rollouts.says.finishing',
  disabled: 'rollouts.says.disabled',
  terminating: 'rollouts.says.terminating',
};

/** What the release is doing and what follows, in two sentences. */
export function Headline({ release }: { release: Release }) {
  const { t } = useTranslation();
  const stuck = useStuck(release);
  const { state, step, plan, updated, ready, since, message } = release;
  const next = plan[step];
  return (
    <div className={classes.headline}>
      <p>
        <b>
          {stuck
            ? t('rollouts.says.stuck', { step, ready, updated })
            : t(sentences[state], { step, steps: plan.length, ready, updated })}
        </b>{' '}
        {state === 'waiting'
          ? next === undefined
            ? t('rollouts.promoteEnds')
            : t('rollouts.promoteBegins', { step: step + 1, what: stepWords(next, t) })
          : null}
        {since === null ? null : (
          <span className={classes.since}>
            {t('rollouts.since')} <Age at={since} />
          </span>
        )}
      </p>
      {message === '' ? null : <p className={classes.message}>{message}</p>}
    </div>
  );
}
