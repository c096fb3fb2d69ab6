import { fromThrown, type ConsoleError, type ObjectAddress } from '@binnacle/api/client';
import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { FormEvent, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Modal } from '../../ui/modal.tsx';
import { useErrorText } from '../../ui/states.tsx';
import { ToneIcon } from '../../ui/status.tsx';
import { showToast } from '../../ui/toast.tsx';
import { undoOf } from '../audit/undo-asked.ts';
import classes from './dialog.module.css';

export interface DialogProps {
  title: string;
  /** What it is about; absent where that is still to be made. */
  at?: Pick<ObjectAddress, 'namespace' | 'name'>;
  /** The object that is changed, where that can be taken back. */
  changes?: ObjectAddress;
  size?: 'lg' | 'xl';
  /** What the button says; it names the action. */
  submit: string;
  danger?: boolean;
  disabled?: boolean;
  run: () => Promise<unknown>;
  /** Told when it worked. */
  done: string;
  children: ReactNode;
  onClose: () => void;
  onDone?: (() => void) | undefined;
  /** What follows is shown in its place. */
  staysOpen?: boolean;
}

/** The error as the server says it, with the id that finds it in the server's log. */
export function ErrorNote({ error }: { error: ConsoleError }) {
  const { t } = useTranslation();
  const textOf = useErrorText();
  return (
    <div className={`${classes.note} ${classes.bad}`} role="alert">
      <ToneIcon tone="bad" size={16} />
      <div>
        {textOf(error)}
        {error.traceId === undefined ? null : (
          <div className={classes.trace}>
            {t('error.trace')} {error.traceId}
          </div>
        )}
      </div>
    </div>
  );
}

/** What follows, set apart. */
export function Note({ tone, children }: { tone?: 'warn' | 'bad'; children: ReactNode }) {
  return (
    <div className={`${classes.note} ${tone === undefined ? '' : classes[tone]}`}>
      <ToneIcon tone={tone ?? 'idle'} size={16} />
      <div>{children}</div>
    </div>
  );
}

/** The frame of every confirmation: the target's full name, what will follow, one button that names the action. */
export function Dialog(props: DialogProps) {
  const { t } = useTranslation();
  const { at, run, done, onDone, onClose } = props;
  const target = at?.namespace === undefined ? at?.name : `${at.namespace}/${at.name}`;
  const action = useMutation({
    mutationFn: run,
    onSuccess: (answer) => {
      showToast({ tone: 'ok', title: done, detail: target, action: undoOf(props.changes, answer) });
      onDone?.();
      if (props.staysOpen !== true) onClose();
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (props.disabled !== true && !action.isPending) action.mutate();
  };
  return (
    <Modal
      onClose={onClose}
      title={<b>{props.title}</b>}
      {...(props.size === undefined ? {} : { size: props.size })}
      closeOnClickOutside={!action.isPending}
    >
      <form onSubmit={submit} className={classes.body}>
        {target === undefined ? null : <div className={classes.target}>{target}</div>}
        {props.children}
        {action.error === null ? null : <ErrorNote error={fromThrown(action.error)} />}
        <div className={classes.buttons}>
          <Button variant="default" onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button
            type="submit"
            disabled={props.disabled === true}
            loading={action.isPending}
            {...(props.danger === true ? { color: 'red' } : {})}
          >
            {props.submit}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
