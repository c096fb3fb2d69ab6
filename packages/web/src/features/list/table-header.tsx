import { useTranslation } from 'react-i18next';
import { labelOfColumn, type TableColumn } from '../../resource/columns.ts';
import { ArrowDownIcon, ArrowUpIcon } from '../../ui/icons.tsx';
import classes from './table.module.css';

export interface TableHeaderProps {
  columns: readonly TableColumn[];
  template: string;
  minWidth: number;
  sortBy: string;
  order: 'asc' | 'desc';
  onSort: (sortBy: string, order: 'asc' | 'desc') => void;
  /** Absent where rows cannot be selected. */
  selection?: { state: 'none' | 'some' | 'all'; onToggle: () => void } | undefined;
}

/** Who sorts by what is used looks for those that use most. */
const nextOrder = ({ usage }: TableColumn, order: 'asc' | 'desc' | undefined): 'asc' | 'desc' => {
  if (order === undefined) return usage === undefined ? 'asc' : 'desc';
  return order === 'asc' ? 'desc' : 'asc';
};

/** Column heads; a click sorts by the column, a second one turns the order round. */
export function TableHeader({ columns, template, minWidth, sortBy, order, onSort, selection }: TableHeaderProps) {
  const { t } = useTranslation();
  return (
    <div role="rowgroup" style={{ display: 'contents' }}>
      <div role="row" aria-rowindex={1} className={classes.header} style={{ gridTemplateColumns: template, minWidth }}>
        {selection === undefined ? null : (
          <div role="columnheader" className={`${classes.head} ${classes.select}`}>
            <input
              type="checkbox"
              aria-label={t('select.all')}
              checked={selection.state === 'all'}
              ref={(box) => {
                if (box !== null) box.indeterminate = selection.state === 'some';
              }}
              onChange={selection.onToggle}
            />
          </div>
        )}
        {columns.map((column) => {
          const sorted = column.sortBy.toLowerCase() === sortBy.toLowerCase();
          const key = labelOfColumn(column.name);
          const label = key === undefined ? column.name : t(key);
          return (
            <div
              key={column.id}
              role="columnheader"
              aria-sort={sorted ? (order === 'asc' ? 'ascending' : 'descending') : 'none'}
              className={`${classes.head} ${column.alignEnd ? classes.end : ''} ${column.id === 'name' ? classes.name : ''}`}
            >
              <button
                type="button"
                className={classes.sort}
                data-sorted={sorted}
                title={t('table.sortBy', { column: label })}
                onClick={() => onSort(column.sortBy, nextOrder(column, sorted ? order : undefined))}
              >
                <span className="bn-ellipsis">{label}</span>
                {sorted ? order === 'asc' ? <ArrowUpIcon /> : <ArrowDownIcon /> : null}
              </button>
            </div>
          );
        })}
        <div role="columnheader" className={`${classes.head} ${classes.actions}`}>
          <span className="bn-hidden">{t('table.actions')}</span>
        </div>
      </div>
    </div>
  );
}
