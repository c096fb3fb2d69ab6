import type { LogSource } from '@binnacle/api';
import { useTranslation } from 'react-i18next';
import { formatCount } from '../../ui/format.ts';
import { useErrorText } from '../../ui/states.tsx';
import type { LogPhase } from './log-session.ts';
import classes from './logs.module.css';

/** What keeps the log from being whole. */
export function PhaseNote({ state, dropped }: { state: LogPhase; dropped: number }) {
  const { t } = useTranslation();
  const textOf = useErrorText();
  return (
    <>
      {state.phase === 'waiting' ? (
        <div className={`${classes.note} ${classes.bad}`} role="alert">
          {t('logs.reconnecting', { reason: textOf(state.error) })}
        </div>
      ) : null}
      {dropped > 0 ? <div className={classes.note}>{t('logs.dropped', { lines: formatCount(dropped) })}</div> : null}
    </>
  );
}

export interface LogFootProps {
  lines: number;
  state: LogPhase;
  sources: readonly LogSource[];
  pinned: boolean;
}

/** How many lines of how many containers, and whether more come. */
export function LogFoot({ lines, state, sources, pinned }: LogFootProps) {
  const { t } = useTranslation();
  const closed = sources.filter((source) => source.state !== 'open');
  return (
    <div className={classes.foot} role="status">
      <span>{t('logs.lines', { count: lines, shown: formatCount(lines) })}</span>
      {sources.length < 2 ? null : (
        <span>{t('logs.sources', { count: sources.length, shown: formatCount(sources.length) })}</span>
      )}
      <span>
        {state.phase === 'following' ? t(pinned ? 'logs.following' : 'logs.paused') : null}
        {state.phase === 'ended' ? t('logs.ended') : null}
        {state.phase === 'loading' ? t('logs.loading') : null}
      </span>
      {closed.length === 0 || state.phase === 'ended' ? null : (
        <span title={closed.map(({ pod, container, reason }) => `${pod}/${container}: ${reason ?? ''}`).join('\n')}>
          {t('logs.silent', { count: closed.length, shown: formatCount(closed.length) })}
        </span>
      )}
    </div>
  );
}
