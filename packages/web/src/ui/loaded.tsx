import { fromThrown } from '@binnacle/api/client';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './sheet.module.css';
import { Bar, Failure, useErrorText } from './states.tsx';
import { StatusText } from './status.tsx';

/** What of a query's result is drawn. */
interface Result<T> {
  data: T | undefined;
  error: Error | null;
  refetch: () => unknown;
}

const widths = ['62%', '48%', '70%', '40%', '56%'];

export interface LoadedProps<T> {
  result: Result<T>;
  /** Said while there is no answer, where that may take its time. */
  waiting?: string;
  children: (data: T) => ReactNode;
}

/** An answer once it is there, with a note when it could not be brought up to date; until then its place or its failure. */
export function Loaded<T>({ result, waiting, children }: LoadedProps<T>) {
  const { t } = useTranslation();
  const textOf = useErrorText();
  const { data, error, refetch } = result;
  if (data === undefined) {
    if (error !== null) return <Failure error={fromThrown(error)} onRetry={() => void refetch()} />;
    return (
      <div className={`${classes.frame} ${classes.skeleton}`} role="status" aria-label={waiting ?? t('table.loading')}>
        {waiting === undefined ? null : <span className={classes.waiting}>{waiting}</span>}
        {widths.map((width) => (
          <Bar key={width} width={width} />
        ))}
      </div>
    );
  }
  return (
    <>
      {error === null ? null : (
        <div role="alert">
          <StatusText tone="warn" text={textOf(fromThrown(error))} />
        </div>
      )}
      {children(data)}
    </>
  );
}
