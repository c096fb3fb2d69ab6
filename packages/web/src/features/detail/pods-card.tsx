import type { ClusterSummary, WireKind, WireRow } from '@binnacle/api';
import { lazy, Suspense, useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useRows } from '../../api/use-rows.ts';
import { defaultColumns, toTableColumns } from '../../resource/columns.ts';
import { Link } from '../../resource/link.tsx';
import { toListPath, toSearch } from '../../resource/routes.ts';
import { formatCount } from '../../ui/format.ts';
import { FreshnessChip } from '../../ui/freshness.tsx';
import { Failure } from '../../ui/states.tsx';
import type { ActionName } from '../actions/actions.ts';
import { ResourceTable } from '../list/resource-table.tsx';
import classes from './detail.module.css';

const ActionDialog = lazy(async () => ({ default: (await import('../actions/action-dialog.tsx')).ActionDialog }));

/** Narrower than on a page of their own, so that all fit beside the details. */
const embeddedWidths: Readonly<Record<string, number>> = {
  name: 190,
  Ready: 72,
  Status: 172,
  Restarts: 80,
  Age: 72,
  Node: 110,
};

export interface PodsCardProps {
  cluster: ClusterSummary;
  /** The Pod kind as the cluster serves it. */
  kind: WireKind;
  /** Which Pods: in a namespace by their labels, or everywhere by a field. */
  of: { namespace: string; labels: string } | { fields: string };
}

/** The Pods that a workload's selector picks, or that are on a node, live. */
export function PodsCard({ cluster, kind, of }: PodsCardProps) {
  const { t } = useTranslation();
  const [sort, setSort] = useState<{ sortBy: string; order: 'asc' | 'desc' }>({ sortBy: 'name', order: 'asc' });
  const [action, setAction] = useState<{ name: ActionName; row: WireRow }>();
  const filter = {
    ...('labels' in of ? { namespaces: [of.namespace], labelSelector: of.labels } : { fieldSelector: of.fields }),
    ...sort,
  };
  const isNode = 'fields' in of;
  const at = { clusterId: cluster.id, group: kind.group, version: kind.version, plural: kind.plural };
  const rows = useRows(at, filter);
  const columns = useMemo(() => {
    const all = toTableColumns(kind.columns, false);
    const shown = [...defaultColumns(all), ...(isNode ? [] : ['Node'])];
    return all
      .filter((column) => shown.includes(column.id))
      .map((column) => ({ ...column, width: embeddedWidths[column.id] ?? column.width }));
  }, [kind.columns, isNode]);
  const onAction = useCallback((name: ActionName, row: WireRow) => setAction({ name, row }), []);
  const listPath = toListPath({ cluster: cluster.name, ...kind });
  return (
    <section className={`${classes.card} ${classes.embedded}`}>
      <h2>
        <Link href={listPath + toSearch(isNode ? of : { namespaces: [of.namespace], labels: of.labels })}>Pods</Link>
        {rows.phase === 'ready' ? <small>{formatCount(rows.total)}</small> : null}
        <span className={classes.end}>
          <FreshnessChip freshness={rows.freshness} stream={rows.stream} />
        </span>
      </h2>
      {rows.phase === 'failed' && rows.error !== undefined ? (
        <Failure error={rows.error} onRetry={rows.retry} />
      ) : (
        <ResourceTable
          embedded
          cluster={cluster}
          kind={kind}
          rows={rows}
          columns={columns}
          sortBy={sort.sortBy}
          order={sort.order}
          listKey={JSON.stringify(filter)}
          onSort={(sortBy, order) => setSort({ sortBy, order })}
          onAction={onAction}
          empty={<p style={{ padding: 20 }}>{t('detail.noPods')}</p>}
        />
      )}
      {action === undefined ? null : (
        <Suspense fallback={null}>
          <ActionDialog
            action={action.name}
            kind={kind}
            targets={[{ ...at, namespace: action.row.namespace, name: action.row.name }]}
            onClose={() => setAction(undefined)}
          />
        </Suspense>
      )}
    </section>
  );
}
