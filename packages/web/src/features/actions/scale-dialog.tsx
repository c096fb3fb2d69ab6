import { fromThrown } from '@binnacle/api/client';
import { NumberInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../api/client.ts';
import { numberAt } from '../../resource/read-path.ts';
import { useErrorText } from '../../ui/states.tsx';
import type { TextKey } from '../../ui/text/text-key.ts';
import type { ActionDialogProps } from './action-dialog.tsx';
import { ConfirmName } from './confirm-name.tsx';
import { Dialog, Note } from './dialog.tsx';
import classes from './dialog.module.css';
import { ProductionNote, useProduction } from './production-note.tsx';
import { parseReplicas, type ReplicasProblem } from './replicas.ts';

const problems: Readonly<Record<ReplicasProblem, TextKey>> = {
  missing: 'scale.missing',
  notWhole: 'scale.notWhole',
  negative: 'scale.negative',
  tooLarge: 'scale.tooLarge',
};

/** The number asked for, beside the present one, which is read afresh. */
export function ScaleDialog({ kind, at, onClose, onDone }: Omit<ActionDialogProps, 'action'>) {
  const { t } = useTranslation();
  const textOf = useErrorText();
  const [typed, setTyped] = useState<string | number>();
  const [confirmed, setConfirmed] = useState('');
  const object = useQuery({
    queryKey: ['scale', at],
    staleTime: 0,
    gcTime: 0,
    queryFn: ({ signal }) => client.object(at, { signal }),
  });
  const current = object.data === undefined ? undefined : (numberAt(object.data, 'spec', 'replicas') ?? 1);
  const value = typed ?? current ?? '';
  const result = parseReplicas(value);
  const replicas = 'replicas' in result ? result.replicas : undefined;
  const toZero = replicas === 0 && current !== 0;
  const asksName = useProduction(at.clusterId) !== undefined && toZero;
  return (
    <Dialog
      title={t('scale.title', { kind: kind.kind })}
      at={at}
      submit={toZero ? t('scale.submitZero') : t('action.scale')}
      danger={toZero}
      disabled={
        replicas === undefined || replicas === current || current === undefined || (asksName && confirmed !== at.name)
      }
      run={() => client.scale(at, replicas ?? 0)}
      done={t('scale.done', { replicas: replicas ?? 0 })}
      onClose={onClose}
      onDone={onDone}
    >
      <div className={classes.change} aria-live="polite">
        <span>{current ?? '…'}</span>
        <small>→</small>
        <span>{replicas ?? '?'}</span>
        <small>{t('scale.replicas')}</small>
      </div>
      <NumberInput
        label={t('scale.label')}
        value={value}
        onChange={setTyped}
        min={0}
        allowDecimal={false}
        allowNegative={false}
        clampBehavior="none"
        error={'problem' in result && current !== undefined ? t(problems[result.problem]) : undefined}
        data-autofocus
      />
      {object.error === null ? null : <Note tone="bad">{textOf(fromThrown(object.error))}</Note>}
      {toZero ? <Note tone="bad">{t('scale.zero')}</Note> : null}
      <ProductionNote clusterId={at.clusterId} />
      {asksName ? <ConfirmName name={at.name} typed={confirmed} onTyped={setConfirmed} /> : null}
    </Dialog>
  );
}
