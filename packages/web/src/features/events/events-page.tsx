import type { RowsReply } from '@binnacle/api';
import { fromThrown } from '@binnacle/api/client';
import { TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../api/client.ts';
import type { ClusterPageProps } from '../../app/pages.ts';
import { Choice } from '../../ui/choice.tsx';
import { formatClock, formatCount } from '../../ui/format.ts';
import { OkIcon, PauseIcon, PlayIcon } from '../../ui/icons.tsx';
import { Bar, Failure, State } from '../../ui/states.tsx';
import report from '../../ui/report.module.css';
import { EventGroups } from './event-groups.tsx';
import classes from './events.module.css';
import { filterEvents, groupEvents, readEvents, type Grouping } from './group-events.ts';
import { Timeline } from './timeline.tsx';

const refreshMs = 5_000;
/** The newest; the rest is in the list of the kind. */
const most = 1_000;
const groupings = [
  { value: 'reason', label: 'events.byReason' },
  { value: 'object', label: 'events.byObject' },
  { value: 'namespace', label: 'events.byNamespace' },
  { value: 'none', label: 'events.ungrouped' },
] as const satisfies readonly { value: Grouping; label: string }[];

/** What happened in a cluster lately: over time, in groups, narrowed by type and words; goes on by itself. */
export function EventsPage({ cluster, place }: ClusterPageProps) {
  const { t } = useTranslation();
  const [type, setType] = useState<'' | 'Warning' | 'Normal'>('');
  const [text, setText] = useState('');
  const [by, setBy] = useState<Grouping>('reason');
  const [paused, setPaused] = useState(false);
  const { namespaces } = place.list;
  const query = useQuery<RowsReply>({
    queryKey: ['eventRows', cluster.id, namespaces],
    refetchInterval: paused ? false : refreshMs,
    placeholderData: (before) => before,
    queryFn: ({ signal }) =>
      client.rows(
        { clusterId: cluster.id, group: '', version: 'v1', plural: 'events' },
        { namespaces, sortBy: 'Last Seen', order: 'desc', limit: most },
        { signal },
      ),
  });
  const reply = query.data;
  const events = reply === undefined ? [] : readEvents(reply);
  const shown = filterEvents(events, { type, text });
  const groups = groupEvents(shown, by);
  const now = query.dataUpdatedAt;
  return (
    <div className={report.page}>
      <div className={report.head}>
        <h1>{t('events.title')}</h1>
        <span className={report.at} role="status">
          {reply === undefined
            ? ''
            : t(paused ? 'events.pausedAt' : 'events.liveAt', { time: formatClock(now, Date.now()) })}
        </span>
        <button type="button" className={classes.pause} aria-pressed={paused} onClick={() => setPaused(!paused)}>
          {paused ? <PlayIcon width={14} height={14} /> : <PauseIcon width={14} height={14} />}
          {t(paused ? 'events.resume' : 'events.pause')}
        </button>
      </div>
      {reply === undefined && query.error !== null ? (
        <Failure error={fromThrown(query.error)} onRetry={() => void query.refetch()} />
      ) : (
        <>
          <section className={classes.card} aria-busy={reply === undefined}>
            {reply === undefined ? <Bar width="100%" /> : <Timeline events={shown} now={now} />}
          </section>
          <div className={report.tools}>
            <Choice
              label={t('events.type')}
              value={type}
              onChange={setType}
              options={[
                { value: '', label: t('events.all') },
                { value: 'Warning', label: t('events.warnings') },
                { value: 'Normal', label: t('events.normal') },
              ]}
            />
            <Choice
              label={t('events.group')}
              value={by}
              onChange={setBy}
              options={groupings.map(({ value, label }) => ({ value, label: t(label) }))}
            />
            <TextInput
              size="xs"
              className={report.filter}
              aria-label={t('events.filter')}
              placeholder={t('events.filter')}
              value={text}
              onChange={(event) => setText(event.currentTarget.value)}
            />
          </div>
          {reply !== undefined && shown.length === 0 ? (
            <State icon={<OkIcon />} title={t(events.length === 0 ? 'events.none' : 'events.notFound')} />
          ) : (
            <EventGroups cluster={cluster.name} kinds={place.kinds ?? []} groups={groups} by={by} />
          )}
          {reply !== undefined && reply.total > events.length ? (
            <p className={classes.where}>
              {t('events.more', { shown: formatCount(events.length), total: formatCount(reply.total) })}
            </p>
          ) : null}
        </>
      )}
    </div>
  );
}
