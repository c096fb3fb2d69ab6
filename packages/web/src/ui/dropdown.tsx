import { lazy, Suspense, useEffect, useRef, type ReactNode } from 'react';
import classes from './dropdown.module.css';

const Floating = lazy(async () => ({ default: (await import('./floating.tsx')).Floating }));

export interface DropdownProps {
  opened: boolean;
  onOpened: (opened: boolean) => void;
  position: 'bottom-start' | 'bottom-end';
  /** Keeps the focus inside while it is open; else its content moves it. */
  trapFocus?: boolean;
  className?: string | undefined;
  /** Drawn while it is open. */
  content: ReactNode;
  /** The button that it belongs to. */
  children: ReactNode;
}

/** Something below a button. Its code is large, and loaded when something is first opened. */
export function Dropdown({ opened, children, ...rest }: DropdownProps) {
  const anchor = useRef<HTMLSpanElement>(null);
  const wasOpened = useRef(false);
  useEffect(() => {
    // What had the focus is gone with it, unless whoever closed it moved it elsewhere.
    if (wasOpened.current && !opened && document.activeElement === document.body) {
      anchor.current?.querySelector('button')?.focus();
    }
    wasOpened.current = opened;
  }, [opened]);
  return (
    <span ref={anchor} className={classes.anchor}>
      {children}
      {opened ? (
        <Suspense fallback={null}>
          <Floating {...rest} />
        </Suspense>
      ) : null}
    </span>
  );
}
