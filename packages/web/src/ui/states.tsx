import type { ConsoleError } from '@binnacle/api/client';
import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { BadIcon, LockIcon, WarnIcon } from './icons.tsx';
import classes from './states.module.css';

export interface StateProps {
  icon: ReactNode;
  title: string;
  tone?: 'bad' | 'warn';
  children?: ReactNode;
  actions?: ReactNode;
  /** Fills the whole page: its title is the page's. */
  page?: boolean;
}

/** A page or panel that has nothing to list: says why and what can be done. */
export function State({ icon, title, tone, children, actions, page = false }: StateProps) {
  const Title = page ? 'h1' : 'h2';
  return (
    <div
      className={`${classes.state} ${tone === undefined ? '' : classes[tone]}`}
      role={tone === undefined ? 'status' : 'alert'}
    >
      <div className={classes.mark}>{icon}</div>
      <Title>{title}</Title>
      {children}
      {actions === undefined ? null : <div className={classes.actions}>{actions}</div>}
    </div>
  );
}

/** What a failed call said, in the reader's words where no answer came. */
export const useErrorText = (): ((error: ConsoleError) => string) => {
  const { t } = useTranslation();
  return (error) => {
    if (error.reason === 'NetworkError') return t('error.network');
    if (error.reason === 'Timeout') return t('error.timeout');
    return error.message;
  };
};

export interface FailureProps extends Pick<StateProps, 'actions' | 'page'> {
  error: ConsoleError;
  onRetry?: () => void;
  /** What was asked for is the reader's own filter, which may be at fault. */
  filtered?: boolean;
}

/** What kind of failure it is: how it is drawn, and what it is called. */
const lookOf = (code: number, filtered: boolean) => {
  if (code === 403) return { icon: <LockIcon />, tone: 'warn', title: 'error.forbidden' } as const;
  if (code === 404) return { icon: <WarnIcon />, tone: 'warn', title: 'error.notFound' } as const;
  if (code === 400)
    return { icon: <WarnIcon />, tone: 'warn', title: filtered ? 'error.badRequest' : 'error.failed' } as const;
  return { icon: <BadIcon />, tone: 'bad', title: 'error.failed' } as const;
};

/** A failure instead of content: forbidden, not found, unreachable, or anything else, with the server's own words. */
export function Failure({ error, onRetry, actions, page = false, filtered = false }: FailureProps) {
  const { t } = useTranslation();
  const textOf = useErrorText();
  const { icon, tone, title } = lookOf(error.code, filtered);
  const retry =
    onRetry === undefined ? null : (
      <Button size="xs" variant="default" onClick={onRetry}>
        {t('action.retry')}
      </Button>
    );
  const all = (
    <>
      {retry}
      {actions}
    </>
  );
  return (
    <State icon={icon} tone={tone} title={t(title)} actions={all} page={page}>
      <p>{textOf(error)}</p>
      {error.traceId === undefined ? null : (
        <p className={classes.trace}>
          {t('error.trace')} {error.traceId}
        </p>
      )}
    </State>
  );
}

/** A grey bar where text will be. */
export function Bar({ width }: { width: number | string }) {
  return <span className={classes.bar} style={{ width }} />;
}
