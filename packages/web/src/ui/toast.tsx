import { isConsoleError } from '@binnacle/api/client';
import { Button, CloseButton } from '@mantine/core';
import { useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { useErrorText } from './states.tsx';
import { ToneIcon } from './status.tsx';
import classes from './toast.module.css';

interface Toast {
  id: number;
  tone: 'ok' | 'bad';
  title: string;
  /** A sentence, or what was thrown. */
  detail?: unknown;
  /** What can be done about it. */
  action?: ToastAction | undefined;
}

/** A button of a toast. */
export interface ToastAction {
  label: string;
  onSelect: () => void;
}

const shownMs = 6_000;
/** With something to be done about it: long enough to be read, thought of and reached by keyboard. */
const shownWithActionMs = 30_000;
const most = 4;
let toasts: readonly Toast[] = [];
let lastId = 0;
const listeners = new Set<() => void>();

const set = (next: readonly Toast[]): void => {
  toasts = next;
  for (const listener of listeners) listener();
};

const dismiss = (id: number): void => set(toasts.filter((toast) => toast.id !== id));

/** Tells the outcome of an action. Successes leave by themselves, failures stay until closed. */
export const showToast = (toast: Omit<Toast, 'id'>): void => {
  lastId += 1;
  const id = lastId;
  set([...toasts, { ...toast, id }].slice(-most));
  const ms = toast.action === undefined ? shownMs : shownWithActionMs;
  if (toast.tone === 'ok') setTimeout(() => dismiss(id), ms);
};

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export function Toasts() {
  const { t } = useTranslation();
  const textOf = useErrorText();
  const shown = useSyncExternalStore(subscribe, () => toasts);
  return (
    <div className={classes.stack} role="region" aria-label={t('shell.notifications')} aria-live="polite">
      {shown.map((toast) => {
        const error = isConsoleError(toast.detail) ? toast.detail : undefined;
        const detail =
          error === undefined ? (typeof toast.detail === 'string' ? toast.detail : undefined) : textOf(error);
        return (
          <div key={toast.id} className={classes.toast} role={toast.tone === 'bad' ? 'alert' : 'status'}>
            <ToneIcon tone={toast.tone} size={16} />
            <div className={classes.body}>
              <div className={classes.title}>{toast.title}</div>
              {detail === undefined ? null : <div className={classes.detail}>{detail}</div>}
              {error?.traceId === undefined ? null : (
                <div className={classes.trace}>
                  {t('error.trace')} {error.traceId}
                </div>
              )}
            </div>
            {toast.action === undefined ? null : (
              <Button
                size="compact-sm"
                variant="default"
                onClick={() => {
                  dismiss(toast.id);
                  toast.action?.onSelect();
                }}
              >
                {toast.action.label}
              </Button>
            )}
            <CloseButton size="sm" aria-label={t('action.close')} onClick={() => dismiss(toast.id)} />
          </div>
        );
      })}
    </div>
  );
}
