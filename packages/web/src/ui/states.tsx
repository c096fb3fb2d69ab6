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
}

/** A failure instead of content: forbidden, not found, unreachable, or anything else, with the server's own words. */
export function Failure({ error, onRetry, actions, page = false }: FailureProps) {
  const { t } = useTranslation();
  const textOf = useErrorText();
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
  const trace =
    error.traceId === undefined ? null : (
      <p className={classes.trace}>
        {t('error.trace')} {error.traceId}
      </p>
    );
  const text = <p>{textOf(error)}</p>;
  if (error.code === 403) {
    return (
      <State icon={<LockIcon />} tone="warn" title={t('error.forbidden')} actions={all} page={page}>
        {text}
        {trace}
      </State>
    );
  }
  if (error.code === 400) {
    return (
      <State icon={<WarnIcon />} tone="warn" title={t('error.badRequest')} actions={all} page={page}>
        {text}
        {trace}
      </State>
    );
  }
  if (error.code === 404) {
    return (
      <State icon={<WarnIcon />} tone="warn" title={t('error.notFound')} actions={all} page={page}>
        {text}
        {trace}
      </State>
    );
  }
  return (
    <State icon={<BadIcon />} tone="bad" title={t('error.failed')} actions={all} page={page}>
      {text}
      {trace}
    </State>
  );
}

/** A grey bar where text will be. */
export function Bar({ width }: { width: number | string }) {
  return <span className={classes.bar} style={{ width }} />;
}
