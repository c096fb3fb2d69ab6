import type { ClusterSummary, WireKind, WireRow, WireRowUsage } from '@binnacle/api';
import { useVirtualizer } from '@tanstack/react-virtual';
import {
  useCallback,
  useEffect,
  useId,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  type KeyboardEvent,
  type ReactNode,
} from 'react';
import { useTranslation } from 'react-i18next';
import type { RowsSnapshot } from '../../api/rows-store.ts';
import { toLayout, type TableColumn } from '../../resource/columns.ts';
import { pluralOfKind } from '../../resource/kinds.ts';
import { toDetailPath } from '../../resource/routes.ts';
import { go } from '../../resource/use-place.ts';
import type { ActionName } from '../actions/actions.ts';
import { TableHeader } from './table-header.tsx';
import { TableRow } from './table-row.tsx';
import { TableSkeleton } from './table-skeleton.tsx';
import classes from './table.module.css';
import type { Selection } from './use-selection.ts';
import { useSteadyOrder } from './use-steady-order.ts';

const rowHeight = 34;
/** Rows drawn beyond each edge of the screen. */
const overscan = 4;
const actionsWidth = 44;
const selectWidth = 34;
const scrollbarWidth = 16;
/** Rows that a table inside a page shows before it scrolls. */
const embeddedRows = 12;

export interface ResourceTableProps {
  cluster: ClusterSummary;
  kind: WireKind;
  rows: RowsSnapshot & { setRange: (first: number, last: number) => void };
  columns: readonly TableColumn[];
  sortBy: string;
  order: 'asc' | 'desc';
  onSort: (sortBy: string, order: 'asc' | 'desc') => void;
  onAction: (action: ActionName, row: WireRow) => void;
  /** Absent where rows use nothing. */
  usageOf?: (row: WireRow) => WireRowUsage | undefined;
  /** Absent where rows cannot be selected. */
  selection?: Selection;
  /** Selects all rows of the list, also those that are not loaded. */
  onSelectAll?: () => void;
  /** Drawn instead of rows when there are none. */
  empty: ReactNode;
  /** Inside another page: as high as its rows, to a limit. */
  embedded?: boolean;
  /** Changes when the list starts anew, to scroll to its top. */
  listKey: string;
}

/** Rows of any kind, live and virtual: the columns come from the server. */
export function ResourceTable(props: ResourceTableProps) {
  const { cluster, kind, rows, columns, selection } = props;
  const { t } = useTranslation();
  const grid = useRef<HTMLDivElement>(null);
  const id = useId();
  const [active, setActive] = useState(-1);
  const [menu, setMenu] = useState(-1);
  const { total, offset, setRange } = rows;
  const virtualizer = useVirtualizer({
    count: total,
    getScrollElement: () => grid.current,
    estimateSize: () => rowHeight,
    overscan,
    scrollPaddingStart: 36,
    scrollPaddingEnd: 4,
  });
  const selectable = selection !== undefined;
  const { template, minWidth } = useMemo(
    () => toLayout(columns, { selectWidth: selectable ? selectWidth : 0, actionsWidth }),
    [columns, selectable],
  );
  const items = virtualizer.getVirtualItems();
  const isWide = minWidth + scrollbarWidth > (virtualizer.scrollRect?.width ?? 0);
  // A row that scrolls in takes the place of one that has left: its elements are changed, not made.
  const places = Math.ceil((virtualizer.scrollRect?.height ?? 0) / rowHeight) + 2 + 2 * overscan;
  const drawn = useSteadyOrder(items, { places, isMoving: virtualizer.isScrolling });
  const first = items[0]?.index ?? 0;
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => setRange(first, last), [setRange, first, last, offset, total, rows.settling]);
  useLayoutEffect(() => {
    if (grid.current !== null) grid.current.scrollTop = 0;
    setActive(-1);
    setMenu(-1);
  }, [props.listKey]);

  const rowAt = (index: number): WireRow | undefined => rows.rows[index - offset];
  const onMenu = useCallback((index: number, opened: boolean) => {
    setMenu(opened ? index : -1);
    if (opened) setActive(index);
    else grid.current?.focus({ preventScroll: true });
  }, []);
  /** Where a range of selected rows begins. */
  const anchor = useRef(-1);
  const select = (index: number, extend: boolean): void => {
    if (selection === undefined) return;
    // A box that kept the focus would belong to another row after scrolling.
    grid.current?.focus({ preventScroll: true });
    const from = extend && anchor.current >= 0 ? anchor.current : index;
    if (!extend) anchor.current = index;
    const row = rowAt(index);
    if (from === index && row !== undefined) selection.toggle(row);
    else {
      const [low, high] = from < index ? [from, index] : [index, from];
      selection.add(rows.rows.slice(Math.max(0, low - offset), high - offset + 1));
    }
    setActive(index);
  };
  // The rows are drawn again only when they change: they get one function for as long as the table lives.
  const latestSelect = useRef(select);
  latestSelect.current = select;
  const onSelect = useCallback((index: number, extend: boolean) => latestSelect.current(index, extend), []);
  const extendTo = (index: number): void => {
    if (selection === undefined) return;
    const next = Math.min(Math.max(0, index), total - 1);
    if (anchor.current < 0) anchor.current = Math.max(0, active);
    const [low, high] = anchor.current < next ? [anchor.current, next] : [next, anchor.current];
    selection.add(rows.rows.slice(Math.max(0, low - offset), high - offset + 1));
    move(next);
  };
  const move = (index: number): void => {
    const next = Math.min(Math.max(0, index), total - 1);
    setActive(next);
    virtualizer.scrollToIndex(next);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.target !== grid.current || total === 0) return;
    const page = Math.max(1, Math.floor((grid.current.clientHeight - 36) / rowHeight) - 1);
    const moves: Record<string, number> = {
      ArrowDown: active + 1,
      ArrowUp: active - 1,
      j: active + 1,
      k: active - 1,
      PageDown: active + page,
      PageUp: active - page,
      Home: 0,
      End: total - 1,
    };
    const next = moves[event.key];
    const row = rowAt(active);
    if ((event.ctrlKey || event.metaKey) && event.key === 'a' && selectable) {
      event.preventDefault();
      props.onSelectAll?.();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (next !== undefined && event.shiftKey && selectable) extendTo(next);
    else if (next !== undefined) move(next);
    else if (event.key === ' ' && selectable && active >= 0) select(active, event.shiftKey);
    else if (event.key === 'Enter' && row !== undefined) {
      go(toDetailPath({ cluster: cluster.name, ...kind, namespace: row.namespace, name: row.name }));
    } else if (
      (event.key === 'm' || event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) &&
      row !== undefined
    ) {
      onMenu(active, true);
    } else if (event.key === 'Escape' && selection !== undefined && selection.rows.size > 0) selection.clear();
    else if (event.key === 'Escape' && active >= 0) setActive(-1);
    else return;
    event.preventDefault();
  };

  if (rows.phase === 'loading') return <TableSkeleton embedded={props.embedded === true} />;
  const frame = `${classes.frame} ${props.embedded === true ? classes.embedded : ''}`;
  if (total === 0 && !rows.settling) {
    return (
      <div className={frame}>
        <div className={classes.fill}>{props.empty}</div>
      </div>
    );
  }
  const height = props.embedded === true ? { height: 37 + rowHeight * Math.min(total, embeddedRows) } : {};
  const activeShown = active >= first && active <= last && rowAt(active) !== undefined;
  return (
    <div className={frame} style={height}>
      {rows.settling ? <div className={classes.progress} /> : null}
      <div
        ref={grid}
        className={`${classes.grid} ${selectable ? classes.selectable : ''} ${isWide ? classes.wide : ''}`}
        role="grid"
        tabIndex={0}
        aria-label={pluralOfKind(kind)}
        aria-rowcount={total + 1}
        aria-colcount={columns.length + (selectable ? 2 : 1)}
        aria-multiselectable={selectable || undefined}
        aria-busy={rows.settling}
        aria-activedescendant={activeShown ? `${id}-${active}` : undefined}
        aria-description={selectable ? `${t('table.keys')} ${t('select.keys')}` : t('table.keys')}
        onKeyDown={onKeyDown}
        onFocus={(event) => {
          if (event.target === grid.current && active < 0 && total > 0) setActive(0);
        }}
      >
        <TableHeader
          columns={columns}
          template={template}
          minWidth={minWidth}
          sortBy={props.sortBy}
          order={props.order}
          onSort={props.onSort}
          selection={
            selection === undefined
              ? undefined
              : {
                  state: selection.rows.size === 0 ? 'none' : selection.rows.size >= total ? 'all' : 'some',
                  onToggle: () => (selection.rows.size > 0 ? selection.clear() : props.onSelectAll?.()),
                }
          }
        />
        <div role="rowgroup" className={classes.body} style={{ height: virtualizer.getTotalSize(), minWidth }}>
          {drawn.map((item) => {
            const row = rowAt(item.index);
            const flashes = row === undefined ? undefined : rows.flashes.get(row.uid);
            return (
              <TableRow
                key={item.index % places}
                t={t}
                id={`${id}-${item.index}`}
                cluster={cluster}
                kind={kind}
                columns={columns}
                template={template}
                index={item.index}
                top={item.start}
                row={row}
                usage={row === undefined ? undefined : props.usageOf?.(row)}
                active={item.index === active}
                selected={selection === undefined ? undefined : row !== undefined && selection.rows.has(row.uid)}
                menu={item.index === menu}
                flashes={flashes}
                flashStamp={flashes === undefined ? 0 : Math.max(0, ...flashes.values())}
                onActivate={setActive}
                onSelect={onSelect}
                onMenu={onMenu}
                onAction={props.onAction}
              />
            );
          })}
        </div>
      </div>
    </div>
  );
}
