import type { ClusterSummary, RolloutProspect } from '@binnacle/api';
import { fromThrown } from '@binnacle/api/client';
import { rolloutKind } from '@binnacle/rollouts/api';
import { Button, NativeSelect, TextInput } from '@mantine/core';
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { stringify } from 'yaml';
import { client } from '../../api/client.ts';
import { useNamespaces } from '../../api/queries.ts';
import { Crumbs } from '../../resource/crumbs.tsx';
import { toClusterPath } from '../../resource/routes.ts';
import { go } from '../../resource/use-place.ts';
import { Failure } from '../../ui/states.tsx';
import type { TextKey } from '../../ui/text/text-key.ts';
import { showToast } from '../../ui/toast.tsx';
import { ErrorNote, Note } from '../actions/dialog.tsx';
import { YamlView } from '../yaml/yaml-view.tsx';
import classes from './create.module.css';
import {
  presets,
  routesOf,
  toRollout,
  usualStyle,
  warningsOf,
  type Draft,
  type DraftRoute,
  type DraftStyle,
} from './draft.ts';
import { rolloutsPage, toReleasePath } from './release-path.ts';
import release from './release.module.css';
import list from './rollouts.module.css';
import { StepsEditor } from './steps-editor.tsx';

/** What can be released in steps, as lists spell it. */
const workloadKinds = [
  { apiVersion: 'apps/v1', kind: 'Deployment', group: 'apps', version: 'v1', plural: 'deployments' },
  { apiVersion: 'apps/v1', kind: 'StatefulSet', group: 'apps', version: 'v1', plural: 'statefulsets' },
  { apiVersion: 'apps/v1', kind: 'DaemonSet', group: 'apps', version: 'v1', plural: 'daemonsets' },
] as const;

const styles: readonly [DraftStyle, TextKey][] = [
  ['canary', 'rollouts.style.canary'],
  ['partition', 'rollouts.style.partition'],
  ['blueGreen', 'rollouts.style.blueGreen'],
];

const routeKey = (route: DraftRoute | undefined): string =>
  route === undefined ? '' : `${route.service}/${route.provider}/${route.name}`;

/** Chooses a workload, and then lets its Rollout be made with everything in sight. */
export function CreatePage({ cluster, namespace: asked }: { cluster: ClusterSummary; namespace: string }) {
  const { t } = useTranslation();
  const namespaces = useNamespaces(cluster.id);
  const names = (namespaces.data?.rows ?? []).map(({ name }) => name);
  const [chosen, setChosen] = useState(asked);
  const [kindIndex, setKindIndex] = useState(0);
  const [picked, setPicked] = useState('');
  const namespace = chosen === '' ? (names[0] ?? '') : chosen;
  const kind = workloadKinds[kindIndex] ?? workloadKinds[0];
  const workloads = useQuery({
    queryKey: ['workloads', cluster.id, namespace, kind.plural],
    enabled: namespace !== '',
    queryFn: ({ signal }) =>
      client.rows({ clusterId: cluster.id, ...kind }, { namespaces: [namespace], limit: 1000 }, { signal }),
  });
  const found = (workloads.data?.rows ?? []).map(({ name }) => name);
  const workload = found.includes(picked) ? picked : (found[0] ?? '');
  const prospect = useQuery({
    queryKey: ['prospect', cluster.id, namespace, kind.kind, workload],
    enabled: workload !== '',
    queryFn: ({ signal }) =>
      client.rolloutProspect(
        cluster.id,
        { namespace, apiVersion: kind.apiVersion, kind: kind.kind, name: workload },
        { signal },
      ),
  });
  return (
    <div className={release.page}>
      <nav className={release.crumbs} aria-label={t('detail.breadcrumbs')}>
        <Crumbs
          parts={[
            { text: t('nav.rollouts'), href: toClusterPath(cluster.name, rolloutsPage) },
            { text: t('rollouts.create') },
          ]}
        />
      </nav>
      <h1 className={classes.title}>{t('rollouts.create')}</h1>
      <section className={release.card}>
        <h2>{t('rollouts.whichWorkload')}</h2>
        <div className={classes.fields}>
          <NativeSelect
            label={t('column.namespace')}
            value={namespace}
            data={names}
            onChange={(event) => setChosen(event.currentTarget.value)}
          />
          <NativeSelect
            label={t('rollouts.kind')}
            value={String(kindIndex)}
            data={workloadKinds.map((each, index) => ({ value: String(index), label: each.kind }))}
            onChange={(event) => setKindIndex(Number(event.currentTarget.value))}
          />
          <NativeSelect
            label={t('column.name')}
            value={workload}
            data={found}
            onChange={(event) => setPicked(event.currentTarget.value)}
          />
        </div>
        {workloads.data !== undefined && found.length === 0 ? (
          <p className={release.nothing}>{t('rollouts.noWorkload')}</p>
        ) : null}
      </section>
      {prospect.error === null ? null : (
        <Failure error={fromThrown(prospect.error)} onRetry={() => void prospect.refetch()} />
      )}
      {prospect.data === undefined || workload === '' ? null : (
        <PlanForm
          key={`${namespace}/${kind.kind}/${workload}`}
          cluster={cluster}
          prospect={prospect.data}
          target={{ namespace, apiVersion: kind.apiVersion, kind: kind.kind, workload }}
        />
      )}
    </div>
  );
}

interface PlanFormProps {
  cluster: ClusterSummary;
  prospect: RolloutProspect;
  target: Pick<Draft, 'namespace' | 'apiVersion' | 'kind' | 'workload'>;
}

const at = ({ id }: ClusterSummary, namespace: string) => ({
  clusterId: id,
  group: rolloutKind.group,
  version: rolloutKind.version,
  plural: rolloutKind.plural,
  namespace,
});

/** Style, route and steps; beside them the object they mean, tried on the API server at each change. */
function PlanForm({ cluster, prospect, target }: PlanFormProps) {
  const { t } = useTranslation();
  const routes = routesOf(prospect);
  const [draft, setDraft] = useState<Draft>(() => ({
    ...target,
    name: target.workload,
    style: usualStyle(target.kind, routes),
    steps: presets[0]?.steps() ?? [],
    route: routes[0],
  }));
  const change = (part: Partial<Draft>): void => setDraft((before) => ({ ...before, ...part }));
  const rollout = useMemo(() => toRollout(draft, prospect), [draft, prospect]);
  const yaml = useMemo(() => stringify(rollout), [rollout]);
  const place = at(cluster, draft.namespace);
  const content = rollout as unknown as Record<string, unknown>;
  const trial = useQuery({
    queryKey: ['trial', cluster.id, yaml],
    retry: false,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => {
      await client.createObject(place, { content, dry_run: true }, { signal });
      return true;
    },
  });
  const create = useMutation({
    mutationFn: () => client.createObject(place, { content }),
    onSuccess: () => {
      showToast({ tone: 'ok', title: t('rollouts.created'), detail: draft.name });
      go(toReleasePath({ cluster: cluster.name, namespace: draft.namespace, name: draft.name }));
    },
  });
  const failure = create.error ?? trial.error;
  const warnings = warningsOf(draft, prospect);
  return (
    <div className={classes.columns}>
      <div className={classes.stack}>
        <section className={release.card}>
          <h2>{t('rollouts.plan')}</h2>
          <TextInput
            label={t('column.name')}
            value={draft.name}
            onChange={(event) => change({ name: event.currentTarget.value })}
          />
          <div className={classes.field}>
            <span id="rollout-style">{t('rollouts.styleLabel')}</span>
            <div className={list.chips} role="group" aria-labelledby="rollout-style">
              {styles.map(([style, label]) => (
                <button
                  key={style}
                  type="button"
                  className={list.chip}
                  aria-pressed={draft.style === style}
                  onClick={() => change({ style })}
                >
                  {t(label)}
                </button>
              ))}
            </div>
          </div>
          <NativeSelect
            label={t('rollouts.routeLabel')}
            value={routeKey(draft.route)}
            data={[
              { value: '', label: t('rollouts.routeNone') },
              ...routes.map((route) => ({
                value: routeKey(route),
                label: `${route.provider === 'ingress' ? 'Ingress' : 'HTTPRoute'} ${route.name} → Service ${route.service}`,
              })),
            ]}
            onChange={(event) => {
              const key = event.currentTarget.value;
              change({ route: routes.find((route) => routeKey(route) === key) });
            }}
          />
        </section>
        <section className={release.card}>
          <h2>{t('rollouts.timeline')}</h2>
          <div className={classes.presets} role="group" aria-label={t('rollouts.presets')}>
            {presets.map(({ id, label, style, steps }) => (
              <Button
                key={id}
                size="compact-xs"
                variant="default"
                onClick={() => change({ style: style ?? usualStyle(draft.kind, routes), steps: steps() })}
              >
                {t(label)}
              </Button>
            ))}
          </div>
          <StepsEditor steps={draft.steps} routed={draft.route !== undefined} onChange={(steps) => change({ steps })} />
        </section>
      </div>
      <div className={classes.stack}>
        <section className={release.card}>
          <h2>{t('rollouts.trial')}</h2>
          <div className={classes.notes} aria-live="polite">
            {warnings.map((warning) => (
              <Note key={warning} tone="warn">
                {t(warning)}
              </Note>
            ))}
            {failure === null ? (
              trial.data === true && !trial.isFetching ? (
                <Note>{t('rollouts.trialPassed')}</Note>
              ) : (
                <Note>{t('rollouts.trying')}</Note>
              )
            ) : (
              <ErrorNote error={fromThrown(failure)} />
            )}
          </div>
          <div className={classes.submit}>
            <Button
              disabled={trial.data !== true || trial.error !== null}
              loading={create.isPending}
              onClick={() => create.mutate()}
            >
              {t('rollouts.create')}
            </Button>
          </div>
        </section>
        <section className={`${release.card} ${classes.yaml}`}>
          <YamlView text={yaml} label={t('yaml.label', { name: draft.name })} />
        </section>
      </div>
    </div>
  );
}
