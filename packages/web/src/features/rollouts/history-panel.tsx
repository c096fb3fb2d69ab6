import type { RolloutHistoryEntry } from '@binnacle/api';
import { fromThrown } from '@binnacle/api/client';
import { useTranslation } from 'react-i18next';
import { Age } from '../../ui/age.tsx';
import { ClockIcon } from '../../ui/icons.tsx';
import { Bar, Failure, State } from '../../ui/states.tsx';
import { StatusText } from '../../ui/status.tsx';
import type { TextKey } from '../../ui/text/text-key.ts';
import type { Tone } from '../../ui/tone.ts';
import classes from './release.module.css';
import { useHistory } from './use-revisions.ts';

const roles: Readonly<Record<string, { label: TextKey; tone: Tone }>> = {
  stable: { label: 'rollouts.role.stable', tone: 'ok' },
  canary: { label: 'rollouts.role.canary', tone: 'busy' },
  former: { label: 'rollouts.role.former', tone: 'idle' },
  completed: { label: 'rollouts.role.completed', tone: 'ok' },
};

/** What was released before, newest first, with what each revision changed. */
export function HistoryPanel(at: { cluster: string; namespace: string; name: string; resourceVersion: string }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useHistory(at);
  if (data === undefined) {
    if (error !== null) return <Failure error={fromThrown(error)} onRetry={() => void refetch()} />;
    return (
      <div className={classes.card} role="status" aria-label={t('rollouts.loading')}>
        <Bar width="60%" />
      </div>
    );
  }
  if (data.length === 0) return <State icon={<ClockIcon />} title={t('rollouts.noHistory')} />;
  return (
    <ol className={classes.history}>
      {data.map((entry) => (
        <Entry key={`${entry.revision}/${entry.created_at}`} entry={entry} />
      ))}
    </ol>
  );
}

const valueText = (value: unknown): string =>
  value === null ? '∅' : typeof value === 'string' ? value : JSON.stringify(value);

function Entry({ entry }: { entry: RolloutHistoryEntry }) {
  const { t } = useTranslation();
  const { revision, rollout_id, created_at, status, images, changes = [] } = entry;
  const role = roles[status];
  return (
    <li className={classes.card}>
      <div className={classes.entryHead}>
        <b>{/^\d+$/.test(revision) ? t('rollouts.revision', { revision }) : revision}</b>
        {role === undefined ? (
          <span className={classes.nothing}>{status}</span>
        ) : (
          <StatusText tone={role.tone} text={t(role.label)} />
        )}
        {rollout_id === null ? null : <code>{rollout_id}</code>}
        <span className={classes.entryAge}>
          <Age at={created_at} />
        </span>
      </div>
      <div className={`${classes.nothing} bn-mono`}>{images.join(', ')}</div>
      {changes.length === 0 ? null : (
        <dl className={classes.diff} aria-label={t('rollouts.changes')}>
          {changes.map(({ path, from, to }) => (
            <div key={path}>
              <dt>{path}</dt>
              <dd>
                <del>{valueText(from)}</del>
                <ins>{valueText(to)}</ins>
              </dd>
            </div>
          ))}
        </dl>
      )}
    </li>
  );
}
