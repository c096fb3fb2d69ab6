import type { WireKind, WireRevision } from '@binnacle/api';
import { fromThrown, type ObjectAddress } from '@binnacle/api/client';
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../api/client.ts';
import { Age } from '../../ui/age.tsx';
import { ClockIcon, RestartIcon } from '../../ui/icons.tsx';
import { Bar, Failure, State } from '../../ui/states.tsx';
import { StatusText } from '../../ui/status.tsx';
import { ChangeList } from '../yaml/change-list.tsx';
import classes from './detail.module.css';

const RollbackDialog = lazy(async () => ({
  default: (await import('../actions/rollback-dialog.tsx')).RollbackDialog,
}));

export interface RevisionsPanelProps {
  kind: WireKind;
  at: ObjectAddress;
  /** Of the object: its revisions are read again when it changes. */
  resourceVersion: string;
}

/** The templates that a workload had, what each changed, and the way back. */
export function RevisionsPanel({ kind, at, resourceVersion }: RevisionsPanelProps) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState<WireRevision>();
  const revisions = useQuery<WireRevision[]>({
    queryKey: ['revisions', at, resourceVersion],
    placeholderData: (before) => before,
    queryFn: async ({ signal }) => (await client.revisions(at, { signal })).items,
  });
  const { data, error, refetch } = revisions;
  if (data === undefined) {
    if (error !== null) return <Failure error={fromThrown(error)} onRetry={() => void refetch()} />;
    return (
      <div className={classes.card} style={{ padding: 16 }} role="status" aria-label={t('revisions.loading')}>
        <Bar width="60%" />
      </div>
    );
  }
  if (data.length === 0) {
    return (
      <State icon={<ClockIcon />} title={t('revisions.none')}>
        <p>{t('revisions.noneText')}</p>
      </State>
    );
  }
  return (
    <div className={classes.card}>
      <div className={classes.scroll} tabIndex={0} role="region" aria-label={t('tab.revisions')}>
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">{t('revisions.revision')}</th>
              <th scope="col">{t('revisions.changes')}</th>
              <th scope="col">{t('column.age')}</th>
              <th scope="col">{t('table.actions')}</th>
            </tr>
          </thead>
          <tbody>
            {data.map((revision) => (
              <tr key={revision.name}>
                <td className={classes.nowrap}>
                  <b className="bn-number">#{revision.revision}</b>{' '}
                  {revision.current ? <StatusText tone="ok" text={t('revisions.current')} /> : null}
                  <div className={classes.sub}>{revision.name}</div>
                </td>
                <td>
                  {revision.change_cause === null ? null : <div>{revision.change_cause}</div>}
                  <ChangeList changes={revision.changes} />
                  {revision.changes.length === 0 ? (
                    <div className={classes.image}>{revision.images.join(', ')}</div>
                  ) : null}
                </td>
                <td className={classes.nowrap}>
                  <Age at={revision.created_at} />
                </td>
                <td className={classes.nowrap}>
                  {revision.current ? null : (
                    <Button
                      size="compact-sm"
                      variant="default"
                      leftSection={<RestartIcon width={14} height={14} />}
                      onClick={() => setChosen(revision)}
                    >
                      {t('action.rollBack')}
                    </Button>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {chosen === undefined ? null : (
        <Suspense fallback={null}>
          <RollbackDialog kind={kind} at={at} revision={chosen} onClose={() => setChosen(undefined)} />
        </Suspense>
      )}
    </div>
  );
}
