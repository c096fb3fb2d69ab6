import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './sheet.module.css';

export interface SheetProps {
  title: string;
  /** How many there are of what is shown. */
  count?: string;
  /** Buttons at the end of the head. */
  actions?: ReactNode;
  /** The page scrolls as a whole, rather than its table. */
  scrolling?: boolean;
  children: ReactNode;
}

/** A page of its own: title, count, actions, and what it shows. */
export function Sheet({ title, count, actions, scrolling = false, children }: SheetProps) {
  return (
    <div className={`${classes.page} ${scrolling ? classes.scrolling : ''}`}>
      <div className={classes.head}>
        <h1>{title}</h1>
        {count === undefined ? null : <span className={classes.count}>{count}</span>}
        <span className={classes.end}>{actions}</span>
      </div>
      {children}
    </div>
  );
}

/** A column's title, of numbers where it says so; an empty one heads the row menus. */
export type Column = string | { numbers: string };

export interface TableProps {
  label: string;
  columns: readonly Column[];
  /** Takes the rest of the page and scrolls by itself. */
  filling?: boolean;
  children: ReactNode;
}

/** A table in its frame. `children` are its rows. */
export function Table({ label, columns, filling = false, children }: TableProps) {
  const { t } = useTranslation();
  return (
    <div className={`${classes.frame} ${filling ? classes.filling : ''}`} tabIndex={0} role="region" aria-label={label}>
      <table className={`${classes.table} ${columns.at(-1) === '' ? classes.acting : ''}`}>
        <thead>
          <tr>
            {columns.map((column) => {
              const [title, look] =
                typeof column === 'string'
                  ? [column, column === '' ? classes.least : '']
                  : [column.numbers, classes.number];
              return (
                <th key={title} scope="col" className={look}>
                  {title === '' ? <span className="bn-hidden">{t('table.actions')}</span> : title}
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}

/** Short words side by side; a dash where there are none. */
export function Badges({ items }: { items: readonly string[] }) {
  if (items.length === 0) return <>–</>;
  return (
    <span className={classes.badges}>
      {items.map((item) => (
        <span key={item} className={classes.badge}>
          {item}
        </span>
      ))}
    </span>
  );
}
