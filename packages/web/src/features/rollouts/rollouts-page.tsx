import type { RolloutCluster, WireFreshness } from '@binnacle/api';
import { Button, TextInput } from '@mantine/core';
import { useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useReleases } from '../../api/use-releases.ts';
import { toClusterPath } from '../../resource/routes.ts';
import { go } from '../../resource/use-place.ts';
import { formatCount } from '../../ui/format.ts';
import { FreshnessChip } from '../../ui/freshness.tsx';
import { PlusIcon, RolloutIcon, SearchIcon } from '../../ui/icons.tsx';
import { Bar, Failure, State } from '../../ui/states.tsx';
import { ToneIcon } from '../../ui/status.tsx';
import { Inbox } from './inbox.tsx';
import { rolloutsPage } from './release-path.ts';
import { stateGroups } from './release-words.ts';
import { ReleasesTable } from './releases-table.tsx';
import classes from './rollouts.module.css';
import { searchReleases, sortReleases } from './sort-releases.ts';
import { useUnobserved } from './unobserved.ts';
import { useTraffic } from './use-traffic.ts';

export interface RolloutsPageProps {
  /** All clusters without it. */
  cluster?: { id: number; name: string };
  /** All namespaces when empty. */
  namespaces: readonly string[];
}

/** Releases of one cluster or of all: what waits for somebody, and everything else. */
export function RolloutsPage({ cluster, namespaces }: RolloutsPageProps) {
  const { t } = useTranslation();
  const live = useReleases(cluster?.id, namespaces);
  const [group, setGroup] = useState('');
  const [text, setText] = useState('');
  // Typing and clicking come first where many releases move at once.
  const items = useDeferredValue(live.items);
  const fleet = cluster === undefined;
  const isReleasing = items.some(({ step }) => step > 0);
  const unobserved = useUnobserved(items);
  const traffic = useTraffic(cluster?.id, namespaces, isReleasing);

  const sorted = sortReleases(items);
  const states = stateGroups.find(({ id }) => id === group)?.states;
  const shown = searchReleases(
    states === undefined ? sorted : sorted.filter(({ state }) => states.includes(state)),
    text,
  );
  const waiting = sorted.filter(({ state }) => state === 'waiting');
  const troubled = live.clusters.filter(
    ({ state }) => state !== 'synced' && state !== 'absent' && state !== 'disabled',
  );
  const absent = live.clusters.length > 0 && live.clusters.every(({ state }) => state === 'absent');

  return (
    <div className={classes.page}>
      <div className={classes.head}>
        <h1>{t('nav.rollouts')}</h1>
        {live.phase === 'ready' ? (
          <span className={classes.count}>
            {t('rollouts.count', { count: items.length, shown: formatCount(items.length) })}
          </span>
        ) : null}
        <span className={classes.end}>
          <FreshnessChip freshness={freshnessOf(live.clusters, fleet)} stream={live.stream} />
          {fleet || absent ? null : (
            <Button
              size="xs"
              leftSection={<PlusIcon width={14} height={14} />}
              onClick={() => go(toClusterPath(cluster.name, rolloutsPage, 'new'))}
            >
              {t('rollouts.create')}
            </Button>
          )}
        </span>
      </div>
      {fleet && troubled.length > 0 ? <Troubles clusters={troubled} /> : null}
      {unobserved.length > 0 ? (
        <ul className={classes.notices} role="status">
          {unobserved.map((name) => (
            <li key={name}>
              <ToneIcon tone="warn" size={15} />
              {t('rollouts.clusterUnobserved', { name })}
            </li>
          ))}
        </ul>
      ) : null}
      {live.phase === 'failed' && live.error !== undefined ? <Failure error={live.error} onRetry={live.retry} /> : null}
      {live.phase === 'loading' ? (
        <div role="status" aria-label={t('rollouts.loading')} className={classes.frame} style={{ padding: 18 }}>
          <Bar width="60%" />
        </div>
      ) : null}
      {live.phase === 'ready' && absent ? (
        <State icon={<RolloutIcon />} title={t('rollouts.absent')}>
          <p>{t('rollouts.absentText')}</p>
          <p>
            <code>binnacle rollouts install</code>
          </p>
        </State>
      ) : null}
      {live.phase === 'ready' && !absent && items.length === 0 ? (
        <State icon={<RolloutIcon />} title={t('rollouts.none')}>
          <p>{t('rollouts.noneText')}</p>
        </State>
      ) : null}
      {live.phase === 'ready' && items.length > 0 ? (
        <>
          <Inbox items={waiting} fleet={fleet} />
          <div className={classes.filters}>
            <div className={classes.chips} role="group" aria-label={t('rollouts.filter')}>
              <Chip
                label={t('rollouts.group.all')}
                count={items.length}
                pressed={group === ''}
                onPress={() => setGroup('')}
              />
              {stateGroups.map(({ id, label, states: own }) => (
                <Chip
                  key={id}
                  label={t(label)}
                  count={items.filter(({ state }) => own.includes(state)).length}
                  pressed={group === id}
                  onPress={() => setGroup(group === id ? '' : id)}
                />
              ))}
            </div>
            <TextInput
              type="search"
              size="xs"
              aria-label={t('rollouts.search')}
              placeholder={t('rollouts.search')}
              leftSection={<SearchIcon width={13} height={13} />}
              value={text}
              onChange={(event) => setText(event.currentTarget.value)}
            />
          </div>
          {shown.length === 0 ? (
            <State icon={<SearchIcon />} title={t('rollouts.noMatch')} />
          ) : (
            <ReleasesTable items={shown} fleet={fleet} traffic={traffic} />
          )}
        </>
      ) : null}
    </div>
  );
}

interface ChipProps {
  label: string;
  count: number;
  pressed: boolean;
  onPress: () => void;
}

function Chip({ label, count, pressed, onPress }: ChipProps) {
  return (
    <button type="button" className={classes.chip} aria-pressed={pressed} onClick={onPress}>
      {label}
      <b>{formatCount(count)}</b>
    </button>
  );
}

/** Of one cluster, what it is; of all of them, the connection alone: those that are not fresh are listed by name. */
const freshnessOf = ([only]: readonly RolloutCluster[], fleet: boolean): WireFreshness => {
  const since = only?.since ?? new Date().toISOString();
  if (fleet || only === undefined || only.state === 'absent' || only.state === 'disabled')
    return { state: 'synced', since };
  return { state: only.state, since, ...(only.reason === undefined ? {} : { reason: only.reason }) };
};

function Troubles({ clusters }: { clusters: readonly RolloutCluster[] }) {
  const { t } = useTranslation();
  return (
    <ul className={classes.notices} role="status">
      {clusters.map(({ id, name, state, reason }) => (
        <li key={id}>
          <ToneIcon tone={state === 'starting' ? 'busy' : 'warn'} size={15} />
          {state === 'starting'
            ? t('rollouts.clusterStarting', { name })
            : t('rollouts.clusterStale', { name, reason: reason ?? '' })}
        </li>
      ))}
    </ul>
  );
}
