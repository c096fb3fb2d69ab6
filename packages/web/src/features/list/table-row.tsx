import type { ClusterSummary, WireKind, WireRow, WireRowUsage } from '@binnacle/api';
import type { TFunction } from 'i18next';
import { memo, useRef } from 'react';
import type { TableColumn } from '../../resource/columns.ts';
import { Link } from '../../resource/link.tsx';
import { toDetailPath } from '../../resource/routes.ts';
import type { ActionName } from '../actions/actions.ts';
import { Cell, type ReadyVoice } from './cell.tsx';
import { RowMenu } from './row-menu.tsx';
import { UsageCell } from './usage-cell.tsx';
import classes from './table.module.css';

export interface TableRowProps {
  /** The table's: rows are many, and each asking for its own would be work. */
  t: TFunction;
  id: string;
  cluster: ClusterSummary;
  kind: WireKind;
  columns: readonly TableColumn[];
  template: string;
  index: number;
  top: number;
  row: WireRow | undefined;
  usage: WireRowUsage | undefined;
  active: boolean;
  /** Undefined where rows cannot be selected. */
  selected: boolean | undefined;
  menu: boolean;
  flashes: ReadonlyMap<number, number> | undefined;
  /** Grows with each change of `flashes`, which is changed in place. */
  flashStamp: number;
  onActivate: (index: number) => void;
  onSelect: (index: number, extend: boolean) => void;
  onMenu: (index: number, opened: boolean) => void;
  onAction: (action: ActionName, row: WireRow) => void;
}

/** A finished row's count is no trouble, and beside a status of its own it need not repeat the alarm. */
const voiceOf = (columns: readonly TableColumn[], row: WireRow): ReadyVoice => {
  const status = columns.find((column) => column.name === 'Status')?.cell;
  if (status === undefined) return 'full';
  const value = row.cells[status];
  return value === 'Completed' || value === 'Succeeded' ? 'silent' : 'colour';
};

const NameCell = memo(function NameCell(props: { name: string; href: string; flash: number | undefined }) {
  const { name, href, flash } = props;
  return (
    <div role="gridcell" className={`${classes.cell} ${classes.name}`}>
      {flash === undefined ? null : <span key={flash} className={classes.flash} />}
      <Link className={`${classes.link} bn-ellipsis`} href={href} tabIndex={-1} title={name}>
        {name}
      </Link>
    </div>
  );
});

const NamespaceCell = memo(function NamespaceCell({ namespace }: { namespace: string }) {
  return (
    <div role="gridcell" className={classes.cell}>
      <span className={`bn-ellipsis ${classes.muted}`} title={namespace}>
        {namespace}
      </span>
    </div>
  );
});

export const TableRow = memo(function TableRow(props: TableRowProps) {
  const { t, columns, index } = props;
  const style = { gridTemplateColumns: props.template, transform: `translateY(${props.top}px)` };
  // A row that is not there yet keeps the elements of the one before it, covered: to change them costs less than to make them.
  const held = useRef<Pick<TableRowProps, 'row' | 'usage'>>(props);
  if (props.row !== undefined) held.current = props;
  const { row, usage } = held.current;
  const isAwaited = props.row === undefined;
  if (row === undefined)
    return <div role="row" aria-rowindex={index + 2} className={classes.row} style={style} aria-busy data-awaited />;
  const voice = voiceOf(columns, row);
  const href = toDetailPath({ cluster: props.cluster.name, ...props.kind, namespace: row.namespace, name: row.name });
  return (
    <div
      role="row"
      id={isAwaited ? undefined : props.id}
      aria-rowindex={index + 2}
      aria-busy={isAwaited || undefined}
      aria-hidden={isAwaited || undefined}
      aria-selected={props.selected ?? props.active}
      data-awaited={isAwaited || undefined}
      data-active={props.active}
      data-selected={props.selected === true || undefined}
      className={classes.row}
      style={style}
      onClick={() => props.onActivate(index)}
    >
      {props.selected === undefined ? null : (
        <div role="gridcell" className={classes.select}>
          <input
            type="checkbox"
            tabIndex={-1}
            aria-label={t('select.row', { name: row.name })}
            checked={props.selected}
            onClick={(event) => {
              event.stopPropagation();
              props.onSelect(index, event.shiftKey);
            }}
            readOnly
          />
        </div>
      )}
      {columns.map((column) =>
        column.usage !== undefined ? (
          <UsageCell
            key={column.id}
            t={t}
            what={column.usage}
            {...(usage === undefined ? {} : { value: usage[column.usage] })}
          />
        ) : column.id === 'name' ? (
          <NameCell key={column.id} name={row.name} href={href} flash={props.flashes?.get(-1)} />
        ) : column.cell === undefined ? (
          <NamespaceCell key={column.id} namespace={row.namespace} />
        ) : (
          <Cell
            key={column.id}
            column={column}
            value={row.cells[column.cell] ?? null}
            voice={voice}
            flash={props.flashes?.get(column.cell)}
          />
        ),
      )}
      <div role="gridcell" className={classes.actions}>
        <RowMenu
          label={t('row.actions', { name: row.name })}
          cluster={props.cluster}
          kind={props.kind}
          row={row}
          opened={props.menu}
          onOpened={(opened) => props.onMenu(index, opened)}
          onAction={props.onAction}
        />
      </div>
    </div>
  );
});
