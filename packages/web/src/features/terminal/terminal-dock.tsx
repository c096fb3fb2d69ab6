import { ActionIcon } from '@mantine/core';
import { useEffect, useRef, useState, type KeyboardEvent, type PointerEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { ChevronDownIcon, ChevronRightIcon, CloseIcon, TerminalIcon } from '../../ui/icons.tsx';
import { readPreference, writePreference } from '../../ui/preference.ts';
import classes from './terminal.module.css';
import { TerminalView } from './terminal-view.tsx';
import { closeTerminal, minimiseTerminals, showTerminal, useTerminals, type TerminalTab } from './terminals.ts';

/** Pixels; the page above keeps some of its own. */
const lowest = 120;
const step = 24;
const highest = (): number => Math.max(lowest, Math.round(window.innerHeight * 0.8));
const within = (height: number): number => Math.min(highest(), Math.max(lowest, Math.round(height)));

const titleOf = ({ target }: TerminalTab): string =>
  target.type === 'pod' ? `${target.namespace}/${target.name}` : target.name;

/** How high the dock is, by hand and as it was left. */
const useHeight = () => {
  const [height, setHeight] = useState(() => within(Number(readPreference('terminals')) || 300));
  const change = (next: number): void => {
    setHeight(within(next));
    writePreference('terminals', String(within(next)));
  };
  return { height, change };
};

function Handle({ height, onHeight }: { height: number; onHeight: (height: number) => void }) {
  const { t } = useTranslation();
  const onPointerDown = (event: PointerEvent<HTMLDivElement>): void => {
    event.currentTarget.setPointerCapture(event.pointerId);
  };
  const onPointerMove = (event: PointerEvent<HTMLDivElement>): void => {
    if (event.currentTarget.hasPointerCapture(event.pointerId)) onHeight(window.innerHeight - event.clientY);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const moves: Record<string, number> = {
      ArrowUp: height + step,
      ArrowDown: height - step,
      Home: highest(),
      End: lowest,
    };
    const next = moves[event.key];
    if (next === undefined) return;
    event.preventDefault();
    onHeight(next);
  };
  return (
    <div
      className={classes.handle}
      role="separator"
      aria-orientation="horizontal"
      aria-label={t('terminal.height')}
      aria-valuemin={lowest}
      aria-valuemax={highest()}
      aria-valuenow={height}
      tabIndex={0}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onKeyDown={onKeyDown}
    />
  );
}

/** All terminals below the page: they stay while the page changes. */
export function TerminalDock() {
  const { t } = useTranslation();
  const { tabs, active, minimised } = useTerminals();
  const { height, change } = useHeight();
  const current = useRef<HTMLButtonElement>(null);
  // Whoever closes the browser's page should know that shells end with it.
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent): void => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, []);
  return (
    <section className={classes.dock} aria-label={t('terminal.title')} style={minimised ? {} : { height }}>
      {minimised ? null : <Handle height={height} onHeight={change} />}
      <div className={classes.bar}>
        <ul className={classes.tabs}>
          {tabs.map((tab) => {
            const title = titleOf(tab);
            return (
              <li key={tab.id} className={classes.tab} data-active={tab.id === active || undefined}>
                <button
                  type="button"
                  ref={tab.id === active ? current : undefined}
                  aria-current={tab.id === active}
                  title={`${tab.target.cluster} · ${title}`}
                  onClick={() => showTerminal(tab.id)}
                >
                  <TerminalIcon width={14} height={14} />
                  <span className="bn-ellipsis">{title}</span>
                </button>
                <ActionIcon
                  size="xs"
                  variant="subtle"
                  color="gray"
                  aria-label={t('terminal.close', { name: title })}
                  onClick={() => closeTerminal(tab.id)}
                >
                  <CloseIcon width={12} height={12} />
                </ActionIcon>
              </li>
            );
          })}
        </ul>
        <ActionIcon
          size="sm"
          variant="subtle"
          color="gray"
          aria-label={t(minimised ? 'terminal.restore' : 'terminal.minimise')}
          aria-expanded={!minimised}
          onClick={() => minimiseTerminals(!minimised)}
        >
          {minimised ? <ChevronRightIcon /> : <ChevronDownIcon />}
        </ActionIcon>
      </div>
      <div className={classes.views} hidden={minimised}>
        {tabs.map((tab) => (
          <TerminalView
            key={tab.id}
            tab={tab}
            shown={tab.id === active && !minimised}
            onLeave={() => current.current?.focus()}
          />
        ))}
      </div>
    </section>
  );
}
