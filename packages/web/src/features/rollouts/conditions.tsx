import type { Rollout, RolloutCondition } from '@binnacle/rollouts/api';
import { useTranslation } from 'react-i18next';
import { Age } from '../../ui/age.tsx';
import { ToneIcon } from '../../ui/status.tsx';
import type { TextKey } from '../../ui/text/text-key.ts';
import type { Tone } from '../../ui/tone.ts';
import classes from './release.module.css';

interface Words {
  text: TextKey;
  tone: Tone;
}

const progressing: Readonly<Record<string, Words>> = {
  Initializing: { text: 'rollouts.condition.initializing', tone: 'busy' },
  InRolling: { text: 'rollouts.condition.inRolling', tone: 'busy' },
  Paused: { text: 'rollouts.condition.paused', tone: 'warn' },
  Finalising: { text: 'rollouts.condition.finalising', tone: 'busy' },
  Cancelling: { text: 'rollouts.condition.cancelling', tone: 'warn' },
  Completed: { text: 'rollouts.condition.completed', tone: 'ok' },
};

/** A condition as a sentence; undefined for one that is not known here, which is shown as it is. */
const wordsOf = ({ type, status, reason }: RolloutCondition): Words | undefined => {
  if (type === 'Progressing') return progressing[reason];
  if (type === 'Succeeded')
    return status === 'True'
      ? { text: 'rollouts.condition.succeeded', tone: 'ok' }
      : { text: 'rollouts.condition.notSucceeded', tone: 'bad' };
  return status === 'True' ? { text: 'rollouts.condition.terminating', tone: 'busy' } : undefined;
};

/** What the controller says of the Rollout, in words, with its own words below. */
export function Conditions({ rollout }: { rollout: Rollout }) {
  const { t } = useTranslation();
  const conditions = rollout.status?.conditions ?? [];
  if (conditions.length === 0) return <p className={classes.nothing}>{t('rollouts.noConditions')}</p>;
  return (
    <ul className={classes.conditions}>
      {conditions.map((condition) => {
        const words = wordsOf(condition);
        return (
          <li key={condition.type}>
            <ToneIcon tone={words?.tone ?? 'idle'} size={16} />
            <span>
              {words === undefined ? `${condition.type}: ${condition.status}` : t(words.text)}
              {condition.message === '' ? null : <small>{condition.message}</small>}
            </span>
            {condition.lastTransitionTime === undefined ? null : <Age at={condition.lastTransitionTime} />}
          </li>
        );
      })}
    </ul>
  );
}
