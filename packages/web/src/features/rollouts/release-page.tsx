import type { ClusterSummary } from '@binnacle/api';
import { fromThrown } from '@binnacle/api/client';
import { rolloutKind, type ReleaseAction, type Rollout } from '@binnacle/rollouts/api';
import { Tabs } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useObject } from '../../api/use-object.ts';
import { Crumbs } from '../../resource/crumbs.tsx';
import { toClusterPath } from '../../resource/routes.ts';
import { go, useAddress } from '../../resource/use-place.ts';
import { WarnIcon } from '../../ui/icons.tsx';
import { Bar, Failure, State } from '../../ui/states.tsx';
import { EventsPanel } from '../detail/events-panel.tsx';
import { atOneClick } from './action-words.ts';
import { AnalysisCard } from './analysis-card.tsx';
import { Conditions } from './conditions.tsx';
import { Headline } from './headline.tsx';
import { HistoryPanel } from './history-panel.tsx';
import { Picture } from './picture.tsx';
import { ReleaseHead } from './release-head.tsx';
import { rolloutsPage } from './release-path.ts';
import { readRelease } from './release.ts';
import classes from './release.module.css';
import { Timeline } from './timeline.tsx';
import { useAnalysis } from './use-analysis.ts';
import { useReleaseAction, type ReleaseRequest } from './use-release-action.ts';
import { useRevisions } from './use-revisions.ts';

const YamlPanel = lazy(async () => ({ default: (await import('../yaml/yaml-panel.tsx')).YamlPanel }));
const ReleaseDialog = lazy(async () => ({ default: (await import('./release-dialog.tsx')).ReleaseDialog }));

export interface ReleasePageProps {
  cluster: ClusterSummary;
  namespace: string;
  name: string;
}

const tabs = ['conditions', 'history', 'events', 'yaml'] as const;
type TabName = (typeof tabs)[number];

const choose = (tab: string | null): void => {
  const params = new URLSearchParams(location.search);
  if (tab === null || tab === tabs[0]) params.delete('tab');
  else params.set('tab', tab);
  const text = params.toString();
  go(location.pathname + (text === '' ? '' : `?${text}`), { replace: true });
};

/** One release: what it does, where requests go, its steps, and what can be done about it. */
export function ReleasePage({ cluster, namespace, name }: ReleasePageProps) {
  const { t } = useTranslation();
  const { search } = useAddress();
  const { group, version, plural } = rolloutKind;
  const at = { clusterId: cluster.id, group, version, plural, namespace, name };
  const live = useObject(at);
  const act = useReleaseAction(cluster.name, namespace, name);
  const [asking, setAsking] = useState<Exclude<ReleaseAction, 'jump'>>();
  const rollout = live.object as unknown as Rollout | undefined;
  const resourceVersion = rollout?.metadata.resourceVersion ?? '';
  const place = { cluster: cluster.name, namespace, name, resourceVersion };
  const isReleasing = rollout?.status?.phase === 'Progressing';
  const pods = useRevisions({ ...place, isReleasing });
  const analysis = useAnalysis({ cluster: cluster.name, namespace, name, isReleasing });

  if (rollout === undefined) {
    if (live.phase === 'failed' && live.error !== undefined)
      return <Failure page error={live.error} onRetry={live.retry} />;
    if (live.phase === 'gone')
      return (
        <State page icon={<WarnIcon />} tone="warn" title={t('error.notFound')}>
          <p>{`Rollout ${namespace}/${name}`}</p>
        </State>
      );
    return (
      <div className={classes.page} role="status" aria-label={t('rollouts.loading')}>
        <Bar width="30%" />
      </div>
    );
  }

  const release = readRelease(rollout);
  const run = (request: ReleaseRequest): void => {
    setAsking(undefined);
    act.mutate(request);
  };
  const onAction = (action: Exclude<ReleaseAction, 'jump'>): void => {
    if (action !== 'setImage' && atOneClick.has(action)) run({ action });
    else setAsking(action);
  };
  const revisions = pods.data?.revisions ?? [];
  const tab: TabName = tabs.find((each) => each === new URLSearchParams(search).get('tab')) ?? 'conditions';
  return (
    <div className={classes.page}>
      <nav className={classes.crumbs} aria-label={t('detail.breadcrumbs')}>
        <Crumbs
          parts={[
            { text: t('nav.rollouts'), href: toClusterPath(cluster.name, rolloutsPage) },
            { text: namespace },
            { text: name },
          ]}
        />
      </nav>
      <ReleaseHead
        name={name}
        release={release}
        live={live}
        busy={act.isPending ? act.variables.action : undefined}
        onAction={onAction}
      />
      {live.phase === 'gone' ? (
        <div className={classes.notice} role="status">
          <WarnIcon />
          {t('detail.gone')}
        </div>
      ) : null}
      {release.isUnobserved && live.phase !== 'gone' ? (
        <div className={classes.notice} role="status">
          <WarnIcon />
          {t('rollouts.unobserved')}
        </div>
      ) : null}
      <Headline release={release} />
      <section className={classes.card} aria-label={t('rollouts.timeline')}>
        <Timeline release={release} onJump={(step) => run({ action: 'jump', step })} />
      </section>
      <section className={classes.card} aria-label={t('rollouts.picture')}>
        {pods.data === undefined ? (
          pods.error === null ? (
            <div role="status" aria-label={t('rollouts.loading')}>
              <Bar width="60%" />
            </div>
          ) : (
            <Failure error={fromThrown(pods.error)} onRetry={() => void pods.refetch()} />
          )
        ) : (
          <Picture
            cluster={cluster.name}
            namespace={namespace}
            release={release}
            revisions={revisions}
            measured={analysis.data?.measured}
          />
        )}
      </section>
      <section className={`${classes.card} ${classes.analysis}`} aria-label={t('rollouts.analysis')}>
        {analysis.data !== undefined ? (
          <AnalysisCard analysis={analysis.data} />
        ) : analysis.error === null ? (
          <div role="status" aria-label={t('rollouts.loading')}>
            <Bar width="60%" />
          </div>
        ) : (
          <Failure error={fromThrown(analysis.error)} onRetry={() => void analysis.refetch()} />
        )}
      </section>
      <Tabs value={tab} onChange={choose} keepMounted={false}>
        <Tabs.List>
          <Tabs.Tab value="conditions">{t('detail.conditions')}</Tabs.Tab>
          <Tabs.Tab value="history">{t('rollouts.history')}</Tabs.Tab>
          <Tabs.Tab value="events">{t('tab.events')}</Tabs.Tab>
          <Tabs.Tab value="yaml">{t('tab.yaml')}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="conditions" className={classes.panel}>
          <Conditions rollout={rollout} />
        </Tabs.Panel>
        <Tabs.Panel value="history" className={classes.panel}>
          <HistoryPanel {...place} />
        </Tabs.Panel>
        <Tabs.Panel value="events" className={classes.panel}>
          <EventsPanel at={at} />
        </Tabs.Panel>
        <Tabs.Panel value="yaml" className={`${classes.panel} ${classes.yaml}`}>
          <Suspense fallback={null}>
            <YamlPanel at={at} resourceVersion={resourceVersion} gone={live.phase === 'gone'} />
          </Suspense>
        </Tabs.Panel>
      </Tabs>
      {asking === undefined ? null : (
        <Suspense fallback={null}>
          <ReleaseDialog
            action={asking}
            clusterId={cluster.id}
            namespace={namespace}
            name={name}
            revision={revisions.find(({ isCanary }) => isCanary) ?? revisions[0]}
            busy={act.isPending}
            onRun={run}
            onClose={() => setAsking(undefined)}
          />
        </Suspense>
      )}
    </div>
  );
}
