import { useEffect, useRef, type KeyboardEvent, type ReactElement, type ReactNode } from 'react';
import { Dropdown } from './dropdown.tsx';
import { CheckIcon } from './icons.tsx';
import classes from './menu.module.css';

export interface MenuEntry {
  label: string;
  icon?: ReactNode;
  /** Present on choices of which one is set. */
  checked?: boolean;
  danger?: boolean;
  /** Set apart from the entry before it. */
  apart?: boolean;
  /** The language of the label where it differs from the page's. */
  lang?: string;
  onSelect: () => void;
}

export interface MenuProps {
  opened: boolean;
  onOpened: (opened: boolean) => void;
  label: string;
  /** Said above the entries. */
  head?: ReactNode;
  entries: readonly MenuEntry[];
  /** The button that it belongs to. */
  children: ReactElement;
}

/** Entries under a button: arrow keys move, Enter chooses, Escape and Tab close. */
export function Menu({ opened, onOpened, label, head, entries, children }: MenuProps) {
  return (
    <Dropdown
      opened={opened}
      onOpened={onOpened}
      position="bottom-end"
      content={<Panel label={label} head={head} entries={entries} onOpened={onOpened} />}
    >
      {children}
    </Dropdown>
  );
}

function Panel({ label, head, entries, onOpened }: Pick<MenuProps, 'label' | 'head' | 'entries' | 'onOpened'>) {
  const panel = useRef<HTMLDivElement>(null);
  const buttons = (): HTMLElement[] => [...(panel.current?.querySelectorAll<HTMLElement>('[data-item]') ?? [])];
  useEffect(() => {
    const all = buttons();
    (all.find((item) => item.getAttribute('aria-checked') === 'true') ?? all[0] ?? panel.current)?.focus();
  }, []);
  const onKeyDown = (event: KeyboardEvent): void => {
    const all = buttons();
    const at = all.findIndex((item) => item === document.activeElement);
    const moves: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 };
    const next = moves[event.key];
    event.stopPropagation();
    if (event.key === 'Escape' || event.key === 'Tab') onOpened(false);
    else if (next !== undefined && all.length > 0) all[(next + all.length) % all.length]?.focus();
    else return;
    event.preventDefault();
  };
  const choose = (entry: MenuEntry): void => {
    onOpened(false);
    entry.onSelect();
  };
  const items = entries.map((entry) => (
    <div key={entry.label} role="none">
      {entry.apart === true ? <div className={classes.separator} role="separator" /> : null}
      <button
        type="button"
        data-item
        role={entry.checked === undefined ? 'menuitem' : 'menuitemradio'}
        aria-checked={entry.checked}
        tabIndex={-1}
        lang={entry.lang}
        className={`${classes.item} ${entry.danger === true ? classes.danger : ''}`}
        onClick={() => choose(entry)}
      >
        {entry.icon}
        <span>{entry.label}</span>
        {entry.checked === true ? <CheckIcon /> : null}
      </button>
    </div>
  ));
  return (
    <div ref={panel} role="dialog" aria-label={label} className={classes.panel} tabIndex={-1} onKeyDown={onKeyDown}>
      {head === undefined ? null : <div className={classes.head}>{head}</div>}
      {items.length === 0 ? null : (
        <div role="menu" aria-label={label}>
          {items}
        </div>
      )}
    </div>
  );
}
