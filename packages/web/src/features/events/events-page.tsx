import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RowsSnapshot } from '../../api/rows-store.ts';
import { useRows } from '../../api/use-rows.ts';
import type { ClusterPageProps } from '../../app/pages.ts';
import { Choice } from '../../ui/choice.tsx';
import { formatClock, formatCount } from '../../ui/format.ts';
import { FreshnessChip } from '../../ui/freshness.tsx';
import { OkIcon, PauseIcon, PlayIcon } from '../../ui/icons.tsx';
import { Bar, Failure, State } from '../../ui/states.tsx';
import { useTicking } from '../../ui/tick.ts';
import report from '../../ui/report.module.css';
import { EventGroups } from './event-groups.tsx';
import classes from './events.module.css';
import { filterEvents, groupEvents, readEvents, type Grouping } from './group-events.ts';
import { Timeline } from './timeline.tsx';

/** How often the timeline moves on by itself. */
const stepMs = 10_000;
/** The newest; the rest is in the list of the kind. */
const most = 1_000;
const groupings = [
  { value: 'reason', label: 'events.byReason' },
  { value: 'object', label: 'events.byObject' },
  { value: 'namespace', label: 'events.byNamespace' },
  { value: 'none', label: 'events.ungrouped' },
] as const satisfies readonly { value: Grouping; label: string }[];

/** What was shown when the reader stopped it, and when. */
interface Stopped {
  shown: RowsSnapshot;
  /** Epoch ms. */
  at: number;
}

/** What happened in a cluster lately: over time, in groups, narrowed by type and words; live until it is stopped. */
export function EventsPage({ cluster, place }: ClusterPageProps) {
  const { t } = useTranslation();
  const [type, setType] = useState<'' | 'Warning' | 'Normal'>('');
  const [text, setText] = useState('');
  const [by, setBy] = useState<Grouping>('reason');
  const [stopped, setStopped] = useState<Stopped>();
  const { namespaces } = place.list;
  const live = useRows(
    { clusterId: cluster.id, group: '', version: 'v1', plural: 'events' },
    { namespaces, sortBy: 'Last Seen', order: 'desc' },
    most,
  );
  const step = Number(useTicking((moment) => String(Math.floor(moment / stepMs))));
  const snapshot = stopped?.shown ?? live;
  const isKnown = snapshot.phase === 'ready';
  const events = isKnown ? readEvents(snapshot) : [];
  const shown = filterEvents(events, { type, text });
  const groups = groupEvents(shown, by);
  const now = stopped?.at ?? (step + 1) * stepMs;
  return (
    <div className={report.page}>
      <div className={report.head}>
        <h1>{t('events.title')}</h1>
        <span className={report.at}>
          {stopped === undefined ? (
            <FreshnessChip freshness={live.freshness} stream={live.stream} />
          ) : (
            <span role="status">{t('events.pausedAt', { time: formatClock(stopped.at, Date.now()) })}</span>
          )}
        </span>
        <button
          type="button"
          className={classes.pause}
          aria-pressed={stopped !== undefined}
          disabled={!isKnown}
          onClick={() => setStopped(stopped === undefined ? { shown: live, at: Date.now() } : undefined)}
        >
          {stopped === undefined ? <PauseIcon width={14} height={14} /> : <PlayIcon width={14} height={14} />}
          {t(stopped === undefined ? 'events.pause' : 'events.resume')}
        </button>
      </div>
      {snapshot.phase === 'failed' && snapshot.error !== undefined ? (
        <Failure error={snapshot.error} onRetry={live.retry} filtered />
      ) : (
        <>
          <section className={classes.card} aria-busy={!isKnown}>
            {!isKnown ? <Bar width="100%" /> : <Timeline events={shown} now={now} />}
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
          {isKnown && shown.length === 0 ? (
            <State icon={<OkIcon />} title={t(events.length === 0 ? 'events.none' : 'events.notFound')} />
          ) : (
            <EventGroups cluster={cluster.name} kinds={place.kinds ?? []} groups={groups} by={by} />
          )}
          {isKnown && snapshot.total > events.length ? (
            <p className={classes.where}>
              {t('events.more', { shown: formatCount(events.length), total: formatCount(snapshot.total) })}
            </p>
          ) : null}
        </>
      )}
    </div>
  );
}
