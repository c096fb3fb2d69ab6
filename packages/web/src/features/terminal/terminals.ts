import { useSyncExternalStore } from 'react';

/** Where a terminal is opened: in a container of a Pod, or on a node. */
export type TerminalTarget = { clusterId: number; cluster: string; name: string } & (
  { type: 'pod'; namespace: string; /** The Pod's default one without it. */ container?: string } | { type: 'node' }
);

export interface TerminalTab {
  id: number;
  target: TerminalTarget;
}

export interface Terminals {
  tabs: readonly TerminalTab[];
  /** The tab that is shown. */
  active: number;
  /** Only the bar with the tabs is shown. */
  minimised: boolean;
}

/** More would be forgotten open. */
export const mostTerminals = 8;

const none: Terminals = { tabs: [], active: 0, minimised: false };
let current = none;
let lastId = 0;
const listeners = new Set<() => void>();

const set = (next: Terminals): void => {
  current = next;
  for (const listener of listeners) listener();
};

/** Opens a tab; false when there are as many as there may be. */
export const addTerminal = (target: TerminalTarget): boolean => {
  if (current.tabs.length >= mostTerminals) return false;
  lastId += 1;
  set({ tabs: [...current.tabs, { id: lastId, target }], active: lastId, minimised: false });
  return true;
};

/** Ends the shell; the tab beside it is shown instead. */
export const closeTerminal = (id: number): void => {
  const at = current.tabs.findIndex((tab) => tab.id === id);
  const tabs = current.tabs.filter((tab) => tab.id !== id);
  const beside = tabs[Math.min(at, tabs.length - 1)]?.id ?? 0;
  set({ ...current, tabs, active: current.active === id ? beside : current.active });
};

export const showTerminal = (id: number): void => set({ ...current, active: id, minimised: false });

export const minimiseTerminals = (minimised: boolean): void => set({ ...current, minimised });

/** Another container of the same Pod, in the same tab. */
export const chooseContainer = (id: number, container: string): void =>
  set({
    ...current,
    tabs: current.tabs.map((tab) =>
      tab.id === id && tab.target.type === 'pod' ? { id, target: { ...tab.target, container } } : tab,
    ),
  });

/** Whoever signs in next finds none. */
export const forgetTerminals = (): void => set(none);

export const readTerminals = (): Terminals => current;

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const useTerminals = (): Terminals => useSyncExternalStore(subscribe, readTerminals);
