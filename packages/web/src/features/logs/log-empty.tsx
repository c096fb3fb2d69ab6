import type { LogSource } from '@binnacle/api';
import { Loader } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { LogPhase } from './log-session.ts';
import classes from './logs.module.css';

export interface LogEmptyProps {
  state: LogPhase;
  sources: readonly LogSource[];
  /** Lines were read, and the chosen level hides them. */
  hasOtherLevels: boolean;
}

/** Why there are no lines to be seen: not known yet, no log to read, none written, none of the level. */
export function LogEmpty({ state, sources, hasOtherLevels }: LogEmptyProps) {
  const { t } = useTranslation();
  const reason = sources.find(({ reason: said = '' }) => said !== '')?.reason;
  const text = (): string => {
    if (hasOtherLevels) return t('logs.noneOfLevel');
    if (sources.length > 0 && sources.every((source) => source.state !== 'open') && reason !== undefined)
      return t('logs.noLog', { reason });
    if (state.phase === 'loading' || state.phase === 'waiting') return t('logs.connecting');
    return t('logs.none');
  };
  const isOpening = state.phase === 'loading' && !hasOtherLevels && reason === undefined;
  return (
    <div className={classes.none}>
      {isOpening ? <Loader size="xs" color="gray" aria-hidden /> : null}
      {text()}
    </div>
  );
}
