import { fromThrown, type ObjectAddress } from '@binnacle/api/client';
import { useTranslation } from 'react-i18next';
import { useEvents } from '../../api/queries.ts';
import { Age } from '../../ui/age.tsx';
import { formatCount } from '../../ui/format.ts';
import { ClockIcon } from '../../ui/icons.tsx';
import { Bar, Failure, State } from '../../ui/states.tsx';
import { StatusText } from '../../ui/status.tsx';
import classes from './detail.module.css';

/** What happened to the object, newest first; asked for again every few seconds. */
export function EventsPanel({ at }: { at: ObjectAddress }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useEvents(at);
  if (data === undefined) {
    if (error !== null) return <Failure error={fromThrown(error)} onRetry={() => void refetch()} />;
    return (
      <div className={classes.card} style={{ padding: 16 }} role="status" aria-label={t('events.loading')}>
        <Bar width="60%" />
      </div>
    );
  }
  if (data.length === 0) {
    return (
      <State icon={<ClockIcon />} title={t('events.none')}>
        <p>{t('events.noneText')}</p>
      </State>
    );
  }
  return (
    <div className={classes.card}>
      <div className={classes.scroll} tabIndex={0} role="region" aria-label={t('tab.events')}>
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">{t('column.type')}</th>
              <th scope="col">{t('column.reason')}</th>
              <th scope="col">{t('column.message')}</th>
              <th scope="col">{t('column.count')}</th>
              <th scope="col">{t('column.lastSeen')}</th>
              <th scope="col">{t('events.source')}</th>
            </tr>
          </thead>
          <tbody>
            {data.map((event) => (
              <tr key={event.uid}>
                <td className={classes.nowrap}>
                  <StatusText tone={event.type === 'Warning' ? 'warn' : 'idle'} text={event.type} />
                </td>
                <td className={classes.nowrap}>{event.reason}</td>
                <td className={classes.message}>{event.message}</td>
                <td className="bn-number">{formatCount(event.count)}</td>
                <td className={classes.nowrap}>
                  <Age at={event.last_seen} />
                </td>
                <td className={`${classes.nowrap} ${classes.sub}`}>{event.source}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}
