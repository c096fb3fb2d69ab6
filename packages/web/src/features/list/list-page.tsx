import type { ClusterSummary, WireKind, WireRow } from '@binnacle/api';
import { CloseButton } from '@mantine/core';
import { lazy, Suspense, useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../api/client.ts';
import { useRows } from '../../api/use-rows.ts';
import { defaultColumns, defaultSort, toNarrowColumns, toTableColumns } from '../../resource/columns.ts';
import { pluralOfKind } from '../../resource/kinds.ts';
import { usageOfKind, withUsage } from '../../resource/usage-columns.ts';
import { setList, type Place } from '../../resource/use-place.ts';
import { formatCount } from '../../ui/format.ts';
import { FreshnessChip } from '../../ui/freshness.tsx';
import { useNarrow } from '../../ui/use-narrow.ts';
import { readNames, writePreference } from '../../ui/preference.ts';
import { Failure } from '../../ui/states.tsx';
import type { ActionName } from '../actions/actions.ts';
import { ColumnMenu } from './column-menu.tsx';
import { FilterBoxes } from './filter-boxes.tsx';
import { EmptyList } from './empty-list.tsx';
import { ExportButton, FilterMenu } from './list-tools.tsx';
import classes from './list-page.module.css';
import { ResourceTable } from './resource-table.tsx';
import { SelectionBar } from './selection-bar.tsx';
import tableClasses from './table.module.css';
import { useRowUsage } from './use-row-usage.ts';
import { useSelection } from './use-selection.ts';

const ActionDialog = lazy(async () => ({ default: (await import('../actions/action-dialog.tsx')).ActionDialog }));

/** Rows that can be selected at once, as many as one answer has. */
const mostSelected = 1_000;

/** Which columns a reader wants to see of a kind. */
const useChosenColumns = (kind: WireKind, available: readonly string[], standard: readonly string[]) => {
  const key = `columns.${kind.group}/${kind.plural}`;
  const [chosen, setChosen] = useState(() => readNames(key));
  const known = chosen.filter((id) => available.includes(id));
  return {
    shown: known.length > 0 ? known : standard,
    choose: (ids: readonly string[]): void => {
      setChosen([...ids]);
      writePreference(key, JSON.stringify(ids));
    },
  };
};

/** The live list of any kind. */
export function ListPage({ place, cluster, kind }: { place: Place; cluster: ClusterSummary; kind: WireKind }) {
  const { t } = useTranslation();
  const { list } = place;
  const sort = list.sortBy === '' ? defaultSort(kind.columns) : { sortBy: list.sortBy, order: list.order };
  const filter = {
    ...(kind.namespaced ? { namespaces: list.namespaces } : {}),
    keyword: list.keyword,
    labelSelector: list.labels,
    fieldSelector: list.fields,
    ...sort,
  };
  const at = { clusterId: cluster.id, group: kind.group, version: kind.version, plural: kind.plural };
  const rows = useRows(at, filter);
  const [action, setAction] = useState<{ name: ActionName; rows: readonly WireRow[] }>();
  const onAction = useCallback((name: ActionName, row: WireRow) => setAction({ name, rows: [row] }), []);
  const selection = useSelection();
  const selectAll = async (): Promise<void> => {
    const loaded = rows.offset === 0 && rows.rows.length >= rows.total;
    selection.add(loaded ? rows.rows : (await client.rows(at, { ...filter, limit: mostSelected })).rows);
  };

  const wire = rows.columns.length > 0 ? rows.columns : kind.columns;
  const listKey = JSON.stringify(filter);
  const usage = useRowUsage(cluster.id, usageOfKind(kind), { ...rows, listKey });
  const all = useMemo(() => {
    const own = toTableColumns(wire, kind.namespaced);
    return usage.available ? withUsage(own) : own;
  }, [wire, kind.namespaced, usage.available]);
  const ids = all.map((column) => column.id);
  const { shown, choose } = useChosenColumns(kind, ids, defaultColumns(all));
  const shownKey = shown.join('\n');
  const narrow = useNarrow();
  const columns = useMemo(() => {
    const chosen = all.filter((column) => shownKey.split('\n').includes(column.id));
    return narrow ? toNarrowColumns(chosen) : chosen;
  }, [all, shownKey, narrow]);

  const filtered = list.keyword !== '' || list.labels !== '' || list.fields !== '';
  const error = rows.phase === 'failed' ? rows.error : undefined;
  const title = pluralOfKind(kind);
  return (
    <div className={classes.page}>
      <div className={classes.head}>
        <h1>{title}</h1>
        {rows.phase === 'ready' ? (
          <span className={classes.count} aria-live="polite">
            {t('list.count', { count: rows.total, shown: formatCount(rows.total) })}
          </span>
        ) : null}
        <span className={classes.end}>
          <FreshnessChip freshness={rows.freshness} stream={rows.stream} />
        </span>
      </div>
      {selection.rows.size === 0 ? null : (
        <SelectionBar
          kind={kind}
          count={selection.rows.size}
          onAction={(name) => setAction({ name, rows: [...selection.rows.values()] })}
          onClear={selection.clear}
        />
      )}
      <div className={classes.tools} hidden={selection.rows.size > 0}>
        <FilterBoxes list={list} error={error} />
        {list.fields === '' ? null : (
          <span className={classes.chip}>
            <code className="bn-ellipsis" title={list.fields}>
              {list.fields}
            </code>
            <CloseButton size="sm" aria-label={t('list.removeFields')} onClick={() => setList({ fields: '' })} />
          </span>
        )}
        <span className={`${classes.end} ${classes.buttons}`}>
          <FilterMenu
            kind={kind}
            label={[list.keyword, list.labels, list.fields, ...list.namespaces].filter(Boolean).join(' · ')}
          />
          <ExportButton
            at={at}
            filter={filter}
            columns={columns}
            name={`${cluster.name}-${kind.plural}`}
            usage={usageOfKind(kind)}
          />
          <ColumnMenu columns={all} shown={shown} onChange={choose} onReset={() => choose([])} />
        </span>
      </div>
      {error === undefined ? (
        <ResourceTable
          cluster={cluster}
          kind={kind}
          rows={rows}
          columns={columns}
          sortBy={sort.sortBy}
          order={sort.order}
          listKey={listKey}
          usageOf={usage.of}
          onSort={(sortBy, order) => setList({ sortBy, order })}
          onAction={onAction}
          selection={selection}
          onSelectAll={() => void selectAll()}
          empty={<EmptyList title={title} filtered={filtered} namespaces={kind.namespaced ? list.namespaces : []} />}
        />
      ) : (
        <div className={tableClasses.frame}>
          <div className={tableClasses.fill}>
            <Failure error={error} onRetry={rows.retry} filtered />
          </div>
        </div>
      )}
      {action === undefined ? null : (
        <Suspense fallback={null}>
          <ActionDialog
            action={action.name}
            kind={kind}
            targets={action.rows.map(({ namespace, name }) => ({
              ...at,
              ...(kind.namespaced ? { namespace } : {}),
              name,
            }))}
            onDone={selection.clear}
            onClose={() => setAction(undefined)}
          />
        </Suspense>
      )}
    </div>
  );
}
