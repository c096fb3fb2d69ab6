import type { ObjectAddress } from '@binnacle/api/client';
import i18next from 'i18next';
import { useSyncExternalStore } from 'react';
import type { ToastAction } from '../../ui/toast.tsx';

/** A change that somebody thinks of taking back. */
export interface AskedUndo {
  at: ObjectAddress;
  /** Its entry in the audit. */
  entry: number;
}

let asked: AskedUndo | undefined;
const listeners = new Set<() => void>();

/** Opens the dialog that shows what undoing would do; undefined closes it. */
export const askUndo = (next: AskedUndo | undefined): void => {
  asked = next;
  for (const listener of listeners) listener();
};

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const useAskedUndo = (): AskedUndo | undefined => useSyncExternalStore(subscribe, () => asked);

/** The way back of what was just done to an object, where its answer names one. */
export const undoOf = (at: ObjectAddress | undefined, answer: unknown): ToastAction | undefined => {
  const { change } = (answer ?? {}) as { change?: number };
  if (at === undefined || change === undefined) return undefined;
  return { label: i18next.t('undo.offer'), onSelect: () => askUndo({ at, entry: change }) };
};
