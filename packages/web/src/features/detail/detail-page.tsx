import type { ClusterSummary, WireKind } from '@binnacle/api';
import { Tabs } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useObject } from '../../api/use-object.ts';
import { abilitiesOf } from '../../resource/abilities.ts';
import { Crumbs } from '../../resource/crumbs.tsx';
import { pluralOfKind, qualifiedPlural } from '../../resource/kinds.ts';
import { textAt } from '../../resource/read-path.ts';
import { toListPath } from '../../resource/routes.ts';
import { go, toNamespaceSearch, useAddress, type Place } from '../../resource/use-place.ts';
import { WarnIcon } from '../../ui/icons.tsx';
import { Failure, State } from '../../ui/states.tsx';
import { ToneIcon } from '../../ui/status.tsx';
import type { TextKey } from '../../ui/text/text-key.ts';
import type { ActionName } from '../actions/actions.ts';
import { chartScopeOf } from '../metrics/chart-scope.ts';
import { openTerminalOf } from '../terminal/open-terminal.ts';
import classes from './detail.module.css';
import { DetailHead } from './detail-head.tsx';
import { DetailSkeleton } from './detail-skeleton.tsx';
import { EventsPanel } from './events-panel.tsx';
import { OverviewPanel } from './overview-panel.tsx';

const YamlPanel = lazy(async () => ({ default: (await import('../yaml/yaml-panel.tsx')).YamlPanel }));
const RevisionsPanel = lazy(async () => ({ default: (await import('./revisions-panel.tsx')).RevisionsPanel }));
const LogsPanel = lazy(async () => ({ default: (await import('../logs/logs-panel.tsx')).LogsPanel }));
const FilesPanel = lazy(async () => ({ default: (await import('../files/files-panel.tsx')).FilesPanel }));
const MetricsPanel = lazy(async () => ({ default: (await import('../metrics/metrics-panel.tsx')).MetricsPanel }));
const ActionDialog = lazy(async () => ({ default: (await import('../actions/action-dialog.tsx')).ActionDialog }));

type TabName = 'overview' | 'metrics' | 'yaml' | 'events' | 'revisions' | 'logs' | 'files';
const tabLabels: Readonly<Record<TabName, TextKey>> = {
  overview: 'tab.overview',
  metrics: 'tab.metrics',
  yaml: 'tab.yaml',
  events: 'tab.events',
  revisions: 'tab.revisions',
  logs: 'tab.logs',
  files: 'tab.files',
};

export interface DetailPageProps {
  place: Place;
  cluster: ClusterSummary;
  kind: WireKind;
  /** Empty for cluster-scoped kinds. */
  namespace: string;
  name: string;
}

/** The tab of the address; one that the kind does not have counts as the first. */
const tabOf = (search: string, tabs: readonly TabName[]): TabName => {
  const asked = new URLSearchParams(search).get('tab');
  return tabs.find((tab) => tab === asked) ?? 'overview';
};

/** One object of any kind: title, state with its reason, actions, tabs. */
export function DetailPage({ place, cluster, kind, namespace, name }: DetailPageProps) {
  const { t } = useTranslation();
  const { search } = useAddress();
  const [action, setAction] = useState<ActionName>();
  const at = {
    clusterId: cluster.id,
    group: kind.group,
    version: kind.version,
    plural: kind.plural,
    name,
    ...(kind.namespaced ? { namespace } : {}),
  };
  const live = useObject(at);
  const charted = chartScopeOf(kind, { namespace, name });
  const tabs: TabName[] = [
    'overview',
    ...(charted === undefined ? [] : (['metrics'] as const)),
    'yaml',
    'events',
    ...(kind.capabilities.includes('rollbackable') ? (['revisions'] as const) : []),
    ...(abilitiesOf(kind).logs ? (['logs'] as const) : []),
    ...(abilitiesOf(kind).files ? (['files'] as const) : []),
  ];
  const tab = tabOf(search, tabs);
  const listPath = toListPath({ cluster: cluster.name, ...kind }) + toNamespaceSearch(place.list.namespaces);

  if (live.object === undefined) {
    if (live.phase === 'failed' && live.error !== undefined)
      return <Failure page error={live.error} onRetry={live.retry} />;
    // Still watched: the page opens by itself when the object appears.
    if (live.phase === 'gone')
      return (
        <State page icon={<WarnIcon />} tone="warn" title={t('error.notFound')}>
          <p>{`${kind.kind} ${kind.namespaced ? `${namespace}/` : ''}${name}`}</p>
        </State>
      );
    return <DetailSkeleton title={name} kind={kind.kind} />;
  }
  const { object } = live;
  const choose = (next: string | null): void => {
    const params = new URLSearchParams(search);
    if (next === null || next === 'overview') params.delete('tab');
    else params.set('tab', next);
    const text = params.toString();
    go(location.pathname + (text === '' ? '' : `?${text}`), { replace: true });
  };
  return (
    <div className={classes.page}>
      <nav className={classes.crumbs} aria-label={t('detail.breadcrumbs')}>
        <Crumbs
          parts={[
            { text: pluralOfKind(kind), href: listPath },
            ...(namespace === '' ? [] : [{ text: namespace }]),
            { text: name },
          ]}
        />
      </nav>
      <DetailHead
        kind={kind}
        name={name}
        live={live}
        object={object}
        onAction={setAction}
        onTerminal={() => openTerminalOf({ cluster, kind, namespace, name })}
      />
      {live.phase === 'gone' ? (
        <div className={classes.gone} role="status">
          <ToneIcon tone="warn" size={16} />
          {t('detail.gone')}
        </div>
      ) : null}
      <Tabs value={tab} onChange={choose} className={classes.tabs} keepMounted={false}>
        <Tabs.List>
          {tabs.map((value) => (
            <Tabs.Tab key={value} value={value}>
              {t(tabLabels[value])}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="overview" className={classes.panel}>
          <OverviewPanel cluster={cluster} kind={kind} kinds={place.kinds ?? []} at={at} object={object} />
        </Tabs.Panel>
        {charted === undefined ? null : (
          <Tabs.Panel value="metrics" className={classes.panel}>
            <Suspense fallback={null}>
              <MetricsPanel clusterId={cluster.id} of={charted} />
            </Suspense>
          </Tabs.Panel>
        )}
        <Tabs.Panel value="yaml" className={`${classes.panel} ${classes.panelFill}`}>
          <Suspense fallback={null}>
            <YamlPanel
              at={at}
              resourceVersion={textAt(object, 'metadata', 'resourceVersion')}
              gone={live.phase === 'gone'}
              hidden={abilitiesOf(kind).data === 'hidden'}
            />
          </Suspense>
        </Tabs.Panel>
        <Tabs.Panel value="events" className={classes.panel}>
          <EventsPanel at={at} />
        </Tabs.Panel>
        {tabs.includes('revisions') ? (
          <Tabs.Panel value="revisions" className={classes.panel}>
            <Suspense fallback={null}>
              <RevisionsPanel kind={kind} at={at} resourceVersion={textAt(object, 'metadata', 'resourceVersion')} />
            </Suspense>
          </Tabs.Panel>
        ) : null}
        {tabs.includes('logs') ? (
          <Tabs.Panel value="logs" className={`${classes.panel} ${classes.panelFill}`}>
            <Suspense fallback={null}>
              <LogsPanel
                scope={{
                  clusterId: cluster.id,
                  namespace,
                  ...(abilitiesOf(kind).files ? { pod: name } : { kind: qualifiedPlural(kind), name }),
                }}
                object={object}
              />
            </Suspense>
          </Tabs.Panel>
        ) : null}
        {tabs.includes('files') ? (
          <Tabs.Panel value="files" className={`${classes.panel} ${classes.panelFill}`}>
            <Suspense fallback={null}>
              <FilesPanel clusterId={cluster.id} namespace={namespace} pod={name} object={object} />
            </Suspense>
          </Tabs.Panel>
        ) : null}
      </Tabs>
      {action === undefined ? null : (
        <Suspense fallback={null}>
          <ActionDialog
            action={action}
            kind={kind}
            targets={[at]}
            onClose={() => setAction(undefined)}
            onDone={() => {
              if (action === 'delete') go(listPath);
            }}
          />
        </Suspense>
      )}
    </div>
  );
}
